//! DG13, optional details at the issuing State's discretion, ICAO 9303-10 §4.7.13: nobody else knows their form.

use super::LdsError;
use crate::tlv;
use std::fmt;

/// The content of DG13 as it stands.
#[derive(Clone, PartialEq, Eq)]
pub struct DataGroup13 {
    details: Vec<u8>,
}

/// Never shows what is in it.
impl fmt::Debug for DataGroup13 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataGroup13 {{ {} bytes }}", self.details.len())
    }
}

impl DataGroup13 {
    /// Reads the file.
    pub fn parse(bytes: &[u8]) -> Result<Self, LdsError> {
        Ok(Self { details: tlv::parse_exactly(bytes, 0x6D)?.value.to_vec() })
    }

    /// What the issuing State put into it.
    pub fn details(&self) -> &[u8] {
        &self.details
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_content_is_kept_and_no_other_file_is_taken(
            details in proptest::collection::vec(any::<u8>(), 0..200), cut in 0usize..200,
        ) {
            let bytes = tlv::encode(0x6D, &details);
            let group = DataGroup13::parse(&bytes);
            prop_assert_eq!(group.as_ref().map(DataGroup13::details), Ok(details.as_slice()));
            prop_assert!(DataGroup13::parse(&tlv::encode(0x6E, &details)).is_err());
            if cut < bytes.len() { prop_assert!(DataGroup13::parse(&bytes[..cut]).is_err()); }
        }
    }
}
