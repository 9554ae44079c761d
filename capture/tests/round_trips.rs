//! How often a session over a network must wait for the chip, and what extended length saves.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use capture::transport::SimulatedCard;
use capture::{Card, CardError, SystemRandomness, exchange};
use emrtd::chip::chip_authentication;
use emrtd::file::DataGroup;
use emrtd::password::Password;
use emrtd::protocol::{Protocol, Step};
use emrtd::record::ChipRecord;
use emrtd::security_info::SecurityInfos;
use emrtd::session::{ReadPlan, Selection, SessionError, start};
use emrtd_simulator::{IssueOptions, LengthFields, SimulatedChip, Specimen};
use std::time::{Duration, Instant};
use support::norwegian;

/// A session whose every exchange takes a round trip: the record, the exchanges and the time.
fn remote(
    card: &mut impl Card,
    specimen: &Specimen,
    data_groups: Selection,
    round_trip: Duration,
) -> Result<(ChipRecord, usize, Duration), SessionError> {
    let password = Password::Mrz(specimen.passwords().mrz().unwrap());
    let maximum_response = card.maximum_response();
    let plan = ReadPlan { password, data_groups, challenge: [1; 8], maximum_response, terminal: None };
    let (mut exchanges, started) = (0, Instant::now());
    let mut step = start(plan, SystemRandomness::new());
    loop {
        step = match step {
            Step::Done(record) => return Ok((record, exchanges, started.elapsed())),
            Step::Transmit(commands, session) => {
                exchanges += 1;
                std::thread::sleep(round_trip);
                session.receive(exchange(&commands, card).unwrap())?
            }
        };
    }
}

fn whole(record: &ChipRecord, specimen: &Specimen) {
    assert_eq!(&record.files, specimen.files());
    let infos = SecurityInfos::from_data_group_14(record.data_group(DataGroup::DG14).unwrap()).unwrap();
    assert!(chip_authentication::verify(&infos, record.chip_authentication.as_ref().unwrap()).is_ok());
}

#[test]
fn a_norwegian_passport_takes_at_most_15_round_trips_and_two_seconds() {
    let specimen = norwegian(IssueOptions::default().access);
    for groups in
        [Selection::All, Selection::Only([1, 2, 14].into_iter().filter_map(DataGroup::new).collect())]
    {
        let mut card = SimulatedCard::new(specimen.clone());
        let (record, exchanges, elapsed) =
            remote(&mut card, &specimen, groups.clone(), Duration::from_millis(100)).unwrap();
        whole(&record, &specimen);
        eprintln!("{groups:?}: {exchanges} round trips, {} ms", elapsed.as_millis());
        assert!(exchanges <= 15, "{exchanges}");
        assert!(elapsed < Duration::from_secs(2), "{elapsed:?}");
    }
}

/// A chip with other length fields in a reader that takes extended ones.
struct Other(SimulatedChip);

impl Card for Other {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        Ok(self.0.respond(command))
    }

    fn maximum_response(&self) -> u32 {
        ReadPlan::LONGEST_RESPONSE
    }
}

#[test]
fn chips_of_every_length_are_read_whole() {
    let specimen = norwegian(IssueOptions::default().access);
    let lengths = [
        LengthFields::Short,
        LengthFields::OnlyAnnounced,
        LengthFields::Extended(0),
        LengthFields::Extended(300),
        LengthFields::Extended(1_026),
        LengthFields::Extended(u16::MAX),
    ];
    for length_fields in lengths {
        let chip = SimulatedChip::new(specimen.clone(), Box::new(SystemRandomness::new()));
        let mut card = Other(chip.with_length_fields(length_fields));
        let (record, exchanges, _) = remote(&mut card, &specimen, Selection::All, Duration::ZERO).unwrap();
        whole(&record, &specimen);
        assert!(exchanges <= 20, "{length_fields:?}: {exchanges}");
    }
}
