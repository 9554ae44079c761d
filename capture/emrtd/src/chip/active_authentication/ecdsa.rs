//! Active Authentication with ECDSA, ICAO 9303-11 §6.1.2.2: plain signatures of TR-03111, and the DER some chips send.

use crate::domain_parameters::EcPublicKey;
use crate::hash::DigestAlgorithm;
use crate::tlv;
use openssl::bn::BigNum;
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;

/// The numbers r and s.
struct Numbers<'a> {
    r: &'a [u8],
    s: &'a [u8],
    /// There are zeros before them that their format does not allow, or one is lacking that DER demands.
    zero_prefixed: bool,
}

/// The digest under which the signature is one over the challenge, among those allowed, and whether there are zeros too
/// many.
pub(super) fn verify(
    key: &EcPublicKey,
    digests: Vec<DigestAlgorithm>,
    challenge: &[u8],
    signature: &[u8],
) -> Result<Option<(DigestAlgorithm, bool)>, ErrorStack> {
    let Ok(library_key) = key.library_key() else { return Ok(None) };
    let length = key.curve.order_length();
    let mut candidates = Vec::new();
    for Numbers { r, s, zero_prefixed } in
        [plain(signature, length), der(signature, length)].into_iter().flatten()
    {
        let (r, s) = (BigNum::from_slice(r)?, BigNum::from_slice(s)?);
        candidates.push((EcdsaSig::from_private_components(r, s)?, zero_prefixed));
    }
    let stands = |digest: DigestAlgorithm| {
        let hash = digest.digest(challenge);
        let valid =
            candidates.iter().find(|(candidate, _)| candidate.verify(&hash, &library_key).unwrap_or(false));
        valid.map(|(_, zero_prefixed)| (digest, *zero_prefixed))
    };
    Ok(digests.into_iter().find_map(stands))
}

/// r ‖ s, each as long as the order or, on some chips, with zeros before it.
fn plain(signature: &[u8], length: usize) -> Option<Numbers<'_>> {
    let (r, s) = signature.split_at_checked(signature.len() / 2)?;
    if r.len() != s.len() || r.len() < length {
        return None;
    }
    Some(Numbers { r: within(r, length)?, s: within(s, length)?, zero_prefixed: r.len() > length })
}

/// SEQUENCE { r, s }, whose numbers are positive whatever their first bit says.
fn der(signature: &[u8], length: usize) -> Option<Numbers<'_>> {
    let mut numbers = tlv::parse_exactly(signature, 0x30).ok()?.children();
    let (r, s) = (numbers.expect(0x02).ok()?.value, numbers.expect(0x02).ok()?.value);
    numbers.finish().ok()?;
    let zero_prefixed = [r, s].into_iter().any(|number| has_needless_zero(number) || is_negative(number));
    Some(Numbers { r: within(r, length)?, s: within(s, length)?, zero_prefixed })
}

/// A zero that neither makes a number positive nor is one.
fn has_needless_zero(number: &[u8]) -> bool {
    matches!(number, [0, next, ..] if next & 0x80 == 0)
}

/// By DER it is below zero: the zero that makes it positive is lacking.
fn is_negative(number: &[u8]) -> bool {
    number.first().is_some_and(|first| first & 0x80 != 0)
}

/// The number without the zeros before it, at most as long as the order.
fn within(number: &[u8], length: usize) -> Option<&[u8]> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).filter(|digits| digits.len() <= length)
}
