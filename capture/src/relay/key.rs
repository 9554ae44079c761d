//! The relay's own key: fresh for every session, proven at the upgrade as RFC 9449 says.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::json;
use thiserror::Error;

/// The operating system gave no randomness, or the library failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("no key could be made")]
pub struct RelayKeyError;

impl From<ring::error::Unspecified> for RelayKeyError {
    fn from(_: ring::error::Unspecified) -> Self {
        Self
    }
}

/// A P-256 key that lives as long as one session.
pub struct RelayKey {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl RelayKey {
    /// A fresh key.
    pub fn generate() -> Result<Self, RelayKeyError> {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random)
            .map_err(|_| RelayKeyError)?;
        Ok(Self { pair, random })
    }

    /// The proof for opening `target` with `ticket`, made at `now` (seconds since 1970).
    pub fn proof(&self, target: &str, ticket: &str, now: u64) -> Result<String, RelayKeyError> {
        let mut name = [0; 16];
        self.random.fill(&mut name)?;
        let header = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": self.public_key()?});
        let claims = json!({
            "htm": "GET",
            "htu": target,
            "iat": now,
            "jti": BASE64URL.encode(name),
            "ath": BASE64URL.encode(digest(&SHA256, ticket.as_bytes())),
        });
        let signed = format!("{}.{}", part(&header), part(&claims));
        let signature = self.pair.sign(&self.random, signed.as_bytes())?;
        Ok(format!("{signed}.{}", BASE64URL.encode(signature)))
    }

    fn public_key(&self) -> Result<serde_json::Value, RelayKeyError> {
        match self.pair.public_key().as_ref() {
            [4, coordinates @ ..] if coordinates.len() == 64 => {
                let (x, y) = coordinates.split_at(32);
                Ok(json!({"kty": "EC", "crv": "P-256", "x": BASE64URL.encode(x), "y": BASE64URL.encode(y)}))
            }
            _ => Err(RelayKeyError),
        }
    }
}

fn part(json: &serde_json::Value) -> String {
    BASE64URL.encode(json.to_string())
}
