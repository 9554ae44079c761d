//! DG11, additional personal details, ICAO 9303-10 §4.7.11.

use super::additional::{Details, PersonName};
use super::{LdsError, PartialDate};
use std::fmt;

/// The content of DG11; what the issuer left out is `None` or empty.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DataGroup11 {
    /// The full name in national characters.
    pub name: Option<PersonName>,
    /// Other names.
    pub other_names: Vec<PersonName>,
    /// The personal number.
    pub personal_number: Option<String>,
    /// The full date of birth, as far as it is known.
    pub date_of_birth: Option<PartialDate>,
    /// Place of birth: town, region, State.
    pub place_of_birth: Vec<String>,
    /// The address, line by line.
    pub address: Vec<String>,
    /// Telephone.
    pub telephone: Option<String>,
    /// Profession.
    pub profession: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Personal summary.
    pub personal_summary: Option<String>,
    /// Proof of citizenship, an image.
    pub proof_of_citizenship: Option<Vec<u8>>,
    /// Numbers of other valid travel documents.
    pub other_documents: Vec<String>,
    /// Custody information.
    pub custody: Option<String>,
}

/// Never shows what is in it.
impl fmt::Debug for DataGroup11 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataGroup11")
    }
}

impl DataGroup11 {
    /// Reads the file.
    pub fn parse(bytes: &[u8]) -> Result<Self, LdsError> {
        let details = Details::parse(bytes, 0x6B)?;
        Ok(Self {
            name: details.name(0x5F0E)?,
            other_names: details.names(0x5F0F)?,
            personal_number: details.text(0x5F10)?,
            date_of_birth: details.date(0x5F2B)?,
            place_of_birth: details.lines(0x5F11)?,
            address: details.lines(0x5F42)?,
            telephone: details.text(0x5F12)?,
            profession: details.text(0x5F13)?,
            title: details.text(0x5F14)?,
            personal_summary: details.text(0x5F15)?,
            proof_of_citizenship: details.image(0x5F16),
            other_documents: details.lines(0x5F17)?,
            custody: details.text(0x5F18)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tlv;
    use proptest::prelude::*;

    fn example(name: &[u8], birth: &[u8]) -> Vec<u8> {
        let other = [vec![0x02, 0x01, 0x01], tlv::encode(0x5F0F, b"SMITH<<J")].concat();
        let parts = [
            tlv::encode(0x5C, &[0x5F, 0x0E, 0x5F, 0x2B, 0x5F, 0x11, 0xA0]),
            tlv::encode(0x5F0E, name),
            tlv::encode(0x5F2B, birth),
            tlv::encode(0x5F11, b"ANYTOWN<MN"),
            tlv::encode(0xA0, &other),
        ];
        tlv::encode(0x6B, &parts.concat())
    }

    #[test]
    fn texts_dates_and_repeated_names() {
        let group = DataGroup11::parse(&example("ÅSE<<BJØRG<LI".as_bytes(), b"19740812")).unwrap();
        let name = group.name.unwrap();
        assert_eq!(
            (name.primary_identifier.as_str(), name.secondary_identifier.as_str()),
            ("ÅSE", "BJØRG LI")
        );
        assert_eq!(group.date_of_birth, PartialDate::new(Some(1974), Some(8), Some(12)));
        assert_eq!(group.place_of_birth, ["ANYTOWN", "MN"]);
        let [other] = &group.other_names[..] else { panic!("{:?}", group.other_names) };
        assert_eq!((other.primary_identifier.as_str(), other.secondary_identifier.as_str()), ("SMITH", "J"));
        assert_eq!(group.address, [""; 0]);
        let coded = DataGroup11::parse(&example(b"A", &[0x19, 0x74, 0x08, 0x12])).unwrap();
        assert_eq!(coded.date_of_birth, group.date_of_birth);
        for part in [&b"1974<<<<"[..], b"19740000", b"1974", &[0x19, 0x74, 0x00, 0x00]] {
            let birth = DataGroup11::parse(&example(b"A", part)).unwrap().date_of_birth;
            assert_eq!(birth, PartialDate::new(Some(1974), None, None));
        }
        for blank in [&b""[..], b"<<<<<<<<", b"        "] {
            assert_eq!(DataGroup11::parse(&example(b"A", blank)).unwrap().date_of_birth, None);
        }
    }

    #[test]
    fn rejecting_twins() {
        assert!(matches!(DataGroup11::parse(&example(b"\xC3\x28", b"19740812")), Err(LdsError::Text)));
        assert!(matches!(DataGroup11::parse(&example(b"A", b"1974081x")), Err(LdsError::Date)));
        assert!(matches!(DataGroup11::parse(&example(b"A", b"<<<<<<<0")), Err(LdsError::Date)));
        let mut other_tag = example(b"A", b"19740812");
        other_tag[0] = 0x6C;
        assert!(matches!(DataGroup11::parse(&other_tag), Err(LdsError::Structure(_))));
    }

    #[test]
    fn every_tag_of_the_standard_and_one_of_nobody() {
        let texts = [
            (0x5F10, "ZE184226B"),
            (0x5F42, "10<MAIN<ST<ANYTOWN"),
            (0x5F12, "19525551212"),
            (0x5F13, "TRAVEL<AGENT"),
            (0x5F14, "DR"),
            (0x5F15, "NONE"),
            (0x5F16, "image"),
            (0x5F17, "L898902C3<M123456"),
            (0x5F18, "NONE"),
            (0x5F7F, "of nobody"),
        ];
        let objects: Vec<u8> =
            texts.iter().flat_map(|(tag, text)| tlv::encode(*tag, text.as_bytes())).collect();
        let other = tlv::encode(0x5F0F, b"SMITH<<J<<JUNIOR");
        let bytes = tlv::encode(0x6B, &[tlv::encode(0x5C, &[]), objects, other].concat());
        let group = DataGroup11::parse(&bytes).unwrap();
        assert_eq!((group.address.len(), group.other_documents.len()), (4, 2));
        assert_eq!(group.profession.as_deref(), Some("TRAVEL AGENT"));
        assert_eq!(group.proof_of_citizenship.as_deref(), Some(&b"image"[..]));
        let [other] = &group.other_names[..] else { panic!("{:?}", group.other_names) };
        assert_eq!(other.secondary_identifier, "J JUNIOR");
        let told =
            [group.personal_number, group.telephone, group.title, group.personal_summary, group.custody];
        assert!(told.iter().all(Option::is_some));
    }

    #[test]
    fn a_repeated_object_and_a_wrong_count_are_refused() {
        let whole = example(b"A", b"19740812");
        let position = whole.windows(3).position(|bytes| bytes == [0x02, 0x01, 0x01]).unwrap();
        let mut miscounted = whole.clone();
        miscounted[position + 2] = 2;
        assert_eq!(DataGroup11::parse(&miscounted), Err(LdsError::Count));
        let mut twice = whole;
        let position = twice.windows(3).rposition(|bytes| bytes == [0x5F, 0x2B, 8]).unwrap();
        twice[position + 1] = 0x0E;
        assert_eq!(DataGroup11::parse(&twice), Err(LdsError::Repeated));
    }

    proptest! {
        #[test]
        fn changed_bytes_never_panic(position in 0usize..80, byte in any::<u8>(), cut in 0usize..80) {
            let mut bytes = example(b"A", b"19740812");
            if let Some(at) = bytes.get_mut(position) { *at = byte; }
            let _ = DataGroup11::parse(&bytes);
            if cut < bytes.len() { prop_assert!(DataGroup11::parse(&bytes[..cut]).is_err()); }
        }
    }
}
