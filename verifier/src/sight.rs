//! What the networks saw in one probe. A front that looks at a picture before the verdict keeps it, so that the verdict
//! need not look again.

use crate::{
    attack::AttackScore,
    case::NetworkIdentity,
    control::Probe,
    face::{Face, FaceError, Which},
    face_networks::FaceNetworks,
    reason::Reason,
};

/// What these networks saw in this probe; only they can make it. It holds no template.
#[derive(Debug, Clone)]
pub struct Sight {
    probe: String,
    networks: Vec<NetworkIdentity>,
    seen: Result<(Face, AttackScore), Reason>,
}

impl Sight {
    /// The single face and how much it looks like an attack, or why there is no single face.
    pub fn seen(&self) -> Result<(&Face, AttackScore), Reason> {
        self.seen.as_ref().map(|(face, score)| (face, *score)).map_err(|reason| *reason)
    }

    /// Whether it is of this probe, by these networks.
    fn is_of(&self, probe: &Probe, networks: &FaceNetworks) -> bool {
        self.networks == networks.identities() && self.probe == probe.sha256()
    }
}

impl FaceNetworks {
    /// Looks at a probe.
    pub fn look(&mut self, probe: &Probe) -> Result<Sight, FaceError> {
        let seen = match self.faces.locate(probe.picture(), Which::Probe) {
            Ok(face) => {
                let score = self.attacks.assess(probe.picture(), &face)?.score;
                Ok((face, score))
            }
            Err(FaceError::NotFound { .. }) => Err(Reason::FaceNotFound),
            Err(FaceError::Multiple { .. }) => Err(Reason::MultipleFaces),
            Err(error) => return Err(error),
        };
        Ok(Sight { probe: probe.sha256().to_owned(), networks: self.identities().to_vec(), seen })
    }

    /// What was seen of the probe before, by these very networks; otherwise looks now.
    pub(crate) fn recall_or_look(&mut self, probe: &Probe) -> Result<Sight, FaceError> {
        match probe.sight().filter(|sight| sight.is_of(probe, self)) {
            Some(sight) => Ok(sight.clone()),
            None => self.look(probe),
        }
    }
}
