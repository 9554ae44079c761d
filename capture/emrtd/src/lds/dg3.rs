//! DG3, the encoded fingers, ICAO 9303-10 §4.7.3; only Terminal Authentication opens it.

use super::biometric_template::{self, BiometricData};
use super::{FingerImage, LdsError, finger_block, finger_record};

/// The content of DG3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataGroup3 {
    fingers: Vec<FingerImage>,
}

impl DataGroup3 {
    /// Reads the file: finger records of ISO/IEC 19794-4 or finger image data blocks of 39794-4.
    pub fn parse(bytes: &[u8]) -> Result<Self, LdsError> {
        let mut fingers = Vec::new();
        for data in biometric_template::parse(bytes, 0x63)? {
            fingers.extend(match data {
                BiometricData::Record(record) => finger_record::parse(record)?,
                BiometricData::Block(block) => finger_block::parse(&block)?,
            });
        }
        Ok(Self { fingers })
    }

    /// The fingers; none where the holder's could not be taken.
    pub fn fingers(&self) -> &[FingerImage] {
        &self.fingers
    }
}

#[cfg(test)]
mod tests {
    use super::super::BiometricImageFormat;
    use super::*;
    use proptest::prelude::*;

    /// Made by hand after ISO/IEC 39794-4: right and left index finger, WSQ, quality 70 by algorithm 7 of 257.
    const BY_HAND: &str = "637C7F61790201017F6073A10B81010887020101880200287F2E63A161645FA007800103810207E3A154\
         3028A003800102A103800100A2038001018305FFA0FFA401A610300EA00780020101810107A103800146\
         3028A003800107A103800100A2038001018305FFA0FFA401A610300EA00780020101810107A103800146";

    #[test]
    fn fingers_of_39794_4() {
        let mut bytes = hex::decode(BY_HAND).unwrap();
        let group = DataGroup3::parse(&bytes).unwrap();
        let codes: Vec<u8> = group.fingers().iter().map(|finger| finger.position.code()).collect();
        assert_eq!(codes, [2, 7]);
        let [first, _] = group.fingers() else { panic!("{group:?}") };
        assert_eq!((first.format, first.image.len()), (BiometricImageFormat::Wsq, 5));
        assert_eq!(first.qualities.first().and_then(|quality| quality.score), Some(70));
        let block = bytes.iter().position(|byte| *byte == 0x64).unwrap();
        bytes[block] = 0x65;
        assert_eq!(DataGroup3::parse(&bytes), Err(LdsError::BiometricBlock));
    }

    #[test]
    fn no_finger_is_told_with_random_bytes() {
        let none = hex::decode("630D7F610A020100530501020304FF").unwrap();
        let fingers = DataGroup3::parse(&none).map(|group| group.fingers().len());
        assert_eq!(fingers, Ok(0));
        let one = hex::decode("630D7F610A020101530501020304FF").unwrap();
        assert_eq!(DataGroup3::parse(&one), Err(LdsError::Count));
    }

    proptest! {
        #[test]
        fn changed_bytes_never_panic(at in 0usize..130, byte in any::<u8>(), cut in 0usize..130) {
            let mut bytes = hex::decode(BY_HAND).unwrap();
            if let Some(at) = bytes.get_mut(at) { *at = byte; }
            if let Ok(group) = DataGroup3::parse(&bytes) { prop_assert!(group.fingers().len() <= 2); }
            if cut < bytes.len() { prop_assert!(DataGroup3::parse(&bytes[..cut]).is_err()); }
        }
    }
}
