//! EF.CardSecurity, the signed `SecurityInfos` of the master file, ICAO 9303-10 §3.11.4 and 9303-11 §9.2.

use super::{SecurityInfoError, SecurityInfos};
use crate::cms::{CmsError, SignedData};
use thiserror::Error;

/// id-SecurityObject, 0.4.0.127.0.7.3.2.1.
const SECURITY_OBJECT: &[u8] = &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x03, 0x02, 0x01];

/// Why bytes are not an EF.CardSecurity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CardSecurityError {
    /// The signed data cannot be read.
    #[error("not an EF.CardSecurity: {0}")]
    Cms(#[from] CmsError),
    /// What is signed is of another type.
    #[error("EF.CardSecurity signs something else than security infos")]
    NotSecurityInfos,
    /// The signed security infos cannot be read.
    #[error("not an EF.CardSecurity: {0}")]
    Infos(#[from] SecurityInfoError),
}

/// EF.CardSecurity: the signed data and the announcements in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EfCardSecurity {
    /// The signature with everything it needs.
    pub signed_data: SignedData,
    /// What was signed.
    pub infos: SecurityInfos,
}

impl EfCardSecurity {
    /// Reads the whole file; that the signature holds is proven elsewhere.
    pub fn parse(bytes: &[u8]) -> Result<Self, CardSecurityError> {
        let signed_data = SignedData::parse(bytes)?;
        if signed_data.content_type != SECURITY_OBJECT {
            return Err(CardSecurityError::NotSecurityInfos);
        }
        let infos = SecurityInfos::parse(&signed_data.content)?;
        Ok(Self { signed_data, infos })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cms::test_parts::Parts;
    use proptest::prelude::*;

    /// PACEInfo of chip authentication mapping with AES-128 on brainpoolP256r1.
    const INFOS: [u8; 22] = [
        0x31, 0x14, 0x30, 0x12, 0x06, 0x0A, 0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x06, 0x02, 0x02,
        0x01, 0x02, 0x02, 0x01, 0x0D,
    ];

    #[test]
    fn only_signed_security_infos_are_one() {
        let file = EfCardSecurity::parse(&Parts::new(SECURITY_OBJECT, &INFOS).encode()).unwrap();
        assert_eq!(file.infos.pace()[0].to_string(), "pace-ecdh-cam-aes-cbc-cmac-128/13");
        let mut other = SECURITY_OBJECT.to_vec();
        other[7] ^= 1;
        let other = Parts::new(&other, &INFOS).encode();
        assert_eq!(EfCardSecurity::parse(&other), Err(CardSecurityError::NotSecurityInfos));
        let cut = Parts::new(SECURITY_OBJECT, &INFOS[..21]).encode();
        assert_eq!(EfCardSecurity::parse(&cut), Err(SecurityInfoError::Malformed.into()));
    }

    proptest! {
        #[test]
        fn changed_bytes_never_panic(position in 0usize..200, value in any::<u8>()) {
            let mut bytes = Parts::new(SECURITY_OBJECT, &INFOS).encode();
            if let Some(byte) = bytes.get_mut(position) { *byte = value; }
            if let Ok(file) = EfCardSecurity::parse(&bytes) { prop_assert!(file.infos.pace().len() <= 1); }
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(EfCardSecurity::parse(&bytes).is_err());
        }
    }
}
