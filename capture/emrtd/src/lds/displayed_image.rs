//! DG5 and DG7, the portrait and the signature as they are displayed, ICAO 9303-10 §4.7.5 and §4.7.7.

use super::{ImageFormat, LdsError};
use crate::tlv;
use std::fmt;

/// An image that is printed on the document too.
#[derive(Clone, PartialEq, Eq)]
pub struct DisplayedImage {
    image: Vec<u8>,
}

/// Never shows the image.
impl fmt::Debug for DisplayedImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DisplayedImage {{ {:?}, {} bytes }}", self.format(), self.image.len())
    }
}

impl DisplayedImage {
    /// How it is compressed; `None` where the bytes do not tell.
    pub fn format(&self) -> Option<ImageFormat> {
        ImageFormat::of(&self.image)
    }

    /// The image.
    pub fn image(&self) -> &[u8] {
        &self.image
    }
}

/// The content of DG5.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataGroup5 {
    portraits: Vec<DisplayedImage>,
}

impl DataGroup5 {
    /// Reads the file.
    pub fn parse(bytes: &[u8]) -> Result<Self, LdsError> {
        Ok(Self { portraits: images(bytes, 0x65, 0x5F40)? })
    }

    /// The displayed portraits, at least one.
    pub fn portraits(&self) -> &[DisplayedImage] {
        &self.portraits
    }
}

/// The content of DG7.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataGroup7 {
    signatures: Vec<DisplayedImage>,
}

impl DataGroup7 {
    /// Reads the file.
    pub fn parse(bytes: &[u8]) -> Result<Self, LdsError> {
        Ok(Self { signatures: images(bytes, 0x67, 0x5F43)? })
    }

    /// The displayed signatures or usual marks, at least one.
    pub fn signatures(&self) -> &[DisplayedImage] {
        &self.signatures
    }
}

/// Their count, then one object each.
fn images(bytes: &[u8], file: u32, tag: u32) -> Result<Vec<DisplayedImage>, LdsError> {
    let mut reader = tlv::parse_exactly(bytes, file)?.children();
    let count = reader.expect(0x02)?.value;
    let mut images = Vec::new();
    while let Some(object) = reader.optional(tag)? {
        if images.len() == usize::from(u8::MAX) {
            return Err(LdsError::Count);
        }
        images.push(DisplayedImage { image: object.value.to_vec() });
    }
    reader.finish()?;
    let counted = matches!(count, [count] if usize::from(*count) == images.len());
    if counted && !images.is_empty() { Ok(images) } else { Err(LdsError::Count) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SIGNATURE: [u8; 12] = [0x67, 0x0A, 0x02, 0x01, 0x01, 0x5F, 0x43, 0x04, 0xFF, 0xD8, 0xFF, 0xE0];

    #[test]
    fn a_portrait_and_a_signature() {
        let group = DataGroup7::parse(&SIGNATURE).unwrap();
        let [signature] = group.signatures() else { panic!("{group:?}") };
        assert_eq!((signature.format(), signature.image()), (Some(ImageFormat::Jpeg), &SIGNATURE[8..]));
        let mut portrait = SIGNATURE;
        (portrait[0], portrait[6]) = (0x65, 0x40);
        assert_eq!(DataGroup5::parse(&portrait).unwrap().portraits().len(), 1);
        assert!(DataGroup5::parse(&SIGNATURE).is_err() && DataGroup7::parse(&portrait).is_err());
        for (at, byte) in [(4, 2), (4, 0), (6, 0x42), (7, 3)] {
            let mut twin = SIGNATURE;
            twin[at] = byte;
            assert!(DataGroup7::parse(&twin).is_err(), "{at}");
        }
    }

    proptest! {
        #[test]
        fn changed_bytes_never_panic(at in 0usize..12, byte in any::<u8>(), cut in 0usize..12) {
            let mut bytes = SIGNATURE;
            bytes[at] = byte;
            if let Ok(group) = DataGroup7::parse(&bytes) { prop_assert_eq!(group.signatures().len(), 1); }
            prop_assert!(DataGroup7::parse(&bytes[..cut]).is_err());
            prop_assert!(DataGroup5::parse(&bytes[..cut]).is_err());
        }
    }
}
