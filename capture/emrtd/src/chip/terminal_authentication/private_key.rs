//! A terminal's private key in memory, TR-03110-3 §A.7.3.

use super::{TerminalKey, TerminalKeyError};
use crate::cv_certificate::{CvKey, SignatureAlgorithm};
use openssl::bn::BigNumRef;
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Signer};
use std::fmt;

/// A terminal's private key in memory, RSA or on an elliptic curve; the library wipes it when it is dropped.
pub struct TerminalPrivateKey(PKey<Private>);

impl TerminalPrivateKey {
    /// Reads a private key in PKCS#8.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, TerminalKeyError> {
        let key = PKey::private_key_from_pkcs8(der).map_err(|_| TerminalKeyError)?;
        let usable = key.ec_key().is_ok() || key.rsa().is_ok();
        if usable { Ok(Self(key)) } else { Err(TerminalKeyError) }
    }

    fn signature(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, ErrorStack> {
        let mut signer = Signer::new(algorithm.message_digest(), &self.0)?;
        match algorithm {
            SignatureAlgorithm::Ecdsa(_) => self.plain(&signer.sign_oneshot_to_vec(message)?),
            SignatureAlgorithm::RsaPkcs1(_) => signer.sign_oneshot_to_vec(message),
            SignatureAlgorithm::RsaPss(_) => {
                signer.set_rsa_padding(Padding::PKCS1_PSS)?;
                signer.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH)?;
                signer.sign_oneshot_to_vec(message)
            }
        }
    }

    /// r ‖ s, each as long as the order.
    fn plain(&self, der: &[u8]) -> Result<Vec<u8>, ErrorStack> {
        let (signature, key) = (EcdsaSig::from_der(der)?, self.0.ec_key()?);
        let length = i32::try_from(key.group().order_bits().div_ceil(8)).unwrap_or(i32::MAX);
        let padded = |number: &BigNumRef| number.to_vec_padded(length);
        Ok([padded(signature.r())?, padded(signature.s())?].concat())
    }
}

impl TerminalKey for TerminalPrivateKey {
    fn is_of(&self, public_key: &CvKey) -> bool {
        public_key.library_key().is_ok_and(|key| self.0.public_eq(&key))
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, TerminalKeyError> {
        let elliptic = matches!(algorithm, SignatureAlgorithm::Ecdsa(_));
        if elliptic != self.0.ec_key().is_ok() {
            return Err(TerminalKeyError);
        }
        self.signature(algorithm, message).map_err(|_| TerminalKeyError)
    }
}

/// Never shows the key.
impl fmt::Debug for TerminalPrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TerminalPrivateKey")
    }
}
