//! Until when a result is good: its `exp`, RFC 7519 §4.1.4. Whoever comes back to the page later is told.

use super::release::RESULT;
use super::{ControlError, State};
use crate::service::Service;
use crate::store::ControlRow;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::Deserialize;
use time::OffsetDateTime;

#[derive(Deserialize)]
struct Expiry {
    exp: i64,
}

impl Service {
    /// Until when the issuer's program takes the result; nothing before there is one.
    pub(super) async fn result_until(
        &self,
        row: &ControlRow,
    ) -> Result<Option<OffsetDateTime>, ControlError> {
        if row.state != State::Concluded {
            return Ok(None);
        }
        Ok(self.unseal(row, RESULT).await?.and_then(|result| expiry(&result)))
    }
}

/// The `exp` of a compact JSON Web Signature.
fn expiry(token: &[u8]) -> Option<OffsetDateTime> {
    let payload = BASE64URL.decode(token.split(|byte| *byte == b'.').nth(1)?).ok()?;
    let expiry: Expiry = serde_json::from_slice(&payload).ok()?;
    OffsetDateTime::from_unix_timestamp(expiry.exp).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_payloads() {
        let token = format!("e30.{}.c2ln", BASE64URL.encode(r#"{"iat":1,"exp":1700000000}"#));
        assert_eq!(expiry(token.as_bytes()).unwrap().unix_timestamp(), 1_700_000_000);
    }

    #[test]
    fn what_is_no_token_has_none() {
        for token in ["", "e30", "e30.e30.c2ln", "e30.=.c2ln"] {
            assert_eq!(expiry(token.as_bytes()), None, "{token}");
        }
    }
}
