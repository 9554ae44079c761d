//! The release of a result and its evidence: the phone's browser carries a code to the issuer, the issuer redeems it.

use super::code::CODE;
use super::{ControlError, Event, Order, Redeemed, State};
use crate::service::Service;
use crate::store::ControlRow;
use crate::token;
use zeroize::Zeroizing;

/// The name under which the signed result is sealed.
pub(super) const RESULT: &str = "result";
/// The name under which the evidence is sealed.
pub(super) const EVIDENCE: &str = "evidence";

impl Service {
    /// Where the phone's browser is sent when the control has ended: the registered address with the issuer's state and
    /// the code, or with the word for an end that has no result.
    pub(crate) async fn redirect(&self, row: &ControlRow) -> Result<Option<String>, ControlError> {
        let end = match row.state {
            State::Concluded => {
                let Some(code) = self.unseal(row, CODE).await? else { return Ok(None) };
                let code = std::str::from_utf8(&code).map_err(ControlError::internal)?;
                Zeroizing::new(format!("code={code}"))
            }
            State::Cancelled | State::Expired | State::Failed => {
                Zeroizing::new(format!("error={}", row.state.name()))
            }
            _ => return Ok(None),
        };
        let Order { redirect, state, .. } = self.order(row).await?;
        let joint = if redirect.contains('?') { '&' } else { '?' };
        Ok(Some(format!("{redirect}{joint}state={}&{}", percent_encoded(&state), end.as_str())))
    }

    /// The result, for the right code: the same bytes until deletion.
    pub(crate) async fn redeem(&self, row: &ControlRow, code: &str) -> Result<Redeemed, ControlError> {
        self.check_code(row, code).await?;
        let result = self.unseal(row, RESULT).await?.ok_or(ControlError::NotFound)?;
        let result = String::from_utf8(result.to_vec()).map_err(ControlError::internal)?;
        self.advance(row, &Event::Redeemed, vec![]).await?;
        Ok(Redeemed { result, verdict: row.verdict.clone().unwrap_or_default() })
    }

    /// The evidence bundle on which the result rests, for the right code: the same bytes until deletion.
    pub(crate) async fn evidence(
        &self,
        row: &ControlRow,
        code: &str,
    ) -> Result<Zeroizing<Vec<u8>>, ControlError> {
        self.check_code(row, code).await?;
        let evidence = self.unseal(row, EVIDENCE).await?.ok_or(ControlError::NoEvidence)?;
        self.advance(row, &Event::EvidenceTaken, vec![]).await?;
        Ok(evidence)
    }

    /// Only a concluded control's own code releases anything; another is counted.
    async fn check_code(&self, row: &ControlRow, code: &str) -> Result<(), ControlError> {
        let (State::Concluded, Some(hash)) = (row.state, row.code_hash.as_deref()) else {
            return Err(super::NotAllowed { state: row.state }.into());
        };
        if token::is_secret_of(code, hash) {
            return Ok(());
        }
        self.store.count_wrong_code(&row.id).await?;
        self.metrics.count("wrong_codes");
        tracing::warn!(control = row.id, "wrong release code");
        Err(ControlError::WrongCode)
    }
}

/// RFC 3986 §2.1: everything but unreserved characters.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte))
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_cannot_break_out_of_its_parameter() {
        assert_eq!(percent_encoded("a&code=b#c d/é"), "a%26code%3Db%23c%20d%2F%C3%A9");
        assert_eq!(percent_encoded("Az09-._~"), "Az09-._~");
    }
}
