//! What DG11 and DG12 share: a tag list, then the data objects it names.

use super::LdsError;
use crate::tlv::{self, Tlv};
use std::collections::BTreeMap;

/// More data objects than the standard has tags for are refused.
const MAXIMUM_OBJECTS: usize = 64;

/// The data objects of a data group by their tag.
pub(super) struct Details<'a> {
    objects: BTreeMap<u32, Tlv<'a>>,
}

impl<'a> Details<'a> {
    /// Reads the file with this tag.
    pub(super) fn parse(bytes: &'a [u8], tag: u8) -> Result<Self, LdsError> {
        let mut reader = tlv::parse_exactly(bytes, u32::from(tag))?.children();
        reader.expect(0x5C)?;
        let mut objects = BTreeMap::new();
        while let Some(object) = reader.next_object()? {
            if objects.len() == MAXIMUM_OBJECTS {
                return Err(LdsError::TagList);
            }
            objects.insert(object.tag, object);
        }
        Ok(Self { objects })
    }

    /// The text with this tag, fillers as spaces.
    pub(super) fn text(&self, tag: u32) -> Result<Option<String>, LdsError> {
        self.objects.get(&tag).map(|object| text(object.value)).transpose()
    }

    /// Texts whose parts are separated by a filler, for example the lines of an address.
    pub(super) fn lines(&self, tag: u32) -> Result<Vec<String>, LdsError> {
        let whole = match self.objects.get(&tag) {
            Some(object) => utf8(object.value)?,
            None => return Ok(Vec::new()),
        };
        Ok(whole.split('<').filter(|line| !line.is_empty()).map(str::to_owned).collect())
    }

    /// A date YYYYMMDD, written as digits or, by older issuers, as binary coded decimals.
    pub(super) fn date(&self, tag: u32) -> Result<Option<String>, LdsError> {
        let Some(object) = self.objects.get(&tag) else { return Ok(None) };
        let digits = if matches!(object.value.len(), 4 | 7) {
            hex::encode(object.value)
        } else {
            utf8(object.value)?.to_owned()
        };
        let good = digits.len() >= 8 && digits.bytes().all(|byte| byte.is_ascii_digit());
        if good { Ok(Some(digits)) } else { Err(LdsError::Text) }
    }

    /// The texts with `tag` inside the template A0: a count, then one object each.
    pub(super) fn repeated(&self, tag: u32) -> Result<Vec<String>, LdsError> {
        let Some(template) = self.objects.get(&0xA0) else { return Ok(Vec::new()) };
        let mut reader = template.children();
        reader.expect(0x02)?;
        let mut texts = Vec::new();
        while let Some(object) = reader.optional(tag)? {
            texts.push(text(object.value)?);
        }
        reader.finish()?;
        Ok(texts)
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
    let words: Vec<&str> = utf8(bytes)?.split(['<', ' ']).filter(|word| !word.is_empty()).collect();
    Ok(words.join(" "))
}
