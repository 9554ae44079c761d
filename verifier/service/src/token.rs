//! Random names and secrets, and the hashes under which secrets are kept.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use ring::{
    digest::{SHA256, digest},
    rand::{SecureRandom, SystemRandom},
};
use std::fmt;
use zeroize::Zeroizing;

/// A secret of 256 bits as base64url; it is shown once and kept only as its hash.
pub(crate) struct Token(Zeroizing<String>);

impl Token {
    /// A new one.
    pub(crate) fn draw() -> Self {
        Self(Zeroizing::new(BASE64URL.encode(random::<32>())))
    }

    /// The text that is handed out.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub(crate) fn hash(&self) -> Vec<u8> {
        hash_of(&self.0)
    }
}

/// Never shows the secret.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// SHA-256 of a secret: it has 256 bits of its own, so that no salt is needed.
pub(crate) fn hash_of(secret: &str) -> Vec<u8> {
    digest(&SHA256, secret.as_bytes()).as_ref().to_vec()
}

/// Whether `secret` is the one behind `hash`, in constant time.
pub(crate) fn is_secret_of(secret: &str, hash: &[u8]) -> bool {
    let given = hash_of(secret);
    given.len() == hash.len() && openssl::memcmp::eq(&given, hash)
}

/// A new name of 128 bits in hex.
pub(crate) fn name() -> String {
    hex::encode(random::<16>())
}

/// Random bytes; ends the process when the operating system has none, since no secret may be made without them.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0u8; N];
    if SystemRandom::new().fill(&mut bytes).is_err() {
        std::process::abort();
    }
    bytes
}
