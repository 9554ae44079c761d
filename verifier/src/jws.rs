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
use std::collections::BTreeSet;
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key_ops: Option<Vec<String>>,
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
            key_ops: None,
        })
    }

    fn is_for_signatures(&self) -> bool {
        self.point().is_some()
            && self.alg.as_deref().is_none_or(|algorithm| algorithm == "ES256")
            && self.usage.as_deref().is_none_or(|usage| usage == "sig")
            && self.key_ops.as_ref().is_none_or(|operations| operations.iter().any(|name| name == "verify"))
    }

    fn point(&self) -> Option<Vec<u8>> {
        let (x, y) = (BASE64URL.decode(&self.x).ok()?, BASE64URL.decode(&self.y).ok()?);
        let usable = self.kty == "EC" && self.crv == "P-256" && x.len() == 32 && y.len() == 32;
        usable.then(|| [&[4], x.as_slice(), &y].concat())
    }
}

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

/// Any other member is refused, `crit` above all: what it would demand is not known here.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    #[serde(default)]
    kid: String,
    #[serde(default)]
    typ: String,
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
        let header = Header { alg: "ES256".into(), kid: self.public.kid.clone(), typ: kind.into() };
        let json = |bytes: Result<Vec<u8>, _>| bytes.map(|bytes| BASE64URL.encode(bytes));
        let header = json(serde_json::to_vec(&header)).map_err(|_| JwsError::Signing)?;
        let payload = json(serde_json::to_vec(payload)).map_err(|_| JwsError::Signing)?;
        let signed = format!("{header}.{payload}");
        let signature = self.pair.sign(random, signed.as_bytes()).map_err(|_| JwsError::Signing)?;
        Ok(format!("{signed}.{}", BASE64URL.encode(signature)))
    }
}

#[cfg(test)]
mod tests;
