//! A public key as a JSON Web Key, RFC 7517 and RFC 7518 §6.2, named by its thumbprint, RFC 7638.

use super::JwsError;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

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
    /// A point of P-256, uncompressed.
    pub(super) fn from_point(point: &[u8]) -> Result<Self, JwsError> {
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

    pub(super) fn is_for_signatures(&self) -> bool {
        self.point().is_some()
            && self.alg.as_deref().is_none_or(|algorithm| algorithm == "ES256")
            && self.usage.as_deref().is_none_or(|usage| usage == "sig")
            && self.key_ops.as_ref().is_none_or(|operations| operations.iter().any(|name| name == "verify"))
    }

    pub(super) fn point(&self) -> Option<Vec<u8>> {
        let (x, y) = (BASE64URL.decode(&self.x).ok()?, BASE64URL.decode(&self.y).ok()?);
        let usable = self.kty == "EC" && self.crv == "P-256" && x.len() == 32 && y.len() == 32;
        usable.then(|| [&[4], x.as_slice(), &y].concat())
    }
}
