//! What one trusted certificate may say about another: the specimen mark goes with the key, and no state revokes for
//! another.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod issuing_state;

use issuing_state::{Plan, State};
use ring::digest::{SHA256, digest};
use time::{Duration, OffsetDateTime, macros::datetime};
use verifier::passive::{AcceptedAlgorithms, PassiveReport, RevocationStatus, SecurityObject};
use verifier::trust::{ImportEntry, ImportOptions, ImportStatus, TrustStore, TrustStoreError, import};

const TODAY: OffsetDateTime = datetime!(2026-11-24 12:00 UTC);

fn take(store: &mut TrustStore, file: &[u8], specimen: bool) -> ImportEntry {
    let options = ImportOptions { roots: vec![], specimen, at: TODAY };
    import(store, file, &options).unwrap().entries.remove(0)
}

fn report(sod: &[u8], store: &TrustStore) -> PassiveReport {
    let verdict = |store: &TrustStore| match SecurityObject::verify(
        sod,
        store,
        &AcceptedAlgorithms::default(),
        TODAY,
    ) {
        Ok(proven) => proven.report().clone(),
        Err(refusal) => refusal.report().clone(),
    };
    let whole = verdict(store);
    assert_eq!(verdict(&store.subset_for(sod, &[])), whole);
    let read_back = TrustStore::from_bytes(&store.subset_for(sod, &[]).to_bytes()).unwrap();
    assert_eq!(verdict(&read_back), whole);
    whole
}

#[test]
fn another_certificate_of_a_marked_key_does_not_lift_the_mark() {
    let state = State::new(&Plan { names_csca_key: false, ..Plan::default() });
    for twin in [state.twin("Another name", false), state.twin("CSCA", true), state.twin("Another", true)] {
        for (first, second) in [(&state, &twin), (&twin, &state)] {
            for marked_first in [true, false] {
                let mut store = TrustStore::new();
                take(&mut store, &first.csca(), marked_first);
                let later = take(&mut store, &second.csca(), !marked_first);
                assert_eq!((later.status, later.specimen), (ImportStatus::Added, true));
                assert!(store.anchors().all(|anchor| anchor.is_specimen()));
                for of in [first, second] {
                    let report = report(&of.sod(), &store);
                    assert!(report.specimen && report.reasons.is_empty(), "{report:?}");
                }
                let again = take(&mut store, &first.csca(), false);
                assert_eq!((again.status, again.specimen), (ImportStatus::Present, true));
            }
        }
    }
}

#[test]
fn another_key_of_the_same_name_is_not_marked() {
    let plan = Plan { names_csca_key: false, ..Plan::default() };
    let (state, other) = (State::new(&plan), State::new(&plan));
    let mut store = TrustStore::new();
    take(&mut store, &state.csca(), true);
    assert!(!take(&mut store, &other.csca(), false).specimen);
    assert!(report(&state.sod(), &store).specimen);
    assert!(!report(&other.sod(), &store).specimen);
}

/// A list in the name of `victim`, signed by `attacker`: what becomes of it, and of the victim's document.
fn revoke(victim: &State, attacker: &State, specimen: bool) -> (ImportStatus, RevocationStatus) {
    let mut store = TrustStore::new();
    take(&mut store, &victim.csca(), false);
    take(&mut store, &attacker.csca(), specimen);
    let serials = [victim.signer_serial()];
    let list =
        attacker.revocation_list_of(victim, true, (&serials, TODAY - Duration::DAY, TODAY + Duration::DAY));
    let entry = take(&mut store, &list, false);
    (entry.status, report(&victim.sod(), &store).revocation)
}

#[test]
fn no_state_and_no_specimen_revokes_for_another() {
    let refused = (ImportStatus::Refused, RevocationStatus::Unknown);
    let revoked = (ImportStatus::Added, RevocationStatus::Revoked);
    let victim = State::new(&Plan::default());
    let foreign = State::new(&Plan { csca_country: "ZZ", ..Plan::default() });
    let next = State::new(&Plan::default());
    let renamed = State::new(&Plan { csca_country: "no", ..Plan::default() }).twin("Renamed", false);
    assert_eq!(revoke(&victim, &foreign, false), refused);
    assert_eq!(revoke(&victim, &foreign, true), refused);
    for own in [&next, &renamed] {
        assert_eq!(revoke(&victim, own, true), refused);
        assert_eq!(revoke(&victim, own, false), revoked);
    }
}

/// A list that a CSCA may not sign, and one that says nothing of document signers, are no lists of theirs.
#[test]
fn a_list_counts_for_what_it_may_speak_of_alone() {
    let silent = State::new(&Plan { csca_signs_lists: false, ..Plan::default() });
    let state = State::new(&Plan::default());
    let (this, next) = (TODAY - Duration::DAY, TODAY + Duration::DAY);
    for (state, list) in [
        (&silent, silent.revocation_list(&[silent.signer_serial()], this, next)),
        (&state, state.authority_revocation_list(this, next)),
    ] {
        let mut store = TrustStore::new();
        take(&mut store, &state.csca(), false);
        let options = ImportOptions { roots: vec![], specimen: false, at: TODAY };
        let outcome = import(&mut store, &list, &options);
        let taken = outcome
            .is_ok_and(|report| report.entries.iter().any(|entry| entry.status == ImportStatus::Added));
        assert!(!taken);
        assert_eq!(report(&state.sod(), &store).revocation, RevocationStatus::Unknown);
    }
}

/// A specimen's own list holds for it until a genuine anchor of that name comes.
#[test]
fn a_list_is_judged_anew_when_an_anchor_comes() {
    let (state, genuine) = (State::new(&Plan::default()), State::new(&Plan::default()));
    let mut store = TrustStore::new();
    take(&mut store, &state.csca(), true);
    let list = state.revocation_list(&[], TODAY - Duration::DAY, TODAY + Duration::DAY);
    assert_eq!(take(&mut store, &list, false).status, ImportStatus::Added);
    assert_eq!(report(&state.sod(), &store).revocation, RevocationStatus::Good);
    take(&mut store, &genuine.csca(), false);
    assert_eq!(report(&genuine.sod(), &store).revocation, RevocationStatus::Unknown);
}

/// Found by fuzzing: the file was read, with the mark, as another content than it holds.
#[test]
fn a_store_whose_file_lifts_a_mark_is_damaged() {
    let mut store = TrustStore::new();
    take(&mut store, &State::new(&Plan { csca_country: "UT", ..Plan::default() }).csca(), false);
    let bytes = store.to_bytes();
    let sealed = |content: &[u8]| [content, digest(&SHA256, content).as_ref()].concat();
    let mut content = bytes[..bytes.len() - 32].to_vec();
    assert_eq!(TrustStore::from_bytes(&sealed(&content)).unwrap().id(), store.id());
    // The mark follows magic, version and the number of anchors.
    content[13] ^= 1;
    assert_eq!(TrustStore::from_bytes(&sealed(&content)).unwrap_err(), TrustStoreError::Damaged);
}
