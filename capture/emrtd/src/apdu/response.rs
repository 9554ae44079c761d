//! Answers and what completes them, ISO/IEC 7816-3 §12.1 and 7816-4 §5.3.4.

use super::{ApduError, CommandApdu, StatusWord};
use std::fmt;

/// The longest data field of an answer that every reader takes.
pub const SHORT_RESPONSE: u32 = 256;
/// The longest data field of an answer of extended length.
pub const LONGEST_RESPONSE: u32 = 65_536;

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

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(response) = ResponseApdu::parse(&bytes) { prop_assert_eq!(response.encode(), bytes); }
        }
    }
}
