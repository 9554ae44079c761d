//! The networks, opened from the cache.

use crate::outcome::{Failure, failure};
use capture::mrz_scan::Scanner;
use models::{Cache, Networks};
use verifier::case::NetworkIdentity;
use verifier::face_networks::FaceNetworks;

/// Opens what the face leg needs; a missing network is a failure that says what to do.
pub fn open() -> Result<FaceNetworks, Failure> {
    FaceNetworks::open(&registry()?).map_err(failure)
}

/// Opens the networks with which a case was judged.
pub fn open_recorded(recorded: &[NetworkIdentity]) -> Result<FaceNetworks, Failure> {
    FaceNetworks::open_recorded(&registry()?, recorded).map_err(failure)
}

/// Opens what reads a zone from a picture.
pub fn open_scanner() -> Result<Scanner, Failure> {
    Scanner::open(&registry()?).map_err(failure)
}

fn registry() -> Result<Networks, Failure> {
    Networks::open(&Cache::open(None).map_err(failure)?).map_err(failure)
}
