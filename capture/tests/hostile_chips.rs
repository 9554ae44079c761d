//! Chips that answer wrongly, without protection or without end: none is read as genuine, and every session ends.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use capture::transport::SimulatedCard;
use capture::{Card, CardError, ReadError, SystemRandomness, read_chip, run};
use emrtd::chip::chip_authentication::ChipAuthenticationError;
use emrtd::domain_parameters::Curve;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::protocol::{NoRandomness, Randomness};
use emrtd::record::ChipRecord;
use emrtd::session::{SessionError, start};
use emrtd_simulator::{Access, ActiveAuthenticationKey, IssueOptions, PaceParameters, Specimen};
use proptest::prelude::*;
use std::sync::LazyLock;
use support::*;

#[test]
fn no_flipped_bit_gives_a_genuine_chip_with_other_files() {
    let specimen = issued(&IssueOptions::default());
    let honest = read(&specimen, mrz(&specimen)).unwrap();
    let signed = |record: &ChipRecord| {
        let mut files = record.files.clone();
        files.remove(&ElementaryFile::CardAccess);
        files
    };
    let mut failed = 0;
    for at in 0..usize::try_from(honest.apdus).unwrap() {
        let mut card = Flipping { card: SimulatedCard::new(specimen.clone()), at, sent: 0 };
        match read_chip(&mut card, plan(mrz(&specimen)), &mut |_| ()) {
            Ok(reading) => {
                let same = signed(&reading.record) == signed(&honest.record);
                let broken = judged(&reading.record) == Err(ChipAuthenticationError::NotProven);
                assert!(same || broken, "answer {at}");
            }
            Err(ReadError::Protocol(SessionError::SecureMessagingFailed(_))) => failed += 1,
            Err(ReadError::Protocol(_)) => assert!(at < 10, "answer {at}"),
            Err(error) => panic!("{error}"),
        }
    }
    assert!(failed >= 15, "{failed}");
}

/// A chip that answers in the clear from some command on.
struct Silent {
    card: SimulatedCard,
    from: usize,
    sent: usize,
}

impl Card for Silent {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        self.sent += 1;
        if self.sent > self.from { Ok(vec![0x90, 0x00]) } else { self.card.transmit(command) }
    }
}

#[test]
fn an_answer_without_protection_is_refused() {
    let specimen = issued(&IssueOptions { chip_authentication: None, ..IssueOptions::default() });
    let apdus = usize::try_from(read(&specimen, mrz(&specimen)).unwrap().apdus).unwrap();
    for from in 10..apdus {
        let mut card = Silent { card: SimulatedCard::new(specimen.clone()), from, sent: 0 };
        let outcome = read_chip(&mut card, plan(mrz(&specimen)), &mut |_| ());
        let failed = matches!(outcome, Err(ReadError::Protocol(SessionError::SecureMessagingFailed(_))));
        assert!(failed, "answer {from}");
    }
}

/// Has random numbers so many times.
struct Exhausted(usize);

impl Randomness for Exhausted {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        self.0 = self.0.checked_sub(1).ok_or(NoRandomness)?;
        SystemRandomness::new().fill(bytes)
    }
}

/// PACE draws twice, BAC twice, Chip Authentication once.
#[test]
fn without_random_numbers_a_session_fails_and_accuses_no_chip() {
    for access in [Access::Bac, Access::Pace(PaceParameters::default())] {
        let specimen = issued(&IssueOptions { access, ..IssueOptions::default() });
        let outcome = |times| {
            let step = start(plan(mrz(&specimen)), Exhausted(times));
            run(step, &mut SimulatedCard::new(specimen.clone())).err()
        };
        for times in 0..3 {
            assert_eq!(
                outcome(times),
                Some(ReadError::Protocol(SessionError::Library)),
                "{access:?} {times}"
            );
        }
        assert_eq!(outcome(3), None);
    }
}

/// More commands than any honest passport of a few files takes.
const COMMANDS: usize = 700;

static WHOLE: LazyLock<Specimen> = LazyLock::new(|| {
    issued(&IssueOptions {
        active_authentication: Some(ActiveAuthenticationKey::Ecdsa(Curve::P256)),
        ..IssueOptions::default()
    })
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn a_chip_with_changed_bytes_ends_the_session(
        file in proptest::sample::select(vec![
            ElementaryFile::CardAccess, ElementaryFile::Com, ElementaryFile::Sod,
            ElementaryFile::DataGroup(DataGroup::DG14), ElementaryFile::DataGroup(DataGroup::DG15),
        ]),
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..4),
        start in proptest::option::of(any::<[u8; 4]>()),
    ) {
        let mut specimen = WHOLE.clone();
        let bytes = specimen.files_mut().get_mut(&file).unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(start) = start {
            bytes[1..5].copy_from_slice(&start);
        }
        let mut card = Watched::new(chip(&specimen));
        let outcome = read_chip(&mut card, plan(mrz(&specimen)), &mut |_| ());
        prop_assert!(card.commands.len() <= COMMANDS, "{}", card.commands.len());
        // What the hash of EF.SOD judges never ends the session.
        prop_assert!(outcome.is_ok() || file == ElementaryFile::CardAccess, "{:?}", outcome.err());
    }
}
