//! DG12, additional document details, ICAO 9303-10 §4.7.12.

use super::LdsError;
use super::additional::{Details, PersonName};
use std::fmt;

/// The content of DG12; what the issuer left out is `None` or empty.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DataGroup12 {
    /// The issuing authority.
    pub issuing_authority: Option<String>,
    /// The date of issue, YYYYMMDD.
    pub date_of_issue: Option<String>,
    /// Names of other persons on the document.
    pub other_persons: Vec<PersonName>,
    /// Endorsements and observations.
    pub endorsements: Option<String>,
    /// Tax and exit requirements.
    pub tax_and_exit_requirements: Option<String>,
    /// The front of the document, an image.
    pub image_of_front: Option<Vec<u8>>,
    /// The rear of the document, an image.
    pub image_of_rear: Option<Vec<u8>>,
    /// When the document was personalized, YYYYMMDDhhmmss.
    pub time_of_personalization: Option<String>,
    /// Serial number of the personalization system.
    pub personalization_system: Option<String>,
}

/// Never shows what is in it.
impl fmt::Debug for DataGroup12 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataGroup12")
    }
}

impl DataGroup12 {
    /// Reads the file.
    pub fn parse(bytes: &[u8]) -> Result<Self, LdsError> {
        let details = Details::parse(bytes, 0x6C)?;
        Ok(Self {
            issuing_authority: details.text(0x5F19)?,
            date_of_issue: details.date(0x5F26)?,
            other_persons: details.names(0x5F1A)?,
            endorsements: details.text(0x5F1B)?,
            tax_and_exit_requirements: details.text(0x5F1C)?,
            image_of_front: details.image(0x5F1D),
            image_of_rear: details.image(0x5F1E),
            time_of_personalization: details.date(0x5F55)?,
            personalization_system: details.text(0x5F56)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tlv;
    use proptest::prelude::*;

    fn example() -> Vec<u8> {
        let parts = [
            tlv::encode(0x5C, &[0x5F, 0x19, 0x5F, 0x26]),
            tlv::encode(0x5F19, b"UNITED<STATES<OF<AMERICA"),
            tlv::encode(0x5F26, b"20020531"),
        ];
        tlv::encode(0x6C, &parts.concat())
    }

    #[test]
    fn example_of_9303_10_4_7_12() {
        let group = DataGroup12::parse(&example()).unwrap();
        assert_eq!(group.issuing_authority.as_deref(), Some("UNITED STATES OF AMERICA"));
        assert_eq!(group.date_of_issue.as_deref(), Some("20020531"));
        assert!(group.other_persons.is_empty() && group.image_of_front.is_none());
        let mut twin = example();
        *twin.last_mut().unwrap() = b'<';
        assert!(matches!(DataGroup12::parse(&twin), Err(LdsError::Text)));
    }

    proptest! {
        #[test]
        fn changed_bytes_never_panic(position in 0usize..60, byte in any::<u8>(), cut in 0usize..60) {
            let mut bytes = example();
            if let Some(at) = bytes.get_mut(position) { *at = byte; }
            let _ = DataGroup12::parse(&bytes);
            if cut < bytes.len() { prop_assert!(DataGroup12::parse(&bytes[..cut]).is_err()); }
        }
    }
}
