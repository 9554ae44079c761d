//! Compact JSON Web Signatures with ES256 and nothing else, RFC 7515, RFC 7517 and RFC 7638.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use ring::{
    digest::{SHA256, digest},
    rand::SecureRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, UnparsedPublicKey,
    },
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use thiserror::Error;

/// Larger tokens are refused unread.
const MAXIMUM_TOKEN: usize = 1 << 20;

/// Why a token is not believed, or a key not usable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum JwsError {
    /// Not three base64url parts with the JSON objects they should hold.
    #[error("not a compact JSON Web Signature")]
    Malformed,
    /// Another algorithm than ES256, `none` above all.
    #[error("the token is not signed with ES256")]
    AlgorithmNotAccepted,
    /// The token has another `typ` than expected.
    #[error("the token is of another type")]
    UnexpectedType,
    /// No given key has the token's `kid`.
    #[error("the token is signed with a key that was not given")]
    UnknownKey,
    /// The signature does not verify.
    #[error("the token's signature is invalid")]
    SignatureInvalid,
    /// Not a P-256 private key in PKCS#8.
    #[error("not a P-256 private key in PKCS#8")]
    UnusableKey,
    /// Not a JSON Web Key Set of P-256 keys.
    #[error("not a JSON Web Key Set of P-256 keys")]
    UnusableKeySet,
    /// The random source failed.
    #[error("signing failed")]
    Signing,
}

/// The public half of a signing key as a JSON Web Key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    kty: String,
    crv: String,
    x: String,
    y: String,
    /// The key's name, for keys made here their RFC 7638 thumbprint.
    pub kid: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alg: Option<String>,
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    usage: Option<String>,
}

impl PublicKey {
    fn from_point(point: &[u8]) -> Result<Self, JwsError> {
        let (x, y) = match point {
            [4, coordinates @ ..] if coordinates.len() == 64 => coordinates.split_at(32),
            _ => return Err(JwsError::UnusableKey),
        };
        let (x, y) = (BASE64URL.encode(x), BASE64URL.encode(y));
        let thumbprint = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        Ok(Self {
            kid: BASE64URL.encode(digest(&SHA256, thumbprint.as_bytes())),
            kty: "EC".into(),
            crv: "P-256".into(),
            x,
            y,
            alg: Some("ES256".into()),
            usage: Some("sig".into()),
        })
    }

    fn point(&self) -> Option<Vec<u8>> {
        let (x, y) = (BASE64URL.decode(&self.x).ok()?, BASE64URL.decode(&self.y).ok()?);
        let usable = self.kty == "EC" && self.crv == "P-256" && x.len() == 32 && y.len() == 32;
        usable.then(|| [&[4], x.as_slice(), &y].concat())
    }
}

/// The public keys that are believed: a JSON Web Key Set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySet {
    /// The keys, each with its own `kid`.
    pub keys: Vec<PublicKey>,
}

impl KeySet {
    /// Reads a JSON Web Key Set; a key that is not a P-256 public key is an error.
    pub fn parse(json: &[u8]) -> Result<Self, JwsError> {
        let set: Self = serde_json::from_slice(json).map_err(|_| JwsError::UnusableKeySet)?;
        if set.keys.iter().any(|key| key.point().is_none()) {
            return Err(JwsError::UnusableKeySet);
        }
        Ok(set)
    }

    /// Verifies a token of this `typ` and reads its payload.
    pub fn verify<T: DeserializeOwned>(&self, token: &str, kind: &str) -> Result<Verified<T>, JwsError> {
        let parts = Parts::split(token)?;
        if parts.header.alg != "ES256" || parts.header.crit.is_some() {
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

/// The `typ` a token claims, not yet believed.
pub fn claimed_type(token: &str) -> Result<String, JwsError> {
    Parts::split(token).map(|parts| parts.header.typ)
}

struct Parts<'a> {
    header: Header,
    signed: &'a str,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl<'a> Parts<'a> {
    fn split(token: &'a str) -> Result<Self, JwsError> {
        let token = token.trim_end_matches(['\r', '\n']);
        let (signed, signature) = token.rsplit_once('.').ok_or(JwsError::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(JwsError::Malformed)?;
        if token.len() > MAXIMUM_TOKEN {
            return Err(JwsError::Malformed);
        }
        let decode = |part: &str| BASE64URL.decode(part).map_err(|_| JwsError::Malformed);
        let header = serde_json::from_slice(&decode(header)?).map_err(|_| JwsError::Malformed)?;
        Ok(Self { header, signed, payload: decode(payload)?, signature: decode(signature)? })
    }
}

#[derive(Serialize, Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    kid: String,
    #[serde(default)]
    typ: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    crit: Option<serde_json::Value>,
}

/// A P-256 private key that signs results or officers' statements.
pub struct SigningKey {
    pair: EcdsaKeyPair,
    public: PublicKey,
}

impl SigningKey {
    /// Reads a private key from PKCS#8 DER.
    pub fn from_pkcs8(der: &[u8], random: &dyn SecureRandom) -> Result<Self, JwsError> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der, random)
            .map_err(|_| JwsError::UnusableKey)?;
        let public = PublicKey::from_point(pair.public_key().as_ref())?;
        Ok(Self { pair, public })
    }

    /// Makes a new private key: its PKCS#8 DER.
    pub fn generate(random: &dyn SecureRandom) -> Result<zeroize::Zeroizing<Vec<u8>>, JwsError> {
        EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, random)
            .map(|document| document.as_ref().to_vec().into())
            .map_err(|_| JwsError::Signing)
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
    pub fn sign(
        &self,
        payload: &impl Serialize,
        kind: &str,
        random: &dyn SecureRandom,
    ) -> Result<String, JwsError> {
        let header =
            Header { alg: "ES256".into(), kid: self.public.kid.clone(), typ: kind.into(), crit: None };
        let json = |bytes: Result<Vec<u8>, _>| bytes.map(|bytes| BASE64URL.encode(bytes));
        let header = json(serde_json::to_vec(&header)).map_err(|_| JwsError::Signing)?;
        let payload = json(serde_json::to_vec(payload)).map_err(|_| JwsError::Signing)?;
        let signed = format!("{header}.{payload}");
        let signature = self.pair.sign(random, signed.as_bytes()).map_err(|_| JwsError::Signing)?;
        Ok(format!("{signed}.{}", BASE64URL.encode(signature)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ring::rand::SystemRandom;

    fn key() -> SigningKey {
        let random = SystemRandom::new();
        SigningKey::from_pkcs8(&SigningKey::generate(&random).unwrap(), &random).unwrap()
    }

    fn token(key: &SigningKey) -> String {
        key.sign(&serde_json::json!({"aud": "a"}), "test+jwt", &SystemRandom::new()).unwrap()
    }

    fn refusal(keys: &KeySet, token: &str, kind: &str) -> JwsError {
        keys.verify::<serde_json::Value>(token, kind).err().unwrap()
    }

    #[test]
    fn signed_token_verifies_and_its_twins_do_not() {
        let key = key();
        let token = token(&key);
        let keys = KeySet::parse(&serde_json::to_vec(&key.key_set()).unwrap()).unwrap();
        assert_eq!(keys.verify::<serde_json::Value>(&token, "test+jwt").unwrap().payload()["aud"], "a");
        assert_eq!(refusal(&keys, &token, "other+jwt"), JwsError::UnexpectedType);
        assert_eq!(refusal(&super::tests::key().key_set(), &token, "test+jwt"), JwsError::UnknownKey);
        let changed = BASE64URL.encode(br#"{"aud":"b"}"#);
        let mut parts: Vec<&str> = token.split('.').collect();
        parts[1] = &changed;
        assert_eq!(refusal(&keys, &parts.join("."), "test+jwt"), JwsError::SignatureInvalid);
    }

    #[test]
    fn a_strangers_key_under_our_name_does_not_verify() {
        let (ours, strangers) = (key(), key());
        let mut keys = strangers.key_set();
        keys.keys[0].kid = ours.public().kid.clone();
        assert_eq!(refusal(&keys, &token(&ours), "test+jwt"), JwsError::SignatureInvalid);
    }

    #[test]
    fn algorithm_none_is_refused() {
        let key = key();
        let header =
            BASE64URL.encode(format!(r#"{{"alg":"none","typ":"test+jwt","kid":"{}"}}"#, key.public().kid));
        let token = format!("{header}.{}.", BASE64URL.encode("{}"));
        assert_eq!(refusal(&key.key_set(), &token, "test+jwt"), JwsError::AlgorithmNotAccepted);
    }

    proptest! {
        #[test]
        fn arbitrary_text_is_never_a_token(text in ".{0,80}") {
            prop_assert!(key().key_set().verify::<serde_json::Value>(&text, "test+jwt").is_err());
        }
    }
}
