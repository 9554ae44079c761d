//! Issues specimen passports and plays their chip: what CI, demonstrations and trainees read instead of a real document.

pub mod air_interface;
mod chip;
pub mod connection;
mod issue;
mod portrait;
mod specimen;

pub use chip::{
    Bomb, Cheat, Facts, Fault, Hostile, HostileDocument, HostileError, HostileNameError, LengthFields,
    Reaction, SignatureFormat, Signing, SimulatedChip,
};
pub use issue::data_groups;
pub use issue::{
    Access, ActiveAuthenticationKey, BiometricEncoding, ChipAuthenticationKey, CvContent, CvKeyPair,
    EcParameters, Holder, IssueError, IssueOptions, PaceParameters, SPECIMEN_ORGANIZATION, SignerAlgorithm,
    TerminalHierarchy, TerminalRights, issue,
};
pub use portrait::{PortraitError, passport_portrait};
pub use specimen::{Passwords, Specimen, SpecimenError};
