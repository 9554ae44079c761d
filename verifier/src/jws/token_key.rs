//! A key that signs tokens, wherever its private half lies, RFC 7518 §3.4.

use super::token::Header;
use super::{JwsError, KeySet, PublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use emrtd::domain_parameters::{Curve, PublicKey as AnyPublicKey};
use emrtd::hash::DigestAlgorithm;
use emrtd::signing::{PrivateKey, SignatureAlgorithm, SigningError, SigningKey};
use ring::{
    rand::SecureRandom,
    signature::{ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, UnparsedPublicKey},
};
use serde::Serialize;
use zeroize::Zeroizing;

/// ES256: ECDSA over P-256 with SHA-256, r ‖ s.
const ES256: SignatureAlgorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);

/// A P-256 key that signs results or officers' statements.
pub struct TokenKey {
    key: Box<dyn SigningKey>,
    public: PublicKey,
}

impl TokenKey {
    /// Takes a key into use, wherever its private half lies.
    pub fn new(key: impl SigningKey + 'static) -> Result<Self, JwsError> {
        let public = match key.public_key() {
            AnyPublicKey::Ec(public) if public.curve == Curve::P256 => PublicKey::from_point(&public.point)?,
            _ => return Err(JwsError::UnusableKey),
        };
        Ok(Self { key: Box::new(key), public })
    }

    /// Reads a private key from PKCS#8 DER.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, JwsError> {
        PrivateKey::from_pkcs8(der).map_err(|_| JwsError::UnusableKey).and_then(Self::new)
    }

    /// Makes a new private key: its PKCS#8 DER.
    pub fn generate(random: &dyn SecureRandom) -> Result<Zeroizing<Vec<u8>>, JwsError> {
        EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, random)
            .map(|document| document.as_ref().to_vec().into())
            .map_err(|_| JwsError::NoKey)
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The public half as a key set of its own.
    pub fn key_set(&self) -> KeySet {
        KeySet { keys: vec![self.public.clone()] }
    }

    /// Signs `payload` into a compact token of this `typ`.
    pub fn sign(&self, payload: &impl Serialize, kind: &str) -> Result<String, JwsError> {
        let header = Header { alg: "ES256".into(), kid: self.public.kid.clone(), typ: kind.into() };
        let json = |bytes: Result<Vec<u8>, _>| bytes.map(|bytes| BASE64URL.encode(bytes));
        let header = json(serde_json::to_vec(&header)).map_err(|_| JwsError::Unwritable)?;
        let payload = json(serde_json::to_vec(payload)).map_err(|_| JwsError::Unwritable)?;
        let signed = format!("{header}.{payload}");
        let signature = self.signature(&signed)?;
        Ok(format!("{signed}.{}", BASE64URL.encode(signature)))
    }

    /// The signature over these words; one that the public half does not verify leaves nobody.
    pub(super) fn signature(&self, signed: &str) -> Result<Vec<u8>, JwsError> {
        let signature = self.key.sign(ES256, signed.as_bytes())?;
        let point = self.public.point().ok_or(JwsError::UnusableKey)?;
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
            .verify(signed.as_bytes(), &signature)
            .map_err(|_| SigningError::Failed)?;
        Ok(signature)
    }
}
