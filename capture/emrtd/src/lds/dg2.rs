//! DG2, the encoded face, ICAO 9303-10 §4.7.2: face records of ISO/IEC 19794-5 or face image data blocks of 39794-5.

use super::biometric_template::{self, BiometricData};
use super::{FaceImage, LdsError, face_block, face_record};
use crate::tlv;
use std::fmt;

/// The content of DG2.
#[derive(Clone, PartialEq, Eq)]
pub struct DataGroup2 {
    faces: Vec<FaceImage>,
    lengths_right: bool,
}

/// Never shows a face.
impl fmt::Debug for DataGroup2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataGroup2 {{ {:?} }}", self.faces)
    }
}

impl DataGroup2 {
    /// Reads the file; there is at least one face in it.
    pub fn parse(bytes: &[u8]) -> Result<Self, LdsError> {
        let (mut faces, mut lengths_right) = (Vec::new(), true);
        for data in biometric_template::parse(bytes, 0x75)? {
            faces.extend(match data {
                BiometricData::Record(record) => {
                    let (faces, right) = face_record::parse(record)?;
                    lengths_right &= right;
                    faces
                }
                BiometricData::Block(block) => face_block::parse(&block)?,
            });
        }
        if faces.is_empty() { Err(LdsError::Count) } else { Ok(Self { faces, lengths_right }) }
    }

    /// The faces, first the one to compare with.
    pub fn faces(&self) -> &[FaceImage] {
        &self.faces
    }

    /// True where every face record is as long as it says; where not, it is off by some bytes.
    pub fn lengths_right(&self) -> bool {
        self.lengths_right
    }

    /// The file that holds one JPEG or JPEG 2000 image of this width and height.
    pub fn encode(image: &[u8], width: u16, height: u16) -> Result<Vec<u8>, LdsError> {
        let record = face_record::encode(image, width, height)?;
        let template = biometric_template::encode(&record);
        Ok(tlv::encode(0x75, &tlv::encode_all(0x7F61, &[&[0x02, 0x01, 0x01], &template])))
    }
}

#[cfg(test)]
mod tests {
    use super::super::ImageFormat;
    use super::*;
    use proptest::prelude::*;

    const JPEG: [u8; 6] = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2];

    #[test]
    fn one_face_and_its_rejecting_twins() {
        let bytes = DataGroup2::encode(&JPEG, 413, 531).unwrap();
        let group = DataGroup2::parse(&bytes).unwrap();
        assert_eq!(group.faces().len(), 1);
        assert_eq!(group.faces()[0].image(), JPEG);
        assert_eq!(group.faces()[0].format(), ImageFormat::Jpeg);
        assert_eq!((group.faces()[0].width(), group.faces()[0].height()), (413, 531));
        assert!(DataGroup2::parse(&bytes[..bytes.len() - 1]).is_err());
        let start = bytes.len() - JPEG.len();
        for position in [0, 2, start, start - 46, start - 36, start - 33, start - 30] {
            let mut twin = bytes.clone();
            twin[position] ^= 1;
            assert!(DataGroup2::parse(&twin).is_err(), "{position} of {}", bytes.len());
        }
        assert!(DataGroup2::encode(b"GIF89a", 1, 1).is_err());
    }

    #[test]
    fn a_record_length_may_be_off_by_eight_and_no_more() {
        let bytes = DataGroup2::encode(&JPEG, 413, 531).unwrap();
        let at = bytes.windows(8).position(|window| window == b"FAC\x00010\0").unwrap() + 11;
        let off_by = |difference: i16| {
            let mut bytes = bytes.clone();
            bytes[at] = u8::try_from(i16::from(bytes[at]) + difference).unwrap();
            DataGroup2::parse(&bytes).map(|group| group.lengths_right())
        };
        assert_eq!(off_by(0), Ok(true));
        for difference in [-8, -1, 1, 8] {
            assert_eq!(off_by(difference), Ok(false), "{difference}");
        }
        for difference in [-9, 9] {
            assert_eq!(off_by(difference), Err(LdsError::FaceRecord), "{difference}");
        }
    }

    #[test]
    fn the_count_of_templates_is_compared() {
        let template = biometric_template::encode(&face_record::encode(&JPEG, 413, 531).unwrap());
        let group = |count: u8, templates: usize| {
            let content = [vec![0x02, 0x01, count], template.repeat(templates)].concat();
            DataGroup2::parse(&tlv::encode(0x75, &tlv::encode(0x7F61, &content)))
        };
        assert_eq!(group(2, 2).map(|group| group.faces().len()), Ok(2));
        for (count, templates) in [(1, 2), (2, 1), (0, 0), (1, 0)] {
            assert_eq!(group(count, templates), Err(LdsError::Count), "{count} {templates}");
        }
    }

    proptest! {
        #[test]
        fn changed_bytes_never_panic(position in 0usize..90, byte in any::<u8>(), cut in 0usize..100) {
            let mut bytes = DataGroup2::encode(&JPEG, 413, 531).unwrap();
            if let Some(at) = bytes.get_mut(position) { *at = byte; }
            if let Ok(group) = DataGroup2::parse(&bytes) { prop_assert!(!group.faces().is_empty()); }
            if cut < bytes.len() { prop_assert!(DataGroup2::parse(&bytes[..cut]).is_err()); }
        }
    }
}
