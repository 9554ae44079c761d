//! A compact token and its header, RFC 7515 §3.1 and §4.

use super::JwsError;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};

/// Larger tokens are refused unread.
const MAXIMUM_TOKEN: usize = 1 << 20;

/// The `typ` a token claims, not yet believed.
pub fn claimed_type(token: &str) -> Result<String, JwsError> {
    Parts::split(token).map(|parts| parts.header.typ)
}

/// The parts of a token, not yet believed.
pub(super) struct Parts<'a> {
    pub(super) header: Header,
    pub(super) signed: &'a str,
    pub(super) payload: Vec<u8>,
    pub(super) signature: Vec<u8>,
}

impl<'a> Parts<'a> {
    pub(super) fn split(token: &'a str) -> Result<Self, JwsError> {
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
pub(super) struct Header {
    pub(super) alg: String,
    #[serde(default)]
    pub(super) kid: String,
    #[serde(default)]
    pub(super) typ: String,
}
