//! RSA signatures, RFC 8017 §8.

use super::{SignatureAlgorithm, SignatureError};
use emrtd::hash::DigestAlgorithm;
use openssl::bn::BigNum;
use openssl::error::ErrorStack;
use openssl::md::{Md, MdRef};
use openssl::pkey::{PKey, Public};
use openssl::pkey_ctx::PkeyCtx;
use openssl::rsa::{Padding, Rsa};
use openssl::sign::RsaPssSaltlen;
use ring::signature::{self, RsaParameters, RsaPublicKeyComponents};
use std::sync::OnceLock;

/// An RSA public key.
pub(super) struct RsaKey {
    /// Big-endian, without leading zeros.
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    /// Worth preparing: many signatures will be verified with it.
    reused: bool,
    /// For what ring does not take, and for keys that are used again.
    openssl: OnceLock<Option<PKey<Public>>>,
}

impl RsaKey {
    pub fn new(modulus: Vec<u8>, exponent: Vec<u8>, reused: bool) -> Self {
        Self { modulus, exponent, reused, openssl: OnceLock::new() }
    }

    /// Modulus and exponent.
    pub fn numbers(&self) -> (&[u8], &[u8]) {
        (&self.modulus, &self.exponent)
    }

    /// The length of the modulus in bits.
    pub fn bits(&self) -> u32 {
        let bytes = u32::try_from(self.modulus.len()).unwrap_or(u32::MAX);
        let leading = self.modulus.first().map_or(0, |first| first.leading_zeros());
        bytes.saturating_mul(8).saturating_sub(leading)
    }

    pub fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        // ring prepares the modulus anew each time, which costs more than a tenth of a verification.
        let prepared = self.reused && matches!(algorithm, SignatureAlgorithm::RsaPkcs1(_));
        match ring_parameters(algorithm) {
            Some(parameters) if !prepared && (2048..=8192).contains(&self.bits()) => {
                RsaPublicKeyComponents { n: &self.modulus, e: &self.exponent }
                    .verify(parameters, message, signature)
                    .map_err(|_| SignatureError::Invalid)
            }
            _ => self.verify_with_openssl(algorithm, message, signature),
        }
    }

    fn verify_with_openssl(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        // openssl lets a signature be shorter than the modulus, RFC 8017 §8.1.2 does not.
        if signature.len() != self.modulus.len() {
            return Err(SignatureError::Invalid);
        }
        let key = self.openssl.get_or_init(|| self.prepare().ok()).as_ref();
        let key = key.ok_or(SignatureError::UnusableKey)?;
        let digest = algorithm.digest().digest(message);
        let mut context = context(key, algorithm).map_err(|_| SignatureError::UnusableKey)?;
        match context.verify(&digest, signature) {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => Err(SignatureError::Invalid),
        }
    }

    fn prepare(&self) -> Result<PKey<Public>, ErrorStack> {
        let modulus = BigNum::from_slice(&self.modulus)?;
        let exponent = BigNum::from_slice(&self.exponent)?;
        PKey::from_rsa(Rsa::from_public_components(modulus, exponent)?)
    }
}

fn context(key: &PKey<Public>, algorithm: SignatureAlgorithm) -> Result<PkeyCtx<Public>, ErrorStack> {
    let mut context = PkeyCtx::new(key)?;
    context.verify_init()?;
    match algorithm {
        SignatureAlgorithm::RsaPss { digest, mask_digest, salt_length } => {
            context.set_rsa_padding(Padding::PKCS1_PSS)?;
            context.set_signature_md(md(digest))?;
            context.set_rsa_mgf1_md(md(mask_digest))?;
            let salt_length = i32::try_from(salt_length).unwrap_or(i32::MAX);
            context.set_rsa_pss_saltlen(RsaPssSaltlen::custom(salt_length))?;
        }
        _ => {
            context.set_rsa_padding(Padding::PKCS1)?;
            context.set_signature_md(md(algorithm.digest()))?;
        }
    }
    Ok(context)
}

fn md(digest: DigestAlgorithm) -> &'static MdRef {
    match digest {
        DigestAlgorithm::Sha1 => Md::sha1(),
        DigestAlgorithm::Sha224 => Md::sha224(),
        DigestAlgorithm::Sha256 => Md::sha256(),
        DigestAlgorithm::Sha384 => Md::sha384(),
        DigestAlgorithm::Sha512 => Md::sha512(),
    }
}

/// What ring verifies: no SHA-224, and PSS only with a salt as long as the digest and one digest throughout.
fn ring_parameters(algorithm: SignatureAlgorithm) -> Option<&'static RsaParameters> {
    use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
    match algorithm {
        SignatureAlgorithm::RsaPkcs1(Sha1) => Some(&signature::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY),
        SignatureAlgorithm::RsaPkcs1(Sha256) => Some(&signature::RSA_PKCS1_2048_8192_SHA256),
        SignatureAlgorithm::RsaPkcs1(Sha384) => Some(&signature::RSA_PKCS1_2048_8192_SHA384),
        SignatureAlgorithm::RsaPkcs1(Sha512) => Some(&signature::RSA_PKCS1_2048_8192_SHA512),
        SignatureAlgorithm::RsaPss { digest, mask_digest, salt_length } if digest == mask_digest => {
            match (digest, salt_length) {
                (Sha256, 32) => Some(&signature::RSA_PSS_2048_8192_SHA256),
                (Sha384, 48) => Some(&signature::RSA_PSS_2048_8192_SHA384),
                (Sha512, 64) => Some(&signature::RSA_PSS_2048_8192_SHA512),
                _ => None,
            }
        }
        _ => None,
    }
}
