//! The face image data block inside DG2, ISO/IEC 39794-5:2019, in DER.

use super::extensible_block::{Block, representations};
use super::{FaceImage, ImageFormat, LdsError};
use crate::tlv::Tlv;

/// \[APPLICATION 5\]
const TAG: u32 = 0x65;

/// The images of a data block.
pub(super) fn parse(object: &Tlv<'_>) -> Result<Vec<FaceImage>, LdsError> {
    representations(object, TAG)?.iter().map(face).collect()
}

fn face(representation: &Block<'_>) -> Result<FaceImage, LdsError> {
    representation.integer(0)?.ok_or(LdsError::BiometricBlock)?;
    // ImageRepresentation and ImageRepresentationBase are choices; a shape in three dimensions is no portrait.
    let picture = representation.required(1)?.required(0)?.required(0)?;
    let image = picture.octets(0)?;
    let (width, height) = size(&picture.required(1)?)?;
    Ok(FaceImage {
        format: ImageFormat::of(image).ok_or(LdsError::ImageFormat)?,
        width,
        height,
        image: image.to_vec(),
        captured: representation.date(2)?,
        qualities: representation.qualities(3)?,
    })
}

/// ImageSizeBlock; zero where it is left out.
fn size(information: &Block<'_>) -> Result<(u16, u16), LdsError> {
    information.code(0)?.ok_or(LdsError::BiometricBlock)?;
    let Some(block) = information.block(7)? else { return Ok((0, 0)) };
    let side = |number| match block.integer(number)?.map(u16::try_from) {
        Some(Ok(side)) => Ok(side),
        _ => Err(LdsError::BiometricBlock),
    };
    Ok((side(0)?, side(1)?))
}

#[cfg(test)]
mod tests {
    use super::super::{DataGroup2, PartialDate};
    use super::*;
    use crate::tlv::Reader;
    use proptest::prelude::*;

    /// DG2 made by hand: generation 3 of 2019; a JPEG of 3 by 260, of May 2021, quality 70 by algorithm 7 of 257.
    const BY_HAND: &str = "75667F61630201017F605DA10B81010287020101880200297F2E4DA14B6549A007800103810207E3A13E303C\
         800101A11CA01AA0188006FFD8FFE00102A10EA003800102A70780010381020104A207800207E5810105\
         A310300EA00780020101810107A103800146";

    fn by_hand() -> Vec<u8> {
        hex::decode(BY_HAND).unwrap()
    }

    fn position(bytes: &[u8], wanted: &[u8]) -> usize {
        bytes.windows(wanted.len()).position(|window| window == wanted).unwrap()
    }

    #[test]
    fn image_size_date_and_quality() {
        let group = DataGroup2::parse(&by_hand()).unwrap();
        let [face] = group.faces() else { panic!("{group:?}") };
        assert_eq!((face.format(), face.width(), face.height()), (ImageFormat::Jpeg, 3, 260));
        assert_eq!(face.image(), [0xFF, 0xD8, 0xFF, 0xE0, 1, 2]);
        assert_eq!(face.captured(), PartialDate::new(Some(2021), Some(5), None));
        let [quality] = face.qualities() else { panic!("{:?}", face.qualities()) };
        assert_eq!((quality.organization, quality.algorithm, quality.score), (257, 7, Some(70)));
    }

    #[test]
    fn one_byte_apart_is_refused() {
        let change = |wanted: &[u8], at: usize, byte: u8| {
            let mut bytes = by_hand();
            let start = position(&bytes, wanted);
            bytes[start + at] = byte;
            DataGroup2::parse(&bytes)
        };
        assert_eq!(change(&[0x65, 0x49], 0, 0x64), Err(LdsError::BiometricBlock));
        assert_eq!(change(&[0x80, 1, 3], 2, 2), Err(LdsError::BiometricBlock));
        assert_eq!(change(&[0x80, 6, 0xFF], 0, 0x82), Err(LdsError::BiometricBlock));
        assert_eq!(change(&[0xFF, 0xD8, 0xFF], 1, 0xD9), Err(LdsError::ImageFormat));
        assert_eq!(change(&[0x81, 1, 5], 2, 13), Err(LdsError::Date));
        assert_eq!(change(&[0x81, 1, 5], 0, 0x80), Err(LdsError::Repeated));
        assert_eq!(change(&[0x81, 2, 1, 4], 2, 0x81), Err(LdsError::BiometricBlock));
    }

    #[test]
    fn a_later_code_falls_back() {
        let choice = |bytes: &[u8]| Block::parse(Reader::new(bytes)).and_then(|choice| choice.code(0));
        assert_eq!(choice(&[0xA0, 3, 0x80, 1, 2]), Ok(Some(2)));
        assert_eq!(choice(&[0xA0, 5, 0xA1, 3, 0x80, 1, 4]), Ok(Some(4)));
        assert_eq!(choice(&[0xA0, 5, 0xA2, 3, 0x80, 1, 4]), Err(LdsError::BiometricBlock));
        assert_eq!(choice(&[0xA1, 3, 0x80, 1, 2]), Ok(None));
    }

    proptest! {
        #[test]
        fn changed_bytes_never_panic(position in 0usize..104, byte in any::<u8>(), cut in 0usize..104) {
            let mut bytes = by_hand();
            if let Some(at) = bytes.get_mut(position) { *at = byte; }
            if let Ok(group) = DataGroup2::parse(&bytes) { prop_assert!(!group.faces().is_empty()); }
            if cut < bytes.len() { prop_assert!(DataGroup2::parse(&bytes[..cut]).is_err()); }
        }
    }
}
