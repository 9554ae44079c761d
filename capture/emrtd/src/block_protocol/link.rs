//! What a card says of itself when it is selected: how long its blocks may be and how long it may think.

use std::time::Duration;

/// FSCI to FSC, ISO/IEC 14443-4 §5.2.3; the codes that are reserved mean the longest.
const FRAME_SIZES: [usize; 13] = [16, 24, 32, 40, 48, 64, 96, 128, 256, 512, 1024, 2048, 4096];
/// FSCI where an ATS has no format byte.
const DEFAULT_FRAME_SIZE: u8 = 2;
/// FWI where an ATS has no TB(1), and what the reserved value means.
const DEFAULT_WAITING_TIME: u8 = 4;
/// The control byte and the CRC of a block without card identifier.
const OVERHEAD: usize = 3;
/// How much later than its frame waiting time a card may answer, §7.2: ΔFWT, 49,152 periods of the carrier, rounded up.
const GRACE: Duration = Duration::from_millis(4);
/// No waiting time is longer, whatever extension is asked for: FWT of FWI 14, rounded up.
const LONGEST_WAITING: Duration = Duration::from_millis(4950);

/// What both ends keep to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    frame_size: usize,
    waiting_time: u8,
}

impl Link {
    /// From an ATS (§5.2) without its length byte.
    pub fn from_answer_to_select(answer: &[u8]) -> Self {
        let Some((format, interface)) = answer.split_first() else {
            return Self::new(DEFAULT_FRAME_SIZE, DEFAULT_WAITING_TIME);
        };
        let before = usize::from(format & 0x10 != 0);
        let waiting_time = interface.get(before).filter(|_| format & 0x20 != 0).map(|byte| byte >> 4);
        Self::new(format & 0x0F, waiting_time.unwrap_or(DEFAULT_WAITING_TIME))
    }

    /// From the protocol information in an ATQB, ISO/IEC 14443-3 §7.9.4.
    pub fn from_protocol_information([_, sizes, times]: [u8; 3]) -> Self {
        Self::new(sizes >> 4, times >> 4)
    }

    fn new(frame_size: u8, waiting_time: u8) -> Self {
        let longest = FRAME_SIZES.last().copied().unwrap_or(OVERHEAD);
        Self {
            frame_size: FRAME_SIZES.get(usize::from(frame_size)).copied().unwrap_or(longest),
            waiting_time: if waiting_time == 15 { DEFAULT_WAITING_TIME } else { waiting_time },
        }
    }

    /// The same link over a reader that takes no longer frames than this.
    #[must_use]
    pub fn limited_to(self, frame_size: usize) -> Self {
        Self { frame_size: self.frame_size.min(frame_size), ..self }
    }

    /// How much of a command one block holds.
    pub fn capacity(self) -> usize {
        self.frame_size.saturating_sub(OVERHEAD).max(1)
    }

    /// How long a block is waited for, so many times the frame waiting time: 4096 · 2^FWI periods of 13.56 MHz.
    pub fn waiting_time(self, multiplier: u8) -> Duration {
        let periods = 4096_u64 << self.waiting_time;
        let once = Duration::from_micros(periods.saturating_mul(100).div_ceil(1356));
        once.saturating_mul(u32::from(multiplier)).min(LONGEST_WAITING).saturating_add(GRACE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(answer: &[u8]) -> (usize, u128) {
        let link = Link::from_answer_to_select(answer);
        (link.capacity() + OVERHEAD, link.waiting_time(1).as_millis())
    }

    #[test]
    fn an_answer_to_select_says_size_and_time() {
        assert_eq!(said(&[0x78, 0x77, 0x80, 0x02]), (256, 81));
        assert_eq!(said(&[0x28, 0xE0]), (256, 4953));
        assert_eq!(said(&[0x25, 0xF0]), (64, 8));
        assert_eq!(said(&[0x15, 0x77]), (64, 8));
        assert_eq!(said(&[0x78]), (256, 8));
        assert_eq!(said(&[0x0F]), (4096, 8));
        assert_eq!(said(&[]), (32, 8));
    }

    #[test]
    fn protocol_information_says_the_same() {
        let link = Link::from_protocol_information([0, 0x81, 0x81]);
        assert_eq!(link, Link::from_answer_to_select(&[0x28, 0x81]));
        assert_eq!(link.limited_to(64).capacity(), 61);
        assert_eq!(Link::from_protocol_information([0; 3]).capacity(), 13);
    }

    #[test]
    fn no_extension_is_longer_than_the_longest_waiting_time() {
        let link = Link::from_answer_to_select(&[0x28, 0x80]);
        assert_eq!(link.waiting_time(10).as_millis(), 777);
        assert_eq!(Link::from_answer_to_select(&[0x28, 0xE0]).waiting_time(59).as_millis(), 4954);
    }
}
