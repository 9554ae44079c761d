//! Cheats at the chip with true files: another chip's proof, another document's zone, an open or a weak way in.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod specimen;

use emrtd::crypto::Cipher;
use emrtd::domain_parameters::{Curve, ModpGroup};
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::password::{Can, Password};
use emrtd::record::{ActiveAuthenticationTranscript, ChipRecord, PasswordRecord};
use emrtd::tlv::{encode, encode_all};
use emrtd_simulator::{
    Access, ActiveAuthenticationKey, ChipAuthenticationKey, IssueOptions, PaceParameters, SignerAlgorithm,
    Specimen,
};
use specimen::{TODAY, data_group, files, issued, judge, read, trust};
use verifier::access::{self, AccessReport, ZoneComparison};
use verifier::genuineness::{ChipOutcome, ChipProtocol, ChipReport, authenticate};
use verifier::passive::{self, AcceptedAlgorithms};
use verifier::reason::Reason;
use verifier::trust::{ImportOptions, TrustStore, import};

const MAPPING: ChipProtocol = ChipProtocol::PaceChipAuthenticationMapping;

fn trusting(issuers: &[&Specimen]) -> TrustStore {
    let mut store = TrustStore::new();
    for issuer in issuers {
        let options = ImportOptions { roots: vec![], specimen: false, at: TODAY };
        for anchor in issuer.trust_anchors() {
            import(&mut store, anchor, &options).unwrap();
        }
    }
    store
}

fn chip_report(record: &ChipRecord, store: &TrustStore) -> ChipReport {
    authenticate(&judge(record, store).unwrap(), record).report()
}

fn access_report(record: &ChipRecord, store: &TrustStore) -> AccessReport {
    access::assess(Some(&judge(record, store).unwrap()), record)
}

/// A chip that proves itself by the mapping alone.
fn mapping(number: &str, signer: SignerAlgorithm) -> Specimen {
    let mapping = PaceParameters::ecdh_cam(Cipher::Aes128, Curve::BrainpoolP256r1);
    issued(&IssueOptions {
        access: Access::Pace(mapping),
        chip_authentication: None,
        document_number: number.into(),
        signer,
        ..IssueOptions::default()
    })
}

/// The files of one document on the chip of another, which keeps its own way in and its own key.
fn on_the_chip_of(document: &Specimen, other: &Specimen) -> Specimen {
    let mut files = document.files().clone();
    for file in [ElementaryFile::CardAccess, ElementaryFile::CardSecurity] {
        files.insert(file, other.files()[&file].clone());
    }
    let mut hybrid = other.clone();
    *hybrid.files_mut() = files;
    hybrid
}

#[test]
fn the_mapping_of_another_chip_of_the_state_proves_nothing() {
    let victim =
        issued(&IssueOptions { access: Access::Bac, chip_authentication: None, ..IssueOptions::default() });
    let own = mapping("X12345678", SignerAlgorithm::default());
    let store = trusting(&[&victim, &own]);
    let hybrid = read(&on_the_chip_of(&victim, &own));
    let report = chip_report(&hybrid, &store);
    assert!(
        report.is_not_offered() && report.protocols.is_empty() && report.reasons.is_empty(),
        "{report:?}"
    );
    assert_eq!(access_report(&hybrid, &store).strictly(), [Reason::DocumentDiffersFromZone].into());

    let honest = read(&own);
    assert_eq!(chip_report(&honest, &store).protocols, [MAPPING].into());
    assert_eq!(access_report(&honest, &store).strictly(), [].into());
}

#[test]
fn warnings_about_ef_card_security_are_the_documents() {
    let document = mapping("L898902C3", SignerAlgorithm::default());
    let weak = mapping("L898902C3", SignerAlgorithm::EcdsaP256Sha1);
    let store = trusting(&[&document, &weak]);
    let warns = |record: &ChipRecord| {
        judge(record, &store).unwrap().report().warnings.contains(&Reason::AlgorithmNotAccepted)
    };
    assert!(warns(&read(&on_the_chip_of(&document, &weak))) && !warns(&read(&document)));
}

#[test]
fn a_zone_that_is_not_that_of_dg1_is_seen() {
    let own = issued(&IssueOptions { document_number: "X12345678".into(), ..IssueOptions::default() });
    let victim = issued(&IssueOptions::default());
    let mut emulator = own.clone();
    *emulator.files_mut() = victim.files().clone();
    let report = access_report(&read(&emulator), &trust(&victim));
    assert_eq!(
        (report.zone, report.reasons),
        (ZoneComparison::Differs, [Reason::DocumentDiffersFromZone].into())
    );
    let honest = read(&victim);
    let report = access_report(&honest, &trust(&victim));
    assert_eq!((report.zone, report.reasons), (ZoneComparison::Match, [].into()));

    let can = Password::Can(Can::new("123456").unwrap());
    for password in [None, Some(PasswordRecord::from(&can))] {
        let mut record = honest.clone();
        record.access.password = password;
        let report = access_report(&record, &trust(&victim));
        assert_eq!((report.zone, report.reasons), (ZoneComparison::NotAssessed, [].into()));
    }
}

/// ICAO 9303-11 §4.3.2: all of a long number is in the password.
#[test]
fn an_identity_cards_long_number_is_the_same_in_zone_and_dg1() {
    let card = issued(&IssueOptions {
        format: emrtd::mrz::MrzFormat::Td1,
        document_number: "D23145890734".into(),
        ..IssueOptions::default()
    });
    assert_eq!(access_report(&read(&card), &trust(&card)).zone, ZoneComparison::Match);
}

#[test]
fn a_chip_that_opens_to_anyone_is_no_honest_one() {
    let open = issued(&IssueOptions { access: Access::Open, ..IssueOptions::default() });
    let report = access_report(&read(&open), &trust(&open));
    assert_eq!((report.used.as_str(), report.strictly()), ("none", [Reason::OpenChip].into()));
    let bac = issued(&IssueOptions { access: Access::Bac, ..IssueOptions::default() });
    assert_eq!(access_report(&read(&bac), &trust(&bac)).strictly(), [].into());
}

/// EF.CardAccess counts too, where nothing signed repeats it.
#[test]
fn a_variant_weaker_than_ef_card_access_or_foreign_to_it_is_a_downgrade() {
    let document = issued(&IssueOptions {
        access: Access::PaceAndBac(PaceParameters::ecdh_gm(Cipher::Aes256, Curve::P521)),
        further_pace: vec![PaceParameters::ecdh_gm(Cipher::TripleDes, Curve::P192)],
        ..IssueOptions::default()
    });
    let mut record = read(&document);
    assert!(!access::assess(None, &record).downgrade);
    for used in ["pace-ecdh-gm-3des-cbc-cbc/8", "pace-ecdh-gm-aes-cbc-cmac-256/13", "pace-made-up", "bac"] {
        record.access.used = used.into();
        assert!(access::assess(None, &record).downgrade, "{used}");
        assert!(access_report(&record, &trust(&document)).downgrade, "{used}");
    }
}

#[test]
fn a_variant_that_this_system_cannot_run_is_no_downgrade_but_is_told() {
    let pace = |parameters: &[u8]| {
        let oid = encode(0x06, &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02, 0x02]);
        encode(0x31, &encode_all(0x30, &[&oid, &encode(0x02, &[2]), parameters]))
    };
    let mut document = issued(&IssueOptions { access: Access::Bac, ..IssueOptions::default() });
    document.files_mut().insert(ElementaryFile::CardAccess, pace(&[]));
    let mut record = read(&document);
    let report = access_report(&record, &trust(&document));
    assert_eq!((report.used.as_str(), report.downgrade), ("bac", false));
    assert_eq!(report.warnings, [Reason::PaceNotSupported].into());
    record.files.insert(ElementaryFile::CardAccess, pace(&encode(0x02, &[13])));
    let report = access_report(&record, &trust(&document));
    assert_eq!((report.downgrade, report.warnings), (true, [].into()));
}

/// By the default rules weak keys are told, by stricter ones refused: never as if the chip were cloned.
#[test]
fn weak_keys_of_the_chip_are_judged_by_the_policy() {
    let options = |chip, active| IssueOptions {
        access: Access::Bac,
        chip_authentication: chip,
        active_authentication: active,
        ..IssueOptions::default()
    };
    let chip = |cipher, curve: Curve| Some(ChipAuthenticationKey::new(cipher, curve));
    let prime = Some(ChipAuthenticationKey::new(Cipher::Aes128, ModpGroup::Modp1024Order160));
    let strict: AcceptedAlgorithms =
        toml::from_str("rsa_bits_tolerated = 2048\nec_bits_tolerated = 224\ntriple_des = 'refused'").unwrap();
    for (options, weak) in [
        (options(None, Some(ActiveAuthenticationKey::Rsa(1024))), true),
        (options(None, Some(ActiveAuthenticationKey::Rsa(2048))), false),
        (options(None, Some(ActiveAuthenticationKey::Ecdsa(Curve::P192))), true),
        (options(None, Some(ActiveAuthenticationKey::Ecdsa(Curve::P256))), false),
        (options(prime, None), true),
        (options(chip(Cipher::Aes128, Curve::P192), None), true),
        (options(chip(Cipher::TripleDes, Curve::P256), None), true),
        (options(chip(Cipher::Aes128, Curve::P256), None), false),
    ] {
        let document = issued(&options);
        let record = read(&document);
        let report = chip_report(&record, &trust(&document));
        assert_eq!((report.verdict, report.warnings.len()), (ChipOutcome::Genuine, usize::from(weak)));
        let strictly = passive::authenticate(&record, &trust(&document), &strict, TODAY).unwrap();
        let report = authenticate(&strictly, &record).report();
        let expected = if weak { ChipOutcome::Refused } else { ChipOutcome::Genuine };
        assert_eq!(report.verdict, expected);
        assert!(report.reasons.iter().all(|reason| *reason == Reason::AlgorithmNotAccepted));
    }
}

#[test]
fn a_weak_pace_is_judged_by_the_policy() {
    let read_by = |cipher, curve| {
        let access = Access::Pace(PaceParameters::ecdh_gm(cipher, curve));
        let document = issued(&IssueOptions { access, ..IssueOptions::default() });
        (read(&document), trust(&document))
    };
    let strict: AcceptedAlgorithms = toml::from_str("triple_des = 'refused'").unwrap();
    for (cipher, curve, warned, refused) in [
        (Cipher::TripleDes, Curve::P256, true, true),
        (Cipher::Aes128, Curve::P192, true, false),
        (Cipher::Aes128, Curve::P256, false, false),
    ] {
        let (record, store) = read_by(cipher, curve);
        let weak = Reason::AlgorithmNotAccepted;
        let report = access_report(&record, &store);
        assert_eq!((report.warnings.contains(&weak), report.reasons.len()), (warned, 0));
        let document = passive::authenticate(&record, &store, &strict, TODAY).unwrap();
        assert_eq!(access::assess(Some(&document), &record).reasons.contains(&weak), refused);
    }
}

/// What this system cannot run says nothing of the chip.
#[test]
fn an_active_authentication_that_is_not_ours_to_run_is_no_clone() {
    let edwards =
        encode_all(0x30, &[&encode(0x30, &encode(0x06, &[0x2B, 0x65, 0x70])), &encode(0x03, &[0; 33])]);
    let unknown_key = with_groups(&[(DataGroup::DG15, encode(0x6F, &edwards))]);
    let plain = issued(&IssueOptions {
        active_authentication: Some(ActiveAuthenticationKey::Ecdsa(Curve::P256)),
        ..IssueOptions::default()
    });
    let key = plain.files()[&data_group(DataGroup::DG15)].clone();
    let announcing = |algorithm: &[u8]| {
        let info = [
            encode(0x06, &[0x67, 0x81, 0x08, 0x01, 0x01, 0x05]),
            encode(0x02, &[1]),
            encode(0x06, algorithm),
        ];
        let infos = encode(0x6E, &encode(0x31, &encode(0x30, &info.concat())));
        with_groups(&[(DataGroup::DG14, infos), (DataGroup::DG15, key.clone())])
    };
    let unknown_algorithm = announcing(&[0x2A, 0x03]);
    let known_algorithm = announcing(&[0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x01, 0x04, 0x01, 0x03]);
    let garbled_key = with_groups(&[(DataGroup::DG15, encode(0x6F, &[0x30, 0x00]))]);
    let reasons = |document: &Specimen| {
        let mut record = files(document);
        let (challenge, signature) = (vec![1; 8], vec![1; 64]);
        record.active_authentication = Some(ActiveAuthenticationTranscript { challenge, signature });
        chip_report(&record, &trust(document)).reasons
    };
    assert_eq!(reasons(&unknown_key), [Reason::AlgorithmNotAccepted].into());
    assert_eq!(reasons(&unknown_algorithm), [Reason::AlgorithmNotAccepted].into());
    assert_eq!(reasons(&known_algorithm), [Reason::ChipNotGenuine].into());
    assert_eq!(reasons(&garbled_key), [Reason::Malformed, Reason::ChipNotGenuine].into());
}

fn with_groups(groups: &[(DataGroup, Vec<u8>)]) -> Specimen {
    issued(&IssueOptions {
        access: Access::Bac,
        chip_authentication: None,
        further_data_groups: groups.iter().cloned().collect(),
        ..IssueOptions::default()
    })
}
