//! Cryptographic Message Syntax as EF.SOD and master lists use it: SignedData, RFC 5652 §5 with ICAO 9303-10 §4.6.2.

mod algorithm;
mod attributes;
mod error;
mod signed_data;
mod signer;

pub use algorithm::AlgorithmIdentifier;
pub use attributes::SignedAttributes;
pub use error::CmsError;
pub use signed_data::SignedData;
pub use signer::{SignerIdentifier, SignerInfo};

#[cfg(test)]
pub(crate) mod test_parts;
