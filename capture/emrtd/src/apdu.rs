//! Command and response APDUs, ISO/IEC 7816-3 §12 and 7816-4 §5.

mod chain;
mod fault;
mod status;

pub use fault::AnswerFault;
pub use status::{StatusPattern, StatusWord};

use std::fmt;
use thiserror::Error;

/// The longest data field of an answer that every reader takes.
pub const SHORT_RESPONSE: u32 = 256;
/// The longest data field of an answer of extended length.
pub const LONGEST_RESPONSE: u32 = 65_536;

/// Why bytes are not an APDU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ApduError {
    /// The lengths inside do not fit the bytes.
    #[error("not an APDU")]
    Malformed,
    /// More than 65,535 bytes of data.
    #[error("command data is too long")]
    TooLong,
    /// Ne is not 1 to 65,536.
    #[error("a command cannot expect so many bytes")]
    Expected,
}

/// A command to the card.
#[derive(Clone, PartialEq, Eq)]
pub struct CommandApdu {
    /// CLA
    pub class: u8,
    /// INS
    pub instruction: u8,
    /// P1
    pub p1: u8,
    /// P2
    pub p2: u8,
    /// The data field, at most 65,535 bytes.
    pub data: Vec<u8>,
    /// Ne, the bytes expected at most, 1 to 65,536; `None` when no data is expected.
    pub expected: Option<u32>,
}

impl CommandApdu {
    /// A command without data and without an expected answer.
    pub fn new(class: u8, instruction: u8, p1: u8, p2: u8) -> Self {
        Self { class, instruction, p1, p2, data: Vec::new(), expected: None }
    }

    /// The same command with this data field.
    #[must_use]
    pub fn with_data(mut self, data: impl Into<Vec<u8>>) -> Self {
        self.data = data.into();
        self
    }

    /// The same command with this Ne.
    #[must_use]
    pub fn expecting(mut self, bytes: u32) -> Self {
        self.expected = Some(bytes);
        self
    }

    /// True when CLA says secure messaging, ISO/IEC 7816-4 §5.4.1.
    pub fn is_protected(&self) -> bool {
        match self.class & 0xE0 {
            0x00 => self.class & 0x0C != 0,
            kind => kind == 0x60,
        }
    }

    /// True when data or Ne demand extended length fields.
    pub fn needs_extended(&self) -> bool {
        self.data.len() > 255 || self.expected.is_some_and(|expected| expected > 256)
    }

    /// The bytes to send: short length fields where they suffice, extended ones otherwise.
    pub fn encode(&self) -> Result<Vec<u8>, ApduError> {
        if self.expected.is_some_and(|expected| !(1..=65_536).contains(&expected)) {
            return Err(ApduError::Expected);
        }
        let data_length = u16::try_from(self.data.len()).map_err(|_| ApduError::TooLong)?;
        let extended = self.needs_extended();
        let mut out = vec![self.class, self.instruction, self.p1, self.p2];
        let length = data_length.to_be_bytes();
        match (extended, self.data.is_empty()) {
            (false, false) => out.push(length[1]),
            (true, false) => out.extend([0, length[0], length[1]]),
            (true, true) => out.push(0),
            (false, true) => {}
        }
        out.extend_from_slice(&self.data);
        if let Some(expected) = self.expected {
            // Ne = 256 or 65,536 is written as zero: the low bytes already are.
            let [_, _, high, low] = expected.to_be_bytes();
            if extended { out.extend([high, low]) } else { out.push(low) }
        }
        Ok(out)
    }

    /// Reads a command as a card does.
    pub fn parse(bytes: &[u8]) -> Result<Self, ApduError> {
        let (header, body) = bytes.split_first_chunk::<4>().ok_or(ApduError::Malformed)?;
        let [class, instruction, p1, p2] = *header;
        let (data, expected) = parse_body(body)?;
        Ok(Self { class, instruction, p1, p2, data: data.to_vec(), expected })
    }
}

/// Never shows the data field: it may hold personal data.
impl fmt::Debug for CommandApdu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { class, instruction, p1, p2, data, expected } = self;
        write!(f, "{class:02X} {instruction:02X} {p1:02X} {p2:02X} Lc {} Le {expected:?}", data.len())
    }
}

fn parse_body(body: &[u8]) -> Result<(&[u8], Option<u32>), ApduError> {
    match *body {
        [] => Ok((&[], None)),
        [short] => Ok((&[], Some(expected(u16::from(short), 256)))),
        [0, high, low] => Ok((&[], Some(expected(u16::from_be_bytes([high, low]), 65_536)))),
        [0, high, low, ref rest @ ..] => {
            let (data, tail) = split(rest, usize::from(u16::from_be_bytes([high, low])))?;
            match *tail {
                [] => Ok((data, None)),
                [high, low] => Ok((data, Some(expected(u16::from_be_bytes([high, low]), 65_536)))),
                _ => Err(ApduError::Malformed),
            }
        }
        [length, ref rest @ ..] => {
            let (data, tail) = split(rest, usize::from(length))?;
            match *tail {
                [] => Ok((data, None)),
                [short] => Ok((data, Some(expected(u16::from(short), 256)))),
                _ => Err(ApduError::Malformed),
            }
        }
    }
}

fn expected(written: u16, zero_means: u32) -> u32 {
    if written == 0 { zero_means } else { u32::from(written) }
}

fn split(bytes: &[u8], at: usize) -> Result<(&[u8], &[u8]), ApduError> {
    match bytes.split_at_checked(at) {
        Some((data, tail)) if !data.is_empty() => Ok((data, tail)),
        _ => Err(ApduError::Malformed),
    }
}

/// The card's answer to one command.
#[derive(Clone, PartialEq, Eq)]
pub struct ResponseApdu {
    /// The data field.
    pub data: Vec<u8>,
    /// SW1 and SW2.
    pub status: StatusWord,
}

impl ResponseApdu {
    /// An answer with this data and status.
    pub fn new(data: impl Into<Vec<u8>>, status: StatusWord) -> Self {
        Self { data: data.into(), status }
    }

    /// Reads an answer; the last two bytes are the status word.
    pub fn parse(bytes: &[u8]) -> Result<Self, ApduError> {
        let (data, status) = bytes.split_last_chunk::<2>().ok_or(ApduError::Malformed)?;
        Ok(Self { data: data.to_vec(), status: StatusWord(u16::from_be_bytes(*status)) })
    }

    /// The bytes a card sends.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = self.data.clone();
        out.extend(self.status.0.to_be_bytes());
        out
    }
}

/// Never shows the data field: it may hold personal data.
impl fmt::Debug for ResponseApdu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes, {}", self.data.len(), self.status)
    }
}

/// What the transport must send next to complete an answer, ISO/IEC 7816-4 §5.3.4: GET RESPONSE after 61xx, the same
/// command with the right Le after 6Cxx.
///
/// A protected command is never sent twice: the chip has counted it, and its MAC does not fit the next counter.
pub fn follow_up(command: &CommandApdu, response: &ResponseApdu) -> Option<CommandApdu> {
    let [kind, length] = response.status.0.to_be_bytes();
    let expected = if length == 0 { 256 } else { u32::from(length) };
    match kind {
        0x61 => Some(CommandApdu::new(command.class & 0x03, 0xC0, 0, 0).expecting(expected)),
        0x6C if response.data.is_empty() && !command.is_protected() => {
            Some(CommandApdu { expected: Some(expected), ..command.clone() })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_seven_cases_of_7816_3() {
        let command = CommandApdu::new(0, 0xB0, 0x81, 0);
        assert_eq!(command.encode().unwrap(), [0, 0xB0, 0x81, 0]);
        assert_eq!(command.clone().expecting(256).encode().unwrap(), [0, 0xB0, 0x81, 0, 0]);
        assert_eq!(command.clone().expecting(65_536).encode().unwrap(), [0, 0xB0, 0x81, 0, 0, 0, 0]);
        let data = command.with_data([1, 2]);
        assert_eq!(data.encode().unwrap(), [0, 0xB0, 0x81, 0, 2, 1, 2]);
        assert_eq!(data.clone().expecting(1).encode().unwrap(), [0, 0xB0, 0x81, 0, 2, 1, 2, 1]);
        assert_eq!(data.expecting(257).encode().unwrap(), [0, 0xB0, 0x81, 0, 0, 0, 2, 1, 2, 1, 1]);
    }

    #[test]
    fn follow_up_of_61_and_6c() {
        let follow_up = |class, data: &[u8], status| {
            let command = CommandApdu::new(class, 0xB0, 0, 0).expecting(4);
            let following = super::follow_up(&command, &ResponseApdu::new(data, StatusWord(status)));
            following.map(|command| command.encode().unwrap())
        };
        assert_eq!(follow_up(0x0C, &[], 0x6110).unwrap(), [0, 0xC0, 0, 0, 0x10]);
        assert_eq!(follow_up(0x10, &[], 0x6C02).unwrap(), [0x10, 0xB0, 0, 0, 2]);
        assert_eq!(follow_up(0x10, &[1], 0x6C02), None);
        assert_eq!(follow_up(0x00, &[], 0x9000), None);
        for protected in [0x04, 0x08, 0x0C, 0x1C, 0x60] {
            assert_eq!(follow_up(protected, &[], 0x6C02), None);
        }
    }

    #[test]
    fn an_expected_length_that_cannot_be_written_is_refused() {
        let encode = |expected| CommandApdu::new(0, 0xB0, 0, 0).expecting(expected).encode();
        for (right, wrong) in [(1, 0), (65_536, 65_537)] {
            assert!(encode(right).is_ok());
            assert_eq!(encode(wrong), Err(ApduError::Expected));
        }
    }

    #[test]
    fn debug_never_shows_data() {
        let shown = format!("{:?}", CommandApdu::new(0, 0x88, 0, 0).with_data(*b"SECRET"));
        assert_eq!(shown, "00 88 00 00 Lc 6 Le None");
    }

    proptest! {
        #[test]
        fn round_trip(data in proptest::collection::vec(any::<u8>(), 0..600), expected in proptest::option::of(1u32..=65_536)) {
            let command = CommandApdu { expected, ..CommandApdu::new(0x0C, 0xCB, 1, 2).with_data(data) };
            prop_assert_eq!(CommandApdu::parse(&command.encode().unwrap()).unwrap(), command);
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(command) = CommandApdu::parse(&bytes) {
                prop_assert_eq!(CommandApdu::parse(&command.encode().unwrap()).unwrap(), command);
            }
            if let Ok(response) = ResponseApdu::parse(&bytes) { prop_assert_eq!(response.encode(), bytes); }
        }
    }
}
