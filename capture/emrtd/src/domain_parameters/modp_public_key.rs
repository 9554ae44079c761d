//! Public keys over integers modulo a prime as DG14 carries them, ICAO 9303-11 §9.4.3 with RFC 3279 §2.3.3.
//!
//! Only the standardized groups are used, named or spelled out: a chip's word that another prime, order and generator fit
//! together would cost the terminal primality tests on numbers that a hostile chip chose.

use super::subject_public_key::{bit_string, positive};
use super::{ModpGroup, PublicKeyError};
use crate::tlv::{self, Reader, Tlv};
use openssl::bn::BigNum;
use openssl::error::ErrorStack;

/// dhpublicnumber of X9.42: prime, generator, order, and more.
pub(super) const X9_42: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3E, 0x02, 0x01];
/// dhKeyAgreement of PKCS #3: prime and generator alone.
const PKCS_3: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x03, 0x01];
/// standardizedDomainParameters of TR-03110.
pub(super) const STANDARDIZED: &[u8] = &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x02];

/// A public element of a standardized group; that it belongs to the subgroup is proven only by using it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModpPublicKey {
    /// The group.
    pub group: ModpGroup,
    /// The element, big-endian without leading zeros.
    pub element: Vec<u8>,
}

impl ModpPublicKey {
    /// Reads a DER `SubjectPublicKeyInfo`; explicit parameters must be those of a standardized group.
    pub fn from_subject_public_key_info(der: &[u8]) -> Result<Self, PublicKeyError> {
        let mut info = tlv::parse_exactly(der, 0x30)?.children();
        let mut algorithm = info.expect(0x30)?.children();
        let oid = algorithm.expect(0x06)?.value;
        let parameters = algorithm.next_object()?.ok_or(PublicKeyError::Malformed)?;
        let element = positive(tlv::parse_exactly(bit_string(info.expect(0x03)?)?, 0x02)?)?;
        info.finish()?;
        let group = match oid {
            X9_42 | PKCS_3 => explicit(&parameters, oid == X9_42)?,
            STANDARDIZED => by_parameter_id(&parameters),
            _ => return Err(PublicKeyError::UnsupportedAlgorithm),
        };
        let group = group.ok_or(PublicKeyError::UnsupportedGroup)?;
        if element.len() > group.element_length() {
            return Err(PublicKeyError::Malformed);
        }
        Ok(Self { group, element })
    }
}

fn by_parameter_id(parameters: &Tlv<'_>) -> Option<ModpGroup> {
    match (parameters.tag, parameters.value) {
        (0x02, [id]) => ModpGroup::ALL.into_iter().find(|group| group.parameter_id() == *id),
        _ => None,
    }
}

/// Prime and generator, and the order where it stands third. What may follow (a cofactor, how the prime was found, the
/// length of private keys) says nothing of the group.
pub(super) fn explicit(parameters: &Tlv<'_>, with_order: bool) -> Result<Option<ModpGroup>, PublicKeyError> {
    let mut numbers = Reader::new(tlv_content(parameters)?);
    let prime = positive(numbers.expect(0x02)?)?;
    let generator = positive(numbers.expect(0x02)?)?;
    let order = if with_order { Some(positive(numbers.expect(0x02)?)?) } else { None };
    let same = |group: &ModpGroup| is(*group, &prime, &generator, order.as_deref()).unwrap_or(false);
    Ok(ModpGroup::ALL.into_iter().find(same))
}

fn tlv_content<'a>(parameters: &Tlv<'a>) -> Result<&'a [u8], PublicKeyError> {
    if parameters.tag == 0x30 { Ok(parameters.value) } else { Err(PublicKeyError::Malformed) }
}

fn is(group: ModpGroup, prime: &[u8], generator: &[u8], order: Option<&[u8]>) -> Result<bool, ErrorStack> {
    let standardized = group.parameters()?;
    let equal = |bytes: &[u8], number: &openssl::bn::BigNumRef| -> Result<bool, ErrorStack> {
        Ok(bytes.len() <= group.element_length() && *BigNum::from_slice(bytes)? == *number)
    };
    let order_stands = match (order, standardized.prime_q()) {
        (Some(order), Some(number)) => equal(order, number)?,
        (order, _) => order.is_none(),
    };
    Ok(order_stands && equal(prime, standardized.prime_p())? && equal(generator, standardized.generator())?)
}
