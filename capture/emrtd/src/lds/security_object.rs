//! EF.SOD, the document security object, ICAO 9303-10 §4.6.2.

use crate::cms::{AlgorithmIdentifier, CmsError, SignedData};
use crate::file::DataGroup;
use crate::hash::DigestAlgorithm;
use crate::tlv::{self, Reader, TlvError};
use std::collections::BTreeMap;
use thiserror::Error;

/// id-icao-mrtd-security-ldsSecurityObject, 2.23.136.1.1.1.
const LDS_SECURITY_OBJECT: &[u8] = &[0x67, 0x81, 0x08, 0x01, 0x01, 0x01];

/// Why bytes are not an EF.SOD.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EfSodError {
    /// A data object is not where it must be.
    #[error("not an EF.SOD: {0}")]
    Structure(#[from] TlvError),
    /// The signed data inside cannot be read.
    #[error("not an EF.SOD: {0}")]
    Cms(#[from] CmsError),
    /// What is signed is no LDS security object.
    #[error("EF.SOD signs something else than an LDS security object")]
    NotLdsSecurityObject,
    /// The LDS security object has another version than 0 or 1.
    #[error("LDS security object of unknown version")]
    UnknownVersion,
    /// The digest algorithm is none that ICAO 9303-12 allows.
    #[error("LDS security object with an unknown digest algorithm")]
    UnknownDigestAlgorithm,
    /// A digest is for no data group, stands twice or has the wrong length.
    #[error("LDS security object with a digest that cannot be one")]
    BadDigest,
}

/// EF.SOD: the signed data and the LDS security object in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EfSod {
    /// The signature with everything it needs.
    pub signed_data: SignedData,
    /// What was signed.
    pub lds: LdsSecurityObject,
}

impl EfSod {
    /// Reads the whole file.
    pub fn parse(bytes: &[u8]) -> Result<Self, EfSodError> {
        match Self::parse_definite(bytes) {
            Err(EfSodError::Structure(TlvError::UnsupportedHeader)) => {
                Self::parse_definite(&tlv::resolve_indefinite(bytes)?)
            }
            parsed => parsed,
        }
    }

    fn parse_definite(bytes: &[u8]) -> Result<Self, EfSodError> {
        let signed_data = SignedData::parse(tlv::parse_exactly(bytes, 0x77)?.value)?;
        if signed_data.content_type != LDS_SECURITY_OBJECT {
            return Err(EfSodError::NotLdsSecurityObject);
        }
        let lds = LdsSecurityObject::parse(&signed_data.content)?;
        Ok(Self { signed_data, lds })
    }
}

/// LDSSecurityObject: the digest of every data group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LdsSecurityObject {
    /// 0, or 1 when the versions of LDS and Unicode are named.
    pub version: u8,
    /// The algorithm of the digests.
    pub digest_algorithm: DigestAlgorithm,
    /// The digest of each data group that the document has.
    pub hashes: BTreeMap<DataGroup, Vec<u8>>,
    /// The versions of LDS and Unicode, for example `0108` and `040000`.
    pub lds_version: Option<LdsVersion>,
}

/// LDSVersionInfo, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LdsVersion {
    /// The version of the logical data structure.
    pub lds: String,
    /// The version of Unicode.
    pub unicode: String,
}

impl LdsSecurityObject {
    /// Reads the signed content.
    pub fn parse(bytes: &[u8]) -> Result<Self, EfSodError> {
        let mut reader = tlv::parse_exactly(bytes, 0x30)?.children();
        let version = match reader.expect(0x02)?.value {
            [version @ 0..=1] => *version,
            _ => return Err(EfSodError::UnknownVersion),
        };
        let algorithm = AlgorithmIdentifier::parse(reader.expect(0x30)?.value)?;
        let digest_algorithm =
            DigestAlgorithm::from_oid(&algorithm.oid).ok_or(EfSodError::UnknownDigestAlgorithm)?;
        let hashes = parse_hashes(&mut reader.expect(0x30)?.children(), digest_algorithm)?;
        let lds_version =
            reader.optional(0x30)?.map(|info| parse_version(&mut info.children())).transpose()?;
        reader.finish()?;
        if lds_version.is_some() != (version == 1) {
            return Err(EfSodError::UnknownVersion);
        }
        Ok(Self { version, digest_algorithm, hashes, lds_version })
    }
}

fn parse_hashes(
    reader: &mut Reader<'_>,
    algorithm: DigestAlgorithm,
) -> Result<BTreeMap<DataGroup, Vec<u8>>, EfSodError> {
    let mut hashes = BTreeMap::new();
    while !reader.is_empty() {
        let mut entry = reader.expect(0x30)?.children();
        let group = match entry.expect(0x02)?.value {
            [number] => DataGroup::new(*number).ok_or(EfSodError::BadDigest)?,
            _ => return Err(EfSodError::BadDigest),
        };
        let hash = entry.expect(0x04)?.value.to_vec();
        entry.finish()?;
        if hash.len() != algorithm.output_length() || hashes.insert(group, hash).is_some() {
            return Err(EfSodError::BadDigest);
        }
    }
    Ok(hashes)
}

fn parse_version(reader: &mut Reader<'_>) -> Result<LdsVersion, EfSodError> {
    let lds = String::from_utf8_lossy(reader.expect(0x13)?.value).into_owned();
    let unicode = String::from_utf8_lossy(reader.expect(0x13)?.value).into_owned();
    reader.finish()?;
    Ok(LdsVersion { lds, unicode })
}
