//! A second run of PACE with generic mapping, and Chip Authentication, on a curve, from the test vectors of a public EAC implementation.

#![allow(clippy::unwrap_used, clippy::panic, reason = "an integration test is a test")]

mod support;

use emrtd::access::pace::authentication_token;
use emrtd::crypto::{Cipher, EcDomain, EcKeyPair, SessionKeys};
use emrtd::domain_parameters::Curve;
use emrtd::security_info::SecurityInfos;
use serde_json::Value;
use support::test_data;

/// What the vectors call `tc_ecdh_…`.
struct Vectors(Value);

impl Vectors {
    fn load() -> Option<Self> {
        Some(Self(serde_json::from_slice(&test_data("vectors/eactest_vectors.json")?).unwrap()))
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        hex::decode(self.0[format!("tc_ecdh_{name}")].as_str().unwrap()).unwrap()
    }

    /// Without the sign that some numbers carry.
    fn key(&self, domain: &EcDomain, name: &str) -> EcKeyPair {
        let digits: Vec<u8> = self.bytes(name).into_iter().skip_while(|digit| *digit == 0).collect();
        EcKeyPair::from_private(domain, &digits).unwrap()
    }
}

fn domain() -> EcDomain {
    EcDomain::new(Curve::BrainpoolP256r1).unwrap()
}

#[test]
fn pace_with_generic_mapping() {
    let Some(vectors) = Vectors::load() else { return };
    let infos = SecurityInfos::from_card_access(&vectors.bytes("ef_cardaccess")).unwrap();
    assert_eq!(infos.strongest_pace().unwrap().to_string(), "pace-ecdh-gm-aes-cbc-cmac-128/13");

    let (terminal, chip) =
        (vectors.key(&domain(), "map_pcd_priv_key"), vectors.key(&domain(), "map_picc_priv_key"));
    assert_eq!(terminal.public_key(), vectors.bytes("map_pcd_pub_key"));
    assert_eq!(chip.public_key(), vectors.bytes("map_picc_pub_key"));
    let nonce = vectors.bytes("nonce");
    let mapped = domain().map_generic(&nonce, &terminal, chip.public_key()).unwrap();
    assert_eq!(mapped.generator().unwrap(), vectors.bytes("map_generator"));
    let mut twin = nonce;
    twin[15] ^= 1;
    let other = domain().map_generic(&twin, &terminal, chip.public_key()).unwrap();
    assert_ne!(other.generator().unwrap(), mapped.generator().unwrap());

    let (terminal, chip) = (vectors.key(&mapped, "pcd_priv_key"), vectors.key(&mapped, "picc_priv_key"));
    assert_eq!(terminal.public_key(), vectors.bytes("pcd_pub_key"));
    let secret = terminal.shared_secret(chip.public_key()).unwrap();
    assert_eq!(*secret, vectors.bytes("shared_secret_k"));
    assert_eq!(*secret, *chip.shared_secret(terminal.public_key()).unwrap());
    let keys = SessionKeys::derive(Cipher::Aes128, &secret).unwrap();
    assert_eq!(keys.encryption.secret_bytes(), vectors.bytes("k_enc"));
    assert_eq!(keys.authentication.secret_bytes(), vectors.bytes("k_mac"));
    let protocol = infos.strongest_pace().unwrap().protocol.oid();
    let token = |point: &[u8]| authentication_token(&keys.authentication, &protocol, point).unwrap().to_vec();
    assert_eq!(token(chip.public_key()), vectors.bytes("authentication_token_pcd"));
    assert_eq!(token(terminal.public_key()), vectors.bytes("authentication_token_picc"));
}

/// The chip derives its keys with a nonce, as the second version of Chip Authentication has it; the agreement is the same.
#[test]
fn chip_authentication() {
    let Some(vectors) = Vectors::load() else { return };
    let (chip, terminal) =
        (vectors.key(&domain(), "ca_picc_priv_key"), vectors.key(&domain(), "ca_pcd_priv_key"));
    assert_eq!(chip.public_key(), vectors.bytes("ca_picc_pub_key"));
    assert_eq!(terminal.public_key(), vectors.bytes("ca_pcd_pub_key"));
    let secret = vectors.bytes("ca_shared_secret_k");
    assert_eq!(*terminal.shared_secret(chip.public_key()).unwrap(), secret);
    assert_eq!(*chip.shared_secret(terminal.public_key()).unwrap(), secret);
    let keys = SessionKeys::derive(Cipher::Aes128, &[secret, vectors.bytes("ca_nonce")].concat()).unwrap();
    assert_eq!(keys.encryption.secret_bytes(), vectors.bytes("ca_k_enc"));
    assert_eq!(keys.authentication.secret_bytes(), vectors.bytes("ca_k_mac"));
    let protocol = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x03, 0x02, 0x02];
    let token = |point: &[u8]| authentication_token(&keys.authentication, &protocol, point).unwrap().to_vec();
    assert_eq!(token(terminal.public_key()), vectors.bytes("ca_picc_token"));
    assert_ne!(token(chip.public_key()), vectors.bytes("ca_picc_token"));
}
