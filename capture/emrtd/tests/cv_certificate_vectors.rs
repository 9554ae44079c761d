//! Card verifiable certificates of others: worked examples of TR-03110 and certificates from the field.

#![allow(clippy::unwrap_used, clippy::panic, reason = "an integration test is a test")]

mod support;

use emrtd::cv_certificate::{
    ChainError, CvCertificate, CvCertificateError, CvKey, HolderRole, PublicKeyReference, TerminalChain,
    TerminalType,
};
use emrtd::domain_parameters::{Curve, PublicKey};
use emrtd::hash::DigestAlgorithm;
use emrtd::mrz::CalendarDate;
use proptest::prelude::*;
use serde_json::Value;
use support::test_data;

/// The certificates from the authority to the terminal, the authority, and a day on which all are valid.
type Chain = ([&'static str; 3], &'static str, (u16, u8, u8));
const CHAINS: [Chain; 2] = [
    (["tc_ecdh_cvca_cert", "tc_ecdh_dv_cert", "tc_ecdh_ta_cert"], "DECVCAAT00001", (2010, 10, 1)),
    (["tc_dh_cvca", "tc_dh_dv_cert", "tc_dh_ta_cert"], "DETESTCVCA00003", (2010, 4, 1)),
];

fn vectors() -> Option<Value> {
    Some(serde_json::from_slice(&test_data("vectors/eactest_vectors.json")?).unwrap())
}

fn bytes(vectors: &Value, name: &str) -> Vec<u8> {
    hex::decode(vectors[name].as_str().unwrap()).unwrap()
}

fn reference(text: &str) -> PublicKeyReference {
    PublicKeyReference::parse(text.as_bytes()).unwrap()
}

fn day((year, month, day): (u16, u8, u8)) -> CalendarDate {
    CalendarDate::new(year, month, day).unwrap()
}

#[test]
fn the_worked_examples_are_chains() {
    let Some(vectors) = vectors() else { return };
    for (names, trust_point, today) in CHAINS {
        let certificates = names.map(|name| CvCertificate::parse(&bytes(&vectors, name)).unwrap());
        let [authority, verifier, terminal] = &certificates;
        let mut shuffled = certificates.to_vec();
        shuffled.reverse();
        let build = |set: &[CvCertificate], date| {
            TerminalChain::build(&[reference(trust_point)], set, terminal, day(date))
        };
        let chain = build(&shuffled, today).unwrap();
        assert_eq!(chain.certificates(), [verifier.clone(), terminal.clone()]);
        assert_eq!(chain.trust_point(), &authority.holder);
        // The examples put terminals of the electronic identity under an authority of inspection systems.
        assert!(!chain.reads_data_group_3() && !chain.reads_data_group_4());
        assert_eq!(build(&certificates[..2], today), Err(ChainError::NoPath));
        assert_eq!(build(&certificates[1..], today), Err(ChainError::UnknownTrustPoint));
        assert!(matches!(build(&certificates, (2012, 1, 1)), Err(ChainError::NotValid(_))));
        assert!(matches!(build(&certificates, (2010, 3, 1)), Err(ChainError::NotValid(_))));
    }
}

#[test]
fn a_byte_changed_anywhere_in_a_worked_example_breaks_it() {
    let Some(vectors) = vectors() else { return };
    for (names, _, _) in CHAINS {
        let [authority, verifier, terminal] = names.map(|name| bytes(&vectors, name));
        let root = CvCertificate::parse(&authority).unwrap().public_key.key().unwrap();
        let issuer = CvCertificate::parse(&verifier).unwrap().public_key.inherit(&root).unwrap();
        for (mut signed, key) in [(authority, &root), (verifier, &root), (terminal, &issuer)] {
            assert!(CvCertificate::parse(&signed).unwrap().verify(key).is_ok());
            for place in 0..signed.len() {
                signed[place] ^= 1;
                let stands = CvCertificate::parse(&signed).is_ok_and(|twin| twin.verify(key).is_ok());
                assert!(!stands, "{place}");
                signed[place] ^= 1;
            }
        }
    }
}

#[test]
fn the_contents_of_a_worked_example() {
    let Some(vectors) = vectors() else { return };
    let raw = bytes(&vectors, "tc_ecdh_cvca_cert");
    let authority = CvCertificate::parse(&raw).unwrap();
    assert!(authority.is_self_signed());
    assert_eq!(authority.holder.to_string(), "DECVCAAT00001");
    assert_eq!(authority.public_key.algorithm.to_string(), "ecdsa-sha512");
    assert_eq!(authority.authorization.role, HolderRole::Authority);
    assert_eq!(authority.authorization.terminal_type, TerminalType::InspectionSystem);
    assert!(authority.authorization.reads_data_group_3() && authority.authorization.reads_data_group_4());
    assert_eq!((authority.effective, authority.expiration), (day((2010, 9, 30)), day((2011, 9, 25))));
    assert_eq!(CvCertificate::parse(&authority.to_bytes()), Ok(authority.clone()));
    assert_eq!(CvCertificate::from_command(&authority.to_command()), Ok(authority.clone()));
    let Some(CvKey { public_key: PublicKey::Ec(key), .. }) = authority.public_key.key() else { panic!() };
    assert_eq!(key.curve, Curve::BrainpoolP512r1);
    let verifier = CvCertificate::parse(&bytes(&vectors, "tc_ecdh_dv_cert")).unwrap();
    assert_eq!(verifier.public_key.key(), None);
}

/// A key on brainpoolP256r1, whose curve those below its authority inherit.
fn on_brainpool_p256r1(vectors: &Value) -> CvKey {
    CvCertificate::parse(&bytes(vectors, "wrong_tc_ecdh_cvca")).unwrap().public_key.key().unwrap()
}

#[test]
fn certificates_from_the_field_stand_under_their_verifier() {
    let Some(vectors) = vectors() else { return };
    let authority = on_brainpool_p256r1(&vectors);
    for (verifier, terminals) in [
        ("kba_dvca_cert", &["kba_cert"][..]),
        ("kba_dvca_cert_2", &["kba_cert_2", "kba_cert_3", "kba_cert_4"]),
        ("schufa_dvcert", &["schufa_cert"]),
        ("allianz_dvcert", &["allianz_cert"]),
        ("mein_cockpit_dvcert", &["mein_cockpit_cert"]),
        (
            "service_bw_dvcert",
            &["service_bw_cert", "service_bw_cert_2", "service_bw_cert_3", "service_bw_cert_4"],
        ),
    ] {
        let verifier = CvCertificate::parse(&bytes(&vectors, verifier)).unwrap();
        let key = verifier.public_key.inherit(&authority).unwrap();
        for name in terminals {
            let mut raw = bytes(&vectors, name);
            let terminal = CvCertificate::parse(&raw).unwrap();
            assert_eq!(terminal.authority, verifier.holder, "{name}");
            assert!(terminal.verify(&key).is_ok(), "{name}");
            *raw.last_mut().unwrap() ^= 1;
            assert!(CvCertificate::parse(&raw).unwrap().verify(&key).is_err(), "{name}");
        }
    }
}

#[test]
fn a_request_is_not_a_certificate() {
    let Some(vectors) = vectors() else { return };
    for name in ["req_18102010_csr", "MY_cvreq", "csr_with_outer_sig"] {
        assert_eq!(
            CvCertificate::parse(&bytes(&vectors, name)),
            Err(CvCertificateError::Malformed),
            "{name}"
        );
    }
}

/// The signature of Terminal Authentication in the example over integers: chip, challenge and ephemeral key as digests.
#[test]
fn a_terminals_signature_stands_under_its_certificate() {
    let Some(vectors) = vectors() else { return };
    let key = CvCertificate::parse(&bytes(&vectors, "tc_dh_ta_cert")).unwrap().public_key.key().unwrap();
    let compressed = |name| DigestAlgorithm::Sha1.digest(&bytes(&vectors, name));
    let challenge = bytes(&vectors, "tc_dh_ta_nonce");
    let mut message =
        [compressed("tc_dh_picc_pub_key"), challenge, compressed("tc_dh_ca_pcd_pub_key")].concat();
    let signature = bytes(&vectors, "tc_dh_ta_pcd_signature");
    assert!(key.verify(&message, &signature).is_ok());
    message[0] ^= 1;
    assert!(key.verify(&message, &signature).is_err());
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(CvCertificate::parse(&bytes).is_err());
        if let Ok(read) = CvCertificate::from_command(&bytes) { prop_assert_eq!(read.to_command(), bytes); }
    }

    #[test]
    fn a_damaged_certificate_is_read_or_refused(places in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        if let Some(vectors) = vectors() {
            let authority = CvCertificate::parse(&bytes(&vectors, "tc_ecdh_cvca_cert")).unwrap();
            let mut raw = authority.to_bytes();
            for (place, byte) in places { let place = place.index(raw.len()); raw[place] = byte; }
            if let Ok(read) = CvCertificate::parse(&raw) {
                let same = read == authority;
                let stands = authority.public_key.key().is_some_and(|key| read.verify(&key).is_ok());
                prop_assert_eq!(stands, same);
            }
        }
    }
}
