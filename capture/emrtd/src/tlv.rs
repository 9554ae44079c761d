//! BER-TLV data objects, ISO/IEC 7816-4 §6 and X.690: a total reader and a minimal writer.

mod indefinite;

pub(crate) use indefinite::{Extent, is_indefinite, resolve_indefinite};

use thiserror::Error;

/// Why bytes are not the data object they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TlvError {
    /// The bytes end inside a tag, a length or a value.
    #[error("data object is truncated")]
    Truncated,
    /// A tag of more than four bytes, or a length of more than four bytes.
    #[error("data object header is not supported")]
    UnsupportedHeader,
    /// Another tag stands where `expected` must.
    #[error("expected data object {expected:#X}")]
    UnexpectedTag {
        /// The tag that must stand here.
        expected: u32,
    },
    /// Bytes remain after the last data object.
    #[error("bytes remain after the data object")]
    TrailingBytes,
    /// Data objects are nested too deeply.
    #[error("data objects are nested too deeply")]
    TooDeep,
}

/// One data object, borrowed from the bytes it was read from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Tlv<'a> {
    /// The tag's bytes as a big-endian number, for example `0x7F61`.
    pub tag: u32,
    /// The content.
    pub value: &'a [u8],
    /// Header and content as they stood.
    pub raw: &'a [u8],
}

impl<'a> Tlv<'a> {
    /// Reads the content as a sequence of data objects.
    pub fn children(&self) -> Reader<'a> {
        Reader::new(self.value)
    }
}

/// Reads data objects one after the other.
#[derive(Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// A reader at the start of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// True when nothing is left.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next data object, or `None` at the end.
    pub fn next_object(&mut self) -> Result<Option<Tlv<'a>>, TlvError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let header = Header::parse(self.rest)?;
        let length = header.length.ok_or(TlvError::UnsupportedHeader)?;
        let end = header.size.checked_add(length).ok_or(TlvError::Truncated)?;
        let raw = self.rest.get(..end).ok_or(TlvError::Truncated)?;
        let value = raw.get(header.size..).ok_or(TlvError::Truncated)?;
        self.rest = self.rest.get(end..).ok_or(TlvError::Truncated)?;
        Ok(Some(Tlv { tag: header.tag, value, raw }))
    }

    /// The next data object, which must have this tag.
    pub fn expect(&mut self, tag: u32) -> Result<Tlv<'a>, TlvError> {
        match self.next_object()? {
            Some(object) if object.tag == tag => Ok(object),
            Some(_) => Err(TlvError::UnexpectedTag { expected: tag }),
            None => Err(TlvError::Truncated),
        }
    }

    /// The next data object if it has this tag; otherwise nothing is consumed.
    pub fn optional(&mut self, tag: u32) -> Result<Option<Tlv<'a>>, TlvError> {
        let mut ahead = self.clone();
        match ahead.next_object()? {
            Some(object) if object.tag == tag => {
                *self = ahead;
                Ok(Some(object))
            }
            _ => Ok(None),
        }
    }

    /// Any next data object; the end is an error.
    pub fn any(&mut self) -> Result<Tlv<'a>, TlvError> {
        self.next_object()?.ok_or(TlvError::Truncated)
    }

    /// Demands that nothing is left.
    pub fn finish(&self) -> Result<(), TlvError> {
        if self.rest.is_empty() { Ok(()) } else { Err(TlvError::TrailingBytes) }
    }

    /// What has not been read yet.
    pub fn remaining(&self) -> &'a [u8] {
        self.rest
    }
}

/// Reads exactly one data object with this tag from `bytes`.
pub fn parse_exactly(bytes: &[u8], tag: u32) -> Result<Tlv<'_>, TlvError> {
    let mut reader = Reader::new(bytes);
    let object = reader.expect(tag)?;
    reader.finish()?;
    Ok(object)
}

/// The size in bytes of the data object that starts at `bytes`, header included, once its header can be read.
pub(crate) fn total_length(bytes: &[u8]) -> Result<usize, TlvError> {
    let header = Header::parse(bytes)?;
    let length = header.length.ok_or(TlvError::UnsupportedHeader)?;
    header.size.checked_add(length).ok_or(TlvError::UnsupportedHeader)
}

/// Writes one data object with the shortest length field.
pub fn encode(tag: u32, value: &[u8]) -> Vec<u8> {
    let tag_bytes = tag.to_be_bytes();
    let skip = tag_bytes.iter().take_while(|byte| **byte == 0).count().min(3);
    let mut out: Vec<u8> = tag_bytes.into_iter().skip(skip).collect();
    out.extend(encode_length(value.len()));
    out.extend_from_slice(value);
    out
}

/// Writes a data object whose content is the concatenation of `parts`.
pub fn encode_all(tag: u32, parts: &[&[u8]]) -> Vec<u8> {
    encode(tag, &parts.concat())
}

fn encode_length(length: usize) -> Vec<u8> {
    match u8::try_from(length) {
        Ok(short @ 0..=0x7F) => vec![short],
        _ => {
            let bytes: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
            let count = u8::try_from(bytes.len()).unwrap_or(u8::MAX);
            let mut out = vec![0x80 | count];
            out.extend(bytes);
            out
        }
    }
}

struct Header {
    tag: u32,
    constructed: bool,
    /// `None`: indefinite.
    length: Option<usize>,
    size: usize,
}

impl Header {
    fn parse(bytes: &[u8]) -> Result<Self, TlvError> {
        let first = *bytes.first().ok_or(TlvError::Truncated)?;
        let mut tag = u32::from(first);
        let mut size = 1usize;
        if first & 0x1F == 0x1F {
            loop {
                let byte = *bytes.get(size).ok_or(TlvError::Truncated)?;
                if size == 4 {
                    return Err(TlvError::UnsupportedHeader);
                }
                tag = (tag << 8) | u32::from(byte);
                size = size.saturating_add(1);
                if byte & 0x80 == 0 {
                    break;
                }
            }
        }
        let (length, length_size) = parse_length(bytes.get(size..).unwrap_or_default())?;
        Ok(Self { tag, constructed: first & 0x20 != 0, length, size: size.saturating_add(length_size) })
    }
}

fn parse_length(bytes: &[u8]) -> Result<(Option<usize>, usize), TlvError> {
    match *bytes.first().ok_or(TlvError::Truncated)? {
        short @ 0..=0x7F => Ok((Some(usize::from(short)), 1)),
        0x80 => Ok((None, 1)),
        long @ 0x81..=0x84 => {
            let count = usize::from(long & 0x7F);
            let digits = bytes.get(1..=count).ok_or(TlvError::Truncated)?;
            let length = digits.iter().fold(0usize, |sum, byte| (sum << 8) | usize::from(*byte));
            Ok((Some(length), count.saturating_add(1)))
        }
        _ => Err(TlvError::UnsupportedHeader),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_byte_tag_and_long_length() {
        let bytes = encode(0x7F61, &[7; 300]);
        assert_eq!(&bytes[..5], &[0x7F, 0x61, 0x82, 0x01, 0x2C]);
        assert_eq!(parse_exactly(&bytes, 0x7F61).unwrap().value, &[7; 300]);
        assert_eq!(parse_exactly(&bytes[..bytes.len() - 1], 0x7F61).err(), Some(TlvError::Truncated));
    }

    proptest! {
        #[test]
        fn round_trip(value in proptest::collection::vec(any::<u8>(), 0..70_000)) {
            let bytes = encode(0x04, &value);
            prop_assert_eq!(parse_exactly(&bytes, 0x04).unwrap().value, value.as_slice());
            prop_assert_eq!(total_length(&bytes).unwrap(), bytes.len());
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut reader = Reader::new(&bytes);
            let mut read = 0;
            while let Ok(Some(object)) = reader.next_object() { read += object.raw.len(); }
            prop_assert!(read <= bytes.len());
        }
    }
}
