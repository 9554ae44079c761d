//! A run of PACE with generic mapping, and Chip Authentication, over integers modulo a prime, from the test vectors of a
//! public EAC implementation.

#![allow(clippy::unwrap_used, clippy::panic, reason = "an integration test is a test")]

mod support;

use emrtd::access::pace::authentication_token;
use emrtd::crypto::{DhDomain, DhKeyPair};
use emrtd::domain_parameters::{DomainParameters, ModpGroup};
use emrtd::security_info::{EfCardSecurity, SecurityInfos};
use openssl::bn::{BigNum, BigNumContext};
use support::eac::Vectors;

const GROUP: ModpGroup = ModpGroup::Modp1024Order160;

/// The private keys are longer than the order.
fn key(vectors: &Vectors, domain: &DhDomain, name: &str) -> DhKeyPair {
    let order = GROUP.parameters().unwrap().prime_q().unwrap().to_owned().unwrap();
    let mut reduced = BigNum::new().unwrap();
    let private = BigNum::from_slice(&vectors.bytes(name)).unwrap();
    reduced.nnmod(&private, &order, &mut BigNumContext::new().unwrap()).unwrap();
    DhKeyPair::from_private(domain, &reduced.to_vec()).unwrap()
}

fn agreed(own: &DhKeyPair, other: &DhKeyPair) -> Vec<u8> {
    own.shared_secret(other.public_key()).unwrap().to_vec()
}

fn domain() -> DhDomain {
    DhDomain::new(GROUP).unwrap()
}

#[test]
fn pace_with_generic_mapping() {
    let Some(vectors) = Vectors::over_integers() else { return };
    let infos = SecurityInfos::from_card_access(&vectors.bytes("ef_cardaccess")).unwrap();
    let protocol = infos.pace().first().unwrap().protocol;
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
    assert_eq!(terminal.public_key(), vectors.number("pcd_pub_key"));
    assert_eq!(chip.public_key(), vectors.bytes("picc_pub_key"));
    let keys = vectors.pace_keys([&agreed(&terminal, &chip), &agreed(&chip, &terminal)]);
    let token =
        |key: &[u8]| authentication_token(&keys.authentication, &protocol.oid(), key).unwrap().to_vec();
    assert_eq!(token(chip.public_key()), vectors.bytes("authentication_token_pcd"));
    assert_eq!(token(terminal.public_key()), vectors.bytes("authentication_token_picc"));
}

/// The chip's public key stands in EF.CardSecurity, with its group by number.
#[test]
fn chip_authentication() {
    let Some(vectors) = Vectors::over_integers() else { return };
    let (chip, terminal) =
        (key(&vectors, &domain(), "ca_picc_priv_key"), key(&vectors, &domain(), "ca_pcd_priv_key"));
    assert_eq!(chip.public_key(), vectors.bytes("ca_picc_pub_key"));
    assert_eq!(terminal.public_key(), vectors.bytes("ca_pcd_pub_key"));
    vectors.chip_authentication_keys([&agreed(&terminal, &chip), &agreed(&chip, &terminal)]);

    let infos = EfCardSecurity::parse(&vectors.bytes("ef_cardsecurity")).unwrap().infos;
    let [key] = infos.chip_authentication_public_keys() else { panic!("one key") };
    let key = key.key().unwrap();
    assert_eq!((key.parameters, key.public_key), (DomainParameters::Modp(GROUP), chip.public_key().to_vec()));
    let mut outside = chip.public_key().to_vec();
    outside[127] ^= 1;
    assert!(terminal.shared_secret(&outside).is_err());
}
