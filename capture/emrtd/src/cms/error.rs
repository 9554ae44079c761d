//! Why bytes are not signed data that can be verified, RFC 5652.

use crate::tlv::TlvError;
use thiserror::Error;

/// Why bytes are not signed data that can be verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CmsError {
    /// A data object is not where it must be.
    #[error("not CMS signed data: {0}")]
    Structure(#[from] TlvError),
    /// The content is of another type than signed data.
    #[error("not CMS signed data")]
    NotSignedData,
    /// The signed content is not inside.
    #[error("CMS signed data without content")]
    MissingContent,
    /// Nobody signed.
    #[error("CMS signed data without signer")]
    MissingSigner,
    /// More signers or certificates than anybody needs: finding who signed would take as long as the sender likes.
    #[error("CMS signed data with too many signers or certificates")]
    TooMany,
    /// The signed attributes, or one that is mandatory, are missing.
    #[error("CMS signer without a mandatory signed attribute")]
    MissingAttribute,
    /// A signed attribute stands twice.
    #[error("CMS signer repeats a signed attribute")]
    RepeatedAttribute,
    /// The signer is named in no known way.
    #[error("CMS signer identifier is unknown")]
    UnknownSignerIdentifier,
}
