//! EF.ATR/INFO, what the chip can, ICAO 9303-10 §3.11.2 and ISO/IEC 7816-4 §12.1.1.

use super::LdsError;
use crate::tlv::{Reader, Tlv, TlvError};

/// Card capabilities, the third table of software functions included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardCapabilities {
    bytes: [u8; 3],
}

impl CardCapabilities {
    fn parse(value: &[u8]) -> Option<Self> {
        let mut bytes = [0; 3];
        bytes.get_mut(..value.len())?.copy_from_slice(value);
        (!value.is_empty()).then_some(Self { bytes })
    }

    /// Commands may be chained.
    pub fn command_chaining(self) -> bool {
        self.third_table() & 0x80 != 0
    }

    /// Lc and Le may be of extended length.
    pub fn extended_length(self) -> bool {
        self.third_table() & 0x40 != 0
    }

    /// The extended length information stands in this file.
    pub fn extended_length_information(self) -> bool {
        self.third_table() & 0x20 != 0
    }

    /// Files can be selected by a short identifier.
    pub fn short_file_identifiers(self) -> bool {
        let [first, ..] = self.bytes;
        first & 0x04 != 0
    }

    fn third_table(self) -> u8 {
        let [.., third] = self.bytes;
        third
    }
}

/// Extended length information: how long APDUs may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtendedLength {
    /// The longest command.
    pub command: u32,
    /// The longest answer, status word included.
    pub response: u32,
}

/// The content of EF.ATR/INFO; what it does not say is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EfAtrInfo {
    /// What the chip can.
    pub capabilities: Option<CardCapabilities>,
    /// How long APDUs may be.
    pub extended_length: Option<ExtendedLength>,
}

impl EfAtrInfo {
    /// Reads the whole file; zeros may fill its end.
    pub fn parse(bytes: &[u8]) -> Result<Self, LdsError> {
        let (content, rest) = Self::beginning(bytes);
        let filled = rest.iter().all(|byte| *byte == 0);
        if filled { Ok(content) } else { Err(TlvError::Truncated.into()) }
    }

    /// What can be read of a file that its reader cut, and the rest.
    pub fn beginning(bytes: &[u8]) -> (Self, &[u8]) {
        let mut reader = Reader::new(bytes);
        let mut content = Self::default();
        while let Ok(Some(object)) = reader.next_object() {
            match object.tag {
                0x47 => content.capabilities = CardCapabilities::parse(object.value),
                0x7F66 => content.extended_length = extended_length(&object).ok(),
                _ => {}
            }
        }
        (content, reader.remaining())
    }
}

fn extended_length(object: &Tlv<'_>) -> Result<ExtendedLength, LdsError> {
    let mut limits = object.children();
    let lengths = ExtendedLength { command: length(&mut limits)?, response: length(&mut limits)? };
    limits.finish()?;
    Ok(lengths)
}

fn length(limits: &mut Reader<'_>) -> Result<u32, LdsError> {
    let digits = limits.expect(0x02)?.value;
    let number =
        digits.iter().try_fold(0u32, |sum, digit| sum.checked_mul(256)?.checked_add(u32::from(*digit)));
    number.ok_or(LdsError::Count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EXAMPLE: &str = "43010147030400E07F6608020203E8020207D20000";

    #[test]
    fn capabilities_and_lengths() {
        let mut bytes = hex::decode(EXAMPLE).unwrap();
        let info = EfAtrInfo::parse(&bytes).unwrap();
        let capabilities = info.capabilities.unwrap();
        assert!(capabilities.command_chaining() && capabilities.extended_length());
        assert!(capabilities.extended_length_information() && capabilities.short_file_identifiers());
        assert_eq!(info.extended_length, Some(ExtendedLength { command: 1000, response: 2002 }));
        bytes[7] = 0x20;
        assert!(!EfAtrInfo::parse(&bytes).unwrap().capabilities.unwrap().extended_length());
        *bytes.last_mut().unwrap() = 1;
        assert!(EfAtrInfo::parse(&bytes).is_err());
    }

    #[test]
    fn what_stands_before_a_cut_counts() {
        let bytes = hex::decode(EXAMPLE).unwrap();
        let (info, rest) = EfAtrInfo::beginning(&bytes[..12]);
        assert!(info.capabilities.is_some() && info.extended_length.is_none() && rest.len() == 4);
        assert!(EfAtrInfo::parse(&bytes[..12]).is_err());
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let (content, rest) = EfAtrInfo::beginning(&bytes);
            if let Ok(whole) = EfAtrInfo::parse(&bytes) { prop_assert_eq!(whole, content); }
            prop_assert!(rest.len() <= bytes.len());
        }
    }
}
