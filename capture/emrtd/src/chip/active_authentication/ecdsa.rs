//! Active Authentication with ECDSA, ICAO 9303-11 §6.1.2.2: plain signatures of TR-03111, and the DER some chips send.

use crate::domain_parameters::EcPublicKey;
use crate::hash::DigestAlgorithm;
use crate::tlv;
use openssl::bn::BigNum;
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;

/// The digest under which the signature is one over the challenge, among those allowed.
pub(super) fn verify(
    key: &EcPublicKey,
    digests: Vec<DigestAlgorithm>,
    challenge: &[u8],
    signature: &[u8],
) -> Result<Option<DigestAlgorithm>, ErrorStack> {
    let Ok(library_key) = key.library_key() else { return Ok(None) };
    let length = key.curve.order_length();
    let mut candidates = Vec::new();
    for (r, s) in [plain(signature, length), der(signature, length)].into_iter().flatten() {
        candidates.push(EcdsaSig::from_private_components(BigNum::from_slice(r)?, BigNum::from_slice(s)?)?);
    }
    let stands = |digest: DigestAlgorithm| {
        let hash = digest.digest(challenge);
        candidates.iter().any(|candidate| candidate.verify(&hash, &library_key).unwrap_or(false))
    };
    Ok(digests.into_iter().find(|digest| stands(*digest)))
}

/// r ‖ s, each as long as the order or, on some chips, with zeros before it.
fn plain(signature: &[u8], length: usize) -> Option<(&[u8], &[u8])> {
    let (r, s) = signature.split_at_checked(signature.len() / 2)?;
    if r.len() != s.len() || r.len() < length {
        return None;
    }
    Some((within(r, length)?, within(s, length)?))
}

/// SEQUENCE { r, s }, whose numbers are positive whatever their first bit says.
fn der(signature: &[u8], length: usize) -> Option<(&[u8], &[u8])> {
    let mut numbers = tlv::parse_exactly(signature, 0x30).ok()?.children();
    let (r, s) = (numbers.expect(0x02).ok()?.value, numbers.expect(0x02).ok()?.value);
    numbers.finish().ok()?;
    Some((within(r, length)?, within(s, length)?))
}

/// The number without the zeros before it, at most as long as the order.
fn within(number: &[u8], length: usize) -> Option<&[u8]> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).filter(|digits| digits.len() <= length)
}
