//! What the tests on published vectors share: the files outside the repository, and random numbers that are known.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test file uses its own part, and a test fails by panicking"
)]

pub mod eac;
pub mod pace;

use emrtd::protocol::{NoRandomness, Randomness};
use std::collections::VecDeque;
use std::path::PathBuf;

/// A file of the test data. Without test data the test is skipped; a file missing among them fails it.
pub fn test_data(path: &str) -> Option<Vec<u8>> {
    Some(std::fs::read(test_data_path(path)?).unwrap())
}

/// Where a file or folder of the test data is, if there are any.
pub fn test_data_path(path: &str) -> Option<PathBuf> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let folder = std::env::var_os("IDK_TESTDATA").map_or_else(|| PathBuf::from(default), PathBuf::from);
    if !folder.is_dir() {
        eprintln!("skipped: no IDK_TESTDATA");
        return None;
    }
    Some(folder.join("emrtd").join(path))
}

/// The values of a published vector by the name of its test.
pub fn vector(file: &str, test: &str) -> Option<Vec<serde_json::Value>> {
    let tests: Vec<serde_json::Value> =
        serde_json::from_slice(&test_data(&format!("vectors/{file}"))?).unwrap();
    let found = tests.into_iter().find(|found| found["test"] == test).unwrap();
    Some(found["values"].as_array().unwrap().clone())
}

/// Draws what a vector says.
pub enum Drawn {
    /// These bytes.
    Bytes(VecDeque<u8>),
    /// What becomes these private keys: seed = key − 1, below the order.
    Keys(VecDeque<Vec<u8>>),
}

impl Drawn {
    pub fn bytes(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.iter().copied().collect())
    }

    pub fn keys(keys: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Self::Keys(keys.into_iter().collect())
    }
}

impl Randomness for Drawn {
    fn fill(&mut self, target: &mut [u8]) -> Result<(), NoRandomness> {
        match self {
            Self::Bytes(bytes) => target.fill_with(|| bytes.pop_front().unwrap()),
            Self::Keys(keys) => {
                let key = keys.pop_front().unwrap();
                target.fill(0);
                let start = target.len() - key.len();
                target[start..].copy_from_slice(&key);
                *target.last_mut().unwrap() -= 1;
            }
        }
        Ok(())
    }
}
