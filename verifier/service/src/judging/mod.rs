//! Judging: workers with networks of their own, a short queue before them, and what they compute.

mod alone;
mod first_advice;
mod judge;
mod sights;
mod tries;
mod workers;

pub(crate) use alone::{Alone, Alones};
pub(crate) use first_advice::advise;
pub(crate) use judge::{Captured, Judgement, JudgingError, Material, judge};
pub(crate) use sights::Sights;
pub(crate) use tries::Tries;
pub(crate) use workers::{Place, Workers};
