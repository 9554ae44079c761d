//! Half-duplex block transmission between a reader and a contactless card, ISO/IEC 14443-4 §7, without I/O.
//!
//! [`Reader`] is the reader's end, [`Responder`] the card's. The bytes handed in and out are blocks without their CRC,
//! which the reader's hardware adds and checks. Neither end uses a card identifier (CID) or a node address (NAD).

mod block;
mod link;
mod reader;
mod responder;
#[cfg(test)]
mod tests;

pub use block::{Block, BlockNumber, Malformed};
pub use link::Link;
pub use reader::{LinkError, Reader, Turn, Waiting};
pub use responder::{Executing, Reaction, Responder};
