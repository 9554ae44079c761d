//! Active Authentication with RSA: ISO/IEC 9796-2 digital signature scheme 1, ICAO 9303-11 §6.1.2.1 and appendix F.

use crate::domain_parameters::RsaPublicKey;
use crate::hash::DigestAlgorithm;
use openssl::bn::{BigNum, BigNumContext};
use openssl::error::ErrorStack;

/// Partial recovery: a part of the message is recovered, and no padding stands before it.
const PARTIAL: u8 = 0x6A;
/// Total recovery of a message that needs no padding, or is padded by nibbles B up to a nibble A.
const TOTAL: u8 = 0x4A;
const TOTAL_PADDED: u8 = 0x4B;
/// Shorter keys are broken.
const MINIMUM_MODULUS: usize = 128;

/// The digest under which `signature` signs a message that ends in the challenge, if it does.
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
    // A signer may give the smaller of s and n − s. A representative ends in C and so is even, its complement odd.
    Ok([recovered, complement].iter().find_map(|number| check(&padded(number, key)?, challenge)))
}

/// The representative as long as the modulus.
fn padded(number: &BigNum, key: &RsaPublicKey) -> Option<Vec<u8>> {
    number.to_vec_padded(i32::try_from(key.modulus.len()).ok()?).ok()
}

/// Header ‖ M1 ‖ H(M) ‖ trailer; M is M1 ‖ challenge, or M1 whole where all of it is recovered.
fn check(representative: &[u8], challenge: &[u8]) -> Option<DigestAlgorithm> {
    let (digest, body) = match representative {
        [body @ .., 0xBC] => (DigestAlgorithm::Sha1, body),
        [body @ .., identifier, 0xCC] => (digest_of_trailer(*identifier)?, body),
        _ => return None,
    };
    let (head, hash) = body.split_at_checked(body.len().checked_sub(digest.output_length())?)?;
    let message = match head {
        [PARTIAL, recovered @ ..] if !recovered.is_empty() => [recovered, challenge].concat(),
        [TOTAL, message @ ..] => message.to_vec(),
        [TOTAL_PADDED, padded @ ..] => unpadded(padded)?.to_vec(),
        _ => return None,
    };
    (message.ends_with(challenge) && digest.digest(&message) == hash).then_some(digest)
}

/// What follows the bytes BB and the byte BA.
fn unpadded(padded: &[u8]) -> Option<&[u8]> {
    let border = padded.iter().position(|byte| *byte != 0xBB)?;
    match padded.get(border..)? {
        [0xBA, message @ ..] => Some(message),
        _ => None,
    }
}

/// Which of the two trailers names the digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trailer {
    /// BC for SHA-1, two bytes for any other digest.
    #[default]
    Shortest,
    /// Two bytes, for SHA-1 too (33CC).
    Explicit,
}

/// The representative a chip signs: as long as its modulus when the recovered part has the right length.
pub fn message_representative(
    recovered: &[u8],
    challenge: &[u8],
    digest: DigestAlgorithm,
    trailer: Trailer,
) -> Vec<u8> {
    let mut out = vec![PARTIAL];
    out.extend_from_slice(recovered);
    out.extend(digest.digest(&[recovered, challenge].concat()));
    out.extend(trailer.bytes(digest));
    out
}

/// The representative of a message that is recovered whole: `prefix` ‖ challenge, padded up to `length` bytes. `None`
/// where it is longer.
pub fn total_recovery_representative(
    length: usize,
    prefix: &[u8],
    challenge: &[u8],
    digest: DigestAlgorithm,
    trailer: Trailer,
) -> Option<Vec<u8>> {
    let message = [prefix, challenge].concat();
    let end = [message.clone(), digest.digest(&message), trailer.bytes(digest)].concat();
    let mut out = match length.checked_sub(end.len())? {
        0 => return None,
        1 => vec![TOTAL],
        longer => {
            let mut head = vec![0xBB; longer];
            *head.first_mut()? = TOTAL_PADDED;
            *head.last_mut()? = 0xBA;
            head
        }
    };
    out.extend(end);
    Some(out)
}

impl Trailer {
    fn bytes(self, digest: DigestAlgorithm) -> Vec<u8> {
        match (self, digest) {
            (Self::Shortest, DigestAlgorithm::Sha1) => vec![0xBC],
            _ => vec![trailer_of_digest(digest), 0xCC],
        }
    }
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
