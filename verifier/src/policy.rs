//! Assurance policies: what must be proven, by which means, as data in `assets/policy/`.

mod demands;

pub use demands::{
    AccessDemands, AttackDemands, AttackThreshold, Attendance, ChipDemands, Demands, DocumentDemands,
    FaceDemands, LivenessDemands, ProbeSource, ResultDemands, Retention,
};

use ring::digest::{SHA256, digest};
use thiserror::Error;

/// The trust framework of every control that rests on a specimen trust anchor.
pub const SPECIMEN_FRAMEWORK: &str = "idkontroll_specimen";

/// No result can be redeemed longer than this.
pub const MAXIMUM_VALID_MINUTES: u32 = 1440;

/// The policies that come with the program: name and text.
const BUILT_IN: [(&str, &str); 4] = [
    ("demo", include_str!("../../assets/policy/demo.toml")),
    ("demo-unattended", include_str!("../../assets/policy/demo-unattended.toml")),
    ("high", include_str!("../../assets/policy/high.toml")),
    ("high-unattended", include_str!("../../assets/policy/high-unattended.toml")),
];

/// Why a policy cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// No built-in policy has this name.
    #[error("no policy of this name; there are: demo, demo-unattended, high, high-unattended")]
    Unknown,
    /// The text is not a policy.
    #[error("not a policy: {0}")]
    Malformed(String),
    /// The policy bears the name of a built-in one, but has another text.
    #[error("differs from the built-in policy of its name; give it a name of its own")]
    Impostor,
}

/// A policy together with the exact text it was read from.
#[derive(Debug, Clone)]
pub struct Policy {
    demands: Demands,
    text: String,
}

impl Policy {
    /// A policy that comes with the program.
    pub fn built_in(name: &str) -> Result<Self, PolicyError> {
        let text = BUILT_IN.iter().find(|(known, _)| *known == name).ok_or(PolicyError::Unknown)?.1;
        Self::parse(text)
    }

    /// Every policy that comes with the program.
    pub fn every_built_in() -> Result<Vec<Self>, PolicyError> {
        BUILT_IN.iter().map(|(_, text)| Self::parse(text)).collect()
    }

    /// Reads a policy; unknown members are errors, so that no demand is overlooked by a misspelling.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let demands: Demands =
            toml::from_str(text).map_err(|error| PolicyError::Malformed(error.message().to_owned()))?;
        demands.check()?;
        Ok(Self { demands, text: text.to_owned() })
    }

    /// Reads a policy of an owner's own, which may not pass for a built-in one.
    pub fn parse_own(text: &str) -> Result<Self, PolicyError> {
        let policy = Self::parse(text)?;
        match Self::built_in(&policy.demands.name) {
            Ok(built_in) if built_in.text != policy.text => Err(PolicyError::Impostor),
            _ => Ok(policy),
        }
    }

    /// True when this is, to the byte, a policy that comes with this program.
    pub fn is_built_in(&self) -> bool {
        BUILT_IN.iter().any(|(_, text)| *text == self.text)
    }

    /// What the policy demands.
    pub fn demands(&self) -> &Demands {
        &self.demands
    }

    /// The exact text, which goes into the evidence.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// SHA-256 of the text, which goes into every result.
    pub fn sha256(&self) -> String {
        hex::encode(digest(&SHA256, self.text.as_bytes()))
    }
}

#[cfg(test)]
mod tests;
