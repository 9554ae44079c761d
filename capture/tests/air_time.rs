//! What reading takes on a modelled air, beside what it cannot take less than; chips that know no short file identifiers.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use capture::transport::{OnAir, SimulatedCard, open};
use capture::{Card, CardError, Reading, SystemRandomness, read_chip};
use emrtd::apdu::StatusWord;
use emrtd::crypto::Cipher;
use emrtd::domain_parameters::Curve;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::session::{ReadPlan, Selection};
use emrtd_simulator::air_interface::{AirInterface, BitRate, ComputingTimes, Operation};
use emrtd_simulator::{Access, IssueOptions, PaceParameters, SimulatedChip, Specimen};
use std::time::Duration;
use support::{issued, judged, mrz, norwegian, plan};

const GROUPS: [DataGroup; 3] = [DataGroup::DG1, DataGroup::DG2, DataGroup::DG14];

fn of_today() -> Specimen {
    norwegian(Access::Pace(PaceParameters::ecdh_gm(Cipher::Aes128, Curve::P256)))
}

/// Reads what a control needs.
fn read(card: &mut dyn Card, specimen: &Specimen) -> Reading {
    let plan = ReadPlan {
        data_groups: Selection::Only(GROUPS.to_vec()),
        maximum_response: ReadPlan::LONGEST_RESPONSE,
        ..plan(mrz(specimen))
    };
    let reading = read_chip(card, plan, &mut |_| ()).unwrap();
    assert_eq!(&reading.record.files, specimen.files());
    assert!(judged(&reading.record).is_ok());
    reading
}

/// The bytes of the needed files on the line with nothing around them, and what the chip computes for PACE, Chip
/// Authentication and the protection of these bytes.
fn floor(air: &AirInterface, specimen: &Specimen) -> Duration {
    let files = GROUPS.map(ElementaryFile::DataGroup).into_iter().chain([ElementaryFile::Sod]);
    let bytes: usize = files.map(|file| specimen.files()[&file].len()).sum();
    let operations = [
        Operation::Symmetric,
        Operation::Mapping,
        Operation::EphemeralKeyAgreement,
        Operation::Symmetric,
        Operation::StaticKey,
    ];
    let protocols: Duration = operations.into_iter().map(|step| air.computing.operation(step)).sum();
    let protection = air.computing.protected_byte * u32::try_from(bytes).unwrap();
    air.pure_transfer(u64::try_from(bytes).unwrap()).duration() + protocols + protection
}

#[test]
fn a_norwegian_passport_takes_at_most_25_commands_and_a_tenth_more_than_its_floor() {
    let specimen = of_today();
    for rate in BitRate::ALL {
        let air = AirInterface::of_today(rate);
        let mut card = OnAir::new(SimulatedCard::new(specimen.clone()), air);
        let reading = read(&mut card, &specimen);
        let (time, floor) = (reading.simulated.unwrap(), floor(&air, &specimen));
        let ratio = time.as_secs_f64() / floor.as_secs_f64();
        eprintln!("{} kbit/s: {time:?}, {ratio:.3} of {floor:?}, {} APDUs", rate.kilobits(), reading.apdus);
        assert!(reading.apdus <= 25, "{}", reading.apdus);
        assert!(time > floor);
        if rate == BitRate::Fc32 {
            assert!(ratio <= 1.10, "{ratio}");
        }
    }
}

#[test]
fn a_card_with_an_air_counts_no_less_than_what_passes() {
    let specimen = of_today();
    let air = AirInterface { computing: ComputingTimes::NONE, ..AirInterface::of_today(BitRate::Fc16) };
    let mut card = OnAir::new(SimulatedCard::new(specimen.clone()), air);
    let reading = read(&mut card, &specimen);
    let time = card.time();
    assert!(time.transfer > air.pure_transfer(reading.bytes));
    assert!(time.frames >= 2 * reading.apdus);
    assert_eq!(Some(time.total()), reading.simulated);
    assert_eq!(read(&mut SimulatedCard::new(specimen.clone()), &specimen).simulated, None);
}

#[test]
fn a_chip_that_is_waited_for_takes_as_long_as_the_model_says() {
    let specimen = issued(&IssueOptions::default());
    let folder = tempfile::tempdir().unwrap();
    specimen.store(&folder.path().join("passport")).unwrap();
    let uri = |options: &str| format!("sim:{}?{options}", folder.path().join("passport").display());
    let plan = || ReadPlan { maximum_response: ReadPlan::LONGEST_RESPONSE, ..plan(mrz(&specimen)) };
    let mut card = open(&uri("bit-rate=848&wait=yes")).unwrap();
    let reading = read_chip(card.as_mut(), plan(), &mut |_| ()).unwrap();
    let simulated = reading.simulated.unwrap();
    assert!(simulated >= Duration::from_millis(100));
    assert!(u128::from(reading.milliseconds) + 1 >= simulated.as_millis());
    let mut slower = open(&uri("bit-rate=106&type=B&frame-size=64")).unwrap();
    let slower = read_chip(slower.as_mut(), plan(), &mut |_| ()).unwrap();
    assert!(slower.simulated.unwrap() > simulated);
    assert!(open(&uri("bit-rate=425")).is_err());
}

/// A chip in a reader that takes extended length.
struct Chip(SimulatedChip);

impl Card for Chip {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        Ok(self.0.respond(command))
    }

    fn maximum_response(&self) -> u32 {
        ReadPlan::LONGEST_RESPONSE
    }
}

fn chip(specimen: &Specimen) -> SimulatedChip {
    SimulatedChip::new(specimen.clone(), Box::new(SystemRandomness::new()))
}

#[test]
fn chips_without_short_identifiers_are_asked_once() {
    for access in [of_today(), norwegian(Access::Bac)] {
        let usual = read(&mut Chip(chip(&access)), &access).apdus;
        for status in
            [0x6A82, 0x6A86, 0x6A81, 0x6982, 0x6986, 0x6B00, 0x6700, 0x6D00, 0x6F00, 0x6C00, 0x6282, 0x9000]
        {
            let chip = chip(&access).without_short_identifiers(StatusWord(status));
            let reading = read(&mut Chip(chip), &access);
            assert_eq!(reading.apdus, usual + 6, "{status:X}");
        }
    }
}

#[test]
fn short_identifiers_of_other_files_are_noticed() {
    let specimen = of_today();
    let reading = read(&mut Chip(chip(&specimen).mixing_up_short_identifiers()), &specimen);
    assert!(reading.apdus <= 35, "{}", reading.apdus);
}

/// Ends the session at the first short identifier, or falls silent.
struct Ending {
    chip: SimulatedChip,
    ended: usize,
    silent: bool,
}

impl Card for Ending {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        let short = matches!(command, [0x0C, 0xB0, offset, ..] if offset & 0x80 != 0);
        if !short {
            return Ok(self.chip.respond(command));
        }
        self.ended += 1;
        if self.silent {
            return Err(CardError::Lost);
        }
        // A command in the clear ends the session.
        self.chip.respond(&[0x00, 0xA4, 0x00, 0x0C]);
        Ok(vec![0x69, 0x88])
    }

    fn maximum_response(&self) -> u32 {
        ReadPlan::LONGEST_RESPONSE
    }
}

#[test]
fn a_chip_whose_session_ends_at_a_short_identifier_is_opened_once_more() {
    let specimen = of_today();
    let mut card = Ending { chip: chip(&specimen), ended: 0, silent: false };
    read(&mut card, &specimen);
    assert_eq!(card.ended, 1);
    let mut silent = Ending { silent: true, ..card };
    assert!(read_chip(&mut silent, plan(mrz(&specimen)), &mut |_| ()).is_err());
}
