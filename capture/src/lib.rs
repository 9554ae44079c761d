//! Everything that touches a device: the exchange with a card, the one loop that runs a protocol on it, and the transports under it.
//!
//! Without the feature `devices` there is only what a phone's app needs: [`Card`], the exchange, and [`relay`].

#[cfg(feature = "devices")]
pub mod camera;
mod card;
mod exchange;
#[cfg(feature = "devices")]
mod meter;
#[cfg(feature = "devices")]
pub mod mrz_scan;
#[cfg(feature = "devices")]
mod randomness;
#[cfg(feature = "devices")]
mod read;
pub mod relay;
#[cfg(feature = "devices")]
mod run;
#[cfg(feature = "devices")]
pub mod transport;

pub use card::{Card, CardError};
pub use exchange::{ExchangeError, exchange};
#[cfg(feature = "devices")]
pub use randomness::SystemRandomness;
#[cfg(feature = "devices")]
pub use read::{Reading, read_chip, read_chip_put_back};
#[cfg(feature = "devices")]
pub use run::{ReadError, run};
#[cfg(feature = "devices")]
pub use transport::{OpenError, Presence, open, watch};
