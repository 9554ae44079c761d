//! DG1, the machine readable zone, ICAO 9303-10 §4.7.1.

use super::LdsError;
use crate::mrz::{Mrz, MrzError};
use crate::tlv;
use std::fmt;

/// The content of DG1.
#[derive(Clone, PartialEq, Eq)]
pub struct DataGroup1 {
    mrz: Mrz,
}

/// Never shows what the zone says.
impl fmt::Debug for DataGroup1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.mrz.fmt(f)
    }
}

impl DataGroup1 {
    /// Reads the file; check digits that do not fit are told by the zone itself.
    pub fn parse(bytes: &[u8]) -> Result<Self, LdsError> {
        let mut reader = tlv::parse_exactly(bytes, 0x61)?.children();
        let text = reader.expect(0x5F1F)?.value;
        reader.finish()?;
        let text = std::str::from_utf8(text).map_err(|_| MrzError::Character)?;
        Ok(Self { mrz: Mrz::parse(text)? })
    }

    /// The zone.
    pub fn mrz(&self) -> &Mrz {
        &self.mrz
    }

    /// The zone, taken out.
    pub fn into_mrz(self) -> Mrz {
        self.mrz
    }
}

/// The file that holds this zone.
impl From<&Mrz> for DataGroup1 {
    fn from(mrz: &Mrz) -> Self {
        Self { mrz: mrz.clone() }
    }
}

impl DataGroup1 {
    /// The bytes of the file.
    pub fn encode(&self) -> Vec<u8> {
        tlv::encode(0x61, &tlv::encode(0x5F1F, self.mrz.lines().concat().as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TD3: &str =
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10";

    #[test]
    fn zone_of_a_passport() {
        let bytes = tlv::encode(0x61, &tlv::encode(0x5F1F, TD3.as_bytes()));
        let data_group = DataGroup1::parse(&bytes).unwrap();
        assert_eq!(data_group.mrz().fields().document_number, "L898902C3");
        assert_eq!(data_group.encode(), bytes);
        assert!(DataGroup1::parse(&bytes[..bytes.len() - 1]).is_err());
        let lower_case = tlv::encode(0x61, &tlv::encode(0x5F1F, TD3.replace('E', "e").as_bytes()));
        assert!(matches!(DataGroup1::parse(&lower_case), Err(LdsError::Mrz(MrzError::Character))));
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
            prop_assert!(DataGroup1::parse(&bytes).is_err());
            let _ = DataGroup1::parse(&tlv::encode(0x61, &tlv::encode(0x5F1F, &bytes)));
        }
    }
}
