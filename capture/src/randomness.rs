//! The operating system's random numbers, for the keys and nonces of chip protocols.

use emrtd::protocol::Randomness;
use ring::rand::{SecureRandom, SystemRandom};

/// Draws from the operating system's generator.
pub struct SystemRandomness(SystemRandom);

impl SystemRandomness {
    /// A source; it holds no state.
    pub fn new() -> Self {
        Self(SystemRandom::new())
    }
}

impl Default for SystemRandomness {
    fn default() -> Self {
        Self::new()
    }
}

impl Randomness for SystemRandomness {
    /// Ends the process when the operating system has no randomness: no key may ever be made without it.
    fn fill(&mut self, bytes: &mut [u8]) {
        if self.0.fill(bytes).is_err() {
            std::process::abort();
        }
    }
}
