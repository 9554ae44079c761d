//! `AlgorithmIdentifier` of domain parameters, ICAO 9303-11 §9.1: standardized by number, or a curve or a group spelled out.

use super::{Curve, DomainParameters, ModpGroup, curve, modp_public_key};
use crate::tlv::Reader;

/// standardizedDomainParameters of TR-03110.
const STANDARDIZED: &[u8] = &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x02];
/// id-ecPublicKey, RFC 3279 §2.3.5.
const ELLIPTIC_CURVE: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
/// dhpublicnumber, RFC 3279 §2.3.3.
const X9_42: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3E, 0x02, 0x01];

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
            (X9_42, ..) => modp_public_key::explicit(&parameters, true).ok()?.map(ModpGroup::into),
            _ => None,
        }
    }
}
