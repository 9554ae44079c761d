//! Everything that touches a device: the one loop that talks to a card, and the transports under it.

pub mod camera;
mod card;
mod meter;
pub mod mrz_scan;
mod randomness;
mod read;
pub mod relay;
mod run;
pub mod transport;

pub use card::{Card, CardError};
pub use randomness::SystemRandomness;
pub use read::{Reading, read_chip};
pub use run::{ExchangeError, ReadError, exchange, run};
pub use transport::{OpenError, Presence, open, watch};
