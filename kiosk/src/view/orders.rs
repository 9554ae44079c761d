//! What the window asks of the work behind it.

use crate::flow::{CaseNumber, Effect};
use crate::work::{View, Worker};
use std::sync::PoisonError;

/// What carries out the flow's effects.
pub trait Orders {
    /// Asks for an effect, for a case.
    fn order(&self, case: CaseNumber, effect: Effect);
    /// What the camera shows.
    fn view(&self) -> Option<View>;
}

impl Orders for Worker {
    fn order(&self, case: CaseNumber, effect: Effect) {
        Worker::order(self, case, effect);
    }

    fn view(&self) -> Option<View> {
        self.live().lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
