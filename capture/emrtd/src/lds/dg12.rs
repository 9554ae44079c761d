//! DG12, additional document details, ICAO 9303-10 §4.7.12.

use super::additional::{Details, PersonName, PersonalizationTime};
use super::{LdsError, PartialDate};
use std::fmt;

/// The content of DG12; what the issuer left out is `None` or empty.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DataGroup12 {
    /// The issuing authority.
    pub issuing_authority: Option<String>,
    /// The date of issue.
    pub date_of_issue: Option<PartialDate>,
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
    /// When the document was personalized.
    pub time_of_personalization: Option<PersonalizationTime>,
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
            time_of_personalization: details.time(0x5F55)?,
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
        assert_eq!(group.date_of_issue, PartialDate::new(Some(2002), Some(5), Some(31)));
        assert!(group.other_persons.is_empty() && group.image_of_front.is_none());
        let mut twin = example();
        *twin.last_mut().unwrap() = b'<';
        assert!(matches!(DataGroup12::parse(&twin), Err(LdsError::Date)));
    }

    #[test]
    fn the_time_of_personalization_is_digits_or_binary_coded() {
        let written = |time: &[u8]| {
            let parts = [tlv::encode(0x5C, &[0x5F, 0x55]), tlv::encode(0x5F55, time)].concat();
            DataGroup12::parse(&tlv::encode(0x6C, &parts)).map(|group| group.time_of_personalization)
        };
        let time = written(b"20020531235959").unwrap().unwrap();
        assert_eq!(time.time_of_day, Some((23, 59, 59)));
        assert_eq!(written(&[0x20, 0x02, 0x05, 0x31, 0x23, 0x59, 0x59]), Ok(Some(time)));
        let day = written(b"20020531").unwrap().unwrap();
        assert_eq!((day.date, day.time_of_day), (time.date, None));
        for wrong in
            [&b"20020531245959"[..], b"2002053123595", b"20020531+35959", &[0x20, 2, 5, 0x31, 0x24, 0, 0]]
        {
            assert_eq!(written(wrong), Err(LdsError::Date));
        }
    }

    #[test]
    fn every_tag_of_the_standard() {
        let persons = [vec![0x02, 0x01, 0x01], tlv::encode(0x5F1A, b"SMITH<<BRENDA<P")].concat();
        let parts = [
            tlv::encode(0x5C, &[]),
            tlv::encode(0xA0, &persons),
            tlv::encode(0x5F1B, b"NONE"),
            tlv::encode(0x5F1C, b"NONE"),
            tlv::encode(0x5F1D, b"front"),
            tlv::encode(0x5F1E, b"rear"),
            tlv::encode(0x5F56, b"SERIAL<1"),
        ];
        let group = DataGroup12::parse(&tlv::encode(0x6C, &parts.concat())).unwrap();
        assert_eq!((group.other_persons.len(), group.endorsements.is_some()), (1, true));
        assert!(group.image_of_front.is_some() && group.image_of_rear.is_some());
        assert_eq!(group.personalization_system.as_deref(), Some("SERIAL 1"));
        assert!(group.tax_and_exit_requirements.is_some() && group.issuing_authority.is_none());
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
