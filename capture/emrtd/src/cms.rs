//! Cryptographic Message Syntax as EF.SOD and master lists use it: SignedData, RFC 5652 §5 with ICAO 9303-10 §4.6.2.

mod algorithm;
mod attributes;
mod signed_data;
mod signer;

pub use algorithm::AlgorithmIdentifier;
pub use attributes::SignedAttributes;
pub use signed_data::{CmsError, SignedData};
pub use signer::{SignerIdentifier, SignerInfo};

#[cfg(test)]
pub(crate) use signed_data::tests as test_parts;
