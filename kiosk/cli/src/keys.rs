//! Private keys in PKCS#8 files, plain or under a PIN, and public key sets.

mod protected;

use crate::files;
use crate::outcome::{Failure, failure};
use emrtd::chip::terminal_authentication::TerminalPrivateKey;
use openssl::pkey::PKey;
use ring::rand::SystemRandom;
use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;
use verifier::jws::{KeySet, SigningKey};
use zeroize::Zeroizing;

/// Reads a signing key; an encrypted one asks for its PIN.
pub fn read_signing_key(path: &Path, whose: &str) -> Result<SigningKey, Failure> {
    let unusable = || Failure::about(path, "not a P-256 private key in PKCS#8");
    let der = private_key(path, whose, unusable)?;
    SigningKey::from_pkcs8(&der, &SystemRandom::new()).map_err(|_| unusable())
}

/// Reads a terminal's key, RSA or on an elliptic curve; an encrypted one asks for its PIN.
pub fn read_terminal_key(path: &Path) -> Result<TerminalPrivateKey, Failure> {
    let unusable = || Failure::about(path, "not a private key in PKCS#8");
    let der = private_key(path, "terminal's", unusable)?;
    TerminalPrivateKey::from_pkcs8(&der).map_err(|_| unusable())
}

/// A private key in PKCS#8, decrypted.
fn private_key(
    path: &Path,
    whose: &str,
    unusable: impl Fn() -> Failure,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let pem = Zeroizing::new(files::read(path)?);
    let encrypted = pem.windows(29).any(|window| window == b"-----BEGIN ENCRYPTED PRIVATE ");
    let key = if encrypted {
        let pin = ask_pin(&format!("PIN of the {whose} key: "))?;
        PKey::private_key_from_pem_passphrase(&pem, pin.as_bytes())
            .map_err(|_| Failure::about(path, "the PIN is wrong, or the file is damaged"))?
    } else {
        PKey::private_key_from_pem_callback(&pem, |_| Ok(0)).map_err(|_| unusable())?
    };
    key.private_key_to_pkcs8().map(Zeroizing::new).map_err(|_| unusable())
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
