//! What a policy may say, member by member.

use super::{MAXIMUM_VALID_MINUTES, PolicyError, SPECIMEN_FRAMEWORK};
use crate::{passive::AcceptedAlgorithms, reason::Reason};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Nothing is kept longer than a hundred years; what ends is reckoned with dates of four digits.
const MAXIMUM_RETENTION_DAYS: u32 = 36_500;

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
    /// What no policy may say, whoever owns it.
    pub(super) fn check(&self) -> Result<(), PolicyError> {
        let name = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        let lax = self.face.accept.contains(&ProbeSource::StillFile) || self.document.accept_specimen;
        let within = |set: &AttackThreshold| set.threshold > 0.0 && set.threshold < 1.0;
        let faults = [
            (self.name.is_empty() || !self.name.bytes().all(name), "name is not of a to z, 0 to 9 and -"),
            (self.assurance_level.trim().is_empty(), "assurance_level is empty"),
            (self.trust_framework.trim().is_empty(), "trust_framework is empty"),
            (
                lax && self.trust_framework != SPECIMEN_FRAMEWORK,
                "still files and specimens are accepted only under the specimen trust framework",
            ),
            (self.presentation_attack.sets.is_empty(), "presentation_attack.sets is empty"),
            (
                !self.presentation_attack.sets.iter().all(within),
                "a threshold of presentation_attack is not between 0 and 1",
            ),
            (
                !(self.face.threshold > 0.0 && self.face.threshold < 1.0),
                "face.threshold is not between 0 and 1",
            ),
            (
                !(self.face.false_match_rate > 0.0 && self.face.false_match_rate < 1.0),
                "face.false_match_rate is not between 0 and 1",
            ),
            (self.face.within_minutes == Some(0), "face.within_minutes is 0"),
            (
                !(1..=MAXIMUM_VALID_MINUTES).contains(&self.result.valid_minutes),
                "result.valid_minutes is not between 1 and 1440",
            ),
            (self.retention.days > MAXIMUM_RETENTION_DAYS, "retention.days is more than 36500"),
        ];
        match faults.into_iter().find(|(wrong, _)| *wrong) {
            Some((_, fault)) => Err(PolicyError::Malformed(fault.to_owned())),
            None => Ok(()),
        }
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
    /// Accept a chip that anybody can read, without the zone or the card access number.
    #[serde(default)]
    pub accept_open: bool,
}

/// What the document must be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentDemands {
    /// Accept documents whose date of expiry is past.
    pub accept_expired: bool,
    /// Accept documents under a specimen trust anchor.
    pub accept_specimen: bool,
    /// Warnings about the document, its access and its chip that this policy turns into refusals.
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
    /// What a phone's page sent as its camera's picture; nothing proves that a camera took it.
    PhoneCamera,
}

impl ProbeSource {
    /// The person was not where the verifier's own camera stands.
    pub fn is_remote(self) -> bool {
        self == Self::PhoneCamera
    }
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
    /// How many probes with a face may be taken before the last one is judged. With 0 none is taken: the chip alone is
    /// judged, and nothing is accepted.
    #[serde(default = "FaceDemands::usual_attempts")]
    pub attempts: u32,
    /// How many minutes after the chip was read a remote probe may come; where nothing is said, at any time.
    #[serde(default)]
    pub within_minutes: Option<u32>,
}

impl FaceDemands {
    fn usual_attempts() -> u32 {
        3
    }
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
