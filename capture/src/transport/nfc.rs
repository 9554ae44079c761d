//! Readers by libnfc: `nfc[:CONNSTRING]`, CONNSTRING as `nfc-list` writes it, for example `pn532_uart:/dev/ttyUSB0`.
//!
//! libnfc is loaded when a reader is asked for, so that neither building nor any other reader needs it. Its own
//! ISO/IEC 14443-4 framing overflows its stack at a command of more than 262 bytes and loses longer answers; the blocks
//! are therefore made by `emrtd::block_protocol`, and libnfc only passes them on.

mod card;
mod connection;
mod device;
mod hold;
mod library;
mod reader;

pub use card::NfcCard;
pub use reader::NfcReader;
