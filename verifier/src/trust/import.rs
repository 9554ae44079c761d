//! Putting certificates, master lists and revocation lists into a trust store.

use super::ldif::{self, Value};
use super::listing::{ImportEntry, ImportReport, ImportSource, ImportStatus};
use super::store::Insertion;
use super::{Anchor, Certificate, RevocationList, TrustStore, master_list, pem};
use crate::signature::{PublicKey, SignatureAlgorithm};
use emrtd::cms::SignedData;
use emrtd::tlv::TlvError;
use thiserror::Error;
use time::OffsetDateTime;

/// keyCertSign.
const CERTIFYING: u8 = 0x04;

/// Why a file is not imported; nothing of it then is.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TrustImportError {
    /// No certificate, master list or revocation list.
    #[error("neither certificate, master list nor revocation list")]
    UnknownFormat,
    /// A root is no certificate.
    #[error("a root is not a certificate")]
    BadRoot,
    /// A master list without a root to verify it under.
    #[error("a master list is imported only with the root of its signer (--root)")]
    RootMissing,
    /// No given root has issued the master list's signer.
    #[error("the master list's signer was not certified by a given root")]
    RootMismatch,
    /// The signature over the master list is wrong.
    #[error("the master list's signature is invalid")]
    MasterListSignature,
    /// The certificate is not made for signing master lists.
    #[error("the master list was signed with a certificate that is not for master lists")]
    NotMasterListSigner,
    /// The certificate was not valid at the time of signing.
    #[error("the master list's signer was not valid at the time of signing")]
    MasterListSignerExpired,
    /// The signed content is no master list.
    #[error("not a master list: {0}")]
    MasterListContent(#[from] TlvError),
}

/// What an import needs beside the file.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// The certificates under which master lists are believed, DER or PEM.
    pub roots: Vec<Vec<u8>>,
    /// Mark every certificate of this import as a specimen.
    pub specimen: bool,
    /// The time of the import, for master lists that do not say when they were signed.
    pub at: OffsetDateTime,
}

/// Imports one file; importing it again changes nothing.
pub fn import(
    store: &mut TrustStore,
    file: &[u8],
    options: &ImportOptions,
) -> Result<ImportReport, TrustImportError> {
    let roots = der_roots(&options.roots)?;
    if let Some(values) = ldif::values(file) {
        let entries = import_directory(store, values, &roots, options)?;
        return Ok(ImportReport { source: ImportSource::Ldif, entries });
    }
    if let Some(blocks) = pem::blocks(file) {
        let mut changed = store.clone();
        let entries = blocks.iter().map(|block| import_single(&mut changed, block, options));
        let entries = entries.collect::<Option<_>>().ok_or(TrustImportError::UnknownFormat)?;
        *store = changed;
        return Ok(ImportReport { source: ImportSource::Pem, entries });
    }
    if let Some(entry) = import_single(store, file, options) {
        let source = match entry.serial_number {
            Some(_) => ImportSource::Certificate,
            None => ImportSource::RevocationList,
        };
        return Ok(ImportReport { source, entries: vec![entry] });
    }
    let entries = import_master_list(store, file, &roots, options)?;
    Ok(ImportReport { source: ImportSource::MasterList, entries })
}

fn import_master_list(
    store: &mut TrustStore,
    bytes: &[u8],
    roots: &[Vec<u8>],
    options: &ImportOptions,
) -> Result<Vec<ImportEntry>, TrustImportError> {
    let list = SignedData::parse(bytes).map_err(|_| TrustImportError::UnknownFormat)?;
    let certificates = master_list::certificates(&list, roots, options.at)?;
    Ok(certificates.iter().map(|der| import_certificate(store, der, options.specimen)).collect())
}

/// A directory is signed by nobody: of it only master lists under a root make anchors, one that is refused fails the
/// directory, and certificates outside them are passed over. Revocation lists come after the anchors that sign them.
fn import_directory(
    store: &mut TrustStore,
    values: Vec<Value>,
    roots: &[Vec<u8>],
    options: &ImportOptions,
) -> Result<Vec<ImportEntry>, TrustImportError> {
    let (mut changed, mut entries, mut lists) = (store.clone(), Vec::new(), Vec::new());
    for value in values {
        match value {
            Value::MasterList(list) => {
                entries.extend(import_master_list(&mut changed, &list, roots, options)?);
            }
            Value::RevocationList(list) => lists.push(list),
            Value::Certificate(der) => entries.push(passed_over(&der)),
        }
    }
    entries.extend(lists.iter().map(|der| match RevocationList::parse(der) {
        Ok(list) => import_revocation_list(&mut changed, list),
        Err(error) => ImportEntry::refused(String::new(), None, error.to_string()),
    }));
    *store = changed;
    Ok(entries)
}

fn passed_over(der: &[u8]) -> ImportEntry {
    let certificate = Certificate::parse(der).ok();
    ImportEntry {
        subject: certificate.as_ref().map(|certificate| certificate.subject.to_string()).unwrap_or_default(),
        serial_number: certificate.map(|certificate| hex::encode(certificate.serial_number)),
        status: ImportStatus::NotACsca,
        problem: None,
        specimen: false,
    }
}

fn der_roots(roots: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, TrustImportError> {
    let mut out = Vec::new();
    for root in roots {
        out.extend(pem::blocks(root).unwrap_or_else(|| vec![root.clone()]));
    }
    match out.iter().all(|root| Certificate::parse(root).is_ok()) {
        true => Ok(out),
        false => Err(TrustImportError::BadRoot),
    }
}

fn import_single(store: &mut TrustStore, der: &[u8], options: &ImportOptions) -> Option<ImportEntry> {
    if Certificate::parse(der).is_ok() {
        return Some(import_certificate(store, der, options.specimen));
    }
    RevocationList::parse(der).ok().map(|list| import_revocation_list(store, list))
}

fn import_certificate(store: &mut TrustStore, der: &[u8], specimen: bool) -> ImportEntry {
    let certificate = match Certificate::parse(der) {
        Ok(certificate) => certificate,
        Err(error) => return ImportEntry::refused(String::new(), None, error.to_string()),
    };
    let subject = certificate.subject.to_string();
    let serial_number = Some(hex::encode(certificate.serial_number));
    let anchor =
        admissible(&certificate).and_then(|()| Anchor::new(der, specimen).map_err(|error| error.to_string()));
    match anchor {
        Ok(anchor) => {
            let specimen = store.marks(&anchor);
            ImportEntry {
                subject,
                serial_number,
                status: store.insert(anchor).into(),
                problem: None,
                specimen,
            }
        }
        Err(problem) => ImportEntry::refused(subject, serial_number, problem),
    }
}

/// A CSCA certificate is one for certifying, has a key that can be used and, when self-signed, a right signature.
fn admissible(certificate: &Certificate<'_>) -> Result<(), String> {
    let extensions = &certificate.extensions;
    // Turkey, Italy and link certificates of others leave cA out but have keyCertSign, which no document signer has.
    let certifies = match extensions.key_usage {
        Some(usage) => usage & CERTIFYING != 0,
        None => extensions.authority == Some(true),
    };
    if !certifies {
        return Err("not a CSCA: the certificate is not for certifying".to_owned());
    }
    let key = PublicKey::parse(certificate.public_key).map_err(|error| error.to_string())?;
    if certificate.issuer == certificate.subject {
        let algorithm = SignatureAlgorithm::parse(&certificate.signature_algorithm, None)
            .ok_or("signature algorithm is unknown")?;
        let same_key = match (extensions.authority_key_identifier, extensions.subject_key_identifier) {
            (Some(authority), Some(own)) => authority == own,
            _ => true,
        };
        // A link certificate may keep the name and change the key.
        if same_key {
            key.verify(algorithm, certificate.to_be_signed, certificate.signature)
                .map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

/// A revocation list is taken only from a CSCA that is trusted already.
fn import_revocation_list(store: &mut TrustStore, list: RevocationList) -> ImportEntry {
    let subject = list.issuer().to_owned();
    if !store.has_signed(&list) {
        return ImportEntry::refused(subject, None, "not signed by a trusted CSCA".to_owned());
    }
    let status = store.insert_revocation_list(list).into();
    ImportEntry { subject, serial_number: None, status, problem: None, specimen: false }
}

impl From<Insertion> for ImportStatus {
    fn from(insertion: Insertion) -> Self {
        match insertion {
            Insertion::Added => Self::Added,
            Insertion::Present => Self::Present,
            Insertion::Marked => Self::Marked,
            Insertion::Superseded => Self::Superseded,
        }
    }
}
