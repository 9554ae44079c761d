//! Assurance policies: what must be proven, by which means, as data in `assets/policy/`.

use crate::{passive::AcceptedAlgorithms, reason::Reason};
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use std::collections::BTreeSet;
use thiserror::Error;

/// The trust framework of every control that rests on a specimen trust anchor.
pub const SPECIMEN_FRAMEWORK: &str = "idkontroll_specimen";

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

    /// Reads a policy; unknown members are errors, so that no demand is overlooked by a misspelling.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let demands: Demands =
            toml::from_str(text).map_err(|error| PolicyError::Malformed(error.message().to_owned()))?;
        demands.check()?;
        Ok(Self { demands, text: text.to_owned() })
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

/// The members of a policy.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demands {
    /// The policy's name.
    pub name: String,
    /// What it is for, in a sentence.
    pub description: String,
    /// The trust framework of accepted results, unless a specimen anchor was used.
    pub trust_framework: String,
    /// The assurance level of accepted results.
    pub assurance_level: String,
    /// Whether an officer is present.
    pub attendance: Attendance,
    /// How access to the chip must be gained.
    pub access: AccessDemands,
    /// What the document must be.
    pub document: DocumentDemands,
    /// Which signature and digest algorithms are accepted.
    pub algorithms: AcceptedAlgorithms,
    /// What the chip must prove.
    pub chip: ChipDemands,
    /// How the face is compared.
    pub face: FaceDemands,
    /// How presentation attacks are detected.
    pub presentation_attack: AttackDemands,
    /// Whether active liveness is demanded.
    pub liveness: LivenessDemands,
    /// Which pictures are kept, and why.
    pub retention: Retention,
    /// How long a result can be redeemed.
    pub result: ResultDemands,
}

impl Demands {
    fn check(&self) -> Result<(), PolicyError> {
        let malformed = |what: &str| Err(PolicyError::Malformed(what.to_owned()));
        if self.presentation_attack.sets.is_empty() {
            return malformed("presentation_attack.sets is empty");
        }
        let mut thresholds = self.presentation_attack.sets.iter().map(|set| set.threshold);
        if !thresholds.all(|threshold| (0.0..=1.0).contains(&threshold)) {
            return malformed("a threshold of presentation_attack is not between 0 and 1");
        }
        if !(-1.0..=1.0).contains(&self.face.threshold) {
            return malformed("face.threshold is not a cosine");
        }
        if !(1..=1440).contains(&self.result.valid_minutes) {
            return malformed("result.valid_minutes is not between 1 and 1440");
        }
        Ok(())
    }
}

/// Whether an officer is present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attendance {
    /// An enrolled officer signs the case.
    Attended,
    /// Nobody is present but the person.
    Unattended,
}

/// How access to the chip must be gained.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessDemands {
    /// Refuse a chip that offers PACE and was read without it.
    pub refuse_downgrade: bool,
}

/// What the document must be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentDemands {
    /// Accept documents whose date of expiry is past.
    pub accept_expired: bool,
    /// Accept documents under a specimen trust anchor.
    pub accept_specimen: bool,
    /// Warnings of passive authentication that this policy turns into refusals.
    #[serde(default)]
    pub refuse_warnings: BTreeSet<Reason>,
}

/// What the chip must prove.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChipDemands {
    /// Demand Chip or Active Authentication.
    pub genuine: bool,
}

/// Where a probe comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeSource {
    /// A picture file, which anybody can copy.
    StillFile,
    /// A camera of the office or booth.
    Camera,
}

/// How the face is compared.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaceDemands {
    /// The embedding network for which the threshold holds.
    pub network: String,
    /// The least comparison score (cosine) that is a match.
    pub threshold: f32,
    /// The false match rate the threshold was set for.
    pub false_match_rate: f64,
    /// Where the threshold comes from.
    pub evaluation: String,
    /// Which probes are accepted.
    pub accept: BTreeSet<ProbeSource>,
}

/// How presentation attacks are detected.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttackDemands {
    /// A threshold for each set of networks that may be at hand.
    pub sets: Vec<AttackThreshold>,
    /// Demand a laboratory's certificate.
    pub demand_certified: bool,
    /// The laboratory's certificate for the deployed detector, if there is one.
    #[serde(default)]
    pub certificate: Option<String>,
}

impl AttackDemands {
    /// The threshold for a set of networks, if the policy has one.
    pub fn set(&self, networks: &str) -> Option<&AttackThreshold> {
        self.sets.iter().find(|set| set.networks == networks)
    }
}

/// The threshold of one set of networks.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttackThreshold {
    /// The set's name, for example `minifasnet+fr_liveness`.
    pub networks: String,
    /// The least attack score that is an attack.
    pub threshold: f32,
    /// Where the threshold comes from.
    pub evaluation: String,
}

/// Whether active liveness is demanded.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LivenessDemands {
    /// Demand that the person answers a challenge.
    pub active: bool,
}

/// Which pictures are kept, and why.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Keep the probe pictures in the evidence bundle.
    pub probes: bool,
    /// How many days the evidence is kept.
    pub days: u32,
    /// Why.
    pub purpose: String,
}

/// How long a result can be redeemed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultDemands {
    /// Minutes from the decision to `exp`.
    pub valid_minutes: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_policy_is_read_and_has_its_own_name() {
        for (name, _) in BUILT_IN {
            assert_eq!(Policy::built_in(name).unwrap().demands().name, name);
        }
        assert_eq!(Policy::built_in("low").err(), Some(PolicyError::Unknown));
    }

    #[test]
    fn only_the_demo_policies_accept_stills_and_specimens() {
        for (name, _) in BUILT_IN {
            let demo = name.starts_with("demo");
            let policy = Policy::built_in(name).unwrap();
            assert_eq!(policy.demands().document.accept_specimen, demo, "{name}");
            assert_eq!(policy.demands().face.accept.contains(&ProbeSource::StillFile), demo, "{name}");
            assert_eq!(policy.demands().trust_framework == SPECIMEN_FRAMEWORK, demo, "{name}");
        }
    }

    #[test]
    fn a_misspelt_demand_is_an_error() {
        let text = BUILT_IN[2].1.replace("demand_certified", "demand_certifed");
        assert!(matches!(Policy::parse(&text), Err(PolicyError::Malformed(_))));
    }

    #[test]
    fn a_threshold_outside_its_range_is_an_error() {
        let policy = Policy::built_in("high").unwrap();
        let text = policy.text().replace("threshold = 0.422", "threshold = 42.2");
        assert_ne!(text, policy.text());
        assert!(matches!(Policy::parse(&text), Err(PolicyError::Malformed(_))));
    }
}
