//! The ways to a card, each behind one URI.

use crate::card::Card;
use thiserror::Error;

/// Why no card could be opened.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The URI has another form than `sim:DIR`, `pcsc[:NAME]` or `nfc[:CONNSTRING]`.
    #[error("not a reader: write sim:DIR, pcsc[:NAME] or nfc[:CONNSTRING]")]
    Malformed,
    /// This build has no such transport.
    #[error("readers of the kind {0} are not supported by this build")]
    Unsupported(&'static str),
}

/// Opens the card that a URI names: `sim:DIR`, `pcsc[:NAME]` or `nfc[:CONNSTRING]`.
pub fn open(uri: &str) -> Result<Box<dyn Card>, OpenError> {
    match uri.split_once(':').map_or((uri, None), |(kind, rest)| (kind, Some(rest))) {
        ("pcsc", _) => Err(OpenError::Unsupported("pcsc")),
        ("nfc", _) => Err(OpenError::Unsupported("nfc")),
        _ => Err(OpenError::Malformed),
    }
}
