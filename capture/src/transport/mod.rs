//! The ways to a card, each behind one URI.

mod lookout;
mod nfc;
mod on_air;
mod pcsc;
mod presence;
mod put_back;
mod simulated;
mod thread;

pub use nfc::{NfcCard, NfcReader};
pub use on_air::OnAir;
pub use pcsc::{PcscCard, PcscReader, data_size};
pub use presence::Presence;
pub use put_back::wait_until_put_back;
pub use simulated::{SimulatedCard, SimulatedReader};

use crate::card::Card;
use emrtd_simulator::SpecimenError;
use thiserror::Error;

/// Why no card could be opened.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The URI has another form than `sim:DIR`, `pcsc[:NAME]` or `nfc[:CONNSTRING]`.
    #[error("not a reader: write sim:DIR, pcsc[:NAME] or nfc[:CONNSTRING]")]
    Malformed,
    /// What stands behind `sim:DIR?` describes no air.
    #[error("no such air: write sim:DIR?bit-rate=424, then &type=B, &frame-size=4096, &wait=yes as wanted")]
    MalformedAir,
    /// This build has no such transport.
    #[error("readers of the kind {0} are not supported by this build")]
    Unsupported(&'static str),
    /// The folder is not a specimen document.
    #[error(transparent)]
    Specimen(#[from] SpecimenError),
    /// Nothing on this machine talks to readers.
    #[error("the smart card service (pcscd) is not running")]
    NoService,
    /// libnfc is not installed.
    #[error("libnfc is not installed (Debian: libnfc6)")]
    NoLibrary,
    /// libnfc opens no such reader.
    #[error("libnfc opens no such reader: is it connected, and may you use it?")]
    NoDevice,
    /// No reader is connected.
    #[error("no reader is connected")]
    NoReader,
    /// No connected reader has the given name; these are connected.
    #[error("no connected reader has this name; there are: {0}")]
    OtherReaders(String),
    /// The reader holds no card.
    #[error("no document lies on the reader")]
    NoDocument,
    /// Documents lie on several readers, and nothing says which is meant.
    #[error("documents lie on several readers, name one of them: {0}")]
    SeveralDocuments(String),
    /// Another program uses the reader or its card.
    #[error("another program uses the reader")]
    InUse,
    /// A card lies on the reader and does not answer.
    #[error("the document does not answer; lay it on the reader again")]
    Unresponsive,
    /// The reader does not answer.
    #[error("the reader does not answer; unplug it and plug it in again")]
    Hung,
}

impl OpenError {
    /// True when another document or another moment mends it, and nothing has to be changed at the machine.
    pub fn passes(&self) -> bool {
        matches!(
            self,
            Self::Specimen(_)
                | Self::NoDocument
                | Self::SeveralDocuments(_)
                | Self::InUse
                | Self::Unresponsive
        )
    }
}

/// Opens the card that a URI names: `sim:DIR`, `pcsc[:NAME]` or `nfc[:CONNSTRING]`. Behind DIR `?bit-rate=424` puts a model
/// of the air, with `&type=B`, `&frame-size=4096` and `&wait=yes` where wanted.
pub fn open(uri: &str) -> Result<Box<dyn Card>, OpenError> {
    let (kind, rest) = uri.split_once(':').unwrap_or((uri, ""));
    match kind {
        "sim" if !rest.is_empty() => on_air::open(rest),
        "pcsc" => Ok(Box::new(PcscCard::open(rest)?)),
        "nfc" => Ok(Box::new(NfcCard::open(rest)?)),
        _ => Err(OpenError::Malformed),
    }
}

/// The reader that a URI names, to be asked whether a document lies on it.
pub fn watch(uri: &str) -> Result<Box<dyn Presence>, OpenError> {
    let (kind, rest) = uri.split_once(':').unwrap_or((uri, ""));
    match kind {
        "sim" if !rest.is_empty() => Ok(Box::new(SimulatedReader::new(on_air::folder(rest)))),
        "pcsc" => Ok(Box::new(PcscReader::new(rest))),
        "nfc" => Ok(Box::new(NfcReader::new(rest))),
        _ => Err(OpenError::Malformed),
    }
}
