//! DG15, the public key for Active Authentication, ICAO 9303-10 §4.7.15.

use super::LdsError;
use crate::tlv;

/// The content of DG15.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataGroup15 {
    subject_public_key_info: Vec<u8>,
}

impl DataGroup15 {
    /// Reads the file; the key itself is read by who verifies with it.
    pub fn parse(bytes: &[u8]) -> Result<Self, LdsError> {
        let mut reader = tlv::parse_exactly(bytes, 0x6F)?.children();
        let key = reader.expect(0x30)?;
        reader.finish()?;
        Ok(Self { subject_public_key_info: key.raw.to_vec() })
    }

    /// The SubjectPublicKeyInfo in DER.
    pub fn subject_public_key_info(&self) -> &[u8] {
        &self.subject_public_key_info
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_sequence_and_nothing_else() {
        let group = DataGroup15::parse(&[0x6F, 0x04, 0x30, 0x02, 0x05, 0x00]).unwrap();
        assert_eq!(group.subject_public_key_info(), [0x30, 0x02, 0x05, 0x00]);
        assert!(DataGroup15::parse(&[0x6F, 0x04, 0x31, 0x02, 0x05, 0x00]).is_err());
        assert!(DataGroup15::parse(&[0x6F, 0x05, 0x30, 0x02, 0x05, 0x00, 0x00]).is_err());
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            if let Ok(group) = DataGroup15::parse(&bytes) {
                prop_assert_eq!(tlv::encode(0x6F, group.subject_public_key_info()).len(), bytes.len());
            }
        }
    }
}
