//! Messages: what goes over lines, between chip and terminal, between relay and server.

use super::Seeds;
use crate::input::Parts;
use crate::protocols::plan;
use crate::specimen;
use capture::{Card, CardError, read_chip};
use emrtd::apdu::{CommandApdu, ResponseApdu, StatusWord};
use emrtd::crypto::Cipher;
use emrtd::secure_messaging::SecureMessaging;
use emrtd::session::{ReadPlan, Selection};
use emrtd_simulator::SimulatedChip;

/// A chip whose every command and answer is kept.
struct Heard {
    chip: SimulatedChip,
    commands: Vec<Vec<u8>>,
    answers: Vec<Vec<u8>>,
}

impl Card for Heard {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        let answer = self.chip.respond(command);
        self.commands.push(command.to_vec());
        self.answers.push(answer.clone());
        Ok(answer)
    }
}

pub(super) fn add(seeds: &mut Seeds) {
    for data_groups in [Selection::Only(vec![]), Selection::All] {
        if let Some(heard) = heard(data_groups) {
            add_session(seeds, &heard);
        }
    }
    add_protected(seeds);
    add_blocks(seeds);
    add_relay(seeds);
    add_readers(seeds);
    seeds.add("mutated_session", [0, 0, 0, 1]);
    seeds.add("mutated_session", [3, 0, 40, 0x80, 7, 0, 9, 1]);
}

fn heard(data_groups: Selection) -> Option<Heard> {
    let mut card = Heard { chip: specimen::chip()?, commands: vec![], answers: vec![] };
    let plan = plan(data_groups, ReadPlan::SHORT_RESPONSE)?;
    read_chip(&mut card, plan, &mut |_| ()).ok()?;
    Some(card)
}

fn add_session(seeds: &mut Seeds, heard: &Heard) {
    seeds.add("chip_session", Parts::joined(heard.answers.iter().take(40)));
    seeds.add("simulated_chip", Parts::joined(heard.commands.iter().take(24)));
    for message in heard.commands.iter().chain(&heard.answers).filter(|message| message.len() < 300) {
        seeds.add("apdu", message.clone());
    }
    let agreement = heard.answers.iter().filter(|answer| answer.first() == Some(&0x7C));
    let agreement: Vec<&[u8]> = agreement.map(Vec::as_slice).collect();
    for variant in 0..40 {
        let answers = Parts::joined(std::iter::once(&[0x90, 0x00][..]).chain(agreement.iter().copied()));
        seeds.add("pace", [vec![variant], answers].concat());
    }
    seeds.add("bac", Parts::joined([&[7; 8][..], &[0x90, 0x00]].map(<[u8]>::to_vec)));
    let challenge = [&[7; 8][..], &[0x90, 0x00]].concat();
    seeds.add("bac", Parts::joined([challenge, [&[9; 40][..], &[0x90, 0x00]].concat()]));
}

fn add_protected(seeds: &mut Seeds) {
    let ciphers = [Cipher::TripleDes, Cipher::Aes128, Cipher::Aes192, Cipher::Aes256];
    for (selector, cipher) in (0_u8..).zip(ciphers) {
        let sides = || SecureMessaging::from_secret(cipher, &[7; 32]).ok();
        let (Some(mut terminal), Some(mut chip)) = (sides(), sides()) else { continue };
        let read = CommandApdu::new(0x00, 0xB0, 0x00, 0x00).expecting(256);
        let select = CommandApdu::new(0x00, 0xA4, 0x02, 0x0C).with_data([0x01, 0x1E]);
        for command in [select, read] {
            if let Some(bytes) = terminal.protect(&command).ok().and_then(|command| command.encode().ok()) {
                seeds.add("protected_command", [vec![selector], bytes].concat());
            }
        }
        if let Ok(response) = chip.protect_response(&ResponseApdu::new([1; 20], StatusWord(0x9000))) {
            seeds.add("protected_answer", [vec![selector], response.data.clone()].concat());
            let objects = response.data.len().saturating_sub(10);
            let objects = response.data.get(..objects).unwrap_or_default();
            seeds.add("protected_answer", [&[selector], objects].concat());
        }
    }
}

fn add_blocks(seeds: &mut Seeds) {
    let blocks: [&[u8]; 6] = [&[0x02, 0x90, 0x00], &[0x13, 1, 2], &[0xA2], &[0xB3], &[0xF2, 0x05], &[0xC2]];
    blocks.iter().for_each(|block| seeds.add("block", *block));
    let answer_to_select: &[u8] = &[0x05, 0x78, 0x77, 0x80, 0x02];
    let select: &[u8] = &[0x00, 0xA4, 0x04, 0x0C];
    let turns: [&[u8]; 8] = [
        answer_to_select,
        select,
        &[0xF2, 0x05],
        &[0x12, 0x90],
        &[0x03, 0x00],
        &[],
        &[0xA2],
        &[0x02, 0x90, 0x00],
    ];
    seeds.add("block_reader", Parts::joined(turns));
    let heard: [&[u8]; 5] = [&[0x12, 0x00, 0xA4], &[0x03, 0x04, 0x0C], &[0xB2], &[0xA2], &[0xC2]];
    seeds.add("block_responder", [vec![0x20], Parts::joined(heard)].concat());
}

fn add_readers(seeds: &mut Seeds) {
    let select: &[u8] = &[0x00, 0xA4, 0x00, 0x0C, 0x02, 0x3F, 0x00];
    seeds.add("vpcd", Parts::joined([&[1][..], &[4], select, &[2], select, &[0]]));
    let commands: [&[u8]; 8] = [
        &[0xD4, 0x02],
        &[0xD4, 0x32, 0x05, 0xFF, 0x01, 0x02],
        &[0xD4, 0x4A, 0x01, 0x00],
        &[0xD4, 0x40, 0x01, 0x00, 0xA4, 0x00, 0x0C, 0x02, 0x3F, 0x00],
        &[0xD4, 0x42, 0xE0, 0x80],
        &[0xD4, 0x42, 0x02, 0x00, 0xA4, 0x00, 0x0C, 0x02, 0x3F, 0x00],
        &[0xD4, 0x06, 0x63, 0x02, 0x63, 0x03],
        &[0xD4, 0x44, 0x01],
    ];
    let frames = commands.map(|payload| {
        let length = u8::try_from(payload.len()).unwrap_or_default();
        let sum = payload.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte)).wrapping_neg();
        [&[0x00, 0x00, 0xFF, length, length.wrapping_neg()], payload, &[sum, 0x00]].concat()
    });
    seeds.add("pn532", [&[0x55, 0x55, 0x00, 0x00, 0x00][..], &frames.concat()].concat());
}

fn add_relay(seeds: &mut Seeds) {
    let server = [
        r#"{"n":1,"type":"introduction","issuer":"https://bank.example","purpose":"An eID","policy":"demo"}"#,
        r#"{"n":2,"type":"transmit","commands":[{"apdu":"00A4020C02011E","accept":["9000","63C*","****"]}]}"#,
        r#"{"n":3,"type":"progress","stage":"access","percent":5}"#,
        r#"{"n":4,"type":"end","outcome":"read","reason":"x"}"#,
    ];
    seeds.add("relay_conversation", server.join("\n"));
    for client in [
        r#"{"n":1,"type":"consent","maximum_response":65536}"#,
        r#"{"n":1,"type":"answers","answers":["6A82","3114301206009000"]}"#,
        r#"{"n":1,"type":"card_lost"}"#,
        r#"{"n":1,"type":"card_misbehaves","fault":"endless"}"#,
    ] {
        seeds.add("relay_client_message", client);
    }
    for address in ["https://id.example/base/v1/relay/ab12#t=S3-cret_", "http://[::1]:9/v1/relay/a#t=b"] {
        seeds.add("session_url", address);
    }
}
