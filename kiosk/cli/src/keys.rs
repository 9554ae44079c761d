//! Private keys in PKCS#8 files, plain or under a PIN, and public key sets.

mod protected;

use crate::files;
use crate::outcome::{Failure, failure};
use emrtd::signing::{PrivateKey, PrivateKeyError};
use openssl::pkey::PKey;
use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;
use verifier::jws::{KeySet, TokenKey};
use zeroize::Zeroizing;

/// Reads a key that signs results or statements; an encrypted one asks for its PIN.
pub fn read_signing_key(path: &Path, whose: &str) -> Result<TokenKey, Failure> {
    let expected = "not a P-256 private key in PKCS#8";
    let key = private_key(path, whose, expected)?;
    TokenKey::new(key).map_err(|_| Failure::about(path, expected))
}

/// Reads a terminal's key, RSA or on an elliptic curve; an encrypted one asks for its PIN.
pub fn read_terminal_key(path: &Path) -> Result<PrivateKey, Failure> {
    private_key(path, "terminal's", "not a private key in PKCS#8")
}

fn private_key(path: &Path, whose: &str, expected: &str) -> Result<PrivateKey, Failure> {
    let pem = Zeroizing::new(files::read(path)?);
    let encrypted = pem.windows(29).any(|window| window == b"-----BEGIN ENCRYPTED PRIVATE ");
    let pin = encrypted.then(|| ask_pin(&format!("PIN of the {whose} key: "))).transpose()?;
    let pin = pin.as_ref().map(|pin| pin.as_str());
    PrivateKey::from_pem(&pem, pin).map_err(|problem| match problem {
        PrivateKeyError::WrongPin => Failure::about(path, problem),
        _ => Failure::about(path, expected),
    })
}

/// A private key as PEM, under a PIN where one is given.
pub fn to_pem(pkcs8: &[u8], pin: Option<&str>) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let pem = match pin {
        Some(pin) => protected::to_pem(pkcs8, pin),
        None => PKey::private_key_from_pkcs8(pkcs8)
            .and_then(|key| key.private_key_to_pem_pkcs8().map(Zeroizing::new)),
    };
    pem.map_err(|_| failure("the key cannot be written"))
}

/// Reads a JSON Web Key Set.
pub fn read_key_set(path: &Path) -> Result<KeySet, Failure> {
    KeySet::parse(&files::read(path)?).map_err(|error| Failure::about(path, error))
}

/// Asks for a PIN on the terminal without showing it; elsewhere it is one line of standard input.
pub fn ask_pin(prompt: &str) -> Result<Zeroizing<String>, Failure> {
    let unreadable = |_| failure("the PIN cannot be read");
    if std::io::stdin().is_terminal() {
        return rpassword::prompt_password(prompt).map(Zeroizing::new).map_err(unreadable);
    }
    let _ = std::io::stderr().flush();
    let mut line = Zeroizing::new(String::new());
    std::io::stdin().lock().read_line(&mut line).map_err(unreadable)?;
    Ok(Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned()))
}
