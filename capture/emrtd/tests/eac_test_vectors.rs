//! A second run of PACE with generic mapping, and Chip Authentication, on a curve, from the test vectors of a public EAC implementation.

#![allow(clippy::unwrap_used, clippy::panic, reason = "an integration test is a test")]

mod support;

use emrtd::access::pace::authentication_token;
use emrtd::crypto::{EcDomain, EcKeyPair};
use emrtd::domain_parameters::Curve;
use emrtd::security_info::SecurityInfos;
use support::eac::Vectors;

fn key(vectors: &Vectors, domain: &EcDomain, name: &str) -> EcKeyPair {
    EcKeyPair::from_private(domain, &vectors.number(name)).unwrap()
}

fn agreed(own: &EcKeyPair, other: &EcKeyPair) -> Vec<u8> {
    own.shared_secret(other.public_key()).unwrap().to_vec()
}

fn domain() -> EcDomain {
    EcDomain::new(Curve::BrainpoolP256r1).unwrap()
}

#[test]
fn pace_with_generic_mapping() {
    let Some(vectors) = Vectors::on_a_curve() else { return };
    let infos = SecurityInfos::from_card_access(&vectors.bytes("ef_cardaccess")).unwrap();
    assert_eq!(infos.strongest_pace().unwrap().to_string(), "pace-ecdh-gm-aes-cbc-cmac-128/13");

    let (terminal, chip) =
        (key(&vectors, &domain(), "map_pcd_priv_key"), key(&vectors, &domain(), "map_picc_priv_key"));
    assert_eq!(terminal.public_key(), vectors.bytes("map_pcd_pub_key"));
    assert_eq!(chip.public_key(), vectors.bytes("map_picc_pub_key"));
    let nonce = vectors.bytes("nonce");
    let mapped = domain().map_generic(&nonce, &terminal, chip.public_key()).unwrap();
    assert_eq!(mapped.generator().unwrap(), vectors.bytes("map_generator"));
    let mut twin = nonce;
    twin[15] ^= 1;
    let other = domain().map_generic(&twin, &terminal, chip.public_key()).unwrap();
    assert_ne!(other.generator().unwrap(), mapped.generator().unwrap());

    let (terminal, chip) = (key(&vectors, &mapped, "pcd_priv_key"), key(&vectors, &mapped, "picc_priv_key"));
    assert_eq!(terminal.public_key(), vectors.bytes("pcd_pub_key"));
    let keys = vectors.pace_keys([&agreed(&terminal, &chip), &agreed(&chip, &terminal)]);
    let protocol = infos.strongest_pace().unwrap().protocol.oid();
    let token = |point: &[u8]| authentication_token(&keys.authentication, &protocol, point).unwrap().to_vec();
    assert_eq!(token(chip.public_key()), vectors.bytes("authentication_token_pcd"));
    assert_eq!(token(terminal.public_key()), vectors.bytes("authentication_token_picc"));
}

#[test]
fn chip_authentication() {
    let Some(vectors) = Vectors::on_a_curve() else { return };
    let (chip, terminal) =
        (key(&vectors, &domain(), "ca_picc_priv_key"), key(&vectors, &domain(), "ca_pcd_priv_key"));
    assert_eq!(chip.public_key(), vectors.bytes("ca_picc_pub_key"));
    assert_eq!(terminal.public_key(), vectors.bytes("ca_pcd_pub_key"));
    let keys = vectors.chip_authentication_keys([&agreed(&terminal, &chip), &agreed(&chip, &terminal)]);
    let protocol = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x03, 0x02, 0x02];
    let token = |point: &[u8]| authentication_token(&keys.authentication, &protocol, point).unwrap().to_vec();
    assert_eq!(token(terminal.public_key()), vectors.bytes("ca_picc_token"));
    assert_ne!(token(chip.public_key()), vectors.bytes("ca_picc_token"));
}
