//! The operating system's random numbers, for the keys and nonces of chip protocols.

use emrtd::protocol::{NoRandomness, Randomness};
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
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        self.0.fill(bytes).map_err(|_| NoRandomness)
    }
}
