//! How a specimen's chip lets itself be read, and the names of it.

use emrtd::crypto::Cipher;
use emrtd::domain_parameters::{Curve, DomainParameters, ModpGroup};
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
    /// PACE only.
    Pace(PaceParameters),
    /// PACE, and BAC for terminals without it.
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

/// A variant of PACE and what it runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaceParameters {
    /// How the nonce is mapped.
    pub mapping: PaceMapping,
    /// The cipher of the session.
    pub cipher: Cipher,
    /// The standardized domain parameters.
    pub domain: DomainParameters,
}

/// Generic mapping with AES-128 on brainpoolP256r1: what most chips speak.
impl Default for PaceParameters {
    fn default() -> Self {
        Self::ecdh_gm(Cipher::Aes128, Curve::BrainpoolP256r1)
    }
}

impl PaceParameters {
    /// Generic mapping on a curve.
    pub fn ecdh_gm(cipher: Cipher, curve: Curve) -> Self {
        Self { mapping: PaceMapping::EcdhGm, cipher, domain: DomainParameters::Ec(curve) }
    }

    /// Chip authentication mapping on a curve; the cipher is one of AES.
    pub fn ecdh_cam(cipher: Cipher, curve: Curve) -> Self {
        Self { mapping: PaceMapping::EcdhCam, cipher, domain: DomainParameters::Ec(curve) }
    }

    /// The curve of the static key that chip authentication mapping needs.
    pub(super) fn chip_authentication_curve(self) -> Option<Curve> {
        self.domain.curve().filter(|_| self.mapping == PaceMapping::EcdhCam)
    }

    /// What EF.CardAccess announces for them.
    pub(super) fn info(self) -> PaceInfo {
        PaceInfo::new(PaceProtocol { mapping: self.mapping, cipher: self.cipher }, self.domain)
    }

    /// Every variant there is on everything it runs on.
    pub fn all() -> impl Iterator<Item = Self> {
        PaceInfo::all().filter_map(|info| {
            let PaceProtocol { mapping, cipher } = info.protocol;
            Some(Self { mapping, cipher, domain: info.supported_parameters()? })
        })
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

/// Takes short names too: `pace` for the usual parameters, `pace-cam`, `pace-ecdh-im`, `pace-dh-gm`, … for a mapping with
/// AES-128 on brainpoolP256r1 or MODP 2048/256.
impl FromStr for Access {
    type Err = &'static str;
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "none" => return Ok(Self::Open),
            "bac" => return Ok(Self::Bac),
            "pace-and-bac" => return Ok(Self::PaceAndBac(PaceParameters::default())),
            _ => {}
        }
        let (pace, bac) = name.strip_suffix("+bac").map_or((name, false), |pace| (pace, true));
        let parameters = PaceParameters::from_name(pace).ok_or(
            "access is none, bac, pace, pace-MAPPING (dh-gm, ecdh-gm, dh-im, ecdh-im, cam) or a whole name such as \
             pace-ecdh-gm-aes-cbc-cmac-128/13; +bac allows BAC too",
        )?;
        Ok(if bac { Self::PaceAndBac(parameters) } else { Self::Pace(parameters) })
    }
}

impl PaceParameters {
    fn from_name(name: &str) -> Option<Self> {
        let mapping = match name {
            "pace" | "pace-ecdh-gm" => PaceMapping::EcdhGm,
            "pace-dh-gm" => PaceMapping::DhGm,
            "pace-dh-im" => PaceMapping::DhIm,
            "pace-ecdh-im" => PaceMapping::EcdhIm,
            "pace-cam" | "pace-ecdh-cam" => PaceMapping::EcdhCam,
            _ => return Self::all().find(|parameters| parameters.info().to_string() == name),
        };
        let domain = match mapping.on_elliptic_curve() {
            true => DomainParameters::Ec(Curve::BrainpoolP256r1),
            false => DomainParameters::Modp(ModpGroup::Modp2048Order256),
        };
        Some(Self { mapping, cipher: Cipher::Aes128, domain })
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
        let named = |name: &str| name.parse::<Access>().map(|access| access.to_string());
        assert_eq!(named("pace-cam").unwrap(), "pace-ecdh-cam-aes-cbc-cmac-128/13");
        assert_eq!(named("pace-dh-im+bac").unwrap(), "pace-dh-im-aes-cbc-cmac-128/2+bac");
        assert!(
            named("pace-ecdh-cam-3des-cbc-cbc/13").is_err() && named("pace-ecdh-im-3des-cbc-cbc/10").is_err()
        );
        assert!("pace-ecdh-gm-aes-cbc-cmac-128/19".parse::<Access>().is_err());
        assert!("bac+bac".parse::<Access>().is_err());
    }
}
