//! What is known of a document before its chip is opened: who issued it, and what kind it is, ICAO 9303-3 §4.

use serde::{Deserialize, Serialize};

/// What kind of document a machine readable zone stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// A passport: the document code begins with P.
    Passport,
    /// An identity card, residence permit or crew member certificate: A, C or I.
    IdentityCard,
    /// A visa or any other document.
    Other,
}

impl DocumentKind {
    /// The kind by the document code of the zone.
    pub fn of(document_code: &str) -> Self {
        match document_code.chars().next() {
            Some('P') => Self::Passport,
            Some('A' | 'C' | 'I') => Self::IdentityCard,
            _ => Self::Other,
        }
    }
}

/// The issuing state of a zone, as it stands there, and the kind of document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedDocument {
    /// The code of ICAO 9303-3 §5 without fillers.
    pub issuing_state: String,
    /// The kind.
    pub kind: DocumentKind,
}
