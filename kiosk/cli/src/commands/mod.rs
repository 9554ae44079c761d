//! One file for each command.

mod account;
pub mod check;
pub mod chip;
mod chip_contents;
pub mod events;
pub mod evidence;
pub mod face;
pub mod key;
mod legs;
pub mod models;
pub mod mrz;
pub mod passive;
pub mod relay;
pub mod result;
pub mod serve;
pub mod simulate;
pub mod tenant;
pub mod trust;
