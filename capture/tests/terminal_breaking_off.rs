//! Sessions that end in the terminal's turn: broken off by the chip, or the document is lifted, at any command.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use capture::transport::SimulatedCard;
use capture::{Card, CardError, read_chip, read_chip_put_back};
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::record::{ChipRecord, TerminalAuthenticationOutcome as Outcome};
use emrtd::session::ReadPlan;
use emrtd_simulator::{IssueOptions, Specimen, TerminalHierarchy, TerminalRights};
use std::ops::RangeInclusive;
use support::judged;
use support::terminal::*;

/// The commands of the terminal's turn, counted from one, and there are some.
fn terminals_turn(whole: &ChipRecord) -> RangeInclusive<usize> {
    let steps = &whole.reading.as_ref().unwrap().steps;
    let total: u32 = steps.iter().map(|step| step.apdus).sum();
    let guarded = steps.iter().skip_while(|step| step.step != "Terminal Authentication");
    let guarded: u32 = guarded.map(|step| step.apdus).sum();
    assert!((12..60).contains(&guarded), "{guarded}");
    usize::try_from(total - guarded + 1).unwrap()..=usize::try_from(total).unwrap()
}

/// Answers every command after so many with this.
struct Ending(SimulatedCard, usize, [u8; 2], u32);

impl Card for Ending {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        let answer = self.0.transmit(command);
        self.1 = self.1.saturating_sub(1);
        if self.1 == 0 { Ok(self.2.to_vec()) } else { answer }
    }

    fn maximum_response(&self) -> u32 {
        self.3
    }
}

#[test]
fn a_session_that_the_chip_ends_at_any_command_for_the_terminal_stands() {
    let house = hierarchy(ECDSA, TerminalRights::ALL);
    let specimen = passport(&house, IssueOptions::default());
    for longest in [ReadPlan::SHORT_RESPONSE, ReadPlan::LONGEST_RESPONSE] {
        ends_at_any_command_for_the_terminal(&house, &specimen, longest);
    }
}

fn ends_at_any_command_for_the_terminal(house: &TerminalHierarchy, specimen: &Specimen, longest: u32) {
    let read = |left: usize| {
        let plan = ReadPlan { maximum_response: longest, ..asking(specimen, credentials(house)) };
        let mut ending = Ending(card(specimen), left, [0x69, 0x82], longest);
        read_chip(&mut ending, plan, &mut |_| ()).unwrap().record
    };
    for at in terminals_turn(&read(usize::MAX)) {
        let record = read(at);
        assert!(record.quirks.is_empty(), "{at}");
        for group in [DataGroup::DG1, DataGroup::DG2] {
            assert!(record.data_group(group).is_some(), "{at}");
        }
        assert_eq!(judged(&record), Ok(()), "{at}");
        assert!(record.terminal_authentication.is_some(), "{at}");
        assert!(record.file(DG4).is_none(), "{at}");
    }
}

/// Taken away before the answer to this command, counted from one.
struct Lifted(SimulatedCard, usize);

impl Card for Lifted {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        self.1 = self.1.saturating_sub(1);
        if self.1 == 0 { Err(CardError::Lost) } else { self.0.transmit(command) }
    }
}

#[test]
fn a_document_that_is_lifted_in_the_terminals_turn_is_read_on_when_it_is_put_back() {
    let house = hierarchy(ECDSA, TerminalRights::ALL);
    let specimen = passport(&house, IssueOptions::default());
    for at in terminals_turn(&read_by(card(&specimen), &specimen, credentials(&house))) {
        let lifted = Box::new(Lifted(card(&specimen), at));
        let mut put_back = || Some(Box::new(card(&specimen)) as Box<dyn Card>);
        let plan = asking(&specimen, credentials(&house));
        let reading = read_chip_put_back(lifted, plan, &mut |_| (), &mut put_back).unwrap();
        assert_eq!(reading.put_back, 1, "{at}");
        let record = reading.record;
        for file in [DG3, DG4, ElementaryFile::Cvca] {
            assert_eq!(record.file(file), Some(specimen.files()[&file].as_slice()), "{at} {file}");
        }
        assert_eq!(record.terminal_authentication.as_ref().unwrap().outcome, Outcome::Performed, "{at}");
        assert_eq!(judged(&record), Ok(()), "{at}");
    }
}
