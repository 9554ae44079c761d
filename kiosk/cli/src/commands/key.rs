//! `idkontroll key generate`: a signing key and its public half.

use crate::arguments::KeyCommand;
use crate::outcome::{Failure, Outcome, failure};
use crate::{files, keys};
use ring::rand::SystemRandom;
use serde_json::json;
use std::path::PathBuf;
use verifier::jws::SigningKey;

/// The shortest PIN that is taken.
const SHORTEST_PIN: usize = 6;

pub fn run(command: &KeyCommand) -> Result<Outcome, Failure> {
    let KeyCommand::Generate { out, pin } = command;
    let public_path = PathBuf::from(format!("{}.jwks.json", out.display()));
    for path in [out, &public_path] {
        if path.exists() {
            return Err(Failure::about(path, "exists already; keys are never overwritten"));
        }
    }
    let pin = pin.then(new_pin).transpose()?;
    let random = SystemRandom::new();
    let pkcs8 = SigningKey::generate(&random).map_err(failure)?;
    let key = SigningKey::from_pkcs8(&pkcs8, &random).map_err(failure)?;
    let public = serde_json::to_vec_pretty(&key.key_set()).map_err(failure)?;
    files::write_public(&public_path, &public)?;
    files::write(out, &keys::to_pem(&pkcs8, pin.as_ref().map(|pin| pin.as_str()))?)?;
    let report =
        json!({"kid": key.public().kid, "key": out, "jwks": public_path, "encrypted": pin.is_some()});
    let text = format!(
        "Private key {} ({}), public half {}, name {}",
        out.display(),
        if pin.is_some() { "under a PIN" } else { "not encrypted: keep the file safe" },
        public_path.display(),
        key.public().kid
    );
    Outcome::done(&report, text)
}

fn new_pin() -> Result<zeroize::Zeroizing<String>, Failure> {
    let pin = keys::ask_pin("New PIN (at least 6 characters): ")?;
    if pin.chars().count() < SHORTEST_PIN {
        return Err(failure("the PIN has fewer than 6 characters"));
    }
    Ok(pin)
}
