//! The simulated chip seen from a terminal: access rules, wrong passwords, every protocol, and bytes that mean nothing.

#![allow(clippy::unwrap_used, reason = "an integration test is a test")]

use emrtd::apdu::{CommandApdu, ResponseApdu};
use emrtd::chip::active_authentication::{self, ActiveAuthenticationPublicKey};
use emrtd::chip::chip_authentication;
use emrtd::crypto::Cipher;
use emrtd::domain_parameters::Curve;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::lds::DataGroup15;
use emrtd::password::{Can, MrzKey, Password};
use emrtd::protocol::{Answers, Exchange, NoRandomness, Protocol, Randomness, Step};
use emrtd::record::ChipRecord;
use emrtd::security_info::SecurityInfos;
use emrtd::session::{self, ReadPlan, Selection, SessionError};
use emrtd_simulator::{
    Access, ActiveAuthenticationKey, ChipAuthenticationKey, EcParameters, IssueOptions, PaceParameters,
    SimulatedChip, Specimen, issue,
};
use proptest::prelude::*;
use std::sync::LazyLock;

/// The system's generator.
struct System;

impl Randomness for System {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        openssl::rand::rand_bytes(bytes).map_err(|_| NoRandomness)
    }
}

static DEFAULT: LazyLock<Specimen> = LazyLock::new(|| issued(&IssueOptions::default()));

fn issued(options: &IssueOptions) -> Specimen {
    issue(options, &mut System).unwrap()
}

fn chip(specimen: &Specimen) -> SimulatedChip {
    SimulatedChip::new(specimen.clone(), Box::new(System))
}

fn mrz(specimen: &Specimen) -> Password {
    specimen.passwords().mrz().map(Password::Mrz).unwrap()
}

fn read(specimen: &Specimen, password: Password) -> Result<ChipRecord, SessionError> {
    let mut chip = chip(specimen);
    let plan = ReadPlan {
        password,
        data_groups: Selection::All,
        challenge: [7; 8],
        maximum_response: ReadPlan::SHORT_RESPONSE,
    };
    let mut step = session::start(plan, System);
    loop {
        step = match step {
            Step::Done(record) => return Ok(record),
            Step::Transmit(exchange, waiting) => waiting.receive(answers(&mut chip, &exchange))?,
        };
    }
}

fn answers(chip: &mut SimulatedChip, exchange: &Exchange) -> Answers {
    let mut answers = Vec::new();
    for request in exchange.requests() {
        let answer = ResponseApdu::parse(&chip.respond(&request.command.encode().unwrap())).unwrap();
        let accepted = request.accepts(&answer);
        answers.push(answer);
        if !accepted {
            break;
        }
    }
    exchange.answered(answers).unwrap()
}

/// What a terminal sends in the clear, and the status words that come back.
fn statuses(chip: &mut SimulatedChip, commands: &[&str]) -> Vec<String> {
    let answer = |command: &&str| {
        let answer = chip.respond(&hex::decode(command.replace(' ', "")).unwrap_or_default());
        hex::encode(&answer[answer.len() - 2..])
    };
    commands.iter().map(answer).collect()
}

const SELECT_APPLICATION: &str = "00 A4 04 0C 07 A0000002471001";
const SELECT_DG1: &str = "00 A4 02 0C 02 0101";

#[test]
fn nothing_but_card_access_is_readable_before_access() {
    let mut chip = chip(&DEFAULT);
    let commands = ["00 A4 02 0C 02 011C", "00 B0 00 00 04", "00 B0 9C 00 00", "00 B1 011C 03 54 01 00 10"];
    assert_eq!(statuses(&mut chip, &commands), ["9000", "9000", "6282", "9000"]);
    let commands = [SELECT_DG1, SELECT_APPLICATION, SELECT_DG1, "00 B0 00 00 04", "00 B0 81 00 04"];
    assert_eq!(statuses(&mut chip, &commands), ["6a82", "9000", "9000", "6982", "6982"]);
    let commands = ["00 B1 0000 03 54 01 00 10", "00 88 00 00 08 0102030405060708 00"];
    assert_eq!(statuses(&mut chip, &commands), ["6982", "6982"]);
}

#[test]
fn commands_that_a_chip_refuses() {
    let mut chip = chip(&DEFAULT);
    let commands = [
        "00 B0 00 00 04",
        "00 A4 02 0C 02 011C",
        "00 B0 7F FF 04",
        "00 B0 00 00",
        "00 A4 04 0C 02 A000",
        "00 A4 02 0C 02 0103",
        "00 A4 08 0C 02 0101",
        "00 B1 0000 02 54 00 10",
        "00 D0 00 00",
        "80 A4 00 0C",
        "0C B0 00 00 04",
        "00 22 C1 A4 01 80",
        "00 22 41 A4 01 80",
        "00 22 00 00 01 80",
        "00 86 00 00 02 7C00 00",
        "00 82 00 00 01 00 28",
        "00 84 00 00 08",
        "00",
    ];
    let expected = [
        "6986", "9000", "6b00", "6700", "6a82", "6a82", "6a86", "6a80", "6d00", "6e00", "6988", "6a80",
        "6985", "6a86", "6985", "6985", "6985", "6700",
    ];
    assert_eq!(statuses(&mut chip, &commands), expected);
}

#[test]
fn pace_on_every_curve_and_cipher_with_both_passwords() {
    let ciphers = Cipher::ALL.into_iter().cycle();
    let every_curve = Curve::ALL.into_iter().zip(ciphers);
    let every_cipher = Cipher::ALL.into_iter().map(|cipher| (Curve::BrainpoolP256r1, cipher));
    for (curve, cipher) in every_curve.chain(every_cipher) {
        let access = Access::Pace(PaceParameters { cipher, curve });
        let specimen = issued(&IssueOptions { access, chip_authentication: None, ..IssueOptions::default() });
        let can = Can::new("123456").map(Password::Can).unwrap();
        for password in [mrz(&specimen), can] {
            let record = read(&specimen, password).unwrap();
            assert_eq!(record.files, *specimen.files(), "{curve} {cipher:?}");
            assert_eq!(record.access.used, record.access.offered[0]);
        }
        let wrong = Can::new("123457").map(Password::Can).unwrap();
        assert!(matches!(read(&specimen, wrong), Err(SessionError::AccessDenied(_))), "{curve} {cipher:?}");
    }
}

#[test]
fn basic_access_control_and_a_wrong_date() {
    for access in [Access::Bac, Access::PaceAndBac(PaceParameters::default())] {
        let options = IssueOptions { access, chip_authentication: None, ..IssueOptions::default() };
        let mut specimen = issued(&options);
        specimen.files_mut().remove(&ElementaryFile::CardAccess);
        let record = read(&specimen, mrz(&specimen)).unwrap();
        assert_eq!((record.files == *specimen.files(), record.access.used.as_str()), (true, "bac"));
        let wrong = MrzKey::new("L898902C3", "740813", "360104").map(Password::Mrz);
        let wrong = wrong.unwrap();
        assert!(matches!(read(&specimen, wrong), Err(SessionError::AccessDenied(_))));
    }
}

#[test]
fn chip_authentication_of_a_chip_and_of_its_clone() {
    for (cipher, curve, parameters) in [
        (Cipher::TripleDes, Curve::BrainpoolP224r1, EcParameters::Explicit),
        (Cipher::Aes128, Curve::P256, EcParameters::Named),
        (Cipher::Aes192, Curve::P384, EcParameters::Explicit),
        (Cipher::Aes256, Curve::P521, EcParameters::Named),
    ] {
        let key = Some(ChipAuthenticationKey { cipher, curve, parameters });
        let specimen = issued(&IssueOptions { chip_authentication: key, ..IssueOptions::default() });
        for (specimen, genuine) in [(&specimen, true), (&specimen.clone_without_keys(), false)] {
            let record = read(specimen, mrz(specimen)).unwrap();
            let infos = SecurityInfos::from_data_group_14(&record.files[&data_group(14)]);
            let infos = infos.unwrap();
            let transcript =
                record.chip_authentication.as_ref().map(|it| chip_authentication::verify(&infos, it));
            assert_eq!(transcript.is_some_and(|verdict| verdict.is_ok()), genuine, "{curve} {cipher:?}");
        }
    }
}

#[test]
fn active_authentication_of_a_chip_and_of_its_clone() {
    for key in [
        ActiveAuthenticationKey::Rsa(1024),
        ActiveAuthenticationKey::Rsa(2048),
        ActiveAuthenticationKey::Ecdsa(Curve::P256),
        ActiveAuthenticationKey::Ecdsa(Curve::BrainpoolP384r1),
    ] {
        let options = IssueOptions {
            active_authentication: Some(key),
            chip_authentication: None,
            ..IssueOptions::default()
        };
        let specimen = issued(&options);
        for (specimen, genuine) in [(&specimen, true), (&specimen.clone_without_keys(), false)] {
            let record = read(specimen, mrz(specimen)).unwrap();
            let infos = record.data_group(DataGroup::DG14).map(SecurityInfos::from_data_group_14);
            let infos = infos.and_then(Result::ok);
            let key = DataGroup15::parse(&record.files[&data_group(15)]).map(|group| {
                ActiveAuthenticationPublicKey::from_subject_public_key_info(group.subject_public_key_info())
            });
            let key = key.unwrap().unwrap();
            let transcript = record.active_authentication.as_ref();
            let verdict = transcript.map(|it| active_authentication::verify(&key, infos.as_ref(), it));
            assert_eq!(verdict.is_some_and(|verdict| verdict.is_ok()), genuine);
        }
    }
}

fn data_group(number: u8) -> ElementaryFile {
    DataGroup::new(number).map_or(ElementaryFile::Com, ElementaryFile::DataGroup)
}

#[test]
fn a_file_beyond_the_reach_of_even_read_binary_arrives_whole() {
    let portrait = [&[0xFF, 0xD8, 0xFF][..], &(0..=255).cycle().take(70_000).collect::<Vec<u8>>()].concat();
    let specimen = issued(&IssueOptions { portrait: Some(portrait), ..IssueOptions::default() });
    let record = read(&specimen, mrz(&specimen)).unwrap();
    assert_eq!(record.files, *specimen.files());
}

/// Runs PACE by hand as far as the session, then speaks in the clear.
#[test]
fn a_command_in_the_clear_ends_the_session() {
    let mut chip = chip(&DEFAULT);
    let mut sent = Vec::new();
    let plan = ReadPlan {
        password: mrz(&DEFAULT),
        data_groups: Selection::All,
        challenge: [7; 8],
        maximum_response: ReadPlan::SHORT_RESPONSE,
    };
    let mut step = session::start(plan, System);
    while let Step::Transmit(exchange, waiting) = step {
        let answers = answers(&mut chip, &exchange);
        sent.extend(exchange.requests().iter().map(|request| request.command.clone()));
        if sent.iter().any(|command| command.class == 0x0C) {
            break;
        }
        step = waiting.receive(answers).unwrap();
    }
    let secure = sent.last().and_then(|command| command.encode().ok()).unwrap_or_default();
    assert_eq!(statuses(&mut chip, &["00 B0 00 00 04"]), ["6982"]);
    assert_eq!(chip.respond(&secure), [0x69, 0x88]);
}

proptest! {
    #[test]
    fn arbitrary_bytes_get_an_answer(commands in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 1..6)) {
        let mut chip = chip(&DEFAULT);
        for command in commands {
            prop_assert!(chip.respond(&command).len() >= 2);
        }
    }

    #[test]
    fn arbitrary_commands_never_open_the_chip(
        instructions in proptest::collection::vec(prop_oneof![Just(0x22u8), Just(0x82), Just(0x84), Just(0x86), Just(0x88), Just(0xB0), Just(0xB1), Just(0xA4)], 1..8),
        data in proptest::collection::vec(any::<u8>(), 0..60),
        p1 in any::<u8>(),
        p2 in any::<u8>(),
    ) {
        let mut chip = chip(&DEFAULT);
        for instruction in instructions {
            let command = CommandApdu::new(0, instruction, p1, p2).with_data(data.clone()).expecting(256);
            prop_assert!(chip.respond(&command.encode().unwrap()).len() >= 2);
        }
        prop_assert_eq!(statuses(&mut chip, &[SELECT_APPLICATION, SELECT_DG1, "00 B0 00 00 04"]), ["9000", "9000", "6982"]);
    }
}
