//! The iris image record inside DG4, ISO/IEC 19794-6:2005 §6.5.

use super::fields::Fields;
use super::{BiometricImageFormat, Eye, IrisImage, LdsError};

/// The length of the record header, which it states itself.
const HEADER: u16 = 45;
/// Grey values as they are.
const MONOCHROME_RAW: u16 = 2;
/// Colours as they are.
const COLOUR_RAW: u16 = 4;
/// More images than this are in no travel document.
const MAXIMUM_IMAGES: usize = 64;

/// What the record header says of every image.
struct Picture {
    format: u16,
    width: u16,
    height: u16,
    depth: u8,
}

/// The images of a record.
pub(super) fn parse(record: &[u8]) -> Result<Vec<IrisImage>, LdsError> {
    let mut reader = Fields::new(record, LdsError::IrisRecord);
    let [magic, version] = [reader.take(4)?, reader.take(4)?];
    let length = reader.number(4)?;
    reader.take(2)?;
    let (eyes, header) = (reader.byte()?, reader.short()?);
    if magic != b"IIR\0" || version != b"010\0" || length != record.len() || header != HEADER {
        return Err(LdsError::IrisRecord);
    }
    // Properties and diameter.
    reader.take(4)?;
    let picture = Picture {
        format: reader.short()?,
        width: reader.short()?,
        height: reader.short()?,
        depth: reader.byte()?,
    };
    // Transformation and identifier of the device.
    reader.take(17)?;
    let mut images = Vec::new();
    for _ in 0..eyes {
        eye(&mut reader, &picture, &mut images)?;
    }
    let whole = reader.remaining().is_empty() && !images.is_empty();
    if whole { Ok(images) } else { Err(LdsError::IrisRecord) }
}

fn eye(reader: &mut Fields<'_>, picture: &Picture, images: &mut Vec<IrisImage>) -> Result<(), LdsError> {
    let eye = Eye::from_code(reader.byte()?.into()).ok_or(LdsError::IrisRecord)?;
    for _ in 0..reader.short()? {
        if images.len() == MAXIMUM_IMAGES {
            return Err(LdsError::IrisRecord);
        }
        // Number, quality, rotation and its uncertainty.
        reader.take(7)?;
        let length = reader.number(4)?;
        let image = reader.take(length)?;
        images.push(IrisImage {
            eye,
            dimensions: Some((picture.width, picture.height)),
            format: picture.format(image)?,
            image: image.to_vec(),
            captured: None,
            qualities: Vec::new(),
        });
    }
    Ok(())
}

impl Picture {
    fn format(&self, image: &[u8]) -> Result<BiometricImageFormat, LdsError> {
        if !matches!(self.format, MONOCHROME_RAW | COLOUR_RAW) {
            return BiometricImageFormat::of(image).ok_or(LdsError::ImageFormat);
        }
        let pixels = usize::from(self.width).saturating_mul(usize::from(self.height));
        let whole = image.len() == pixels.saturating_mul(usize::from(self.depth).div_ceil(8));
        if whole { Ok(BiometricImageFormat::Uncompressed) } else { Err(LdsError::ImageFormat) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The right eye made by hand: one image of 2 by 3 pixels.
    fn by_hand(format: u8, image: &[u8]) -> Vec<u8> {
        let header = hex::decode("494952003031300000000000000001002D00000096").unwrap();
        let length = u8::try_from(image.len()).unwrap();
        let mut record = [
            &header[..],
            &[0, format, 0, 2, 0, 3, 8, 0],
            &[0; 16],
            &[1, 0, 1, 0, 1, 90, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, length],
            image,
        ]
        .concat();
        record[11] = u8::try_from(record.len()).unwrap();
        record
    }

    #[test]
    fn one_eye_and_its_rejecting_twins() {
        let record = by_hand(2, &[7; 6]);
        let images = parse(&record).unwrap();
        assert_eq!((images[0].eye, images[0].format), (Eye::Right, BiometricImageFormat::Uncompressed));
        assert_eq!(images[0].dimensions, Some((2, 3)));
        for (at, byte) in
            [(0, b'X'), (5, b'2'), (11, 0), (14, 2), (14, 0), (16, 44), (26, 4), (45, 3), (47, 2)]
        {
            let mut twin = record.clone();
            twin[at] = byte;
            assert!(parse(&twin).is_err(), "{at}");
        }
        assert!(parse(&record[..record.len() - 1]).is_err());
        assert!(parse(&by_hand(0x10, &[0xFF, 0x4F, 0xFF, 0x51])).is_ok());
        assert_eq!(parse(&by_hand(0x10, &[0xFF, 0x4F, 0xFF, 0x50])), Err(LdsError::ImageFormat));
    }

    proptest! {
        #[test]
        fn changed_bytes_never_panic(at in 0usize..66, byte in any::<u8>(), cut in 0usize..66) {
            let mut record = by_hand(2, &[7; 6]);
            if let Some(at) = record.get_mut(at) { *at = byte; }
            if let Ok(images) = parse(&record) { prop_assert!(images.len() <= MAXIMUM_IMAGES); }
            if cut < record.len() { prop_assert!(parse(&record[..cut]).is_err()); }
        }
    }
}
