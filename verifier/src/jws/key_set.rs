//! The keys that are believed, a JSON Web Key Set of RFC 7517 §5, and what they sign.

use super::token::Parts;
use super::{JwsError, PublicKey};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::collections::BTreeSet;

/// A key set before it is known which keys are ours.
#[derive(Deserialize)]
struct RawKeySet {
    keys: Vec<serde_json::Value>,
}

/// The public keys that are believed: a JSON Web Key Set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySet {
    /// The keys, each with its own `kid`.
    pub keys: Vec<PublicKey>,
}

impl KeySet {
    /// Reads a JSON Web Key Set. Keys of other kinds are ignored (RFC 7517 §5); a P-256 key that is private, nameless,
    /// not for ES256 signatures, or named like another is an error.
    pub fn parse(json: &[u8]) -> Result<Self, JwsError> {
        let raw: RawKeySet = serde_json::from_slice(json).map_err(|_| JwsError::UnusableKeySet)?;
        if raw.keys.iter().any(|key| key.get("d").is_some()) {
            return Err(JwsError::UnusableKeySet);
        }
        let ours = raw.keys.into_iter().filter(|key| key["kty"] == "EC" && key["crv"] == "P-256");
        let keys = ours.map(serde_json::from_value).collect::<Result<_, _>>();
        let set = Self { keys: keys.map_err(|_| JwsError::UnusableKeySet)? };
        let mut names = BTreeSet::new();
        let usable = |key: &PublicKey| key.is_for_signatures() && !key.kid.is_empty();
        match set.keys.iter().all(|key| usable(key) && names.insert(key.kid.as_str())) {
            true => Ok(set),
            false => Err(JwsError::UnusableKeySet),
        }
    }

    /// Verifies a token of this `typ` and reads its payload.
    pub fn verify<T: DeserializeOwned>(&self, token: &str, kind: &str) -> Result<Verified<T>, JwsError> {
        let parts = Parts::split(token)?;
        if parts.header.alg != "ES256" {
            return Err(JwsError::AlgorithmNotAccepted);
        }
        if parts.header.typ != kind {
            return Err(JwsError::UnexpectedType);
        }
        let key = self.keys.iter().find(|key| key.kid == parts.header.kid).ok_or(JwsError::UnknownKey)?;
        let point = key.point().ok_or(JwsError::UnusableKeySet)?;
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
            .verify(parts.signed.as_bytes(), &parts.signature)
            .map_err(|_| JwsError::SignatureInvalid)?;
        let payload = serde_json::from_slice(&parts.payload).map_err(|_| JwsError::Malformed)?;
        Ok(Verified { payload, kid: parts.header.kid })
    }
}

/// The payload of a token whose signature was verified.
pub struct Verified<T> {
    payload: T,
    kid: String,
}

impl<T> Verified<T> {
    /// The payload.
    pub fn payload(&self) -> &T {
        &self.payload
    }

    /// The name of the key that signed.
    pub fn kid(&self) -> &str {
        &self.kid
    }
}
