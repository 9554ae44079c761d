//! The test vectors of a public EAC implementation: PACE, Chip and Terminal Authentication on a curve and over integers.

use super::test_data;
use emrtd::crypto::{Cipher, SessionKeys};
use serde_json::Value;

/// The vectors of one kind of key agreement.
pub struct Vectors {
    all: Value,
    kind: &'static str,
}

impl Vectors {
    /// Those called `tc_ecdh_…`.
    pub fn on_a_curve() -> Option<Self> {
        Self::load("ecdh")
    }

    /// Those called `tc_dh_…`.
    pub fn over_integers() -> Option<Self> {
        Self::load("dh")
    }

    fn load(kind: &'static str) -> Option<Self> {
        let all = serde_json::from_slice(&test_data("vectors/eactest_vectors.json")?).unwrap();
        Some(Self { all, kind })
    }

    pub fn bytes(&self, name: &str) -> Vec<u8> {
        hex::decode(self.all[format!("tc_{}_{name}", self.kind)].as_str().unwrap()).unwrap()
    }

    /// Without the sign that some numbers carry.
    pub fn number(&self, name: &str) -> Vec<u8> {
        self.bytes(name).into_iter().skip_while(|digit| *digit == 0).collect()
    }

    /// The keys of Chip Authentication from what both sides agreed on. The chip derives them with a nonce, as the second
    /// version has it.
    pub fn chip_authentication_keys(&self, agreed: [&[u8]; 2]) -> SessionKeys {
        let secret = self.bytes("ca_shared_secret_k");
        assert_eq!(agreed, [secret.as_slice(); 2]);
        let seed = [secret, self.bytes("ca_nonce")].concat();
        self.derived(&seed, ["ca_k_enc", "ca_k_mac"])
    }

    /// The keys of PACE from what both sides agreed on.
    pub fn pace_keys(&self, agreed: [&[u8]; 2]) -> SessionKeys {
        let secret = self.bytes("shared_secret_k");
        assert_eq!(agreed, [secret.as_slice(); 2]);
        self.derived(&secret, ["k_enc", "k_mac"])
    }

    fn derived(&self, seed: &[u8], names: [&str; 2]) -> SessionKeys {
        let keys = SessionKeys::derive(Cipher::Aes128, seed).unwrap();
        let derived = [keys.encryption.secret_bytes(), keys.authentication.secret_bytes()];
        assert_eq!(derived, names.map(|name| self.bytes(name)));
        keys
    }
}
