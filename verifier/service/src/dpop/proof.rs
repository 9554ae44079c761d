//! One proof, RFC 9449 §4.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use ring::digest::{SHA256, digest};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde::Deserialize;
use thiserror::Error;

/// Larger proofs are refused unread.
const LARGEST: usize = 4096;

/// Why a proof is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub(crate) enum ProofError {
    /// There is none.
    #[error("a DPoP proof is needed")]
    Missing,
    /// Not a proof, or signed otherwise than with ES256.
    #[error("not a DPoP proof with ES256")]
    Malformed,
    /// The signature does not verify.
    #[error("the DPoP proof's signature is invalid")]
    SignatureInvalid,
    /// Made for another method or address.
    #[error("the DPoP proof was made for another request")]
    OtherRequest,
    /// It lacks a nonce of this server where its own time tells nothing, or has an old one.
    #[error("a fresh DPoP nonce is needed")]
    NonceNeeded,
    /// It was seen before.
    #[error("the DPoP proof was used before")]
    Replayed,
    /// So many proofs are remembered that no further one can be.
    #[error("too many proofs are remembered; try again later")]
    Crowded,
}

/// A proof whose signature and request are right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proof {
    /// RFC 7638 thumbprint of the key.
    pub thumbprint: String,
    /// The proof's own number.
    pub number: String,
    /// When it was made, by the sender's clock, in seconds since 1970.
    pub issued: i64,
    /// The server's nonce that it holds.
    pub nonce: Option<String>,
    /// The hash of the token that it was sent with, base64url.
    pub token_hash: Option<String>,
}

#[derive(Deserialize)]
struct Header {
    typ: String,
    alg: String,
    jwk: Key,
}

#[derive(Deserialize)]
struct Key {
    kty: String,
    crv: String,
    x: String,
    y: String,
    #[serde(default)]
    d: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Payload {
    htm: String,
    htu: String,
    iat: i64,
    jti: String,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    ath: Option<String>,
}

impl Proof {
    /// Reads a proof for this method and address (without query and fragment).
    pub(crate) fn verify(token: &str, method: &str, address: &str) -> Result<Self, ProofError> {
        let (signed, signature) =
            token.rsplit_once('.').filter(|_| token.len() <= LARGEST).ok_or(ProofError::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(ProofError::Malformed)?;
        let header: Header = part(header)?;
        let point = header.point().ok_or(ProofError::Malformed)?;
        let signature = BASE64URL.decode(signature).map_err(|_| ProofError::Malformed)?;
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
            .verify(signed.as_bytes(), &signature)
            .map_err(|_| ProofError::SignatureInvalid)?;
        let payload: Payload = part(payload)?;
        if payload.jti.is_empty() || payload.jti.len() > 128 {
            return Err(ProofError::Malformed);
        }
        if payload.htm != method || bare(&payload.htu) != bare(address) {
            return Err(ProofError::OtherRequest);
        }
        Ok(Self {
            thumbprint: header.jwk.thumbprint(),
            number: payload.jti,
            issued: payload.iat,
            nonce: payload.nonce,
            token_hash: payload.ath,
        })
    }
}

fn part<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, ProofError> {
    let bytes = BASE64URL.decode(text).map_err(|_| ProofError::Malformed)?;
    // As text: of bytes, a member that nobody asks for would be passed over unread.
    let json = str::from_utf8(&bytes).map_err(|_| ProofError::Malformed)?;
    serde_json::from_str(json).map_err(|_| ProofError::Malformed)
}

/// Without query and fragment.
fn bare(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

impl Header {
    fn point(&self) -> Option<Vec<u8>> {
        let Key { kty, crv, x, y, d } = &self.jwk;
        let expected =
            self.typ == "dpop+jwt" && self.alg == "ES256" && kty == "EC" && crv == "P-256" && d.is_none();
        let (x, y) = (BASE64URL.decode(x).ok()?, BASE64URL.decode(y).ok()?);
        (expected && x.len() == 32 && y.len() == 32).then(|| [&[4], x.as_slice(), &y].concat())
    }
}

impl Key {
    fn thumbprint(&self) -> String {
        let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, self.x, self.y);
        BASE64URL.encode(digest(&SHA256, canonical.as_bytes()))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};

    fn key() -> EcdsaKeyPair {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap()
    }

    fn token(header: &serde_json::Value, payload: &serde_json::Value, key: &EcdsaKeyPair) -> String {
        token_of(header, payload.to_string().as_bytes(), key)
    }

    fn token_of(header: &serde_json::Value, payload: &[u8], key: &EcdsaKeyPair) -> String {
        let signed = format!("{}.{}", BASE64URL.encode(header.to_string()), BASE64URL.encode(payload));
        let signature = key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", BASE64URL.encode(signature))
    }

    fn parts(key: &EcdsaKeyPair) -> (serde_json::Value, serde_json::Value) {
        let point = key.public_key().as_ref();
        let jwk = serde_json::json!({
            "kty": "EC", "crv": "P-256",
            "x": BASE64URL.encode(&point[1..33]), "y": BASE64URL.encode(&point[33..]),
        });
        let header = serde_json::json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk});
        let payload = serde_json::json!({
            "htm": "POST", "htu": "https://id.example/v1/phone/a/claim", "iat": 1000, "jti": "one",
        });
        (header, payload)
    }

    fn verify(token: &str) -> Result<Proof, ProofError> {
        Proof::verify(token, "POST", "https://id.example/v1/phone/a/claim?x=1")
    }

    #[test]
    fn a_proof_holds_for_its_request_only() {
        let key = key();
        let (header, payload) = parts(&key);
        let good = token(&header, &payload, &key);
        assert_eq!(verify(&good).unwrap().number, "one");
        let refused = |method, address| Proof::verify(&good, method, address).err();
        let address = "https://id.example/v1/phone/a/claim";
        assert_eq!(refused("GET", address), Some(ProofError::OtherRequest));
        assert_eq!(refused("POST", "https://id.example/v1/phone/b/claim"), Some(ProofError::OtherRequest));
    }

    #[test]
    fn a_payload_that_is_no_text_is_refused() {
        let key = key();
        let (header, mut payload) = parts(&key);
        payload["x"] = "?".into();
        let text = payload.to_string();
        assert!(verify(&token_of(&header, text.as_bytes(), &key)).is_ok());
        let place = text.find(r#"?""#).unwrap();
        let mut bytes = text.into_bytes();
        bytes[place] = 0xC4;
        assert_eq!(verify(&token_of(&header, &bytes, &key)), Err(ProofError::Malformed));
    }

    #[test]
    fn a_strangers_signature_or_header_is_refused() {
        let key = key();
        let (header, payload) = parts(&key);
        let strangers = token(&header, &payload, &super::tests::key());
        assert_eq!(verify(&strangers), Err(ProofError::SignatureInvalid));
        for (member, value) in [("alg", "none"), ("alg", "HS256"), ("typ", "JWT")] {
            let mut header = header.clone();
            header[member] = value.into();
            assert_eq!(verify(&token(&header, &payload, &key)), Err(ProofError::Malformed), "{member}");
        }
        let mut private = header.clone();
        private["jwk"]["d"] = "AA".into();
        assert_eq!(verify(&token(&private, &payload, &key)), Err(ProofError::Malformed));
        for text in ["", ".", "..", "a.b.c", "a.b"] {
            assert_eq!(verify(text), Err(ProofError::Malformed));
        }
    }
}
