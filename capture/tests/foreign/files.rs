//! The files: by identifier alone, never by a short one.

use super::habits::Habits;
use super::objects::object;
use super::{Answer, Command, done};
use std::collections::BTreeMap;

const APPLICATION: &[u8] = &[0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01];
const CARD_ACCESS: u16 = 0x011C;
/// PACE with generic mapping on P-256, AES-128.
const OFFER: &[u8] = &[
    0x31, 0x14, 0x30, 0x12, 0x06, 0x0A, 0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02, 0x02, 0x02,
    0x01, 0x02, 0x02, 0x01, 0x0C,
];

pub struct Files {
    content: BTreeMap<u16, Vec<u8>>,
    pace: bool,
    in_application: bool,
    selected: Option<u16>,
}

impl Files {
    pub fn new(mut content: BTreeMap<u16, Vec<u8>>, pace: bool) -> Self {
        content.remove(&CARD_ACCESS);
        if pace {
            content.insert(CARD_ACCESS, OFFER.to_vec());
        }
        Self { content, pace, in_application: false, selected: None }
    }

    pub fn in_application(&self) -> bool {
        self.in_application
    }

    pub fn offers_pace(&self) -> bool {
        self.pace
    }

    pub fn select(&mut self, command: &Command, habits: &Habits) -> Answer {
        let [_, _, kind, p2] = command.header;
        match (kind, command.data.as_slice()) {
            (0x00, [0x3F, 0x00]) => match habits.master_file {
                0x9000 => self.in_application = false,
                refusal => return Err(refusal),
            },
            (0x04, name) if habits.application_p2.is_some_and(|only| only != p2) && name == APPLICATION => {
                return Err(0x6A86);
            }
            (0x04, APPLICATION) => (self.in_application, self.selected) = (true, None),
            (0x02, [high, low]) => {
                self.selected = Some(self.find(u16::from_be_bytes([*high, *low]), habits)?)
            }
            _ => return Err(0x6A82),
        }
        let answers = habits.control_information || (command.expected.is_some() && p2 & 0x0C == 0);
        done(if answers { object(&[0x6F], &object(&[0x84], APPLICATION, false), false) } else { Vec::new() })
    }

    fn find(&self, identifier: u16, habits: &Habits) -> Result<u16, u16> {
        let here = (identifier == CARD_ACCESS) != self.in_application;
        match (here && self.content.contains_key(&identifier), identifier) {
            (true, _) => Ok(identifier),
            (false, CARD_ACCESS) => Err(habits.no_card_access),
            (false, _) => Err(0x6A82),
        }
    }

    pub fn read(&self, command: &Command, secure: bool, habits: &Habits) -> Answer {
        let [.., high @ 0..=0x7F, low] = command.header else { return Err(0x6A81) };
        let wanted = command.expected.ok_or(0x6700_u16)?;
        self.part(usize::from(u16::from_be_bytes([high, low])), wanted, wanted, secure, habits)
    }

    pub fn read_odd(&self, command: &Command, secure: bool, habits: &Habits) -> Answer {
        if !habits.odd {
            return Err(0x6D00);
        }
        let [0x54, length, digits @ ..] = command.data.as_slice() else { return Err(0x6A80) };
        if digits.len() != usize::from(*length) || command.header[2..] != [0, 0] {
            return Err(0x6A80);
        }
        let offset = digits.iter().fold(0, |sum, digit| sum * 256 + usize::from(*digit));
        let wanted = command.expected.ok_or(0x6700_u16)?;
        let room = wanted - if wanted > 0x81 { 3 } else { 2 } - usize::from(habits.long_lengths);
        let (data, status) = self.part(offset, room, wanted, secure, habits)?;
        Ok((object(&[0x53], &data, habits.long_lengths), status))
    }

    fn part(&self, offset: usize, room: usize, le: usize, secure: bool, habits: &Habits) -> Answer {
        let file = self.selected.ok_or(0x6986_u16)?;
        if file != CARD_ACCESS && !secure {
            return Err(0x6982);
        }
        if le > habits.longest_le {
            return Err(0x6700);
        }
        let padded = [&self.content[&file][..], &vec![0; habits.padding]].concat();
        let rest = padded.get(offset..).filter(|rest| !rest.is_empty()).ok_or(0x6B00_u16)?;
        match rest.get(..room) {
            Some(part) => done(&part[..room.min(habits.most)]),
            None if habits.right_length => Err(0x6C00 | u16::try_from(rest.len()).unwrap()),
            None if rest.len() > habits.most => done(&rest[..habits.most]),
            None => Ok((rest.to_vec(), habits.end_of_file)),
        }
    }
}
