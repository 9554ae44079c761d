//! A block: one of the three kinds of ISO/IEC 14443-4 §7.1.

use thiserror::Error;

/// The bytes are no block of those that the two ends send each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a block of ISO/IEC 14443-4")]
pub struct Malformed;

/// Blocks are numbered 0 and 1 in turn, §7.5.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockNumber {
    /// The number of the first block.
    Zero,
    /// The number that follows it.
    One,
}

impl BlockNumber {
    /// The other number.
    #[must_use]
    pub fn toggled(self) -> Self {
        match self {
            Self::Zero => Self::One,
            Self::One => Self::Zero,
        }
    }

    fn of(control: u8) -> Self {
        if control & 1 == 0 { Self::Zero } else { Self::One }
    }

    fn bit(self) -> u8 {
        match self {
            Self::Zero => 0,
            Self::One => 1,
        }
    }
}

/// A block.
#[derive(Clone, PartialEq, Eq)]
pub enum Block {
    /// I-block: a part of a command or an answer.
    Information {
        /// Its number.
        number: BlockNumber,
        /// True when another part follows.
        chained: bool,
        /// The part.
        data: Vec<u8>,
    },
    /// R-block: what the last block was taken for.
    Receipt {
        /// Its number.
        number: BlockNumber,
        /// R(ACK), otherwise R(NAK).
        acknowledged: bool,
    },
    /// S(WTX): the card needs more time, or the reader grants it.
    WaitingTimeExtension {
        /// How many frame waiting times: WTXM.
        multiplier: u8,
    },
    /// S(DESELECT): the end of the session.
    Deselect,
}

impl Block {
    /// The longest extension of the waiting time, §7.3; what is above is taken for it.
    pub const LONGEST_EXTENSION: u8 = 59;

    /// Reads a block without its CRC.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let (control, rest) = bytes.split_first().ok_or(Malformed)?;
        let number = BlockNumber::of(*control);
        match (*control, rest) {
            (0x02 | 0x03 | 0x12 | 0x13, data) => {
                Ok(Self::Information { number, chained: control & 0x10 != 0, data: data.to_vec() })
            }
            (0xA2 | 0xA3 | 0xB2 | 0xB3, []) => {
                Ok(Self::Receipt { number, acknowledged: control & 0x10 == 0 })
            }
            (0xF2, [level_and_multiplier]) => match level_and_multiplier & 0x3F {
                0 => Err(Malformed),
                multiplier => {
                    Ok(Self::WaitingTimeExtension { multiplier: multiplier.min(Self::LONGEST_EXTENSION) })
                }
            },
            (0xC2, []) => Ok(Self::Deselect),
            _ => Err(Malformed),
        }
    }

    /// The bytes of the block, without a CRC.
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Information { number, chained, data } => {
                let control = if *chained { 0x12 } else { 0x02 };
                [&[control | number.bit()], data.as_slice()].concat()
            }
            Self::Receipt { number, acknowledged } => {
                let control = if *acknowledged { 0xA2 } else { 0xB2 };
                vec![control | number.bit()]
            }
            Self::WaitingTimeExtension { multiplier } => vec![0xF2, multiplier & 0x3F],
            Self::Deselect => vec![0xC2],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_kind_is_told_by_its_first_byte() {
        for bytes in
            [&[0x02][..], &[0x13, 1, 2], &[0xA2], &[0xA3], &[0xB2], &[0xB3], &[0xF2, 1], &[0xF2, 59], &[0xC2]]
        {
            assert_eq!(Block::parse(bytes).map(|block| block.encode()), Ok(bytes.to_vec()));
        }
    }

    #[test]
    fn what_is_no_block_is_refused() {
        let addressed: [&[u8]; 4] = [&[0x0A, 0x01], &[0x06, 0x01], &[0xAA, 0x00], &[0xCA, 0x00]];
        let malformed: [&[u8]; 7] =
            [&[], &[0x00], &[0xE2], &[0xA2, 0x00], &[0xC2, 0x00], &[0xF2], &[0xF2, 0x40]];
        for bytes in addressed.into_iter().chain(malformed) {
            assert!(Block::parse(bytes).is_err(), "{bytes:02X?}");
        }
        assert!(Block::parse(&[0xF2, 0x3F]) == Ok(Block::WaitingTimeExtension { multiplier: 59 }));
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_block_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..20)) {
            if let Ok(block) = Block::parse(&bytes) {
                let same = Block::parse(&block.encode()) == Ok(block);
                prop_assert!(same);
            }
        }
    }
}
