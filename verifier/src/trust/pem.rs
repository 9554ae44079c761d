//! PEM, RFC 7468: certificates and revocation lists as text.

use base64::{Engine, engine::general_purpose::STANDARD};

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// The DER bytes of every block; `None` when the bytes are no PEM.
pub(super) fn blocks(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut rest = text.get(text.find(BEGIN)?..)?;
    let mut found = Vec::new();
    while let Some(block) = rest.strip_prefix(BEGIN) {
        let (label, body) = block.split_once(DASHES)?;
        let end = format!("-----END {label}{DASHES}");
        let (body, tail) = body.split_once(end.as_str())?;
        let body: String = body.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        found.push(STANDARD.decode(body).ok()?);
        rest = tail.find(BEGIN).and_then(|next| tail.get(next..)).unwrap_or_default();
    }
    Some(found)
}
