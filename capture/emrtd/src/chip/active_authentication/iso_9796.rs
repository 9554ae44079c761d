//! Active Authentication with RSA: ISO/IEC 9796-2 digital signature scheme 1 with partial recovery, ICAO 9303-11 §6.1.2.1
//! and appendix F.

use crate::domain_parameters::RsaPublicKey;
use crate::hash::DigestAlgorithm;
use openssl::bn::{BigNum, BigNumContext};
use openssl::error::ErrorStack;

/// A part of the message is recovered, and no padding stands before it.
const HEADER: u8 = 0x6A;
/// Shorter keys are broken.
const MINIMUM_MODULUS: usize = 128;

/// The digest under which `signature` signs recovered part ‖ challenge, if it does.
pub(super) fn verify(
    key: &RsaPublicKey,
    challenge: &[u8],
    signature: &[u8],
) -> Result<Option<DigestAlgorithm>, ErrorStack> {
    if signature.len() != key.modulus.len() || key.modulus.len() < MINIMUM_MODULUS {
        return Ok(None);
    }
    let modulus = BigNum::from_slice(&key.modulus)?;
    let signature = BigNum::from_slice(signature)?;
    if signature >= modulus || !modulus.is_odd() {
        return Ok(None);
    }
    let mut recovered = BigNum::new()?;
    let exponent = BigNum::from_slice(&key.exponent)?;
    recovered.mod_exp(&signature, &exponent, &modulus, &mut *BigNumContext::new()?)?;
    let mut complement = BigNum::new()?;
    complement.checked_sub(&modulus, &recovered)?;
    // A signer may give the smaller of s and n − s.
    Ok([recovered, complement].iter().find_map(|number| check(&padded(number, key)?, challenge)))
}

/// The representative as long as the modulus.
fn padded(number: &BigNum, key: &RsaPublicKey) -> Option<Vec<u8>> {
    number.to_vec_padded(i32::try_from(key.modulus.len()).ok()?).ok()
}

/// 6A ‖ M1 ‖ H(M1 ‖ challenge) ‖ trailer.
fn check(representative: &[u8], challenge: &[u8]) -> Option<DigestAlgorithm> {
    let (digest, body) = match representative {
        [HEADER, body @ .., 0xBC] => (DigestAlgorithm::Sha1, body),
        [HEADER, body @ .., identifier, 0xCC] => (digest_of_trailer(*identifier)?, body),
        _ => return None,
    };
    let (recovered, hash) = body.split_at_checked(body.len().checked_sub(digest.output_length())?)?;
    let stands = !recovered.is_empty() && digest.digest(&[recovered, challenge].concat()) == hash;
    stands.then_some(digest)
}

/// The representative a chip signs: as long as its modulus when the recovered part has the right length.
pub fn message_representative(recovered: &[u8], challenge: &[u8], digest: DigestAlgorithm) -> Vec<u8> {
    let mut out = vec![HEADER];
    out.extend_from_slice(recovered);
    out.extend(digest.digest(&[recovered, challenge].concat()));
    match digest {
        DigestAlgorithm::Sha1 => out.push(0xBC),
        _ => out.extend([trailer_of_digest(digest), 0xCC]),
    }
    out
}

fn digest_of_trailer(identifier: u8) -> Option<DigestAlgorithm> {
    DigestAlgorithm::ALL.into_iter().find(|digest| trailer_of_digest(*digest) == identifier)
}

/// ISO/IEC 10118-3 hash function identifiers.
fn trailer_of_digest(digest: DigestAlgorithm) -> u8 {
    match digest {
        DigestAlgorithm::Sha1 => 0x33,
        DigestAlgorithm::Sha256 => 0x34,
        DigestAlgorithm::Sha512 => 0x35,
        DigestAlgorithm::Sha384 => 0x36,
        DigestAlgorithm::Sha224 => 0x38,
    }
}
