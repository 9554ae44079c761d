//! A run of PACE with generic mapping, and Chip Authentication, over integers modulo a prime, from the test vectors of a
//! public EAC implementation.

#![allow(clippy::unwrap_used, clippy::panic, reason = "an integration test is a test")]

mod support;

use emrtd::access::pace::authentication_token;
use emrtd::crypto::{Cipher, DhDomain, DhKeyPair, SessionKeys};
use emrtd::domain_parameters::{DomainParameters, ModpGroup};
use emrtd::security_info::{EfCardSecurity, SecurityInfos};
use openssl::bn::{BigNum, BigNumContext};
use serde_json::Value;
use support::test_data;

const GROUP: ModpGroup = ModpGroup::Modp1024Order160;

/// What the vectors call `tc_dh_…`.
struct Vectors(Value);

impl Vectors {
    fn load() -> Option<Self> {
        Some(Self(serde_json::from_slice(&test_data("vectors/eactest_vectors.json")?).unwrap()))
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        hex::decode(self.0[format!("tc_dh_{name}")].as_str().unwrap()).unwrap()
    }

    /// Without the sign that some numbers carry.
    fn number(&self, name: &str) -> Vec<u8> {
        self.bytes(name).into_iter().skip_while(|digit| *digit == 0).collect()
    }

    /// The private keys are longer than the order.
    fn key(&self, domain: &DhDomain, name: &str) -> DhKeyPair {
        let order = GROUP.parameters().unwrap().prime_q().unwrap().to_owned().unwrap();
        let mut reduced = BigNum::new().unwrap();
        let private = BigNum::from_slice(&self.bytes(name)).unwrap();
        reduced.nnmod(&private, &order, &mut BigNumContext::new().unwrap()).unwrap();
        DhKeyPair::from_private(domain, &reduced.to_vec()).unwrap()
    }
}

fn domain() -> DhDomain {
    DhDomain::new(GROUP).unwrap()
}

#[test]
fn pace_with_generic_mapping() {
    let Some(vectors) = Vectors::load() else { return };
    let infos = SecurityInfos::from_card_access(&vectors.bytes("ef_cardaccess")).unwrap();
    let protocol = infos.pace().first().unwrap().protocol;
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
    assert_eq!(terminal.public_key(), vectors.number("pcd_pub_key"));
    assert_eq!(chip.public_key(), vectors.bytes("picc_pub_key"));
    let secret = terminal.shared_secret(chip.public_key()).unwrap();
    assert_eq!(*secret, vectors.bytes("shared_secret_k"));
    let keys = SessionKeys::derive(Cipher::Aes128, &secret).unwrap();
    assert_eq!(keys.encryption.secret_bytes(), vectors.bytes("k_enc"));
    assert_eq!(keys.authentication.secret_bytes(), vectors.bytes("k_mac"));
    let token =
        |key: &[u8]| authentication_token(&keys.authentication, &protocol.oid(), key).unwrap().to_vec();
    assert_eq!(token(chip.public_key()), vectors.bytes("authentication_token_pcd"));
    assert_eq!(token(terminal.public_key()), vectors.bytes("authentication_token_picc"));
}

/// The chip derives its keys with a nonce, as the second version of Chip Authentication has it; its public key stands in
/// EF.CardSecurity, with its group by number.
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

    let infos = EfCardSecurity::parse(&vectors.bytes("ef_cardsecurity")).unwrap().infos;
    let [key] = infos.chip_authentication_public_keys() else { panic!("one key") };
    let key = key.key().unwrap();
    assert_eq!((key.parameters, key.public_key), (DomainParameters::Modp(GROUP), chip.public_key().to_vec()));
    let mut outside = chip.public_key().to_vec();
    outside[127] ^= 1;
    assert!(terminal.shared_secret(&outside).is_err());
}
