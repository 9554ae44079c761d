//! Chips whose content is not one document as it was issued, or whose keys are not those of the document.

use super::document::HostileError;
use crate::specimen::Specimen;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::tlv;

const DG2: ElementaryFile = ElementaryFile::DataGroup(DataGroup::DG2);
/// The data groups that prove the chip.
const PROOFS: [DataGroup; 2] = [DataGroup::DG14, DataGroup::DG15];
/// The tag list of EF.COM, ICAO 9303-10 §4.6.1.
const TAG_LIST: u32 = 0x5C;

/// What is done to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cheat {
    /// DG14 and DG15 are gone.
    WithoutProofs,
    /// DG2 comes from another document.
    DataGroupSwapped,
    /// EF.SOD comes from another document.
    SecurityObjectOfAnother,
    /// The key of Active Authentication is not that of DG15.
    ActiveAuthenticationKey,
    /// The key of Chip Authentication is not that of DG14.
    ChipAuthenticationKey,
    /// PACE is hidden.
    AccessDowngrade,
}

impl Cheat {
    pub(super) fn takes_from_another(self) -> bool {
        matches!(self, Self::DataGroupSwapped | Self::SecurityObjectOfAnother)
    }

    /// Does it, with what another document lends.
    pub(super) fn change(
        self,
        document: &mut Specimen,
        other: Option<&Specimen>,
    ) -> Result<(), HostileError> {
        let holds = |group| document.files.contains_key(&ElementaryFile::DataGroup(group));
        match self {
            Self::WithoutProofs if !PROOFS.into_iter().any(holds) => Err(HostileError::NoProofs),
            Self::WithoutProofs => {
                leave_out_proofs(document);
                Ok(())
            }
            Self::DataGroupSwapped => take(DG2, document, other),
            Self::SecurityObjectOfAnother => take(ElementaryFile::Sod, document, other),
            // A chip without its private key makes one of its own.
            Self::ActiveAuthenticationKey => {
                document.active_authentication.take().map(drop).ok_or(HostileError::NoActiveAuthentication)
            }
            Self::ChipAuthenticationKey if document.chip_authentication.is_empty() => {
                Err(HostileError::NoChipAuthentication)
            }
            Self::ChipAuthenticationKey => {
                document.chip_authentication.clear();
                Ok(())
            }
            Self::AccessDowngrade => {
                document.basic_access_control = true;
                let hidden = document.files.remove(&ElementaryFile::CardAccess);
                hidden.map(drop).ok_or(HostileError::NoPace)
            }
        }
    }
}

/// The file as it stands on the other document.
fn take(file: ElementaryFile, document: &mut Specimen, other: Option<&Specimen>) -> Result<(), HostileError> {
    let content = other.and_then(|other| other.files.get(&file)).ok_or(HostileError::OtherLacks(file))?;
    if document.files.get(&file) == Some(content) {
        return Err(HostileError::SameFile(file));
    }
    document.files.insert(file, content.clone());
    Ok(())
}

/// EF.COM is signed by nobody: a copy lists what it has.
fn leave_out_proofs(document: &mut Specimen) {
    for group in PROOFS {
        document.files.remove(&ElementaryFile::DataGroup(group));
    }
    if let Some(list) = document.files.get_mut(&ElementaryFile::Com) {
        *list = without_proofs(list).unwrap_or_default();
    }
}

fn without_proofs(list: &[u8]) -> Option<Vec<u8>> {
    let mut objects = tlv::Reader::new(tlv::parse_exactly(list, 0x60).ok()?.value);
    let mut content = Vec::new();
    while let Some(object) = objects.next_object().ok()? {
        let mut value = object.value.to_vec();
        if object.tag == TAG_LIST {
            value.retain(|tag| PROOFS.iter().all(|group| group.tag() != *tag));
        }
        content.extend(tlv::encode(object.tag, &value));
    }
    Some(tlv::encode(0x60, &content))
}
