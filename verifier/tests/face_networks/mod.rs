//! The networks and pictures that the face tests run on; without them a test says so and passes.
#![allow(dead_code)]

use models::{Cache, Networks, Session};
use std::path::{Path, PathBuf};
use verifier::attack::AttackDetector;
use verifier::face::FaceMatcher;
use verifier::picture::Picture;

/// The networks of the cache, when the runtime is there.
pub fn networks() -> Option<(Networks, Cache)> {
    let cache = Cache::open(None).ok()?;
    match Networks::open(&cache) {
        Ok(networks) if networks.is_present("yunet-2023mar") && networks.is_present("sface-2021dec") => {
            Some((networks, cache))
        }
        _ => {
            let demanded = std::env::var("CI").is_ok_and(|value| value == "true");
            assert!(!demanded, "no networks in the cache, and CI lets nothing be skipped");
            eprintln!("skipped: no networks in the cache");
            None
        }
    }
}

/// The folder of test data, when it is there.
pub fn test_data() -> Option<PathBuf> {
    let workspace = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let folder = workspace.join(std::env::var_os("IDK_TESTDATA").unwrap_or_else(|| "../shared".into()));
    if !folder.is_dir() {
        eprintln!("skipped: no IDK_TESTDATA");
        return None;
    }
    Some(folder)
}

/// A matcher as deployed.
pub fn matcher(networks: &Networks) -> FaceMatcher {
    FaceMatcher::new(networks.session("yunet-2023mar").unwrap(), networks.session("sface-2021dec").unwrap())
}

/// An attack detector with these networks, when they are all in the cache.
pub fn attack_detector(networks: &Networks, ids: &[&str]) -> Option<AttackDetector> {
    if !ids.iter().all(|id| networks.is_present(id)) {
        eprintln!("skipped: not all of {ids:?} in the cache");
        return None;
    }
    let sessions: Vec<Session> = ids.iter().map(|id| networks.session(id).unwrap()).collect();
    Some(AttackDetector::new(sessions).unwrap())
}

/// A portrait of the cache, decoded.
pub fn portrait(cache: &Cache, name: &str) -> Picture {
    Picture::decode(&std::fs::read(cache.portrait(name)).unwrap()).unwrap()
}
