//! A second chip, written from ICAO 9303-10 and -11 alone: nothing of this workspace is used in it, and its habits are
//! other ones.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod access;
mod files;
mod habits;
mod messaging;
mod objects;

pub use habits::Habits;

use access::{Access, Pace};
use files::Files;
use messaging::Messaging;
use std::collections::BTreeMap;

/// A chip that answers short commands.
pub struct ForeignChip {
    pub habits: Habits,
    files: Files,
    access: Access,
    pending: Pending,
    messaging: Option<Messaging>,
    /// The rest of an answer, behind 61xx.
    rest: Vec<u8>,
}

enum Pending {
    Nothing,
    Challenge([u8; 8]),
    Pace(Pace),
}

/// What a chip answers: data and status word, or a status word alone.
pub type Answer = Result<(Vec<u8>, u16), u16>;

/// A short command, ISO/IEC 7816-3 §12.1.3.
pub struct Command {
    pub header: [u8; 4],
    pub data: Vec<u8>,
    pub expected: Option<usize>,
}

impl Command {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let (header, body) = bytes.split_first_chunk::<4>()?;
        let le = |byte: u8| if byte == 0 { 256 } else { usize::from(byte) };
        let (data, expected) = match body {
            [] => (&[][..], None),
            [only] => (&[][..], Some(le(*only))),
            [length, rest @ ..] if *length > 0 && rest.len() == usize::from(*length) => (rest, None),
            [length, rest @ .., last] if *length > 0 && rest.len() == usize::from(*length) => {
                (rest, Some(le(*last)))
            }
            _ => return None,
        };
        Some(Self { header: *header, data: data.to_vec(), expected })
    }
}

impl ForeignChip {
    /// A chip with these files by identifier; its machine readable zone opens it.
    pub fn new(files: BTreeMap<u16, Vec<u8>>, zone: &[u8], pace: bool, habits: Habits) -> Self {
        Self {
            files: Files::new(files, pace),
            access: Access::new(zone),
            pending: Pending::Nothing,
            messaging: None,
            rest: Vec::new(),
            habits,
        }
    }

    pub fn respond(&mut self, bytes: &[u8]) -> Vec<u8> {
        let Some(command) = Command::parse(bytes) else { return vec![0x67, 0x00] };
        if command.header[1] == 0xC0 {
            return self.next_part(command.expected.unwrap_or(256));
        }
        self.rest.clear();
        let protected = command.header[0] & 0x0C != 0;
        let (data, status) = match (self.messaging.take(), protected) {
            (None, true) => (Vec::new(), 0x6882),
            (Some(messaging), true) => self.secured(messaging, &command),
            (_, false) => split(self.execute(&command, false)),
        };
        self.in_parts(data, status, command.expected)
    }

    fn secured(&mut self, mut messaging: Messaging, command: &Command) -> (Vec<u8>, u16) {
        let Some(plain) = messaging.open(command) else { return (Vec::new(), 0x6988) };
        let (data, status) = split(self.execute(&plain, true));
        let answer = messaging.close(&data, status, plain.header[1], self.habits.long_lengths);
        self.messaging = Some(messaging);
        (answer, status)
    }

    /// A chip behind T=0, or one that splits its answers: nothing comes without GET RESPONSE.
    fn in_parts(&mut self, data: Vec<u8>, status: u16, expected: Option<usize>) -> Vec<u8> {
        let most = if self.habits.fetched { 0 } else { expected.unwrap_or(0) };
        if data.len() <= most || data.is_empty() {
            return [data, status.to_be_bytes().to_vec()].concat();
        }
        let more = if data.len() > 255 { 0 } else { data.len() as u8 };
        self.rest = [data, status.to_be_bytes().to_vec()].concat();
        vec![0x61, more]
    }

    fn next_part(&mut self, expected: usize) -> Vec<u8> {
        let left = self.rest.len().saturating_sub(2);
        if left == 0 {
            return vec![0x69, 0x85];
        }
        if left <= expected {
            return std::mem::take(&mut self.rest);
        }
        let mut part: Vec<u8> = self.rest.drain(..expected).collect();
        let left = left - expected;
        part.extend([0x61, if left > 255 { 0 } else { left as u8 }]);
        part
    }

    fn execute(&mut self, command: &Command, secure: bool) -> Answer {
        let pending = std::mem::replace(&mut self.pending, Pending::Nothing);
        match (command.header, pending) {
            ([0x00, 0xA4, ..], _) => self.files.select(command, &self.habits),
            ([0x00, 0xB0, ..], _) => self.files.read(command, secure, &self.habits),
            ([0x00, 0xB1, ..], _) => self.files.read_odd(command, secure, &self.habits),
            ([0x00, 0x84, 0, 0], _) if !secure && self.files.in_application() => {
                let challenge = access::random();
                self.pending = Pending::Challenge(challenge);
                done(challenge)
            }
            ([0x00, 0x82, 0, 0], Pending::Challenge(challenge)) => {
                let (messaging, answer) = self.access.basic(&challenge, &command.data)?;
                self.messaging = Some(messaging);
                done(answer)
            }
            ([0x00, 0x22, 0xC1, 0xA4], _) if self.files.offers_pace() => {
                self.pending = Pending::Pace(self.access.begin_pace(&command.data)?);
                done([])
            }
            ([0x00 | 0x10, 0x86, 0, 0], Pending::Pace(pace)) => self.pace(pace, &command.data),
            ([0x00 | 0x10, ..], _) => Err(0x6D00),
            _ => Err(0x6E00),
        }
    }

    fn pace(&mut self, pace: Pace, data: &[u8]) -> Answer {
        let (pace, messaging, answer) = pace.step(data, self.habits.long_lengths)?;
        if let Some(pace) = pace {
            self.pending = Pending::Pace(pace);
        }
        self.messaging = messaging;
        done(answer)
    }
}

fn split(answer: Answer) -> (Vec<u8>, u16) {
    answer.unwrap_or_else(|status| (Vec::new(), status))
}

fn done(data: impl Into<Vec<u8>>) -> Answer {
    Ok((data.into(), 0x9000))
}
