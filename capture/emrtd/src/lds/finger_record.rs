//! The finger image record inside DG3, ISO/IEC 19794-4:2005 §8.

use super::fields::Fields;
use super::{BiometricImageFormat, FingerImage, FingerPosition, LdsError};

/// The compression "none", one byte or more a pixel.
const UNCOMPRESSED: u8 = 0;
/// The compression "none", bits packed.
const BIT_PACKED: u8 = 1;
const FINGER_HEADER: usize = 14;
/// More views than this are in no travel document.
const MAXIMUM_VIEWS: usize = 64;

/// What the general header says of every image.
struct Depth {
    bits: u8,
    compression: u8,
}

/// The images of a record.
pub(super) fn parse(record: &[u8]) -> Result<Vec<FingerImage>, LdsError> {
    let mut reader = Fields::new(record, LdsError::FingerRecord);
    let [magic, version] = [reader.take(4)?, reader.take(4)?];
    let length = reader.number(6)?;
    // Device and acquisition level.
    reader.take(4)?;
    let fingers = usize::from(reader.byte()?);
    // Units and resolutions.
    reader.take(9)?;
    let depth = Depth { bits: reader.byte()?, compression: reader.byte()? };
    reader.take(2)?;
    if magic != b"FIR\0" || version != b"010\0" || length != record.len() || fingers == 0 {
        return Err(LdsError::FingerRecord);
    }
    let mut images = Vec::new();
    while !reader.remaining().is_empty() {
        if images.len() == MAXIMUM_VIEWS {
            return Err(LdsError::FingerRecord);
        }
        images.push(view(&mut reader, &depth)?);
    }
    if images.len() < fingers { Err(LdsError::FingerRecord) } else { Ok(images) }
}

fn view(reader: &mut Fields<'_>, depth: &Depth) -> Result<FingerImage, LdsError> {
    let length = reader.number(4)?;
    let position = FingerPosition::new(reader.byte()?);
    // Count of views, number of the view, quality.
    reader.take(3)?;
    let impression = reader.byte()?;
    let (width, height) = (reader.short()?, reader.short()?);
    reader.byte()?;
    let image = reader.take(length.checked_sub(FINGER_HEADER).ok_or(LdsError::FingerRecord)?)?;
    let format = depth.format(image, usize::from(width).saturating_mul(usize::from(height)))?;
    Ok(FingerImage {
        position,
        impression,
        dimensions: Some((width, height)),
        format,
        image: image.to_vec(),
        qualities: Vec::new(),
    })
}

impl Depth {
    fn format(&self, image: &[u8], pixels: usize) -> Result<BiometricImageFormat, LdsError> {
        let bits = usize::from(self.bits);
        let expected = match self.compression {
            UNCOMPRESSED => pixels.saturating_mul(bits.div_ceil(8)),
            BIT_PACKED => pixels.saturating_mul(bits).div_ceil(8),
            _ => return BiometricImageFormat::of(image).ok_or(LdsError::ImageFormat),
        };
        let whole = image.len() == expected;
        if whole { Ok(BiometricImageFormat::Uncompressed) } else { Err(LdsError::ImageFormat) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Two views made by hand: right index and left index, WSQ, 500 dpi, 2 by 3 pixels.
    fn by_hand(compression: u8, images: [&[u8]; 2]) -> Vec<u8> {
        let views = [(2, images[0]), (7, images[1])].map(|(position, image)| {
            let length = u32::try_from(FINGER_HEADER + image.len()).unwrap().to_be_bytes();
            [&length[..], &[position, 1, 1, 100, 0, 0, 2, 0, 3, 0], image].concat()
        });
        let length = u16::try_from(32 + views.concat().len()).unwrap().to_be_bytes();
        let header = hex::decode("46495200303130000000000000000000001F020101F401F401F401F4").unwrap();
        let mut record = [&header[..], &[8, compression, 0, 0], &views.concat()].concat();
        record[12..14].copy_from_slice(&length);
        record
    }

    #[test]
    fn two_fingers_and_their_rejecting_twins() {
        let wsq: &[u8] = &[0xFF, 0xA0, 0xFF, 0xA4];
        let record = by_hand(2, [wsq, wsq]);
        let images = parse(&record).unwrap();
        let positions: Vec<&str> = images.iter().map(|image| image.position.name()).collect();
        assert_eq!(positions, ["right index finger", "left index finger"]);
        assert_eq!((images[0].format, images[0].dimensions), (BiometricImageFormat::Wsq, Some((2, 3))));
        for (at, byte) in [(0, b'X'), (5, b'2'), (13, 0), (18, 3), (18, 0), (35, 1), (46, 0)] {
            let mut twin = record.clone();
            twin[at] = byte;
            assert!(parse(&twin).is_err(), "{at}");
        }
        assert!(parse(&record[..record.len() - 1]).is_err());
    }

    #[test]
    fn grey_values_are_counted() {
        assert!(parse(&by_hand(0, [&[0; 6], &[0; 6]])).is_ok());
        assert_eq!(parse(&by_hand(0, [&[0; 6], &[0; 5]])), Err(LdsError::ImageFormat));
        assert_eq!(parse(&by_hand(2, [&[0; 6], &[0; 6]])), Err(LdsError::ImageFormat));
    }

    proptest! {
        #[test]
        fn changed_bytes_never_panic(at in 0usize..80, byte in any::<u8>(), cut in 0usize..80) {
            let mut record = by_hand(2, [&[0xFF, 0xA0, 0xFF], &[0xFF, 0xA0, 0xFF]]);
            if let Some(at) = record.get_mut(at) { *at = byte; }
            if let Ok(images) = parse(&record) { prop_assert!(images.len() <= MAXIMUM_VIEWS); }
            if cut < record.len() { prop_assert!(parse(&record[..cut]).is_err()); }
        }
    }
}
