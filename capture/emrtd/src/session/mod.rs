//! One chip session from EF.CardAccess to the `ChipRecord`: access, files, proof that the chip is no copy.

mod access;
mod answer_length;
mod channel;
mod error;
mod file_reader;
mod files;
mod interrupted;
mod known;
mod long_commands;
mod machine;
mod master_file;
mod partial;
mod plan;
mod proof;
mod read_binary;
mod restart;
mod short_identifiers;
mod stage;
mod terminal;
mod unproven;

pub use error::SessionError;
pub use interrupted::{Interrupted, resume};
pub use machine::{Session, start, start_with};
pub use plan::{ReadPlan, Selection};
pub use stage::Stage;
