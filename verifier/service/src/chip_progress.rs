//! How far a chip session has come: shown live, never kept.

use serde::Serialize;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How far a chip session has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ChipProgress {
    /// What is being done, for example `access` or `files`.
    pub stage: String,
    /// How much of the session is done, 0 to 100.
    pub percent: u8,
    #[serde(skip)]
    pub(crate) count: i64,
}

/// The sessions under way.
#[derive(Default)]
pub(crate) struct ChipProgresses(Mutex<HashMap<String, ChipProgress>>);

impl ChipProgresses {
    /// Notes how far a session has come.
    pub(crate) fn tell(&self, control: &str, stage: &str, percent: u8) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.get(control).map_or(0, |last| last.count).saturating_add(1);
        let stage = stage.to_owned();
        all.insert(control.to_owned(), ChipProgress { stage, percent: percent.min(100), count });
    }

    /// How far the session has come.
    pub(crate) fn of(&self, control: &str) -> Option<ChipProgress> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(control).cloned()
    }

    /// The session has ended.
    pub(crate) fn forget(&self, control: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(control);
    }
}
