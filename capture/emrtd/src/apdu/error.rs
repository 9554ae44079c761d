//! Why bytes are not an APDU.

use thiserror::Error;

/// Why bytes are not an APDU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ApduError {
    /// The lengths inside do not fit the bytes.
    #[error("not an APDU")]
    Malformed,
    /// More than 65,535 bytes of data.
    #[error("command data is too long")]
    TooLong,
    /// Ne is not 1 to 65,536.
    #[error("a command cannot expect so many bytes")]
    Expected,
}
