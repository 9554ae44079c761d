//! Further data groups with a specimen's content, and the encoding of its biometric data.

use super::data_groups::{
    Person, displayed_portrait, displayed_signature, document_details, face_in_39794_5, fingers_in_19794_4,
    fingers_in_39794_4, irises_in_39794_6, optional_details, personal_details, persons_to_notify,
};
use super::{IssueError, IssueOptions};
use emrtd::file::DataGroup;
use emrtd::mrz::CalendarDate;

/// They only begin like a WSQ and a JPEG 2000 image: a specimen has neither fingers nor eyes.
const FINGER: &[u8] = &[0xFF, 0xA0, 0xFF, 0xA4, 0x00, 0x3A, 0x09, 0x07];
const IRIS: &[u8] = &[0xFF, 0x4F, 0xFF, 0x51, 0x00, 0x29];

/// The right index finger and the left one.
const POSITIONS: [u8; 2] = [2, 7];
const EYES: [u8; 2] = [1, 2];

/// How face and fingers are encoded; irises always are in ISO/IEC 39794-6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BiometricEncoding {
    /// ISO/IEC 19794-5 and 19794-4, generation of 2005.
    #[default]
    Iso19794,
    /// ISO/IEC 39794-5 and 39794-4.
    Iso39794,
}

impl IssueOptions {
    /// The data groups that have a specimen's content.
    pub const SPECIMEN_CONTENT: [u8; 8] = [3, 4, 5, 7, 11, 12, 13, 16];

    /// The same document with a specimen's content in this data group; `None` where there is none for it.
    pub fn with_specimen_content(
        mut self,
        group: DataGroup,
        encoding: BiometricEncoding,
    ) -> Result<Option<Self>, IssueError> {
        let Some(content) = self.specimen_content(group.number(), encoding)? else { return Ok(None) };
        self.further_data_groups.insert(group, content);
        Ok(Some(self))
    }

    /// The same document with its face in this encoding.
    pub fn with_face_encoding(mut self, encoding: BiometricEncoding) -> Result<Self, IssueError> {
        if encoding == BiometricEncoding::Iso39794 {
            let portrait = self.face()?;
            let (width, height) = crate::portrait::dimensions(&portrait).unwrap_or((0, 0));
            let group = face_in_39794_5(&portrait, width, height, self.issued.year)?;
            self.further_data_groups.insert(DataGroup::DG2, group);
        }
        Ok(self)
    }

    fn face(&self) -> Result<Vec<u8>, IssueError> {
        match &self.portrait {
            Some(portrait) => Ok(portrait.clone()),
            None => crate::portrait::grey().map_err(|_| IssueError::PortraitSize),
        }
    }

    fn specimen_content(
        &self,
        number: u8,
        encoding: BiometricEncoding,
    ) -> Result<Option<Vec<u8>>, IssueError> {
        let fingers = POSITIONS.map(|position| (position, FINGER));
        let content = match (number, encoding) {
            (3, BiometricEncoding::Iso19794) => fingers_in_19794_4(&fingers, 320, 480)?,
            (3, BiometricEncoding::Iso39794) => fingers_in_39794_4(&fingers)?,
            (4, _) => irises_in_39794_6(&EYES.map(|eye| (eye, IRIS)), self.issued.year)?,
            (5, _) => displayed_portrait(&[&self.face()?])?,
            (7, _) => displayed_signature(&[&self.face()?])?,
            (11, _) => self.personal(),
            (12, _) => {
                document_details(&[(0x5F19, "UTOPIA SPECIMEN OFFICE"), (0x5F26, &digits(self.issued))])
            }
            (13, _) => optional_details(b"SPECIMEN"),
            (16, _) => persons_to_notify(&[Self::person()])?,
            _ => return Ok(None),
        };
        Ok(Some(content))
    }

    fn personal(&self) -> Vec<u8> {
        let name = format!("{}<<{}", self.holder.surname, self.holder.given_names).replace(' ', "<");
        let birth = digits(self.holder.date_of_birth);
        personal_details(&[(0x5F0E, &name), (0x5F2B, &birth), (0x5F11, "ZENITH<UTOPIA")])
    }

    fn person() -> Person<'static> {
        Person {
            recorded: "20260105",
            name: "ERIKSSON<<NILS",
            telephone: "5550100",
            address: "HIGH STREET 1<ZENITH",
        }
    }
}

/// YYYYMMDD.
fn digits(date: CalendarDate) -> String {
    format!("{:04}{:02}{:02}", date.year, date.month, date.day)
}
