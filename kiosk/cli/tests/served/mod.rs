//! A real `idkontroll serve`, and those who call it over real HTTP and WebSocket: issuer, phone and relay.

#![allow(dead_code, unused_imports, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod canary;
mod door;
mod hook;
mod house;
mod issuer;
mod killer;
mod kills;
mod ledger;
mod passage;
mod phone;
mod proof;
pub mod provocations;
mod relay;
mod server;
mod site;
mod wire;

pub use canary::Canaries;
pub use hook::Hook;
pub use house::House;
pub use issuer::Issuer;
pub use killer::{Killer, Share, Usual};
pub use kills::{Dice, Plan, seed};
pub use ledger::{Entry, Ledger};
pub use passage::{Answered, Ended, Passage, Phase, Unwatched, Watch, persist};
pub use phone::Phone;
pub use proof::Key;
pub use relay::{Counted, relay};
pub use server::Transcript;
pub use site::{AUDIENCE, REDIRECT, Site};
pub use wire::{Answer, Heard, Lost, Wire};
