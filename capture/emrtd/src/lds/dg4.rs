//! DG4, the encoded irises, ICAO 9303-10 §4.7.4; only Terminal Authentication opens it.

use super::biometric_template::{self, BiometricData};
use super::{IrisImage, LdsError, iris_block, iris_record};

/// The content of DG4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataGroup4 {
    irises: Vec<IrisImage>,
}

impl DataGroup4 {
    /// Reads the file: iris records of ISO/IEC 19794-6 or iris image data blocks of 39794-6.
    pub fn parse(bytes: &[u8]) -> Result<Self, LdsError> {
        let mut irises = Vec::new();
        for data in biometric_template::parse(bytes, 0x76)? {
            irises.extend(match data {
                BiometricData::Record(record) => iris_record::parse(record)?,
                BiometricData::Block(block) => iris_block::parse(&block)?,
            });
        }
        Ok(Self { irises })
    }

    /// The irises; none where the holder's could not be taken.
    pub fn irises(&self) -> &[IrisImage] {
        &self.irises
    }
}

#[cfg(test)]
mod tests {
    use super::super::{BiometricImageFormat, Eye, PartialDate};
    use super::*;
    use proptest::prelude::*;

    /// Made by hand after ISO/IEC 39794-6: right and left eye, PNG, of 2021, quality 70 by algorithm 7 of 257.
    const BY_HAND: &str = "7681B47F6181B00201017F6081A9A10B810110870201018802002A7F2E8198A18195668192\
         A007800103810207E3A18186\
         3041800101A103800107820108A303800102840101850101860100A703810100A804800207E5\
         890989504E470D0A1A0A00AB10300EA00780020101810107A103800146\
         3041800102A103800107820108A303800102840101850101860100A703810100A804800207E5\
         890989504E470D0A1A0A00AB10300EA00780020101810107A103800146";

    #[test]
    fn irises_of_39794_6() {
        let mut bytes = hex::decode(BY_HAND).unwrap();
        let group = DataGroup4::parse(&bytes).unwrap();
        let [right, left] = group.irises() else { panic!("{group:?}") };
        assert_eq!((right.eye, left.eye), (Eye::Right, Eye::Left));
        assert_eq!((right.format, right.image.len()), (BiometricImageFormat::Png, 9));
        assert_eq!(right.captured, PartialDate::new(Some(2021), None, None));
        assert_eq!(left.qualities.first().and_then(|quality| quality.score), Some(70));
        let eye = bytes.windows(3).position(|window| window == [0x80, 1, 1]).unwrap();
        bytes[eye + 2] = 3;
        assert_eq!(DataGroup4::parse(&bytes), Err(LdsError::BiometricBlock));
    }

    proptest! {
        #[test]
        fn changed_bytes_never_panic(at in 0usize..190, byte in any::<u8>(), cut in 0usize..190) {
            let mut bytes = hex::decode(BY_HAND).unwrap();
            if let Some(at) = bytes.get_mut(at) { *at = byte; }
            if let Ok(group) = DataGroup4::parse(&bytes) { prop_assert!(group.irises().len() <= 2); }
            if cut < bytes.len() { prop_assert!(DataGroup4::parse(&bytes[..cut]).is_err()); }
        }
    }
}
