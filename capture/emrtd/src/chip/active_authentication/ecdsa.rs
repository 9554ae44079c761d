//! Active Authentication with ECDSA, ICAO 9303-11 §6.1.2.2: plain signatures of TR-03111, and the DER some chips send.

use crate::domain_parameters::EcPublicKey;
use crate::hash::DigestAlgorithm;
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcKey, EcPoint};
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::pkey::Public;

/// The digest under which the signature is one over the challenge, among those allowed.
pub(super) fn verify(
    key: &EcPublicKey,
    digests: Vec<DigestAlgorithm>,
    challenge: &[u8],
    signature: &[u8],
) -> Result<Option<DigestAlgorithm>, ErrorStack> {
    let Ok(library_key) = library_key(key) else { return Ok(None) };
    let candidates: Vec<EcdsaSig> =
        [plain(signature, key.curve.order_length())?, EcdsaSig::from_der(signature).ok()]
            .into_iter()
            .flatten()
            .collect();
    let stands = |digest: DigestAlgorithm| {
        let hash = digest.digest(challenge);
        candidates.iter().any(|candidate| candidate.verify(&hash, &library_key).unwrap_or(false))
    };
    Ok(digests.into_iter().find(|digest| stands(*digest)))
}

/// r ‖ s, each as long as the order.
fn plain(signature: &[u8], length: usize) -> Result<Option<EcdsaSig>, ErrorStack> {
    match signature.split_at_checked(length) {
        Some((r, s)) if s.len() == length => {
            EcdsaSig::from_private_components(BigNum::from_slice(r)?, BigNum::from_slice(s)?).map(Some)
        }
        _ => Ok(None),
    }
}

/// Checks that the point lies on the curve.
fn library_key(key: &EcPublicKey) -> Result<EcKey<Public>, ErrorStack> {
    let group = key.curve.group()?;
    let point = EcPoint::from_bytes(&group, &key.point, &mut *BigNumContext::new()?)?;
    let library_key = EcKey::from_public_key(&group, &point)?;
    library_key.check_key()?;
    Ok(library_key)
}
