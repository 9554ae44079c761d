//! EF.DIR, the applications of the chip, ICAO 9303-10 §3.11.1 and ISO/IEC 7816-4 §12.2.2.

use super::LdsError;
use crate::tlv::{Reader, Tlv};

/// The eMRTD application.
const EMRTD: [u8; 7] = [0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01];
/// A chip with more applications is refused.
const MAXIMUM_APPLICATIONS: usize = 64;

/// An application of the chip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// The application identifier, up to sixteen bytes.
    pub identifier: Vec<u8>,
    /// What the issuer calls it.
    pub label: Option<String>,
}

/// The content of EF.DIR.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EfDir {
    applications: Vec<Application>,
}

impl EfDir {
    /// Reads the file: application templates or bare identifiers; zeros may fill its end.
    pub fn parse(bytes: &[u8]) -> Result<Self, LdsError> {
        let mut reader = Reader::new(bytes);
        let mut applications = Vec::new();
        while reader.remaining().iter().any(|byte| *byte != 0) {
            if applications.len() == MAXIMUM_APPLICATIONS {
                return Err(LdsError::Count);
            }
            let object = reader.any()?;
            applications.push(match object.tag {
                0x4F => application(&object, None)?,
                0x61 => from_template(&object)?,
                _ => return Err(LdsError::TagList),
            });
        }
        Ok(Self { applications })
    }

    /// The applications in the chip's order.
    pub fn applications(&self) -> &[Application] {
        &self.applications
    }

    /// True when the eMRTD application is listed.
    pub fn has_emrtd(&self) -> bool {
        self.applications.iter().any(|application| application.identifier == EMRTD)
    }
}

fn from_template(template: &Tlv<'_>) -> Result<Application, LdsError> {
    let (mut identifier, mut label) = (None, None);
    let mut objects = template.children();
    while let Some(object) = objects.next_object()? {
        match object.tag {
            0x4F => identifier = Some(object),
            0x50 => label = Some(String::from_utf8(object.value.to_vec()).map_err(|_| LdsError::Text)?),
            _ => {}
        }
    }
    application(&identifier.ok_or(LdsError::TagList)?, label)
}

fn application(identifier: &Tlv<'_>, label: Option<String>) -> Result<Application, LdsError> {
    match identifier.value.len() {
        1..=16 => Ok(Application { identifier: identifier.value.to_vec(), label }),
        _ => Err(LdsError::TagList),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EXAMPLE: &str = "61094F07A0000002471001\
         61094F07A0000002472001\
         610E4F07A00000024720025003564953\
         0000";

    #[test]
    fn applications_of_9303_10() {
        let mut bytes = hex::decode(EXAMPLE).unwrap();
        let dir = EfDir::parse(&bytes).unwrap();
        assert!(dir.has_emrtd());
        assert_eq!(dir.applications().len(), 3);
        assert_eq!(dir.applications()[2].label.as_deref(), Some("VIS"));
        bytes[10] = 2;
        assert!(!EfDir::parse(&bytes).unwrap().has_emrtd());
        bytes[2] = 0x4E;
        assert_eq!(EfDir::parse(&bytes), Err(LdsError::TagList));
        *bytes.last_mut().unwrap() = 1;
        assert!(EfDir::parse(&bytes).is_err());
        assert!(EfDir::parse(&hex::decode("4F07A0000002471001").unwrap()).unwrap().has_emrtd());
        assert!(EfDir::parse(&[]).unwrap().applications().is_empty());
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            if let Ok(dir) = EfDir::parse(&bytes) { prop_assert!(dir.applications().len() <= bytes.len()); }
        }
    }
}
