//! READ BINARY with even and with odd INS, ICAO 9303-10 §3.6.3.

use crate::apdu::CommandApdu;
use crate::tlv;

/// Enough for the tag and the length of every file.
pub(super) const HEADER: usize = 6;
/// The header of DO'53' with a length field of three bytes.
const LONGEST_HEADER: usize = 4;
/// From here on an offset does not fit P1 and P2.
const ODD_FROM: usize = 0x8000;

/// One READ BINARY.
pub(super) struct ReadBinary {
    pub(super) offset: usize,
    /// The bytes of the file asked for.
    pub(super) length: usize,
    /// The header of DO'53' where it is longer than it need be.
    header: Option<usize>,
}

impl ReadBinary {
    /// As much of what is missing as fits an answer of `chunk` bytes.
    pub(super) fn new(offset: usize, missing: usize, chunk: usize) -> Self {
        let fitting = if offset < ODD_FROM { chunk } else { chunk.saturating_sub(header(chunk)) };
        Self { offset, length: missing.min(fitting).max(1), header: None }
    }

    /// The same from a chip that writes the longest header of DO'53' around however few bytes.
    pub(super) fn with_long_header(self, chunk: usize) -> Self {
        let fitting = chunk.saturating_sub(LONGEST_HEADER).max(1);
        let header = (self.offset >= ODD_FROM).then_some(LONGEST_HEADER);
        Self { length: if header.is_some() { self.length.min(fitting) } else { self.length }, header, ..self }
    }

    /// True where the answer comes in DO'53'.
    pub(super) fn is_odd(&self) -> bool {
        self.offset >= ODD_FROM
    }

    /// The length of the data field that is expected.
    pub(super) fn expected(&self) -> usize {
        match self.header {
            Some(header) => self.length.saturating_add(header),
            None if self.is_odd() => tlv::encode(0x53, &vec![0; self.length]).len(),
            None => self.length,
        }
    }

    pub(super) fn command(&self) -> CommandApdu {
        let expected = u32::try_from(self.expected()).unwrap_or(u32::MAX);
        match u16::try_from(self.offset) {
            Ok(offset) if self.offset < ODD_FROM => {
                let [high, low] = offset.to_be_bytes();
                CommandApdu::new(0x00, 0xB0, high, low).expecting(expected)
            }
            _ => self.odd().expecting(expected),
        }
    }

    /// The offset stands in DO'54'.
    fn odd(&self) -> CommandApdu {
        let digits: Vec<u8> = self.offset.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
        CommandApdu::new(0x00, 0xB1, 0x00, 0x00).with_data(tlv::encode(0x54, &digits))
    }

    /// The bytes of the file in an answer: with odd INS they stand in DO'53'.
    pub(super) fn content(&self, data: Vec<u8>) -> Option<Vec<u8>> {
        if self.offset < ODD_FROM || data.is_empty() {
            return Some(data);
        }
        tlv::parse_exactly(&data, 0x53).ok().map(|object| object.value.to_vec())
    }
}

/// The header of DO'53' in a data field of this length.
pub(super) fn header(length: usize) -> usize {
    match length {
        0..=0x81 => 2,
        0x82..=0x102 => 3,
        _ => 4,
    }
}
