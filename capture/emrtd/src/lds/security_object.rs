//! EF.SOD, the document security object, ICAO 9303-10 §4.6.2.

use crate::cms::{AlgorithmIdentifier, CmsError, SignedData};
use crate::file::DataGroup;
use crate::hash::DigestAlgorithm;
use crate::quirk::Quirk;
use crate::tlv::{self, Reader, TlvError};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// id-icao-mrtd-security-ldsSecurityObject, 2.23.136.1.1.1.
const LDS_SECURITY_OBJECT: &[u8] = &[0x67, 0x81, 0x08, 0x01, 0x01, 0x01];
/// What the content is called on documents of some states instead.
const OTHER_CONTENT_TYPES: [(&[u8], Quirk); 3] = [
    (&[0x2B, 0x1B, 0x01, 0x01, 0x01], Quirk::ContentTypeOfOldArc),
    (&[0x2A, 0x84, 0x10, 0x87, 0x6E, 0x01, 0x14, 0x01], Quirk::ContentTypeOfManufacturer),
    (&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01], Quirk::ContentTypeData),
];

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
    /// In what the file departs from the standard.
    pub quirks: BTreeSet<Quirk>,
}

impl EfSod {
    /// Reads the whole file.
    pub fn parse(bytes: &[u8]) -> Result<Self, EfSodError> {
        let mut parsed = match Self::parse_definite(bytes) {
            Err(EfSodError::Structure(TlvError::UnsupportedHeader)) => {
                Self::parse_definite(&tlv::resolve_indefinite(bytes)?)
            }
            parsed => parsed,
        }?;
        if tlv::resolve_indefinite(bytes).is_ok_and(|definite| definite != bytes) {
            parsed.quirks.insert(Quirk::SecurityObjectInBer);
        }
        Ok(parsed)
    }

    fn parse_definite(bytes: &[u8]) -> Result<Self, EfSodError> {
        let signed_data = SignedData::parse(tlv::parse_exactly(bytes, 0x77)?.value)?;
        let mut quirks = BTreeSet::new();
        if signed_data.content_type != LDS_SECURITY_OBJECT {
            let other = OTHER_CONTENT_TYPES.iter().find(|(oid, _)| *oid == signed_data.content_type);
            quirks.insert(other.ok_or(EfSodError::NotLdsSecurityObject)?.1);
        }
        let lds = LdsSecurityObject::parse(&signed_data.content)?;
        Ok(Self { signed_data, lds, quirks })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cms::test_parts::Parts;
    use crate::tlv::encode;
    use proptest::prelude::*;

    fn lds(version: u8, hashes: &[(u8, usize)], tail: &[u8]) -> Vec<u8> {
        let entry = |(number, length): &(u8, usize)| {
            encode(0x30, &[encode(0x02, &[*number]), encode(0x04, &vec![*number; *length])].concat())
        };
        let hashes: Vec<u8> = hashes.iter().flat_map(entry).collect();
        let algorithm = encode(0x30, &encode(0x06, DigestAlgorithm::Sha256.oid()));
        encode(0x30, &[encode(0x02, &[version]), algorithm, encode(0x30, &hashes), tail.to_vec()].concat())
    }

    fn lds_version() -> Vec<u8> {
        encode(0x30, &[encode(0x13, b"0108"), encode(0x13, b"040000")].concat())
    }

    fn file(content_type: &[u8], content: &[u8]) -> Vec<u8> {
        encode(0x77, &Parts::new(content_type, content).encode())
    }

    #[test]
    fn both_versions() {
        let plain = EfSod::parse(&file(LDS_SECURITY_OBJECT, &lds(0, &[(1, 32), (2, 32)], &[]))).unwrap();
        assert_eq!(plain.lds.hashes[&DataGroup::DG2], [2; 32]);
        assert_eq!((plain.lds.version, plain.lds.lds_version), (0, None));
        let named = lds(1, &[(1, 32), (14, 32)], &lds_version());
        let named = EfSod::parse(&file(LDS_SECURITY_OBJECT, &named)).unwrap().lds;
        assert_eq!(named.lds_version.map(|version| version.lds), Some("0108".to_owned()));
        assert!(named.hashes.contains_key(&DataGroup::DG14));
    }

    #[test]
    fn what_cannot_be_a_digest_or_a_version() {
        for (content, error) in [
            (lds(0, &[(1, 31)], &[]), EfSodError::BadDigest),
            (lds(0, &[(17, 32)], &[]), EfSodError::BadDigest),
            (lds(0, &[(1, 32), (1, 32)], &[]), EfSodError::BadDigest),
            (lds(2, &[(1, 32)], &[]), EfSodError::UnknownVersion),
            (lds(1, &[(1, 32)], &[]), EfSodError::UnknownVersion),
            (lds(0, &[(1, 32)], &lds_version()), EfSodError::UnknownVersion),
        ] {
            assert_eq!(EfSod::parse(&file(LDS_SECURITY_OBJECT, &content)), Err(error));
        }
    }

    #[test]
    fn another_content_type_or_tag_is_no_security_object() {
        let content = lds(0, &[(1, 32)], &[]);
        let other = file(&[0x67, 0x81, 0x08, 0x01, 0x01, 0x02], &content);
        assert_eq!(EfSod::parse(&other), Err(EfSodError::NotLdsSecurityObject));
        let mut bytes = file(LDS_SECURITY_OBJECT, &content);
        bytes[0] = 0x76;
        assert_eq!(EfSod::parse(&bytes), Err(TlvError::UnexpectedTag { expected: 0x77 }.into()));
    }

    #[test]
    fn a_file_of_indefinite_length_is_the_same_file() {
        let content = lds(0, &[(1, 32)], &[]);
        let definite = file(LDS_SECURITY_OBJECT, &content);
        let inner = tlv::parse_exactly(&definite, 0x77).unwrap().value;
        let indefinite = [&[0x77, 0x80], inner, &[0, 0]].concat();
        let (read, same) = (EfSod::parse(&indefinite).unwrap(), EfSod::parse(&definite).unwrap());
        assert_eq!((&read.signed_data, &read.lds), (&same.signed_data, &same.lds));
        assert_eq!((read.quirks, same.quirks), ([Quirk::SecurityObjectInBer].into(), BTreeSet::new()));
        assert!(EfSod::parse(&indefinite[..indefinite.len() - 1]).is_err());
    }

    #[test]
    fn other_content_types_are_read_and_named_and_one_byte_apart_is_none() {
        let content = lds(0, &[(1, 32)], &[]);
        for (oid, quirk) in OTHER_CONTENT_TYPES {
            assert_eq!(EfSod::parse(&file(oid, &content)).unwrap().quirks, [quirk].into());
            let mut twin = oid.to_vec();
            *twin.last_mut().unwrap() ^= 0x40;
            assert_eq!(EfSod::parse(&file(&twin, &content)), Err(EfSodError::NotLdsSecurityObject));
            assert!(EfSod::parse(&file(oid, b"data of any kind")).is_err());
        }
    }

    proptest! {
        #[test]
        fn changed_bytes_never_panic(position in 0usize..300, value in any::<u8>()) {
            let mut bytes = file(LDS_SECURITY_OBJECT, &lds(0, &[(1, 32), (2, 32)], &[]));
            if let Some(byte) = bytes.get_mut(position) { *byte = value; }
            if let Ok(sod) = EfSod::parse(&bytes) { prop_assert!(sod.lds.hashes.len() <= 2); }
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(EfSod::parse(&bytes).is_err());
            let _ = LdsSecurityObject::parse(&bytes);
        }
    }
}
