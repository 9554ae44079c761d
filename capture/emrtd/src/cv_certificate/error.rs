//! Why bytes are not a card verifiable certificate.

use crate::tlv::TlvError;
use thiserror::Error;

/// Why bytes are not a card verifiable certificate that this system can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CvCertificateError {
    /// The data objects are not those of a certificate, in their order.
    #[error("the card verifiable certificate is malformed")]
    Malformed,
    /// Another profile than the first.
    #[error("the certificate's profile is not supported")]
    UnsupportedProfile,
    /// A reference of no or more than sixteen characters, or with others than those of ISO/IEC 8859-1.
    #[error("a reference in the certificate is malformed")]
    Reference,
    /// A date that no calendar has, or an expiry before the first day.
    #[error("the certificate's dates are malformed")]
    Dates,
    /// A holder that is no inspection system, authentication terminal or signature terminal, or rights of another length.
    #[error("the certificate's authorization is not supported")]
    UnsupportedAuthorization,
    /// Another signature algorithm than those of TR-03110-3 §A.7.3.
    #[error("the certificate's algorithm is not supported")]
    UnsupportedAlgorithm,
    /// Domain parameters of no standardized curve, or only some of them.
    #[error("the certificate's elliptic curve is not supported")]
    UnsupportedCurve,
}

impl From<TlvError> for CvCertificateError {
    fn from(_: TlvError) -> Self {
        Self::Malformed
    }
}
