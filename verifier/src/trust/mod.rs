//! Trust in issuing states: their CSCA certificates and revocation lists, ICAO 9303-12.

mod anchor;
mod certificate;
mod crl;
mod extension;
mod import;
mod instant;
mod ldif;
mod listing;
mod master_list;
mod name;
mod pem;
mod serialized;
mod store;

pub use anchor::Anchor;
pub(crate) use certificate::Certificate;
pub use certificate::CertificateError;
pub use crl::{CrlError, RevocationList};
pub use import::{ImportOptions, TrustImportError, import};
pub(crate) use instant::parse_time;
pub use listing::{
    AnchorListing, ImportEntry, ImportReport, ImportSource, ImportStatus, RevocationListing, TrustListing,
};
pub use serialized::TrustStoreError;
pub(crate) use store::Revocation;
pub use store::TrustStore;
