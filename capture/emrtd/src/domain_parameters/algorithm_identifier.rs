//! `AlgorithmIdentifier` of domain parameters, ICAO 9303-11 §9.1: standardized by number, or a curve or a group spelled out.

use super::modp_public_key::{STANDARDIZED, X9_42, explicit};
use super::{Curve, DomainParameters, ModpGroup, curve};
use crate::tlv::Reader;

/// id-ecPublicKey, RFC 3279 §2.3.5.
const ELLIPTIC_CURVE: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];

impl DomainParameters {
    /// The standardized set that the content of this sequence names or spells out whole; `None` for any other.
    ///
    /// A set of the chip's own making is never used: whether it is sound would be for the terminal to test on numbers that
    /// a hostile chip chose.
    pub fn from_algorithm_identifier(mut content: Reader<'_>) -> Option<Self> {
        let oid = content.expect(0x06).ok()?.value;
        let parameters = content.next_object().ok()??;
        match (oid, parameters.tag, parameters.value) {
            (STANDARDIZED, 0x02, [id]) => Self::from_parameter_id(u64::from(*id)),
            (ELLIPTIC_CURVE, ..) => curve::from_algorithm_parameters(&parameters).map(Curve::into),
            (X9_42, ..) => explicit(&parameters, true).ok()?.map(ModpGroup::into),
            _ => None,
        }
    }
}
