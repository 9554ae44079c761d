//! Everything that touches a device: the one loop that talks to a card, and the transports under it.
//!
//! Without the feature `devices` there is only what a phone's app needs: [`Card`], the loop, and [`relay`].

#[cfg(feature = "devices")]
pub mod camera;
mod card;
#[cfg(feature = "devices")]
mod meter;
#[cfg(feature = "devices")]
pub mod mrz_scan;
#[cfg(feature = "devices")]
mod randomness;
#[cfg(feature = "devices")]
mod read;
pub mod relay;
mod run;
#[cfg(feature = "devices")]
pub mod transport;

pub use card::{Card, CardError};
#[cfg(feature = "devices")]
pub use randomness::SystemRandomness;
#[cfg(feature = "devices")]
pub use read::{Reading, read_chip, read_chip_put_back};
pub use run::{ExchangeError, ReadError, exchange, run};
#[cfg(feature = "devices")]
pub use transport::{OpenError, Presence, open, watch};
