//! The elementary files of the eMRTD application, ICAO 9303-10 §4.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A data group by its number, 1 to 16.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct DataGroup(u8);

impl DataGroup {
    /// Machine readable zone information.
    pub const DG1: Self = Self(1);
    /// Encoded face.
    pub const DG2: Self = Self(2);
    /// Additional personal details.
    pub const DG11: Self = Self(11);
    /// Additional document details.
    pub const DG12: Self = Self(12);
    /// Security options: Chip Authentication and PACE.
    pub const DG14: Self = Self(14);
    /// Active Authentication public key.
    pub const DG15: Self = Self(15);

    /// The data group with this number, if there is one.
    pub fn new(number: u8) -> Option<Self> {
        matches!(number, 1..=16).then_some(Self(number))
    }

    /// Its number, 1 to 16.
    pub fn number(self) -> u8 {
        self.0
    }

    /// The tag of its outermost data object, ICAO 9303-10 table 31.
    pub fn tag(self) -> u8 {
        const TAGS: [u8; 16] =
            [0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70];
        TAGS.get(usize::from(self.0).saturating_sub(1)).copied().unwrap_or(0)
    }

    /// The data group whose outermost data object has this tag.
    pub fn from_tag(tag: u8) -> Option<Self> {
        (1..=16).map(Self).find(|group| group.tag() == tag)
    }
}

impl TryFrom<u8> for DataGroup {
    type Error = &'static str;
    fn try_from(number: u8) -> Result<Self, Self::Error> {
        Self::new(number).ok_or("a data group has a number from 1 to 16")
    }
}

impl From<DataGroup> for u8 {
    fn from(group: DataGroup) -> Self {
        group.0
    }
}

impl fmt::Display for DataGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DG{}", self.0)
    }
}

/// A file on the chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ElementaryFile {
    /// EF.CardAccess in the master file: PACE parameters, readable by anybody.
    CardAccess,
    /// EF.COM: the chip's own list of its data groups, not signed.
    Com,
    /// EF.SOD: the document security object.
    Sod,
    /// A data group.
    DataGroup(DataGroup),
}

impl ElementaryFile {
    /// The two-byte file identifier.
    pub fn identifier(self) -> u16 {
        match self {
            Self::CardAccess => 0x011C,
            Self::Com => 0x011E,
            Self::Sod => 0x011D,
            Self::DataGroup(group) => 0x0100 | u16::from(group.number()),
        }
    }

    /// The file with this identifier.
    pub fn from_identifier(identifier: u16) -> Option<Self> {
        match identifier {
            0x011C => Some(Self::CardAccess),
            0x011E => Some(Self::Com),
            0x011D => Some(Self::Sod),
            _ => match identifier.to_be_bytes() {
                [0x01, number] => DataGroup::new(number).map(Self::DataGroup),
                _ => None,
            },
        }
    }

    /// The name with which it is stored in a folder, for example `EF_DG1.bin`.
    pub fn file_name(self) -> String {
        format!("{}.bin", self.to_string().replace('.', "_"))
    }

    /// The file whose [`Self::file_name`] this is.
    pub fn from_file_name(name: &str) -> Option<Self> {
        name.strip_suffix(".bin")?.replace('_', ".").parse().ok()
    }
}

impl std::str::FromStr for ElementaryFile {
    type Err = &'static str;
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "EF.CardAccess" => Ok(Self::CardAccess),
            "EF.COM" => Ok(Self::Com),
            "EF.SOD" => Ok(Self::Sod),
            _ => name
                .strip_prefix("EF.DG")
                .filter(|number| !number.starts_with(['0', '+']))
                .and_then(|number| number.parse().ok())
                .and_then(DataGroup::new)
                .map(Self::DataGroup)
                .ok_or("no such file in the eMRTD application"),
        }
    }
}

/// `EF.COM`, `EF.SOD`, `EF.DG1`: the names used in reports and records.
impl fmt::Display for ElementaryFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CardAccess => f.write_str("EF.CardAccess"),
            Self::Com => f.write_str("EF.COM"),
            Self::Sod => f.write_str("EF.SOD"),
            Self::DataGroup(group) => write!(f, "EF.DG{}", group.number()),
        }
    }
}

impl Serialize for ElementaryFile {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ElementaryFile {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_identifiers_and_tags_agree() {
        for group in (1..=16).filter_map(DataGroup::new) {
            let file = ElementaryFile::DataGroup(group);
            assert_eq!(file.to_string().parse(), Ok(file));
            assert_eq!(ElementaryFile::from_identifier(file.identifier()), Some(file));
            assert_eq!(ElementaryFile::from_file_name(&file.file_name()), Some(file));
            assert_eq!(DataGroup::from_tag(group.tag()), Some(group));
        }
        assert_eq!(DataGroup::new(17), None);
        assert!("EF.DG017".parse::<ElementaryFile>().is_err());
    }
}
