//! A chip in the field of a PN532 on a pseudo-terminal, which libnfc takes for a reader on a serial line
//! (`pn532_uart:LINK`).
//!
//! PN532 User Manual UM0701-02: frames of the high speed UART in §6.2, commands in §7.

mod card;
mod commands;
mod conversation;
mod field;
mod frame;
mod terminal;

pub use conversation::answers;
pub use field::{Air, Field};
pub use terminal::{Link, Pn532Reader, Terminal};
