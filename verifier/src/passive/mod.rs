//! Passive authentication, ICAO 9303-11 §5.1: the data groups are those the issuing state signed.

mod acceptance;
mod authentic_keys;
mod card_security;
mod chain;
mod chip_keys;
mod data_groups;
mod document;
mod examination;
mod issuing_state;
mod portrait;
mod quirks;
mod report;
mod security_object;
mod signer;

pub use acceptance::{Acceptance, AcceptedAlgorithms};
pub use authentic_keys::AuthenticKeys;
pub use chip_keys::ChipKeyRules;
pub use document::{AuthenticDocument, authenticate};
pub use portrait::Portrait;
pub use report::{
    CscaReport, DataGroupStatus, DocumentSignerReport, PassiveRefusal, PassiveReport, PassiveVerdict,
    RevocationStatus, SignatureReport,
};
pub use security_object::{AuthenticSecurityObject, SecurityObject};
