//! Commands with short or extended length fields, ISO/IEC 7816-3 §12.1 and 7816-4 §5.2.

use super::ApduError;
use std::fmt;

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
        }
    }
}
