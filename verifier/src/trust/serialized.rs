//! A trust store as one file: magic and version, anchors, revocation lists, and the SHA-256 of it all, the identifier.

use super::{Anchor, CertificateError, CrlError, RevocationList, TrustStore};
use ring::digest::{SHA256, digest};
use std::sync::Arc;
use thiserror::Error;

/// Name and version of the format.
const MAGIC: &[u8] = b"IDKTRUST\x01";
const DIGEST_LENGTH: usize = 32;

/// Why bytes are not a trust store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TrustStoreError {
    /// Another format, or another version of it.
    #[error("not a trust store of this version")]
    UnknownFormat,
    /// The bytes were changed or cut.
    #[error("trust store is damaged")]
    Damaged,
    /// A certificate inside cannot be read.
    #[error("trust store: {0}")]
    Certificate(#[from] CertificateError),
    /// A revocation list inside cannot be read.
    #[error("trust store: {0}")]
    RevocationList(#[from] CrlError),
}

impl TrustStore {
    /// The store as one file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = content(self);
        out.extend_from_slice(digest(&SHA256, &out).as_ref());
        out
    }

    /// Reads what [`Self::to_bytes`] wrote, and nothing else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TrustStoreError> {
        let (content, written) =
            bytes.split_last_chunk::<DIGEST_LENGTH>().ok_or(TrustStoreError::UnknownFormat)?;
        let mut rest = content.strip_prefix(MAGIC).ok_or(TrustStoreError::UnknownFormat)?;
        if digest(&SHA256, content).as_ref() != written {
            return Err(TrustStoreError::Damaged);
        }
        let mut anchors: Vec<Arc<Anchor>> = Vec::new();
        for _ in 0..number(&mut rest)? {
            let specimen = match take(&mut rest, 1)? {
                [0] => false,
                [1] => true,
                _ => return Err(TrustStoreError::Damaged),
            };
            anchors.push(Arc::new(Anchor::new(entry(&mut rest)?, specimen)?));
        }
        let mut lists: Vec<Arc<RevocationList>> = Vec::new();
        for _ in 0..number(&mut rest)? {
            lists.push(Arc::new(RevocationList::parse(entry(&mut rest)?)?));
        }
        let sorted =
            anchors.is_sorted_by(|a, b| a.der() < b.der()) && lists.is_sorted_by(|a, b| a.der() < b.der());
        if !rest.is_empty() || !sorted {
            return Err(TrustStoreError::Damaged);
        }
        let store = Self::from_sorted(anchors, lists);
        // A specimen that the file calls genuine was marked again: the file is none that was written.
        if self::content(&store) == content { Ok(store) } else { Err(TrustStoreError::Damaged) }
    }
}

/// The identifier of a store's content.
pub(super) fn id(store: &TrustStore) -> String {
    hex::encode(digest(&SHA256, &content(store)))
}

fn content(store: &TrustStore) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    put_number(&mut out, store.anchors().len());
    for anchor in store.anchors() {
        out.push(u8::from(anchor.is_specimen()));
        put_number(&mut out, anchor.der().len());
        out.extend_from_slice(anchor.der());
    }
    put_number(&mut out, store.revocation_lists().len());
    for list in store.revocation_lists() {
        put_number(&mut out, list.der().len());
        out.extend_from_slice(list.der());
    }
    out
}

fn put_number(out: &mut Vec<u8>, number: usize) {
    out.extend(u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes());
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], TrustStoreError> {
    let (taken, tail) = rest.split_at_checked(length).ok_or(TrustStoreError::Damaged)?;
    *rest = tail;
    Ok(taken)
}

fn number(rest: &mut &[u8]) -> Result<usize, TrustStoreError> {
    let (bytes, tail) = rest.split_first_chunk::<4>().ok_or(TrustStoreError::Damaged)?;
    *rest = tail;
    usize::try_from(u32::from_be_bytes(*bytes)).map_err(|_| TrustStoreError::Damaged)
}

fn entry<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], TrustStoreError> {
    let length = number(rest)?;
    take(rest, length)
}
