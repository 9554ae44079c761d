//! Desk readers by PC/SC: `pcsc[:NAME]`, NAME being a part of a reader's name.
//!
//! Interoperability Specification for ICCs and Personal Computer Systems (PC/SC), parts 3, 5 and 10.

mod choice;
mod connection;
mod properties;
mod reader;
mod service;
mod tpdu;

pub use connection::PcscCard;
pub use properties::data_size;
pub use reader::PcscReader;
