//! The commands of a PN532 that a reader of passports needs, UM0701-02 §7.

use super::card::Card;
use super::field::{Air, Field};
use std::collections::BTreeMap;

/// What libnfc learns of the firmware: a PN532, version 1.6, ISO/IEC 14443 type A and B, ISO/IEC 18092.
const FIRMWARE: [u8; 4] = [0x32, 0x01, 0x06, 0x07];
/// ATQA, SAK that says ISO/IEC 14443-4, and an identifier that is drawn anew (08).
const IDENTITY: [u8; 8] = [0x00, 0x04, 0x20, 0x04, 0x08, 0x11, 0x22, 0x33];
/// ATS: frames of 256 bytes (FSCI 8), every bit rate, 77 milliseconds (FWI 8), card identifiers.
const ANSWER_TO_SELECT: [u8; 5] = [0x05, 0x78, 0x77, 0x80, 0x02];
/// fAutomaticRATS of SetParameters.
const AUTOMATIC_SELECT: u8 = 0x10;
/// Statuses, §7.1: success, the card does not answer, a wrong parameter, no card, more data.
const SUCCESS: u8 = 0x00;
const TIMEOUT: u8 = 0x01;
const WRONG_PARAMETER: u8 = 0x10;
const NO_TARGET: u8 = 0x27;
const MORE: u8 = 0x40;
/// The longest data of an answer of InDataExchange.
const LONGEST_DATA: usize = 262;
/// MxRtyPassiveActivation: look for a card for ever.
const FOR_EVER: u8 = 0xFF;

/// What befalls an answer on the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Damage {
    /// A byte is another.
    Garbled,
    /// The end is missing.
    Cut,
}

/// What a PN532 does with a command.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It answers.
    Answer(Vec<u8>),
    /// It answers, and a byte of that is lost on the line or becomes another.
    Damaged(Vec<u8>, Damage),
    /// It goes on trying until the host breaks it off.
    Trying,
    /// It does not know the command.
    Unknown,
    /// It is gone.
    Unplugged,
}

/// A PN532 after its reset.
pub(super) struct Pn532 {
    registers: BTreeMap<[u8; 2], u8>,
    parameters: u8,
    attempts: u8,
    field_on: bool,
    card: Option<Card>,
    /// InDataExchange: a command in parts, and what is left of an answer.
    command: Vec<u8>,
    answer: Vec<u8>,
}

impl Pn532 {
    pub(super) fn new() -> Self {
        Self {
            registers: BTreeMap::new(),
            parameters: AUTOMATIC_SELECT,
            attempts: FOR_EVER,
            field_on: false,
            card: None,
            command: Vec::new(),
            answer: Vec::new(),
        }
    }

    pub(super) fn execute(&mut self, code: u8, parameters: &[u8], field: &mut dyn Field) -> Outcome {
        match code {
            0x00 => self.diagnose(parameters, field),
            0x02 => Outcome::Answer(FIRMWARE.to_vec()),
            0x04 => Outcome::Answer(self.status()),
            0x06 => Outcome::Answer(self.read_registers(parameters)),
            0x08 => self.write_registers(parameters),
            0x12 => {
                self.parameters = parameters.first().copied().unwrap_or_default();
                Outcome::Answer(Vec::new())
            }
            0x14 => Outcome::Answer(Vec::new()),
            0x16 | 0x44 | 0x52 => self.release(),
            0x32 => self.configure(parameters),
            0x40 => self.exchange(parameters, field),
            0x42 => self.pass(parameters, field),
            0x4A => self.select(parameters, field),
            0x54 => Outcome::Answer(vec![if self.card.is_some() { SUCCESS } else { NO_TARGET }]),
            _ => Outcome::Unknown,
        }
    }

    /// The test of the line (0) echoes; the test whether a card is still there (6) asks it.
    fn diagnose(&mut self, parameters: &[u8], field: &mut dyn Field) -> Outcome {
        match parameters.first() {
            Some(0) => Outcome::Answer(parameters.to_vec()),
            Some(6) => match field.air() {
                Air::Unplugged => Outcome::Unplugged,
                Air::Empty => Outcome::Answer(vec![TIMEOUT]),
                _ => Outcome::Answer(vec![if self.card.is_some() { SUCCESS } else { TIMEOUT }]),
            },
            _ => Outcome::Answer(vec![SUCCESS]),
        }
    }

    fn status(&self) -> Vec<u8> {
        let mut status = vec![SUCCESS, u8::from(self.field_on), u8::from(self.card.is_some())];
        if self.card.is_some() {
            status.extend([0x01, 0x00, 0x00, 0x00]);
        }
        status.push(0x00);
        status
    }

    fn read_registers(&self, addresses: &[u8]) -> Vec<u8> {
        let (addresses, _) = addresses.as_chunks::<2>();
        addresses.iter().map(|address| self.registers.get(address).copied().unwrap_or_default()).collect()
    }

    fn write_registers(&mut self, writes: &[u8]) -> Outcome {
        let (writes, _) = writes.as_chunks::<3>();
        self.registers.extend(writes.iter().map(|[high, low, value]| ([*high, *low], *value)));
        Outcome::Answer(Vec::new())
    }

    /// Item 1 switches the field, item 5 says how often a card is looked for.
    fn configure(&mut self, parameters: &[u8]) -> Outcome {
        match parameters {
            [0x01, field, ..] => {
                self.field_on = field & 1 != 0;
                if !self.field_on {
                    self.lose_power();
                }
            }
            [0x05, _, _, attempts, ..] => self.attempts = *attempts,
            _ => {}
        }
        Outcome::Answer(Vec::new())
    }

    fn release(&mut self) -> Outcome {
        self.lose_power();
        Outcome::Answer(vec![SUCCESS])
    }

    fn lose_power(&mut self) {
        self.card = None;
        self.command.clear();
        self.answer.clear();
    }

    /// InListPassiveTarget, of type A alone.
    fn select(&mut self, parameters: &[u8], field: &mut dyn Field) -> Outcome {
        self.lose_power();
        self.field_on = true;
        let type_a = parameters.get(1) == Some(&0);
        let air = field.air();
        match air {
            Air::Unplugged => return Outcome::Unplugged,
            Air::Hung => return Outcome::Trying,
            Air::Clear | Air::Doubled | Air::Garbled | Air::Cut if type_a => {
                self.card = Some(Card::new(field.fresh()))
            }
            _ if self.attempts == FOR_EVER => return Outcome::Trying,
            _ => return Outcome::Answer(vec![0]),
        }
        let mut found = [&[1, 1], &IDENTITY[..]].concat();
        if self.parameters & AUTOMATIC_SELECT != 0 {
            found.extend(ANSWER_TO_SELECT);
        }
        answered(found, air)
    }

    /// InCommunicateThru: a block as it is.
    fn pass(&mut self, block: &[u8], field: &mut dyn Field) -> Outcome {
        let air = field.air();
        match air {
            Air::Unplugged => return Outcome::Unplugged,
            Air::Hung => return Outcome::Trying,
            Air::Empty => self.lose_power(),
            _ => {}
        }
        let heard = match (&mut self.card, air) {
            (None, _) | (_, Air::CommandLost) => None,
            (Some(card), Air::AnswerLost) => card.hear(block).and(None),
            (Some(card), Air::Doubled) => {
                let first = card.hear(block);
                card.hear(block).or(first)
            }
            (Some(card), _) => card.hear(block),
        };
        let answer = heard.map_or_else(|| vec![TIMEOUT], |block| [&[SUCCESS], block.as_slice()].concat());
        answered(answer, air)
    }

    /// InDataExchange: the PN532 makes the blocks itself.
    fn exchange(&mut self, parameters: &[u8], field: &mut dyn Field) -> Outcome {
        match field.air() {
            Air::Unplugged => return Outcome::Unplugged,
            Air::Empty => self.lose_power(),
            _ => {}
        }
        let Some((target, data)) = parameters.split_first() else {
            return Outcome::Answer(vec![WRONG_PARAMETER]);
        };
        let Some(card) = &mut self.card else { return Outcome::Answer(vec![NO_TARGET]) };
        self.command.extend_from_slice(data);
        if target & MORE != 0 {
            return Outcome::Answer(vec![SUCCESS]);
        }
        if self.answer.is_empty() || !self.command.is_empty() {
            match card.respond(&std::mem::take(&mut self.command)) {
                Some(answer) => self.answer = answer,
                None => return Outcome::Answer(vec![TIMEOUT]),
            }
        }
        let part: Vec<u8> = self.answer.drain(..self.answer.len().min(LONGEST_DATA)).collect();
        let status = if self.answer.is_empty() { SUCCESS } else { MORE };
        Outcome::Answer([&[status], part.as_slice()].concat())
    }
}

fn answered(answer: Vec<u8>, air: Air) -> Outcome {
    match air {
        Air::Garbled => Outcome::Damaged(answer, Damage::Garbled),
        Air::Cut => Outcome::Damaged(answer, Damage::Cut),
        _ => Outcome::Answer(answer),
    }
}
