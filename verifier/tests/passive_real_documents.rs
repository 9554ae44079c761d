//! EF.SOD of real passports against real master lists: one file a case in `vectors/sod`, and a twin of each that differs
//! in one byte.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod testdata;

use emrtd::file::DataGroup;
use emrtd::lds::security_object::EfSod;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use testdata::{TODAY, read, trust_store};
use time::{Duration, OffsetDateTime};
use verifier::passive::{
    AcceptedAlgorithms, DataGroupStatus, PassiveReport, PassiveVerdict, RevocationStatus, SecurityObject,
};
use verifier::reason::Reason;
use verifier::trust::TrustStore;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    file: String,
    reasons: BTreeSet<Reason>,
    issuing_state: String,
    document_signer: String,
    csca: String,
    signature: String,
    key: String,
    digest: String,
    certificate_signature: String,
}

fn cases() -> Vec<Case> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/sod");
    let files = std::fs::read_dir(folder).unwrap();
    let texts = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let cases: Vec<Case> = texts.map(|text| toml::from_str(&text).unwrap()).collect();
    assert!(cases.len() >= 8);
    cases
}

fn report_at(sod: &[u8], store: &TrustStore, at: OffsetDateTime) -> PassiveReport {
    match SecurityObject::verify(sod, store, &AcceptedAlgorithms::default(), at) {
        Ok(proven) => proven.report().clone(),
        Err(refusal) => refusal.report().clone(),
    }
}

fn reasons(sod: &[u8], store: &TrustStore) -> Vec<Reason> {
    report_at(sod, store, TODAY).reasons.into_iter().collect()
}

/// The file with the lowest bit of one byte flipped: the `offset`th of the first occurrence of `part`.
fn flipped(sod: &[u8], part: &[u8], offset: usize) -> Vec<u8> {
    let start = sod.windows(part.len()).position(|window| window == part).unwrap();
    let mut twin = sod.to_vec();
    twin[start + offset] ^= 1;
    twin
}

#[test]
fn every_case_ends_as_its_file_says() {
    let Some((store, _)) = trust_store() else { return };
    for case in cases() {
        let sod = read(&format!("emrtd/sod/{}", case.file)).unwrap();
        let report = report_at(&sod, &store, TODAY);
        let verdict =
            if case.reasons.is_empty() { PassiveVerdict::Authentic } else { PassiveVerdict::Refused };
        assert_eq!((report.verdict, &report.reasons), (verdict, &case.reasons), "{}", case.file);
        assert_eq!(report.issuing_state.as_deref(), Some(case.issuing_state.as_str()));
        assert_eq!(report.document_signer.unwrap().subject, case.document_signer);
        assert_eq!(report.csca.unwrap().subject, case.csca);
        let algorithms = report.algorithms;
        assert_eq!(algorithms.signature, case.signature);
        assert_eq!(algorithms.key, case.key);
        assert_eq!(algorithms.digest, case.digest);
        assert_eq!(algorithms.certificate_signature, case.certificate_signature);
        assert_eq!(report.warnings, [Reason::RevocationUnknown].into(), "{}", case.file);
        assert_eq!(report.revocation, RevocationStatus::Unknown);
        assert!(!report.specimen);
    }
}

#[test]
fn one_byte_of_the_lds_security_object_is_a_digest_mismatch_only() {
    let Some((store, _)) = trust_store() else { return };
    for case in cases().iter().filter(|case| case.reasons.is_empty()) {
        let sod = read(&format!("emrtd/sod/{}", case.file)).unwrap();
        let lds = EfSod::parse(&sod).unwrap().lds;
        let twin = flipped(&sod, lds.hashes.values().next().unwrap(), 3);
        assert_eq!(reasons(&twin, &store), [Reason::MessageDigestMismatch], "{}", case.file);
    }
}

#[test]
fn one_byte_of_the_signed_attributes_is_an_invalid_signature() {
    let Some((store, _)) = trust_store() else { return };
    for case in cases().iter().filter(|case| case.reasons.is_empty()) {
        let sod = read(&format!("emrtd/sod/{}", case.file)).unwrap();
        let signers = EfSod::parse(&sod).unwrap().signed_data.signers;
        let attributes = &signers[0].signed_attributes;
        let (part, offset, expected) = match &attributes.signing_time {
            // The last digit of the seconds.
            Some(time) => (time, time.len() - 2, vec![Reason::SignatureInvalid]),
            None => {
                (&attributes.message_digest, 0, vec![Reason::SignatureInvalid, Reason::MessageDigestMismatch])
            }
        };
        assert_eq!(reasons(&flipped(&sod, part, offset), &store), expected, "{}", case.file);
    }
}

#[test]
fn one_byte_of_the_document_signer_certificate_is_an_invalid_certificate_signature_only() {
    let Some((store, _)) = trust_store() else { return };
    for case in cases().iter().filter(|case| case.reasons.is_empty()) {
        let sod = read(&format!("emrtd/sod/{}", case.file)).unwrap();
        let last = case.document_signer.rsplit('=').next().unwrap().as_bytes();
        let twin = flipped(&sod, last, last.len() - 1);
        assert_eq!(reasons(&twin, &store), [Reason::CertificateSignatureInvalid], "{}", case.file);
    }
}

#[test]
fn without_the_csca_nothing_is_proven() {
    let Some((store, _)) = trust_store() else { return };
    for case in cases().iter().filter(|case| case.reasons.is_empty()) {
        let sod = read(&format!("emrtd/sod/{}", case.file)).unwrap();
        assert_eq!(reasons(&sod, &TrustStore::new()), [Reason::CscaNotFound], "{}", case.file);
        let subset = store.subset_for(&sod, &[]);
        assert!(subset.anchors().len() < 30);
        assert_eq!(report_at(&sod, &subset, TODAY), report_at(&sod, &store, TODAY), "{}", case.file);
    }
}

/// A document signer's certificate outlives its documents: expired, it is for the policy; not yet valid, it is refused.
#[test]
fn the_document_signers_validity_at_the_time_of_the_verdict() {
    let Some((store, _)) = trust_store() else { return };
    let sod = read("emrtd/sod/FR.sod.bin").unwrap();
    let not_after = report_at(&sod, &store, TODAY).document_signer.unwrap().not_after;
    assert!(!report_at(&sod, &store, not_after).warnings.contains(&Reason::DocumentSignerExpired));
    let after = report_at(&sod, &store, not_after + Duration::SECOND);
    assert_eq!(after.verdict, PassiveVerdict::Authentic);
    assert!(after.warnings.contains(&Reason::DocumentSignerExpired));
    let before = report_at(&sod, &store, OffsetDateTime::UNIX_EPOCH);
    assert_eq!(before.reasons, [Reason::DocumentSignerExpired].into());
}

#[test]
fn algorithms_that_the_policy_refuses() {
    let Some((store, _)) = trust_store() else { return };
    let sod = read("emrtd/sod/SG.sod.bin").unwrap();
    let strict: AcceptedAlgorithms = toml::from_str("rsa_bits = 3072\nrsa_bits_tolerated = 3072").unwrap();
    let refusal = SecurityObject::verify(&sod, &store, &strict, TODAY).unwrap_err();
    assert_eq!(refusal.report().reasons, [Reason::AlgorithmNotAccepted].into());
    let tolerant: AcceptedAlgorithms = toml::from_str("rsa_bits = 3072\nrsa_bits_tolerated = 2048").unwrap();
    let proven = SecurityObject::verify(&sod, &store, &tolerant, TODAY).unwrap();
    assert!(proven.report().warnings.contains(&Reason::AlgorithmNotAccepted));
}

#[test]
fn what_is_no_security_object_is_malformed() {
    for bytes in [&b""[..], b"Hello, world", &[0x77, 0x02, 0x30, 0x00], &[0x77, 0x80]] {
        assert_eq!(reasons(bytes, &TrustStore::new()), [Reason::Malformed]);
    }
    let Some(sod) = read("emrtd/sod/NZ.sod.bin") else { return };
    for length in (0..sod.len()).step_by(7) {
        assert_eq!(reasons(&sod[..length], &TrustStore::new()), [Reason::Malformed]);
    }
}

#[test]
fn the_report_is_read_back_from_its_json() {
    let Some((store, _)) = trust_store() else { return };
    let report = report_at(&read("emrtd/sod/AT.sod.bin").unwrap(), &store, TODAY);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["verdict"], "authentic");
    assert_eq!(json["data_groups"]["1"], "not_given");
    assert_eq!(json["document_signer"]["not_after"], "2033-05-06T08:04:02Z");
    assert_eq!(serde_json::from_value::<PassiveReport>(json).unwrap(), report);
}

/// BSI TR-03105-5: the reference data set's CSCA is not public, but its digests can be compared.
#[test]
fn the_data_groups_of_the_reference_data_set() {
    let Some(sod) = read("emrtd/specimen/tr03105-5-refset/EF_SOD.bin") else { return };
    let groups = [1, 2, 3, 4, 14, 15].map(|number| {
        let file = read(&format!("emrtd/specimen/tr03105-5-refset/Datagroup{number}.bin")).unwrap();
        (DataGroup::new(number).unwrap(), file)
    });
    let verify = |count: usize| {
        let files: BTreeMap<_, _> =
            groups.iter().take(count).map(|(group, file)| (*group, file.as_slice())).collect();
        let algorithms = AcceptedAlgorithms::default();
        let refusal =
            SecurityObject::verify_with(&sod, &files, &TrustStore::new(), &algorithms, TODAY).unwrap_err();
        refusal.report().clone()
    };
    let report = verify(5);
    assert_eq!(report.reasons, [Reason::CscaNotFound].into());
    assert!(report.data_groups.values().all(|status| *status == DataGroupStatus::Match));
    let report = verify(6);
    assert_eq!(report.data_groups[&DataGroup::DG15], DataGroupStatus::NotInSod);
    assert_eq!(report.reasons, [Reason::CscaNotFound, Reason::DataGroupHashMismatch].into());
}
