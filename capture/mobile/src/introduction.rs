//! For whom and for what the chip is to be read, for the person to agree to.

use capture::relay::{self, printable};

/// For whom and for what the chip is to be read. The server's texts, without what could turn or hide writing.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Introduction {
    /// The eID issuer that ordered the control.
    pub issuer: String,
    /// What it is for.
    pub purpose: String,
    /// The policy's name.
    pub policy: String,
}

impl From<&relay::Introduction> for Introduction {
    fn from(said: &relay::Introduction) -> Self {
        let [issuer, purpose, policy] =
            [&said.issuer, &said.purpose, &said.policy].map(|text| printable(text));
        Self { issuer, purpose, policy }
    }
}
