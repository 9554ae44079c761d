//! A private key in memory, from a file in PKCS#8 (RFC 5958), plain or under a PIN.

use super::{SignatureAlgorithm, SigningError, SigningKey};
use crate::domain_parameters::PublicKey;
use openssl::bn::{BigNumContext, BigNumRef};
use openssl::ec::PointConversionForm;
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Signer};
use std::fmt;
use thiserror::Error;

/// Why a file is no private key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PrivateKeyError {
    /// Neither RSA nor on a standardized curve, under a PIN that was not given, or no key at all.
    #[error("not a private key in PKCS#8")]
    Unusable,
    /// It does not open with this PIN.
    #[error("the PIN is wrong, or the file is damaged")]
    WrongPin,
}

/// A private key in memory, RSA or on a standardized curve; the library wipes it when it is dropped.
pub struct PrivateKey {
    key: PKey<Private>,
    public: PublicKey,
}

impl PrivateKey {
    /// Reads a private key in PKCS#8.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, PrivateKeyError> {
        let key = PKey::private_key_from_pkcs8(der).map_err(|_| PrivateKeyError::Unusable)?;
        Self::new(key)
    }

    /// Reads the first private key of a PEM file, with its PIN where it is under one.
    pub fn from_pem(pem: &[u8], pin: Option<&str>) -> Result<Self, PrivateKeyError> {
        let key = match pin {
            Some(pin) => PKey::private_key_from_pem_passphrase(pem, pin.as_bytes())
                .map_err(|_| PrivateKeyError::WrongPin),
            None => {
                PKey::private_key_from_pem_callback(pem, |_| Ok(0)).map_err(|_| PrivateKeyError::Unusable)
            }
        };
        Self::new(key?)
    }

    fn new(key: PKey<Private>) -> Result<Self, PrivateKeyError> {
        let public = public_half(&key).ok().flatten().ok_or(PrivateKeyError::Unusable)?;
        Ok(Self { key, public })
    }

    fn signature(&self, algorithm: SignatureAlgorithm, octets: &[u8]) -> Result<Vec<u8>, ErrorStack> {
        let mut signer = Signer::new(algorithm.message_digest(), &self.key)?;
        match algorithm {
            SignatureAlgorithm::Ecdsa(_) => self.plain(&signer.sign_oneshot_to_vec(octets)?),
            SignatureAlgorithm::RsaPkcs1(_) => signer.sign_oneshot_to_vec(octets),
            SignatureAlgorithm::RsaPss(_) => {
                signer.set_rsa_padding(Padding::PKCS1_PSS)?;
                signer.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH)?;
                signer.sign_oneshot_to_vec(octets)
            }
        }
    }

    /// r ‖ s, each as long as the order.
    fn plain(&self, der: &[u8]) -> Result<Vec<u8>, ErrorStack> {
        let (signature, key) = (EcdsaSig::from_der(der)?, self.key.ec_key()?);
        let length = i32::try_from(key.group().order_bits().div_ceil(8)).unwrap_or(i32::MAX);
        let padded = |number: &BigNumRef| number.to_vec_padded(length);
        Ok([padded(signature.r())?, padded(signature.s())?].concat())
    }
}

/// The public half, which on a curve must be that of the private one; `None` for a key of another kind.
fn public_half(key: &PKey<Private>) -> Result<Option<PublicKey>, ErrorStack> {
    let mut public = PublicKey::from_subject_public_key_info(&key.public_key_to_der()?).ok();
    if let Some(PublicKey::Ec(public)) = &mut public {
        let (key, mut context) = (key.ec_key()?, BigNumContext::new()?);
        key.check_key()?;
        let form = PointConversionForm::UNCOMPRESSED;
        public.point = key.public_key().to_bytes(key.group(), form, &mut context)?;
    }
    Ok(public)
}

impl SigningKey for PrivateKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, algorithm: SignatureAlgorithm, octets: &[u8]) -> Result<Vec<u8>, SigningError> {
        let fits = match algorithm {
            SignatureAlgorithm::Ecdsa(_) => matches!(self.public, PublicKey::Ec(_)),
            SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss(_) => {
                matches!(self.public, PublicKey::Rsa(_))
            }
        };
        match fits {
            true => self.signature(algorithm, octets).map_err(|_| SigningError::Failed),
            false => Err(SigningError::UnsupportedAlgorithm),
        }
    }
}

/// Never shows the key.
impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey")
    }
}

#[cfg(test)]
mod tests;
