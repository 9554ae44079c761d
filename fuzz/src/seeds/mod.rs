//! Seeds: inputs that targets start from, made by the simulator, and taken from the test data where there is any.

mod data;
mod documents;
mod messages;
mod outside;
mod proofs;

use std::collections::BTreeMap;

/// Inputs by the target they are for.
#[derive(Default)]
pub struct Seeds(BTreeMap<&'static str, Vec<Vec<u8>>>);

impl Seeds {
    /// Those that the simulator makes.
    pub fn own() -> Self {
        let mut seeds = Self::default();
        documents::add(&mut seeds);
        messages::add(&mut seeds);
        outside::add(&mut seeds);
        proofs::add(&mut seeds);
        seeds
    }

    /// The same and those of the test data.
    pub fn with_test_data(folder: &std::path::Path) -> Self {
        let mut seeds = Self::own();
        data::add(&mut seeds, folder);
        seeds
    }

    /// The seeds of one target.
    pub fn of(&self, target: &str) -> &[Vec<u8>] {
        self.0.get(target).map(Vec::as_slice).unwrap_or_default()
    }

    fn add(&mut self, target: &'static str, bytes: impl Into<Vec<u8>>) {
        self.0.entry(target).or_default().push(bytes.into());
    }
}
