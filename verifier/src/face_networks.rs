//! The networks of the face leg with their identities.

use crate::{
    attack::AttackDetector,
    case::NetworkIdentity,
    face::{FaceError, FaceMatcher},
};
use models::{Networks, Session};

const DETECTOR: &str = "yunet-2023mar";
const EMBEDDER: &str = "sface-2021dec";

/// The face matcher and the attack detector, for one worker.
pub struct FaceNetworks {
    /// Finds and compares faces.
    pub faces: FaceMatcher,
    /// Detects presentation attacks.
    pub attacks: AttackDetector,
    identities: Vec<NetworkIdentity>,
}

impl FaceNetworks {
    /// Opens what is needed, and whichever attack networks are there.
    pub fn open(networks: &Networks) -> Result<Self, FaceError> {
        Self::open_with(networks, |id| networks.is_present(id))
    }

    /// Opens what is needed, and of the attack networks just the recorded ones.
    pub fn open_recorded(networks: &Networks, recorded: &[NetworkIdentity]) -> Result<Self, FaceError> {
        Self::open_with(networks, |id| recorded.iter().any(|known| known.id == id))
    }

    fn open_with(networks: &Networks, wanted: impl Fn(&str) -> bool) -> Result<Self, FaceError> {
        let attack_networks = AttackDetector::NETWORKS.into_iter().filter(|id| wanted(id));
        let (detector, embedder) = (networks.session(DETECTOR)?, networks.session(EMBEDDER)?);
        let attack_sessions =
            attack_networks.map(|id| networks.session(id)).collect::<Result<Vec<_>, _>>()?;
        let identities = [&detector, &embedder].into_iter().chain(&attack_sessions).map(identity).collect();
        let attacks = AttackDetector::new(attack_sessions)?;
        Ok(Self { faces: FaceMatcher::new(detector, embedder), attacks, identities })
    }

    /// Every network by name and digest.
    pub fn identities(&self) -> &[NetworkIdentity] {
        &self.identities
    }
}

fn identity(session: &Session) -> NetworkIdentity {
    NetworkIdentity { id: session.id().to_owned(), sha256: session.sha256().to_owned() }
}
