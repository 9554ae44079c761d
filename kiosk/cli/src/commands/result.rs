//! `idkontroll result verify`: what an eID issuer does before it relies on a result.

use crate::arguments::ResultCommand;
use crate::outcome::{Failure, Outcome};
use crate::{files, keys};
use serde_json::json;

pub fn run(command: &ResultCommand) -> Result<Outcome, Failure> {
    let ResultCommand::Verify { file, keys, audience, nonce, at } = command;
    let keys = keys::read_key_set(keys)?;
    let token = files::read_text(file)?;
    match verifier::result::verify(&token, &keys, audience, nonce, files::clock(at.as_deref())?) {
        Ok(result) => {
            let report = json!({"verdict": "valid", "reasons": [], "result": result});
            Outcome::done(&report, format!("valid: accepted under policy {}", result.provenance.policy.name))
        }
        Err(refusals) => {
            let lines: Vec<String> = refusals.iter().map(ToString::to_string).collect();
            let report = json!({"verdict": "invalid", "reasons": refusals});
            Outcome::new(false, &report, format!("invalid: {}", lines.join("; ")))
        }
    }
}
