//! The rules of ICAO 9303-12 for document signers and CSCAs, each broken by a state of our own.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod issuing_state;

use issuing_state::{Plan, State};
use time::{Duration, OffsetDateTime, macros::datetime};
use verifier::passive::{AcceptedAlgorithms, PassiveReport, RevocationStatus, SecurityObject};
use verifier::reason::Reason;
use verifier::trust::{ImportOptions, ImportStatus, TrustStore, import};

const TODAY: OffsetDateTime = datetime!(2026-11-24 12:00 UTC);

fn trusting(files: &[Vec<u8>]) -> TrustStore {
    let mut store = TrustStore::new();
    for file in files {
        let options = ImportOptions { roots: vec![], specimen: false, at: TODAY };
        let report = import(&mut store, file, &options).unwrap();
        assert_eq!(report.count(ImportStatus::Refused), 0, "{report:?}");
    }
    store
}

fn report(sod: &[u8], store: &TrustStore) -> PassiveReport {
    match SecurityObject::verify(sod, store, &AcceptedAlgorithms::default(), TODAY) {
        Ok(proven) => proven.report().clone(),
        Err(refusal) => refusal.report().clone(),
    }
}

fn reasons(plan: &Plan) -> Vec<Reason> {
    let state = State::new(plan);
    report(&state.sod(), &trusting(&[state.csca()])).reasons.into_iter().collect()
}

#[test]
fn everything_right() {
    for plan in [
        Plan::default(),
        Plan { named_by_key: true, ..Plan::default() },
        Plan { names_csca_key: false, ..Plan::default() },
        Plan { long_digests: true, ..Plan::default() },
        Plan { signing_time: None, ..Plan::default() },
        Plan { signer_country: "no", ..Plan::default() },
    ] {
        assert_eq!(reasons(&plan), []);
    }
}

#[test]
fn salts_of_any_length() {
    for salt in [0, 20, 32, 64] {
        assert_eq!(reasons(&Plan { salt: Some(salt), ..Plan::default() }), [], "{salt}");
    }
}

#[test]
fn a_signing_time_outside_the_document_signers_validity() {
    let [from, until] = Plan::default().signer_valid;
    for time in [from - Duration::SECOND, until + Duration::SECOND] {
        let plan = Plan { signing_time: Some(time), ..Plan::default() };
        assert_eq!(reasons(&plan), [Reason::DocumentSignerExpired]);
    }
    for time in [from, until] {
        assert_eq!(reasons(&Plan { signing_time: Some(time), ..Plan::default() }), []);
    }
}

#[test]
fn a_csca_that_was_not_valid_when_it_certified() {
    let [from, until] = Plan::default().csca_valid;
    let issuance = Plan::default().signer_valid[0];
    let early = Plan { csca_valid: [issuance + Duration::SECOND, until], ..Plan::default() };
    let late = Plan { csca_valid: [from, issuance - Duration::SECOND], ..Plan::default() };
    assert_eq!(reasons(&early), [Reason::CscaExpired]);
    assert_eq!(reasons(&late), [Reason::CscaExpired]);
    assert_eq!(reasons(&Plan { csca_valid: [issuance, issuance], ..Plan::default() }), []);
}

#[test]
fn a_document_signer_that_is_a_csca_or_does_not_sign() {
    let certifies = Plan { signer_certifies: true, ..Plan::default() };
    let does_not_sign = Plan { signer_key_usage: false, ..Plan::default() };
    assert_eq!(reasons(&certifies), [Reason::CertificateNotPermitted]);
    assert_eq!(reasons(&does_not_sign), [Reason::CertificateNotPermitted]);
}

#[test]
fn a_document_signer_of_another_state() {
    let plan = Plan { signer_country: "SE", ..Plan::default() };
    assert_eq!(reasons(&plan), [Reason::IssuingStateMismatch]);
}

/// Two generations of a CSCA bear the same name: only the key tells them apart.
#[test]
fn the_right_generation_is_found() {
    for names_csca_key in [true, false] {
        let plan = Plan { names_csca_key, ..Plan::default() };
        let (old, new) = (State::new(&plan), State::new(&plan));
        let both = trusting(&[old.csca(), new.csca()]);
        for state in [&old, &new] {
            let report = report(&state.sod(), &both);
            assert_eq!(report.reasons, [].into());
            assert_eq!(report.csca.unwrap().ski, Some(hex::encode(state.key_identifier())));
        }
        let only_old: Vec<_> = report(&new.sod(), &trusting(&[old.csca()])).reasons.into_iter().collect();
        let missing = if names_csca_key { Reason::CscaNotFound } else { Reason::CertificateSignatureInvalid };
        assert_eq!(only_old, [missing]);
    }
}

#[test]
fn revocation_good_stale_revoked_unknown() {
    let state = State::new(&Plan::default());
    let sod = state.sod();
    let (day, serial) = (Duration::DAY, state.signer_serial());
    for (serials, this, next, expected) in [
        (vec![serial + 1], TODAY - day, TODAY + day, RevocationStatus::Good),
        (vec![], TODAY - day, TODAY + day, RevocationStatus::Good),
        (vec![serial + 1, serial], TODAY - day, TODAY + day, RevocationStatus::Revoked),
        (vec![serial + 1], TODAY - day, TODAY - Duration::SECOND, RevocationStatus::Stale),
        (vec![serial], TODAY - day, TODAY - Duration::SECOND, RevocationStatus::Revoked),
        (vec![serial], TODAY + Duration::SECOND, TODAY + day, RevocationStatus::Unknown),
    ] {
        let store = trusting(&[state.csca(), state.revocation_list(&serials, this, next)]);
        let whole = report(&sod, &store);
        assert_eq!(whole.revocation, expected);
        let revoked = expected == RevocationStatus::Revoked;
        assert_eq!(whole.reasons.contains(&Reason::DocumentSignerRevoked), revoked);
        assert_eq!(whole.reasons.len(), usize::from(revoked));
        let stale = expected == RevocationStatus::Stale;
        assert_eq!(whole.warnings.contains(&Reason::RevocationStale), stale);
        assert_eq!(report(&sod, &store.subset_for(&sod, &[])), whole);
        assert_eq!(TrustStore::from_bytes(&store.to_bytes()).unwrap().id(), store.id());
    }
}

#[test]
fn only_the_newest_revocation_list_is_kept() {
    let state = State::new(&Plan::default());
    let list = |age: i64| state.revocation_list(&[], TODAY - Duration::days(age), TODAY + Duration::DAY);
    let mut store = trusting(&[state.csca(), list(2), list(1)]);
    assert_eq!(store.revocation_lists().len(), 1);
    let options = ImportOptions { roots: vec![], specimen: false, at: TODAY };
    let report = import(&mut store, &list(3), &options).unwrap();
    assert_eq!(report.count(ImportStatus::Superseded), 1);
    assert_eq!(store.revocation_lists().next().unwrap().this_update().date(), (TODAY - Duration::DAY).date());
}
