//! DG16, persons to notify, ICAO 9303-10 §4.7.16.

use super::additional::{self, PersonName};
use super::{LdsError, PartialDate};
use crate::tlv::{self, Tlv};
use std::fmt;

/// The persons' templates are A1, A2 and so on.
const FIRST: u32 = 0xA1;
/// There is no tag for a sixteenth person.
const MAXIMUM_PERSONS: usize = 15;

/// A person to notify; what the issuer left out is `None` or empty.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PersonToNotify {
    /// When this was recorded.
    pub recorded: Option<PartialDate>,
    /// The person's name.
    pub name: Option<PersonName>,
    /// Telephone.
    pub telephone: Option<String>,
    /// The address, line by line.
    pub address: Vec<String>,
}

/// The content of DG16.
#[derive(Clone, PartialEq, Eq)]
pub struct DataGroup16 {
    persons: Vec<PersonToNotify>,
}

/// Never shows a person.
impl fmt::Debug for DataGroup16 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataGroup16 {{ {} }}", self.persons.len())
    }
}

/// Never shows the person.
impl fmt::Debug for PersonToNotify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonToNotify")
    }
}

impl DataGroup16 {
    /// Reads the file.
    pub fn parse(bytes: &[u8]) -> Result<Self, LdsError> {
        let mut reader = tlv::parse_exactly(bytes, 0x70)?.children();
        let count = reader.expect(0x02)?.value;
        let mut persons = Vec::new();
        let tags = FIRST..;
        for tag in tags.take(MAXIMUM_PERSONS) {
            match reader.optional(tag)? {
                Some(template) => persons.push(person(&template)?),
                None => break,
            }
        }
        reader.finish()?;
        let counted = matches!(count, [count] if usize::from(*count) == persons.len());
        if counted { Ok(Self { persons }) } else { Err(LdsError::Count) }
    }

    /// The persons in the issuer's order.
    pub fn persons(&self) -> &[PersonToNotify] {
        &self.persons
    }
}

fn person(template: &Tlv<'_>) -> Result<PersonToNotify, LdsError> {
    let details = additional::Details::of(template.children())?;
    Ok(PersonToNotify {
        recorded: details.date(0x5F50)?,
        name: details.name(0x5F51)?,
        telephone: details.text(0x5F52)?,
        address: details.lines(0x5F53)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn example() -> Vec<u8> {
        let first = [
            tlv::encode(0x5F50, b"20020101"),
            tlv::encode(0x5F51, b"SMITH<<CHARLES<R"),
            tlv::encode(0x5F52, b"19525551212"),
            tlv::encode(0x5F53, b"123<MAPLE<RD<ANYTOWN<MN<55100"),
        ];
        let second = [tlv::encode(0x5F51, b"BROWN<<MARY<J")];
        let content =
            [vec![2, 1, 2], tlv::encode(0xA1, &first.concat()), tlv::encode(0xA2, &second.concat())];
        tlv::encode(0x70, &content.concat())
    }

    #[test]
    fn two_persons_and_their_rejecting_twins() {
        let group = DataGroup16::parse(&example()).unwrap();
        let [first, second] = group.persons() else { panic!("{group:?}") };
        assert_eq!(first.name.as_ref().map(|name| name.primary_identifier.as_str()), Some("SMITH"));
        assert_eq!((first.telephone.as_deref(), first.address.len()), (Some("19525551212"), 6));
        assert_eq!(first.recorded, PartialDate::new(Some(2002), Some(1), Some(1)));
        assert_eq!((second.recorded, second.address.len()), (None, 0));
        assert!(!format!("{group:?} {first:?}").contains("SMITH"));
        let change = |wanted: &[u8], at: usize, byte: u8| {
            let mut bytes = example();
            let start = bytes.windows(wanted.len()).position(|window| window == wanted).unwrap();
            bytes[start + at] = byte;
            DataGroup16::parse(&bytes)
        };
        assert_eq!(change(&[2, 1, 2], 2, 3), Err(LdsError::Count));
        assert_eq!(change(b"20020101", 4, b'2'), Err(LdsError::Date));
        assert!(change(&[0xA2, 0x10], 0, 0xA3).is_err());
    }

    proptest! {
        #[test]
        fn changed_bytes_never_panic(at in 0usize..120, byte in any::<u8>(), cut in 0usize..120) {
            let mut bytes = example();
            if let Some(at) = bytes.get_mut(at) { *at = byte; }
            if let Ok(group) = DataGroup16::parse(&bytes) { prop_assert!(group.persons().len() <= 2); }
            if cut < bytes.len() { prop_assert!(DataGroup16::parse(&bytes[..cut]).is_err()); }
        }
    }
}
