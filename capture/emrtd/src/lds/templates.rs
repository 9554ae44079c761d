//! DG8 to DG10, features for machine-assisted inspection, ICAO 9303-10 §4.7.8 to §4.7.10; their templates are not defined.

use super::LdsError;
use crate::file::DataGroup;
use crate::tlv;
use std::fmt;

/// The content of DG8, DG9 or DG10.
#[derive(Clone, PartialEq, Eq)]
pub struct FeatureTemplates {
    templates: Vec<Vec<u8>>,
}

/// Shows how many there are.
impl fmt::Debug for FeatureTemplates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FeatureTemplates {{ {} }}", self.templates.len())
    }
}

impl FeatureTemplates {
    /// Reads the file of this data group: a count and as many data objects, whatever they hold.
    pub fn parse(group: DataGroup, bytes: &[u8]) -> Result<Self, LdsError> {
        let mut reader = tlv::parse_exactly(bytes, u32::from(group.tag()))?.children();
        let count = reader.expect(0x02)?.value;
        let mut templates = Vec::new();
        while let Some(template) = reader.next_object()? {
            if templates.len() == usize::from(u8::MAX) {
                return Err(LdsError::Count);
            }
            templates.push(template.raw.to_vec());
        }
        let counted = matches!(count, [count] if usize::from(*count) == templates.len());
        if counted { Ok(Self { templates }) } else { Err(LdsError::Count) }
    }

    /// The templates with their headers.
    pub fn templates(&self) -> &[Vec<u8>] {
        &self.templates
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_count_and_the_data_group_must_be_right() {
        let bytes = [0x69, 0x09, 0x02, 0x01, 0x02, 0x80, 0x00, 0x81, 0x02, 0x01, 0x02];
        let group = |number| DataGroup::new(number).unwrap();
        let templates = FeatureTemplates::parse(group(9), &bytes).unwrap();
        assert_eq!(templates.templates(), [vec![0x80, 0x00], vec![0x81, 0x02, 0x01, 0x02]]);
        assert!(FeatureTemplates::parse(group(8), &bytes).is_err());
        let mut twin = bytes;
        twin[4] = 3;
        assert_eq!(FeatureTemplates::parse(group(9), &twin), Err(LdsError::Count));
        twin[4] = 2;
        twin[6] = 5;
        assert!(matches!(FeatureTemplates::parse(group(9), &twin), Err(LdsError::Structure(_))));
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(content in proptest::collection::vec(any::<u8>(), 0..60)) {
            let group = DataGroup::new(8).unwrap();
            if let Ok(read) = FeatureTemplates::parse(group, &tlv::encode(0x68, &content)) {
                prop_assert!(read.templates().concat().len() + 3 <= content.len());
            }
        }
    }
}
