//! The three standardized groups of integers modulo a prime, ICAO 9303-11 §9.5.1 with RFC 5114 §2.

use openssl::dh::Dh;
use openssl::error::ErrorStack;
use openssl::pkey::Params;
use std::fmt;

/// A group of ICAO 9303-11 table 4 (parameter ids 0 to 2): a subgroup of prime order modulo a prime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ModpGroup {
    /// Id 0: 1024 bits, order of 160 bits.
    Modp1024Order160,
    /// Id 1: 2048 bits, order of 224 bits.
    Modp2048Order224,
    /// Id 2: 2048 bits, order of 256 bits.
    Modp2048Order256,
}

impl ModpGroup {
    /// Every group, in the order of the parameter ids 0 to 2.
    pub const ALL: [Self; 3] = [Self::Modp1024Order160, Self::Modp2048Order224, Self::Modp2048Order256];

    /// Its standardized parameter id, 0 to 2.
    pub fn parameter_id(self) -> u8 {
        match self {
            Self::Modp1024Order160 => 0,
            Self::Modp2048Order224 => 1,
            Self::Modp2048Order256 => 2,
        }
    }

    /// The length of the prime, and so of an element, in bytes.
    pub fn element_length(self) -> usize {
        match self {
            Self::Modp1024Order160 => 128,
            Self::Modp2048Order224 | Self::Modp2048Order256 => 256,
        }
    }

    /// The length of the subgroup's order, and so of a private key, in bytes.
    pub fn order_length(self) -> usize {
        match self {
            Self::Modp1024Order160 => 20,
            Self::Modp2048Order224 => 28,
            Self::Modp2048Order256 => 32,
        }
    }

    /// Prime, order and generator as the library knows them.
    pub fn parameters(self) -> Result<Dh<Params>, ErrorStack> {
        match self {
            Self::Modp1024Order160 => Dh::get_1024_160(),
            Self::Modp2048Order224 => Dh::get_2048_224(),
            Self::Modp2048Order256 => Dh::get_2048_256(),
        }
    }
}

/// For example `MODP 2048/256`.
impl fmt::Display for ModpGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Modp1024Order160 => "MODP 1024/160",
            Self::Modp2048Order224 => "MODP 2048/224",
            Self::Modp2048Order256 => "MODP 2048/256",
        })
    }
}
