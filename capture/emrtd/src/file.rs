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
    /// Encoded fingers.
    pub const DG3: Self = Self(3);
    /// Encoded irises.
    pub const DG4: Self = Self(4);
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

    /// True for fingerprints and irises, which TR-03110-1 §1.1 keeps from terminals that nobody authorized.
    pub fn is_guarded(self) -> bool {
        matches!(self, Self::DG3 | Self::DG4)
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
    /// EF.CardSecurity in the master file: the signed SecurityInfos of PACE with Chip Authentication Mapping.
    CardSecurity,
    /// EF.DIR in the master file: the applications of the chip.
    Dir,
    /// EF.ATR/INFO in the master file: what the chip can.
    AtrInfo,
    /// EF.CVCA: the authorities whose certificates Terminal Authentication begins with.
    Cvca,
    /// EF.COM: the chip's own list of its data groups, not signed.
    Com,
    /// EF.SOD: the document security object.
    Sod,
    /// A data group.
    DataGroup(DataGroup),
}

impl ElementaryFile {
    /// The files that are no data group, with identifier and name.
    const NAMED: [(Self, u16, &str); 7] = [
        (Self::CardAccess, 0x011C, "EF.CardAccess"),
        (Self::CardSecurity, 0x011D, "EF.CardSecurity"),
        (Self::Dir, 0x2F00, "EF.DIR"),
        (Self::AtrInfo, 0x2F01, "EF.ATR/INFO"),
        (Self::Cvca, 0x011C, "EF.CVCA"),
        (Self::Com, 0x011E, "EF.COM"),
        (Self::Sod, 0x011D, "EF.SOD"),
    ];

    /// The two-byte file identifier; it is unique in its directory only.
    pub fn identifier(self) -> u16 {
        match self {
            Self::DataGroup(group) => 0x0100 | u16::from(group.number()),
            named => Self::NAMED.iter().find(|(file, ..)| *file == named).map_or(0, |(_, number, _)| *number),
        }
    }

    /// True for a file of the master file, false for one of the eMRTD application.
    pub fn in_master_file(self) -> bool {
        matches!(self, Self::CardAccess | Self::CardSecurity | Self::Dir | Self::AtrInfo)
    }

    /// The file of the master file with this identifier.
    pub fn of_master_file(identifier: u16) -> Option<Self> {
        Self::named(|file, number, _| file.in_master_file() && number == identifier)
    }

    /// The file of the eMRTD application with this identifier.
    pub fn of_application(identifier: u16) -> Option<Self> {
        let group = match identifier.to_be_bytes() {
            [0x01, number] => DataGroup::new(number).map(Self::DataGroup),
            _ => None,
        };
        group.or_else(|| Self::named(|file, number, _| !file.in_master_file() && number == identifier))
    }

    /// The file with this identifier, where the directory is not known: EF.CardAccess and EF.SOD before their namesakes.
    pub fn from_identifier(identifier: u16) -> Option<Self> {
        match identifier {
            0x011C => Some(Self::CardAccess),
            _ => Self::of_application(identifier).or_else(|| Self::of_master_file(identifier)),
        }
    }

    fn named(wanted: impl Fn(Self, u16, &str) -> bool) -> Option<Self> {
        Self::NAMED.iter().find(|(file, number, name)| wanted(*file, *number, name)).map(|(file, ..)| *file)
    }

    /// The name with which it is stored in a folder, for example `EF_DG1.bin`.
    pub fn file_name(self) -> String {
        format!("{}.bin", self.to_string().replace('.', "_").replace('/', "-"))
    }

    /// The file whose [`Self::file_name`] this is.
    pub fn from_file_name(name: &str) -> Option<Self> {
        name.strip_suffix(".bin")?.replace('_', ".").replace('-', "/").parse().ok()
    }
}

impl std::str::FromStr for ElementaryFile {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let group = || {
            text.strip_prefix("EF.DG")
                .filter(|number| !number.starts_with(['0', '+']))
                .and_then(|number| number.parse().ok())
                .and_then(DataGroup::new)
                .map(Self::DataGroup)
        };
        Self::named(|_, _, name| name == text).or_else(group).ok_or("no file of an eMRTD has this name")
    }
}

/// `EF.COM`, `EF.SOD`, `EF.DG1`: the names used in reports and records.
impl fmt::Display for ElementaryFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DataGroup(group) => write!(f, "EF.{group}"),
            named => {
                let name = Self::NAMED.iter().find(|(file, ..)| file == named).map(|(_, _, name)| *name);
                f.write_str(name.unwrap_or_default())
            }
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
    fn namesakes_are_told_apart_by_their_directory() {
        for (file, identifier, _) in ElementaryFile::NAMED {
            let of = if file.in_master_file() {
                ElementaryFile::of_master_file
            } else {
                ElementaryFile::of_application
            };
            assert_eq!(of(identifier), Some(file));
            assert_eq!(file.to_string().parse(), Ok(file));
            assert_eq!(ElementaryFile::from_file_name(&file.file_name()), Some(file));
            assert!(!file.file_name().contains('/'));
        }
        assert_eq!(ElementaryFile::of_master_file(0x011E), None);
        assert_eq!(ElementaryFile::of_application(0x2F00), None);
        assert_eq!(ElementaryFile::from_identifier(0x011C), Some(ElementaryFile::CardAccess));
    }

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
