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
