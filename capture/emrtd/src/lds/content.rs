//! What a file holds, whichever file it is: each has one parser.

use super::security_object::{EfSod, EfSodError};
use super::{
    DataGroup1, DataGroup2, DataGroup3, DataGroup4, DataGroup5, DataGroup7, DataGroup11, DataGroup12,
    DataGroup13, DataGroup15, DataGroup16, EfAtrInfo, EfCom, EfCvca, EfDir, FeatureTemplates, LdsError,
};
use crate::file::{DataGroup, ElementaryFile};
use crate::security_info::{CardSecurityError, EfCardSecurity, SecurityInfoError, SecurityInfos};
use thiserror::Error;

/// Why a file could not be parsed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FileError {
    /// A data group, EF.COM or EF.DIR.
    #[error(transparent)]
    Lds(#[from] LdsError),
    /// EF.SOD.
    #[error(transparent)]
    SecurityObject(#[from] EfSodError),
    /// EF.CardAccess or DG14.
    #[error(transparent)]
    SecurityInfos(#[from] SecurityInfoError),
    /// EF.CardSecurity.
    #[error(transparent)]
    CardSecurity(#[from] CardSecurityError),
    /// A data group that ICAO 9303-10 keeps for later.
    #[error("no content is defined for this data group")]
    Undefined,
}

/// The parsed content of a file.
#[derive(Debug, Clone)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each variant is the file of its name")]
pub enum FileContent {
    SecurityInfos(Box<SecurityInfos>),
    CardSecurity(Box<EfCardSecurity>),
    Cvca(EfCvca),
    Dir(EfDir),
    AtrInfo(EfAtrInfo),
    Com(EfCom),
    Sod(Box<EfSod>),
    DataGroup1(Box<DataGroup1>),
    DataGroup2(DataGroup2),
    DataGroup3(DataGroup3),
    DataGroup4(DataGroup4),
    DataGroup5(DataGroup5),
    DataGroup7(DataGroup7),
    FeatureTemplates(FeatureTemplates),
    DataGroup11(Box<DataGroup11>),
    DataGroup12(Box<DataGroup12>),
    DataGroup13(DataGroup13),
    DataGroup15(DataGroup15),
    DataGroup16(DataGroup16),
}

impl FileContent {
    /// Reads the content of this file.
    pub fn parse(file: ElementaryFile, bytes: &[u8]) -> Result<Self, FileError> {
        Ok(match file {
            ElementaryFile::CardAccess => Self::SecurityInfos(SecurityInfos::from_card_access(bytes)?.into()),
            ElementaryFile::Dir => Self::Dir(EfDir::parse(bytes)?),
            ElementaryFile::AtrInfo => Self::AtrInfo(EfAtrInfo::parse(bytes)?),
            ElementaryFile::Com => Self::Com(EfCom::parse(bytes)?),
            ElementaryFile::Sod => Self::Sod(EfSod::parse(bytes)?.into()),
            ElementaryFile::DataGroup(group) => Self::data_group(group, bytes)?,
            ElementaryFile::CardSecurity => Self::CardSecurity(EfCardSecurity::parse(bytes)?.into()),
            ElementaryFile::Cvca => Self::Cvca(EfCvca::parse(bytes)?),
        })
    }

    fn data_group(group: DataGroup, bytes: &[u8]) -> Result<Self, FileError> {
        Ok(match group.number() {
            1 => Self::DataGroup1(DataGroup1::parse(bytes)?.into()),
            2 => Self::DataGroup2(DataGroup2::parse(bytes)?),
            3 => Self::DataGroup3(DataGroup3::parse(bytes)?),
            4 => Self::DataGroup4(DataGroup4::parse(bytes)?),
            5 => Self::DataGroup5(DataGroup5::parse(bytes)?),
            7 => Self::DataGroup7(DataGroup7::parse(bytes)?),
            8..=10 => Self::FeatureTemplates(FeatureTemplates::parse(group, bytes)?),
            11 => Self::DataGroup11(DataGroup11::parse(bytes)?.into()),
            12 => Self::DataGroup12(DataGroup12::parse(bytes)?.into()),
            13 => Self::DataGroup13(DataGroup13::parse(bytes)?),
            14 => Self::SecurityInfos(SecurityInfos::from_data_group_14(bytes)?.into()),
            15 => Self::DataGroup15(DataGroup15::parse(bytes)?),
            16 => Self::DataGroup16(DataGroup16::parse(bytes)?),
            _ => return Err(FileError::Undefined),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tlv;
    use proptest::prelude::*;

    #[test]
    fn data_group_6_is_kept_for_later() {
        let file = ElementaryFile::DataGroup(DataGroup::new(6).unwrap());
        let content = FileContent::parse(file, &[0x66, 0x00]);
        assert_eq!(content.err(), Some(FileError::Undefined));
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_file(
            number in 1u8..=16, content in proptest::collection::vec(any::<u8>(), 0..200),
        ) {
            let group = DataGroup::new(number).unwrap();
            let file = ElementaryFile::DataGroup(group);
            let _ = FileContent::parse(file, &content);
            let wrapped = tlv::encode(u32::from(group.tag()), &content);
            let parsed = FileContent::parse(file, &wrapped);
            prop_assert!(number != 6 || parsed.is_err());
            let cut = &wrapped[..wrapped.len() - 1];
            prop_assert!(FileContent::parse(file, cut).is_err());
        }
    }
}
