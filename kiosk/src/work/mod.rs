//! The work behind the window, on a thread of its own: reading, proving, looking, judging, signing and writing.

mod archive;
mod chip;
mod desk;
mod holder;
mod inputs;
mod journal;
mod live;
mod nonces;
mod officer_files;
mod officer_key;
mod receipt;
mod retention;
mod sight;
mod sign_in;
mod verdict;
mod worker;

pub use inputs::{Inputs, StartError};
pub use live::{LiveView, View};
pub use officer_files::OfficerFiles;
pub use officer_key::{OfficerKey, OfficerKeys, unlock};
pub use receipt::Receipt;
pub use worker::{Post, Worker};
