//! Active Authentication, ICAO 9303-11 §6.1: the chip signs the terminal's challenge.

mod ecdsa;
mod iso_9796;
mod terminal;
mod verify;

pub use iso_9796::{Trailer, message_representative, total_recovery_representative};
pub use terminal::{ActiveAuthentication, ExpectSignature};
pub use verify::{
    ActiveAuthenticationAlgorithm, ActiveAuthenticationError, ActiveAuthenticationProven,
    ActiveAuthenticationPublicKey, verify,
};
