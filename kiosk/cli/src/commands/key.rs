//! `idkontroll key generate`: a signing key and its public half.

use crate::arguments::KeyCommand;
use crate::keys;
use crate::outcome::{Failure, Outcome, failure};
use crate::writing::{self, Readers};
use ring::rand::SystemRandom;
use serde_json::json;
use std::path::{Path, PathBuf};
use verifier::jws::TokenKey;

/// The shortest PIN that is taken.
const SHORTEST_PIN: usize = 6;

pub fn run(command: &KeyCommand) -> Result<Outcome, Failure> {
    let KeyCommand::Generate { out, pin } = command;
    let public_path = public_path(out);
    for path in [out, &public_path] {
        if path.symlink_metadata().is_ok() {
            return Err(Failure::about(path, "exists already; keys are never overwritten"));
        }
    }
    let pin = pin.then(new_pin).transpose()?;
    let pkcs8 = TokenKey::generate(&SystemRandom::new()).map_err(failure)?;
    let signing_key = TokenKey::from_pkcs8(&pkcs8).map_err(failure)?;
    let public = serde_json::to_vec_pretty(&signing_key.key_set()).map_err(failure)?;
    let private = keys::to_pem(&pkcs8, pin.as_ref().map(|pin| pin.as_str()))?;
    writing::write_new(&[(out, &private, Readers::Owner), (&public_path, &public, Readers::Everybody)])?;
    let kid = &signing_key.public().kid;
    let encrypted = pin.is_some();
    let (key, jwks) = (out.display().to_string(), public_path.display().to_string());
    let safety = if encrypted { "under a PIN" } else { "not encrypted: keep the file safe" };
    let text = format!("Private key {key} ({safety}), public half {jwks}, name {kid}");
    Outcome::done(&json!({"kid": kid, "key": key, "jwks": jwks, "encrypted": encrypted}), text)
}

/// The private key's path with `.jwks.json` behind it.
fn public_path(out: &Path) -> PathBuf {
    let mut path = out.as_os_str().to_owned();
    path.push(".jwks.json");
    path.into()
}

fn new_pin() -> Result<zeroize::Zeroizing<String>, Failure> {
    let pin = keys::ask_pin("New PIN (at least 6 characters): ")?;
    if pin.chars().count() < SHORTEST_PIN {
        return Err(failure("the PIN has fewer than 6 characters"));
    }
    Ok(pin)
}
