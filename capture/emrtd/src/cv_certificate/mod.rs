//! Card verifiable certificates of Terminal Authentication, TR-03110-3 appendix C: read, verified and put into a chain.

mod algorithm;
mod authorization;
mod certificate;
mod chain;
mod error;
mod public_key;
mod reference;
mod signature;

pub use authorization::{HolderAuthorization, HolderRole, TerminalType};
pub use certificate::CvCertificate;
pub use chain::{ChainError, TerminalChain};
pub use error::CvCertificateError;
pub use public_key::{CvKey, CvPublicKey};
pub use reference::PublicKeyReference;
pub use signature::SignatureError;
