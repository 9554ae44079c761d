//! A script that drives the window as a person at the keyboard would, and takes screenshots.

mod command;
mod driver;
mod figures;
mod screenshot;
mod stretch;

pub use command::{Command, ScriptError, parse};
pub use driver::{Driver, Turn};
pub use figures::Figures;
pub use stretch::{Stretch, own_time};
