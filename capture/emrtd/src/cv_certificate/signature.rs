//! Checks signatures of Terminal Authentication, in certificates and of terminals, TR-03110-3 §A.7.3 and §D.3.

use super::CvKey;
use crate::domain_parameters::{EcPublicKey, PublicKey};
use crate::signing::SignatureAlgorithm;
use openssl::bn::BigNum;
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Verifier};
use thiserror::Error;

/// The signature is not one of this key over these bytes, or the key is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the signature is not one of this key")]
pub struct SignatureError;

impl CvKey {
    /// Checks that the holder of the key signed `message`.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let stands = match (self.algorithm, &self.public_key) {
            (SignatureAlgorithm::RsaPkcs1(_), PublicKey::Rsa(_)) => {
                self.verify_rsa(Padding::PKCS1, message, signature)
            }
            (SignatureAlgorithm::RsaPss(_), PublicKey::Rsa(_)) => {
                self.verify_rsa(Padding::PKCS1_PSS, message, signature)
            }
            (SignatureAlgorithm::Ecdsa(digest), PublicKey::Ec(key)) => {
                ecdsa(key, &digest.digest(message), signature)
            }
            _ => Ok(false),
        };
        // What the library cannot compute with is no key or no signature.
        if stands.unwrap_or(false) { Ok(()) } else { Err(SignatureError) }
    }

    fn verify_rsa(&self, padding: Padding, message: &[u8], signature: &[u8]) -> Result<bool, ErrorStack> {
        let (key, digest) = (self.public_key.library_key()?, self.algorithm.message_digest());
        let mut verifier = Verifier::new(digest, &key)?;
        verifier.set_rsa_padding(padding)?;
        if padding == Padding::PKCS1_PSS {
            verifier.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH)?;
            verifier.set_rsa_mgf1_md(digest)?;
        }
        verifier.verify_oneshot(signature, message)
    }
}

/// r ‖ s, each exactly as long as the order.
fn ecdsa(key: &EcPublicKey, hash: &[u8], signature: &[u8]) -> Result<bool, ErrorStack> {
    let length = key.curve.order_length();
    let Some((r, s)) = signature.split_at_checked(length).filter(|(_, s)| s.len() == length) else {
        return Ok(false);
    };
    let signature = EcdsaSig::from_private_components(BigNum::from_slice(r)?, BigNum::from_slice(s)?)?;
    signature.verify(hash, &*key.library_key()?)
}
