//! SignedData inside ContentInfo, RFC 5652 §3 and §5.1, in DER or in BER with indefinite lengths.

use super::{CmsError, SignerInfo};
use crate::tlv::{self, Reader, TlvError};

/// id-signedData, 1.2.840.113549.1.7.2.
pub(super) const SIGNED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];

/// A security object has one signer and a master list three certificates; there is room for more.
const MOST_SIGNERS: usize = 4;
const MOST_CERTIFICATES: usize = 64;

/// Signed content with its signers and the certificates that came along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedData {
    /// The content bytes of the object identifier of the content's type.
    pub content_type: Vec<u8>,
    /// The signed content.
    pub content: Vec<u8>,
    /// The certificates that came along, each in DER.
    pub certificates: Vec<Vec<u8>>,
    /// The signers, at least one.
    pub signers: Vec<SignerInfo>,
}

impl SignedData {
    /// Reads ContentInfo; indefinite lengths are resolved first where there are any.
    pub fn parse(bytes: &[u8]) -> Result<Self, CmsError> {
        match Self::parse_definite(bytes) {
            Err(CmsError::Structure(TlvError::UnsupportedHeader)) => {
                Self::parse_definite(&tlv::resolve_indefinite(bytes)?)
            }
            parsed => parsed,
        }
    }

    fn parse_definite(bytes: &[u8]) -> Result<Self, CmsError> {
        let mut content_info = tlv::parse_exactly(bytes, 0x30)?.children();
        if content_info.expect(0x06)?.value != SIGNED_DATA {
            return Err(CmsError::NotSignedData);
        }
        let explicit = content_info.expect(0xA0)?;
        content_info.finish()?;
        let mut reader = tlv::parse_exactly(explicit.value, 0x30)?.children();
        reader.expect(0x02)?;
        reader.expect(0x31)?;
        let (content_type, content) = parse_content(&mut reader.expect(0x30)?.children())?;
        let certificates = parse_certificates(&mut reader)?;
        reader.optional(0xA1)?;
        let signers = parse_signers(&mut reader.expect(0x31)?.children())?;
        reader.finish()?;
        Ok(Self { content_type, content, certificates, signers })
    }
}

fn parse_content(reader: &mut Reader<'_>) -> Result<(Vec<u8>, Vec<u8>), CmsError> {
    let content_type = reader.expect(0x06)?.value.to_vec();
    let explicit = reader.optional(0xA0)?.ok_or(CmsError::MissingContent)?;
    reader.finish()?;
    // A constructed octet string is BER too: the caller then resolves the whole.
    if explicit.value.first() == Some(&0x24) {
        return Err(TlvError::UnsupportedHeader.into());
    }
    Ok((content_type, tlv::parse_exactly(explicit.value, 0x04)?.value.to_vec()))
}

/// CertificateSet; attribute certificates and other formats are passed over.
fn parse_certificates(reader: &mut Reader<'_>) -> Result<Vec<Vec<u8>>, CmsError> {
    let mut certificates = Vec::new();
    if let Some(set) = reader.optional(0xA0)? {
        let mut members = set.children();
        while let Some(member) = members.next_object()? {
            if member.tag == 0x30 {
                certificates.push(member.raw.to_vec());
            }
        }
    }
    at_most(MOST_CERTIFICATES, certificates)
}

fn parse_signers(reader: &mut Reader<'_>) -> Result<Vec<SignerInfo>, CmsError> {
    let mut signers = Vec::new();
    while !reader.is_empty() {
        signers.push(SignerInfo::parse(&reader.expect(0x30)?)?);
    }
    if signers.is_empty() { Err(CmsError::MissingSigner) } else { at_most(MOST_SIGNERS, signers) }
}

fn at_most<T>(most: usize, members: Vec<T>) -> Result<Vec<T>, CmsError> {
    if members.len() > most { Err(CmsError::TooMany) } else { Ok(members) }
}

#[cfg(test)]
mod tests;
