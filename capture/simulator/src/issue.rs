//! Personalizes a specimen passport: keys, certificates, data groups and the document security object.

mod access;
mod certificate;
mod chip_key;
mod chip_key_name;
mod com;
mod cv_certificate;
mod cv_key;
pub mod data_groups;
mod der;
mod error;
mod extensions;
mod modp_key;
mod options;
mod personalize;
mod quirks;
mod security_infos;
mod security_object;
mod signer;
mod specimen_content;
mod terminal_hierarchy;

pub use access::{Access, PaceParameters};
pub use certificate::SPECIMEN_ORGANIZATION;
pub use chip_key::EcParameters;
pub use cv_certificate::CvContent;
pub use cv_key::CvKeyPair;
pub use error::IssueError;
pub use options::{ActiveAuthenticationKey, ChipAuthenticationKey, Holder, IssueOptions};
pub use personalize::issue;
pub use signer::SignerAlgorithm;
pub use specimen_content::BiometricEncoding;
pub use terminal_hierarchy::{TerminalHierarchy, TerminalRights};
