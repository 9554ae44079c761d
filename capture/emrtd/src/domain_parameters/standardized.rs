//! The standardized domain parameters as a whole, ids 0 to 18, ICAO 9303-11 §9.5.1.

use super::{Curve, ModpGroup};
use std::fmt;

/// One set of standardized domain parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DomainParameters {
    /// Ids 0 to 2: integers modulo a prime.
    Modp(ModpGroup),
    /// Ids 8 to 18: an elliptic curve.
    Ec(Curve),
}

impl DomainParameters {
    /// Every set, in the order of the parameter ids.
    pub fn all() -> impl Iterator<Item = Self> {
        ModpGroup::ALL.into_iter().map(Self::Modp).chain(Curve::ALL.into_iter().map(Self::Ec))
    }

    /// The set with this standardized parameter id.
    pub fn from_parameter_id(id: u64) -> Option<Self> {
        Self::all().find(|parameters| u64::from(parameters.parameter_id()) == id)
    }

    /// Its standardized parameter id.
    pub fn parameter_id(self) -> u8 {
        match self {
            Self::Modp(group) => group.parameter_id(),
            Self::Ec(curve) => curve.parameter_id(),
        }
    }

    /// The curve, where it is one.
    pub fn curve(self) -> Option<Curve> {
        match self {
            Self::Modp(_) => None,
            Self::Ec(curve) => Some(curve),
        }
    }

    /// The strength against the best known attack, in bits of a symmetric key (NIST SP 800-57 part 1, table 2).
    pub fn strength(self) -> usize {
        match self {
            Self::Modp(ModpGroup::Modp1024Order160) => 80,
            Self::Modp(ModpGroup::Modp2048Order224 | ModpGroup::Modp2048Order256) => 112,
            Self::Ec(curve) => curve.order_length().saturating_mul(4),
        }
    }
}

impl fmt::Display for DomainParameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Modp(group) => group.fmt(f),
            Self::Ec(curve) => curve.fmt(f),
        }
    }
}

impl From<Curve> for DomainParameters {
    fn from(curve: Curve) -> Self {
        Self::Ec(curve)
    }
}

impl From<ModpGroup> for DomainParameters {
    fn from(group: ModpGroup) -> Self {
        Self::Modp(group)
    }
}
