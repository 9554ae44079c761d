//! The networks, opened from the cache.

use crate::outcome::{Failure, failure};
use models::{Cache, Networks};
use verifier::face_networks::FaceNetworks;

/// Opens what the face leg needs; a missing network is a failure that says what to do.
pub fn open() -> Result<FaceNetworks, Failure> {
    let cache = Cache::open(None).map_err(failure)?;
    let networks = Networks::open(&cache).map_err(failure)?;
    FaceNetworks::open(&networks).map_err(failure)
}
