//! How a specimen's chip lets itself be read, and the names of it.

use emrtd::crypto::Cipher;
use emrtd::domain_parameters::Curve;
use emrtd::security_info::{PaceInfo, PaceMapping, PaceProtocol};
use std::fmt;
use std::str::FromStr;

/// How the chip lets itself be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// None: anyone may read.
    Open,
    /// Basic Access Control only: a chip of before 2014.
    Bac,
    /// PACE-ECDH-GM only.
    Pace(PaceParameters),
    /// PACE-ECDH-GM, and BAC for terminals without it.
    PaceAndBac(PaceParameters),
}

impl Access {
    /// What EF.CardAccess announces.
    pub fn pace(self) -> Option<PaceParameters> {
        match self {
            Self::Open | Self::Bac => None,
            Self::Pace(parameters) | Self::PaceAndBac(parameters) => Some(parameters),
        }
    }

    /// True when BAC is allowed.
    pub fn bac(self) -> bool {
        matches!(self, Self::Bac | Self::PaceAndBac(_))
    }
}

/// The cipher and the curve of PACE-ECDH-GM.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaceParameters {
    /// The cipher of the session.
    pub cipher: Cipher,
    /// The standardized domain parameters.
    pub curve: Curve,
}

/// AES-128 on brainpoolP256r1: what most chips speak.
impl Default for PaceParameters {
    fn default() -> Self {
        Self { cipher: Cipher::Aes128, curve: Curve::BrainpoolP256r1 }
    }
}

impl PaceParameters {
    /// What EF.CardAccess announces for them.
    pub(super) fn info(self) -> PaceInfo {
        PaceInfo {
            protocol: PaceProtocol { mapping: PaceMapping::EcdhGm, cipher: self.cipher },
            version: 2,
            parameter_id: Some(u64::from(self.curve.parameter_id())),
        }
    }

    fn all() -> impl Iterator<Item = Self> {
        Curve::ALL.into_iter().flat_map(|curve| Cipher::ALL.map(|cipher| Self { cipher, curve }))
    }
}

/// `none`, `bac`, `pace-ecdh-gm-aes-cbc-cmac-128/13`, or the latter with `+bac`.
impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("none"),
            Self::Bac => f.write_str("bac"),
            Self::Pace(parameters) => parameters.info().fmt(f),
            Self::PaceAndBac(parameters) => write!(f, "{}+bac", parameters.info()),
        }
    }
}

/// Takes `pace` too, for the usual parameters.
impl FromStr for Access {
    type Err = &'static str;
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "none" => return Ok(Self::Open),
            "bac" => return Ok(Self::Bac),
            _ => {}
        }
        let (pace, bac) = name.strip_suffix("+bac").map_or((name, false), |pace| (pace, true));
        let parameters = match pace {
            "pace" => PaceParameters::default(),
            _ => PaceParameters::all().find(|parameters| parameters.info().to_string() == pace).ok_or(
                "access is none, bac, pace, pace+bac or a name such as pace-ecdh-gm-aes-cbc-cmac-128/13",
            )?,
        };
        Ok(if bac { Self::PaceAndBac(parameters) } else { Self::Pace(parameters) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for parameters in PaceParameters::all() {
            for access in
                [Access::Open, Access::Bac, Access::Pace(parameters), Access::PaceAndBac(parameters)]
            {
                assert_eq!(access.to_string().parse(), Ok(access));
            }
        }
        assert_eq!("pace+bac".parse(), Ok(Access::PaceAndBac(PaceParameters::default())));
        assert!("pace-ecdh-gm-aes-cbc-cmac-128/19".parse::<Access>().is_err());
        assert!("bac+bac".parse::<Access>().is_err());
    }
}
