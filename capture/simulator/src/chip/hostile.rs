//! Hostile chips: each cheats or disturbs in a way of its own, and a control must see which.

mod bomb;
mod cheat;
mod document;
mod fault;
mod line;
mod name;

pub use bomb::Bomb;
pub use cheat::Cheat;
pub use document::{HostileDocument, HostileError};
pub use fault::Fault;
pub(super) use line::Line;
pub use line::Reaction;
pub use name::{Facts, Hostile, HostileNameError};
