//! EF.COM, the chip's own list of its data groups, ICAO 9303-10 §4.6.1. It is not signed.

use super::LdsError;
use crate::file::DataGroup;
use crate::tlv;
use std::collections::BTreeSet;

/// The content of EF.COM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EfCom {
    lds_version: String,
    unicode_version: String,
    data_groups: BTreeSet<DataGroup>,
}

impl EfCom {
    /// Reads the file.
    pub fn parse(bytes: &[u8]) -> Result<Self, LdsError> {
        let mut reader = tlv::parse_exactly(bytes, 0x60)?.children();
        let lds_version = version(reader.expect(0x5F01)?.value, 4)?;
        let unicode_version = version(reader.expect(0x5F36)?.value, 6)?;
        let tags = reader.expect(0x5C)?.value;
        reader.finish()?;
        let data_groups = tags
            .iter()
            .map(|tag| DataGroup::from_tag(*tag).ok_or(LdsError::TagList))
            .collect::<Result<_, _>>()?;
        Ok(Self { lds_version, unicode_version, data_groups })
    }

    /// The version of the logical data structure, for example `0107`; from 0108 on EF.SOD tells it too.
    pub fn lds_version(&self) -> &str {
        &self.lds_version
    }

    /// The version of Unicode, for example `040000`.
    pub fn unicode_version(&self) -> &str {
        &self.unicode_version
    }

    /// The data groups that the chip says it holds.
    pub fn data_groups(&self) -> &BTreeSet<DataGroup> {
        &self.data_groups
    }
}

/// The version of the logical data structure has four digits, that of Unicode six.
fn version(bytes: &[u8], digits: usize) -> Result<String, LdsError> {
    let text = std::str::from_utf8(bytes).map_err(|_| LdsError::Text)?;
    let good = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if good { Ok(text.to_owned()) } else { Err(LdsError::Text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tlv::TlvError;
    use proptest::prelude::*;

    const EXAMPLE: [u8; 24] = *b"\x60\x16\x5F\x01\x040107\x5F\x36\x06040000\x5C\x04\x61\x75\x76\x6C";

    #[test]
    fn example_of_9303_10_4_6_1() {
        let com = EfCom::parse(&EXAMPLE).unwrap();
        let numbers: Vec<u8> = com.data_groups().iter().map(|group| group.number()).collect();
        assert_eq!(numbers, [1, 2, 4, 12]);
        assert_eq!((com.lds_version(), com.unicode_version()), ("0107", "040000"));
    }

    #[test]
    fn one_byte_apart_is_refused() {
        for (position, byte) in [(0, 0x61), (5, b'x'), (23, 0x60), (1, 0x15), (21, 0x05)] {
            let mut bytes = EXAMPLE;
            bytes[position] = byte;
            assert!(EfCom::parse(&bytes).is_err(), "{position}");
        }
        let mut more = EXAMPLE.to_vec();
        more.extend([0x5C, 0x00]);
        more[1] += 2;
        assert_eq!(EfCom::parse(&more), Err(LdsError::Structure(TlvError::TrailingBytes)));
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(position in 0usize..24, byte in any::<u8>(), cut in 0usize..=24) {
            let mut bytes = EXAMPLE;
            bytes[position] = byte;
            prop_assert_eq!(EfCom::parse(&bytes[..cut]).is_ok() && cut < 24, false);
        }
    }
}
