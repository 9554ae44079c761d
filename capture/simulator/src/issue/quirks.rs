//! Documents that depart from the standard as real ones do: what is issued otherwise, by the quirk's name.

use super::der::octet_string;
use super::{Access, ActiveAuthenticationKey, ChipAuthenticationKey, IssueError, IssueOptions};
use emrtd::domain_parameters::Curve;
use emrtd::hash::DigestAlgorithm;
use emrtd::mrz::{Mrz, MrzFormat};
use emrtd::quirk::Quirk;
use emrtd::tlv::{self, Reader, TlvError};

/// A number that does not fit the nine characters of its field.
const LONG_NUMBER: &str = "D23145890734";
/// ldsSecurityObject under the old arc of ICAO, 1.3.27.1.1.1
const OLD_ARC: &[u8] = &[0x2B, 0x1B, 0x01, 0x01, 0x01];
/// Sdu Identification's, 1.2.528.1.1006.1.20.1
const MANUFACTURER: &[u8] = &[0x2A, 0x84, 0x10, 0x87, 0x6E, 0x01, 0x14, 0x01];
/// id-data
const DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01];

impl IssueOptions {
    /// The same document with this quirk, and with what it takes to show.
    #[must_use]
    pub fn with_quirk(mut self, quirk: Quirk) -> Self {
        match quirk {
            Quirk::ActiveAuthenticationTruncated => {
                self.active_authentication = Some(ActiveAuthenticationKey::Rsa(3072));
            }
            Quirk::ActiveAuthenticationEmpty => {
                self.active_authentication = Some(ActiveAuthenticationKey::Rsa(2048));
            }
            Quirk::EcdsaZeroPrefixed => {
                self.active_authentication = Some(ActiveAuthenticationKey::Ecdsa(Curve::P256));
            }
            Quirk::ChipAuthenticationInfoMissing => {
                let key = self.chip_authentication.unwrap_or_default();
                self.chip_authentication = Some(ChipAuthenticationKey { cipher: None, ..key });
            }
            Quirk::MasterFileClosedBeforeAccess => self.access = Access::Bac,
            Quirk::DocumentNumberLong => {
                self.format = MrzFormat::Td1;
                self.document_number = LONG_NUMBER.to_owned();
            }
            Quirk::OptionalCheckDigitFiller => {
                self.format = MrzFormat::Td3;
                self.holder.personal_number.clear();
            }
            _ => {}
        }
        self.quirks.insert(quirk);
        self
    }

    fn has(&self, quirk: Quirk) -> bool {
        self.quirks.contains(&quirk)
    }

    /// Beside the composite check digit, which stays right: a filler counts as zero.
    pub(super) fn odd_zone(&self, zone: Mrz) -> Result<Mrz, IssueError> {
        if !self.has(Quirk::OptionalCheckDigitFiller) {
            return Ok(zone);
        }
        let mut text = zone.lines().join("\n");
        let digit = text.len().saturating_sub(2);
        text.replace_range(digit..=digit, "<");
        Ok(Mrz::parse(&text)?)
    }

    pub(super) fn odd_face(&self, mut data_group_2: Vec<u8>) -> Vec<u8> {
        let magic = data_group_2.windows(8).position(|window| window == b"FAC\x00010\x00");
        let last = magic.and_then(|start| data_group_2.get_mut(start + 11));
        if let Some(byte) = last.filter(|_| self.has(Quirk::FaceRecordLengthWrong)) {
            *byte ^= 1;
        }
        data_group_2
    }

    pub(super) fn odd_digest(&self, signers: DigestAlgorithm) -> DigestAlgorithm {
        match (self.has(Quirk::DigestDiffersFromSigner), signers) {
            (false, same) => same,
            (true, DigestAlgorithm::Sha512) => DigestAlgorithm::Sha256,
            (true, _) => DigestAlgorithm::Sha512,
        }
    }

    pub(super) fn odd_content_type(&self) -> Option<&'static [u8]> {
        let types = [
            (Quirk::ContentTypeOfOldArc, OLD_ARC),
            (Quirk::ContentTypeOfManufacturer, MANUFACTURER),
            (Quirk::ContentTypeData, DATA),
        ];
        types.into_iter().find(|(quirk, _)| self.has(*quirk)).map(|(_, oid)| oid)
    }

    /// ContentInfo in BER: indefinite lengths around what is signed, and that in two pieces.
    pub(super) fn odd_encoding(&self, content_info: Vec<u8>) -> Result<Vec<u8>, IssueError> {
        match self.has(Quirk::SecurityObjectInBer) {
            true => Ok(indefinite(&content_info)?),
            false => Ok(content_info),
        }
    }
}

fn indefinite(content_info: &[u8]) -> Result<Vec<u8>, TlvError> {
    let mut fields = tlv::parse_exactly(content_info, 0x30)?.children();
    let (kind, explicit) = (fields.any()?, fields.any()?);
    let mut signed_data = tlv::parse_exactly(explicit.value, 0x30)?.children();
    let (version, digests) = (signed_data.any()?, signed_data.any()?);
    let mut encapsulated = signed_data.any()?.children();
    let (content_type, content) = (encapsulated.any()?, encapsulated.any()?);
    let content = Reader::new(content.value).any()?.value;
    let (start, end) = content.split_at(content.len() / 2);
    let pieces = open(0x24, &[&octet_string(start), &octet_string(end)]);
    let encapsulated = open(0x30, &[content_type.raw, &open(0xA0, &[&pieces])]);
    let signed_data = open(0x30, &[version.raw, digests.raw, &encapsulated, signed_data.remaining()]);
    Ok(open(0x30, &[kind.raw, &open(0xA0, &[&signed_data])]))
}

/// A constructed data object of indefinite length.
fn open(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    [&[tag, 0x80], parts.concat().as_slice(), &[0, 0]].concat()
}
