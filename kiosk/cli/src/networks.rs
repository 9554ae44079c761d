//! The networks of the face leg, opened from the cache with their identities.

use crate::outcome::{Failure, failure};
use models::{Cache, Networks, Session};
use verifier::attack::AttackDetector;
use verifier::case::NetworkIdentity;
use verifier::face::FaceMatcher;

const DETECTOR: &str = "yunet-2023mar";
const EMBEDDER: &str = "sface-2021dec";

/// The face matcher and the attack detector with the identities of all their networks.
pub struct FaceNetworks {
    pub faces: FaceMatcher,
    pub attacks: AttackDetector,
    pub identities: Vec<NetworkIdentity>,
}

/// Opens what is needed; a missing network is a failure that says what to do.
pub fn open() -> Result<FaceNetworks, Failure> {
    let cache = Cache::open(None).map_err(failure)?;
    let networks = Networks::open(&cache).map_err(failure)?;
    let mut identities = Vec::new();
    let mut session = |id: &str| -> Result<Session, Failure> {
        let session = networks.session(id).map_err(failure)?;
        identities.push(NetworkIdentity { id: id.to_owned(), sha256: session.sha256().to_owned() });
        Ok(session)
    };
    let (detector, embedder) = (session(DETECTOR)?, session(EMBEDDER)?);
    let mut sessions = Vec::new();
    for id in AttackDetector::NETWORKS {
        if networks.is_present(id) {
            sessions.push(session(id)?);
        }
    }
    let attacks = AttackDetector::new(sessions).map_err(failure)?;
    let faces = FaceMatcher::new(detector, embedder);
    Ok(FaceNetworks { faces, attacks, identities })
}
