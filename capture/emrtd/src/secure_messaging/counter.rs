//! The send sequence counter, ICAO 9303-11 §9.8.6.3: as long as a block, raised before every command and every answer.

use zeroize::Zeroize;

pub(super) struct SendSequenceCounter(u128);

impl SendSequenceCounter {
    pub(super) fn new(value: u128) -> Self {
        Self(value)
    }

    pub(super) fn raise(&mut self) {
        self.0 = self.0.wrapping_add(1);
    }

    /// Where the counter stands, to come back to.
    pub(super) fn mark(&self) -> Self {
        Self(self.0)
    }

    pub(super) fn bytes(&self, block: usize) -> Vec<u8> {
        let all = self.0.to_be_bytes();
        all.get(all.len().saturating_sub(block)..).unwrap_or_default().to_vec()
    }
}

impl Drop for SendSequenceCounter {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
