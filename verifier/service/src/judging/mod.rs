//! Judging: workers with networks of their own, a short queue before them, and what they compute.

mod judge;
mod look;
mod workers;

pub(crate) use judge::{Judgement, JudgingError, Material, judge};
pub(crate) use look::look;
pub(crate) use workers::{Place, Workers};
