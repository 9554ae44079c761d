//! The simulated chip seen from a raw terminal: who may read what, what is refused, and bytes that mean nothing.

#![allow(clippy::unwrap_used, reason = "an integration test is a test")]

use emrtd::apdu::{CommandApdu, ResponseApdu};
use emrtd::password::Password;
use emrtd::protocol::{Answers, Exchange, NoRandomness, Protocol, Randomness, Step};
use emrtd::session::{self, ReadPlan, Selection};
use emrtd_simulator::{IssueOptions, SimulatedChip, Specimen, issue};
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
        terminal: None,
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
