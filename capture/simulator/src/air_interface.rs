//! A model of the air between a reader and a chip, ISO/IEC 14443: how long an exchange would take, computed, never waited
//! for.
//!
//! Every command and answer goes through both ends of `emrtd::block_protocol`; the model adds up the frames, the delays
//! between them at the standard's minimum, and what the chip computes. It knows no host, no driver and no bad field: a real
//! reader is slower.

mod computing;
mod frame;
mod model;
mod time;

pub use computing::{ComputingTimes, Operation};
pub use frame::{BitRate, FrameSize, Signalling};
pub use model::AirInterface;
pub use time::{AirTime, CarrierPeriods};
