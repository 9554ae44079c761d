//! What a frame takes, ISO/IEC 14443-3 §6.2 (type A) and §7.1 (type B), and the shortest time between two of them.

use super::time::CarrierPeriods;
use emrtd::block_protocol::Link;

/// A period of the subcarrier fs: fc/16.
const SUBCARRIER: CarrierPeriods = CarrierPeriods(16);
/// Every block ends in a CRC of two bytes, ISO/IEC 14443-4 §7.1.3.
const CRC: usize = 2;
/// FDT of type A between a reader's frame that ends in a one and the answer, n = 9, at fc/128.
const ANSWER_AT_106: CarrierPeriods = CarrierPeriods(9 * 128 + 84);
/// The same at the other bit rates.
const ANSWER: CarrierPeriods = CarrierPeriods(1116);
/// FDT of type A between a chip's frame and the reader's next.
const NEXT: CarrierPeriods = CarrierPeriods(1172);

/// How many bits a second, the same both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BitRate {
    /// fc/128: 106 kbit/s, which every chip can.
    Fc128,
    /// fc/64: 212 kbit/s.
    Fc64,
    /// fc/32: 424 kbit/s.
    Fc32,
    /// fc/16: 848 kbit/s.
    Fc16,
}

impl BitRate {
    /// All of them, the slowest first.
    pub const ALL: [Self; 4] = [Self::Fc128, Self::Fc64, Self::Fc32, Self::Fc16];

    /// By its usual name in kbit/s: 106, 212, 424 or 848.
    pub fn named(kilobits: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|rate| rate.kilobits() == kilobits)
    }

    /// The usual name in kbit/s.
    pub fn kilobits(self) -> u32 {
        match self {
            Self::Fc128 => 106,
            Self::Fc64 => 212,
            Self::Fc32 => 424,
            Self::Fc16 => 848,
        }
    }

    /// The elementary time unit: one bit.
    pub fn bit(self) -> CarrierPeriods {
        CarrierPeriods(match self {
            Self::Fc128 => 128,
            Self::Fc64 => 64,
            Self::Fc32 => 32,
            Self::Fc16 => 16,
        })
    }
}

/// How bits become a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signalling {
    /// Type A: each byte with a parity bit, between start and end of communication.
    A,
    /// Type B: each byte between a start and a stop bit, without extra guard time, between SOF and EOF.
    B,
}

impl Signalling {
    /// The bits that one byte takes on the line.
    pub fn bits_of_a_byte(self) -> u64 {
        match self {
            Self::A => 9,
            Self::B => 10,
        }
    }

    /// A block in its frame, with its CRC. The end of a reader's frame of type A takes two bits, all else at its shortest.
    pub(super) fn frame(self, block: &[u8], rate: BitRate, from_reader: bool) -> CarrierPeriods {
        let around = match (self, from_reader) {
            (Self::A, true) => 3,
            (Self::A, false) => 2,
            (Self::B, _) => 12 + 10,
        };
        let bytes = u64::try_from(block.len().saturating_add(CRC)).unwrap_or(u64::MAX);
        rate.bit() * bytes.saturating_mul(self.bits_of_a_byte()).saturating_add(around)
    }

    /// From the end of the reader's frame to the begin of the chip's: FDT of type A, TR0 and TR1 of type B.
    pub(super) fn answer_delay(self, rate: BitRate) -> CarrierPeriods {
        match self {
            Self::A if rate == BitRate::Fc128 => ANSWER_AT_106,
            Self::A => ANSWER,
            Self::B => SUBCARRIER * (64 + 80),
        }
    }

    /// From the end of the chip's frame to the begin of the reader's: FDT of type A, what TR2 leaves behind the EOF of type B.
    pub(super) fn next_delay(self) -> CarrierPeriods {
        match self {
            Self::A => NEXT,
            Self::B => SUBCARRIER * 32,
        }
    }
}

/// How long a frame may be, with everything in it: FSD of the reader, FSC of the chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FrameSize(u8);

impl FrameSize {
    /// What common readers and documents take.
    pub const BYTES_256: Self = Self(8);
    /// The longest of ISO/IEC 14443-4:2016.
    pub const BYTES_4096: Self = Self(12);

    /// One of the standard's sizes: 16, 24, 32, 40, 48, 64, 96, 128, 256, 512, 1024, 2048 or 4096 bytes.
    pub fn of(bytes: usize) -> Option<Self> {
        (0..=Self::BYTES_4096.0).map(Self).find(|size| size.bytes() == bytes)
    }

    /// In bytes.
    pub fn bytes(self) -> usize {
        self.link(0).capacity().saturating_add(CRC).saturating_add(1)
    }

    /// What a chip with frames of this size and this FWI says of itself in its ATS: T0 and TB(1).
    pub(super) fn link(self, waiting_time: u8) -> Link {
        Link::from_answer_to_select(&[0x20 | self.0, waiting_time << 4])
    }
}
