//! What DG11, DG12 and DG16 share: data objects of texts, names and dates; DG11 and DG12 begin with a tag list.

use super::{LdsError, PartialDate};
use crate::tlv::{self, Reader, Tlv};
use std::collections::BTreeMap;
use std::fmt;

/// More data objects than the standard has tags for are refused.
const MAXIMUM_OBJECTS: usize = 64;

/// A name in national characters, ICAO 9303-10 §4.7.11.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName {
    /// The primary identifier.
    pub primary_identifier: String,
    /// The secondary identifier; empty when there is none.
    pub secondary_identifier: String,
}

/// Never shows the name.
impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName")
    }
}

/// When a document was personalized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonalizationTime {
    /// The day.
    pub date: PartialDate,
    /// Hour, minute and second.
    pub time_of_day: Option<(u8, u8, u8)>,
}

impl PersonalizationTime {
    fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.split_at_checked(8)?;
        let part = |range, last: u8| {
            let digits: &str = time.get(range)?;
            let number: u8 =
                digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())??;
            (number <= last).then_some(number)
        };
        let time_of_day = match time.len() {
            0 => None,
            // The last second of a day may be a leap second.
            6 => Some((part(0..2, 23)?, part(2..4, 59)?, part(4..6, 60)?)),
            _ => return None,
        };
        Some(Self { date: PartialDate::parse(date)?, time_of_day })
    }
}

/// The data objects of a data group by their tag.
pub(super) struct Details<'a> {
    objects: BTreeMap<u32, Tlv<'a>>,
}

impl<'a> Details<'a> {
    /// Reads the file with this tag.
    pub(super) fn parse(bytes: &'a [u8], tag: u8) -> Result<Self, LdsError> {
        let mut reader = tlv::parse_exactly(bytes, u32::from(tag))?.children();
        reader.expect(0x5C)?;
        Self::of(reader)
    }

    /// Reads the objects of a template.
    pub(super) fn of(mut reader: Reader<'a>) -> Result<Self, LdsError> {
        let mut objects = BTreeMap::new();
        while let Some(object) = reader.next_object()? {
            if objects.len() == MAXIMUM_OBJECTS {
                return Err(LdsError::TagList);
            }
            if objects.insert(object.tag, object).is_some() {
                return Err(LdsError::Repeated);
            }
        }
        Ok(Self { objects })
    }

    /// The text with this tag, fillers as spaces.
    pub(super) fn text(&self, tag: u32) -> Result<Option<String>, LdsError> {
        self.objects.get(&tag).map(|object| text(object.value)).transpose()
    }

    /// The name with this tag.
    pub(super) fn name(&self, tag: u32) -> Result<Option<PersonName>, LdsError> {
        self.objects.get(&tag).map(|object| name(object.value)).transpose()
    }

    /// Texts whose parts are separated by a filler, for example the lines of an address.
    pub(super) fn lines(&self, tag: u32) -> Result<Vec<String>, LdsError> {
        let whole = match self.objects.get(&tag) {
            Some(object) => utf8(object.value)?,
            None => return Ok(Vec::new()),
        };
        Ok(whole.split('<').filter(|line| !line.is_empty()).map(str::to_owned).collect())
    }

    /// A date YYYYMMDD, written as digits or, by older issuers, as binary coded decimals; a blank one is none.
    pub(super) fn date(&self, tag: u32) -> Result<Option<PartialDate>, LdsError> {
        let Some(digits) = self.digits(tag)? else { return Ok(None) };
        PartialDate::parse(&digits).ok_or(LdsError::Date).map(Some)
    }

    /// A time YYYYMMDDhhmmss; the time of day may be left out.
    pub(super) fn time(&self, tag: u32) -> Result<Option<PersonalizationTime>, LdsError> {
        let Some(digits) = self.digits(tag)? else { return Ok(None) };
        PersonalizationTime::parse(&digits).ok_or(LdsError::Date).map(Some)
    }

    fn digits(&self, tag: u32) -> Result<Option<String>, LdsError> {
        let Some(object) = self.objects.get(&tag) else { return Ok(None) };
        let written = object.value;
        let blank = written.iter().all(|byte| matches!(byte, b'<' | b' '));
        let coded = matches!(written.len(), 4 | 7) && !written.iter().all(u8::is_ascii_digit);
        match (blank, coded) {
            (true, _) => Ok(None),
            (false, true) => Ok(Some(hex::encode(written))),
            (false, false) => Ok(Some(utf8(written)?.to_owned())),
        }
    }

    /// The names with `tag`: inside the template A0, their count and one object each, or one outside it.
    pub(super) fn names(&self, tag: u32) -> Result<Vec<PersonName>, LdsError> {
        let Some(template) = self.objects.get(&0xA0) else {
            return Ok(self.name(tag)?.into_iter().collect());
        };
        let mut reader = template.children();
        let count = reader.expect(0x02)?.value;
        let mut names = Vec::new();
        while let Some(object) = reader.optional(tag)? {
            if names.len() == usize::from(u8::MAX) {
                return Err(LdsError::Count);
            }
            names.push(name(object.value)?);
        }
        reader.finish()?;
        let counted = matches!(count, [count] if usize::from(*count) == names.len());
        if counted { Ok(names) } else { Err(LdsError::Count) }
    }

    /// The bytes with this tag: an image.
    pub(super) fn image(&self, tag: u32) -> Option<Vec<u8>> {
        self.objects.get(&tag).map(|object| object.value.to_vec())
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, LdsError> {
    std::str::from_utf8(bytes).map_err(|_| LdsError::Text)
}

fn text(bytes: &[u8]) -> Result<String, LdsError> {
    Ok(spaced(utf8(bytes)?))
}

/// Two fillers stand between primary and secondary identifier.
fn name(bytes: &[u8]) -> Result<PersonName, LdsError> {
    let whole = utf8(bytes)?;
    let (primary, secondary) = whole.split_once("<<").unwrap_or((whole, ""));
    Ok(PersonName { primary_identifier: spaced(primary), secondary_identifier: spaced(secondary) })
}

fn spaced(text: &str) -> String {
    let words: Vec<&str> = text.split(['<', ' ']).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}
