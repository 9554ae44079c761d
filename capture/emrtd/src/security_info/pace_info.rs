//! `PACEInfo`, ICAO 9303-11 §9.2.1: a variant of PACE and its domain parameters.

use crate::crypto::Cipher;
use crate::domain_parameters::{Curve, DomainParameters};
use std::fmt;

/// id-PACE without its last two arcs.
const PACE: [u8; 8] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04];

/// How PACE maps the nonce to a generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaceMapping {
    /// Diffie-Hellman, generic mapping.
    DhGm,
    /// Elliptic curves, generic mapping.
    EcdhGm,
    /// Diffie-Hellman, integrated mapping.
    DhIm,
    /// Elliptic curves, integrated mapping.
    EcdhIm,
    /// Elliptic curves, chip authentication mapping.
    EcdhCam,
}

impl PaceMapping {
    /// Every mapping, in the order of the object identifiers.
    pub const ALL: [Self; 5] = [Self::DhGm, Self::EcdhGm, Self::DhIm, Self::EcdhIm, Self::EcdhCam];

    /// The mapping with this object identifier (content bytes of the DER encoding), which leaves the cipher open.
    pub(super) fn from_oid(oid: &[u8]) -> Option<Self> {
        match oid.strip_prefix(&PACE)? {
            [arc] => Self::from_arc(*arc),
            _ => None,
        }
    }

    fn from_arc(arc: u8) -> Option<Self> {
        match arc {
            1 => Some(Self::DhGm),
            2 => Some(Self::EcdhGm),
            3 => Some(Self::DhIm),
            4 => Some(Self::EcdhIm),
            6 => Some(Self::EcdhCam),
            _ => None,
        }
    }

    /// True over elliptic curves, false over integers.
    pub fn on_elliptic_curve(self) -> bool {
        matches!(self, Self::EcdhGm | Self::EcdhIm | Self::EcdhCam)
    }

    /// True for the integrated mapping, which sends a nonce where the others send a key.
    pub fn is_integrated(self) -> bool {
        matches!(self, Self::DhIm | Self::EcdhIm)
    }
}

/// A variant of PACE: mapping and cipher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PaceProtocol {
    /// How the nonce becomes a generator.
    pub mapping: PaceMapping,
    /// The cipher of the nonce and of the session.
    pub cipher: Cipher,
}

impl PaceProtocol {
    /// The variant with this object identifier (content bytes of the DER encoding).
    pub fn from_oid(oid: &[u8]) -> Option<Self> {
        let [mapping, cipher] = oid.strip_prefix(&PACE)? else { return None };
        let mapping = PaceMapping::from_arc(*mapping)?;
        Some(Self { mapping, cipher: cipher_of_arc(*cipher)? }).filter(|protocol| protocol.is_defined())
    }

    /// False for chip authentication mapping with triple DES, which has no object identifier.
    pub fn is_defined(self) -> bool {
        self.mapping != PaceMapping::EcdhCam || self.cipher != Cipher::TripleDes
    }

    /// True when the variant runs on these domain parameters (ICAO 9303-11 §9.5.1: not the integrated mapping on P-224).
    pub fn runs_on(self, parameters: DomainParameters) -> bool {
        let encodable = !self.mapping.is_integrated() || parameters != DomainParameters::Ec(Curve::P224);
        parameters.curve().is_some() == self.mapping.on_elliptic_curve() && encodable && self.is_defined()
    }

    /// Its object identifier (content bytes of the DER encoding).
    pub fn oid(self) -> [u8; 10] {
        let mapping = match self.mapping {
            PaceMapping::DhGm => 1,
            PaceMapping::EcdhGm => 2,
            PaceMapping::DhIm => 3,
            PaceMapping::EcdhIm => 4,
            PaceMapping::EcdhCam => 6,
        };
        let [a, b, c, d, e, f, g, h] = PACE;
        [a, b, c, d, e, f, g, h, mapping, arc_of_cipher(self.cipher)]
    }

    /// The name used in reports, for example `pace-ecdh-gm-aes-cbc-cmac-128`.
    pub fn name(self) -> String {
        let mapping = match self.mapping {
            PaceMapping::DhGm => "dh-gm",
            PaceMapping::EcdhGm => "ecdh-gm",
            PaceMapping::DhIm => "dh-im",
            PaceMapping::EcdhIm => "ecdh-im",
            PaceMapping::EcdhCam => "ecdh-cam",
        };
        format!("pace-{mapping}-{}", self.cipher.name())
    }
}

/// A `PACEInfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaceInfo {
    /// The variant.
    pub protocol: PaceProtocol,
    /// 2 for the PACE of ICAO 9303.
    pub version: u64,
    /// The number of the domain parameters: a standardized one, or one of the chip's own; `None` where the chip has but
    /// one set.
    pub parameter_id: Option<u64>,
    /// The standardized domain parameters that the chip spells out under a number of its own, or under none.
    pub spelled_out: Option<DomainParameters>,
}

impl PaceInfo {
    /// Every variant on every standardized set of domain parameters that it runs on.
    pub fn all() -> impl Iterator<Item = Self> {
        let protocols = PaceMapping::ALL
            .into_iter()
            .flat_map(|mapping| Cipher::ALL.map(|cipher| PaceProtocol { mapping, cipher }));
        protocols.flat_map(|protocol| {
            DomainParameters::all()
                .filter(move |parameters| protocol.runs_on(*parameters))
                .map(move |parameters| Self::new(protocol, parameters))
        })
    }

    /// The announcement of this variant on these domain parameters.
    pub fn new(protocol: PaceProtocol, parameters: DomainParameters) -> Self {
        let parameter_id = Some(u64::from(parameters.parameter_id()));
        Self { protocol, version: 2, parameter_id, spelled_out: None }
    }

    /// The announcement with this name, for example `pace-ecdh-gm-aes-cbc-cmac-128/13`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|info| info.to_string() == name)
    }

    /// The domain parameters to run this variant on, when this system can run it.
    pub fn supported_parameters(&self) -> Option<DomainParameters> {
        let parameters = self.domain_parameters()?;
        (self.version == 2 && self.protocol.runs_on(parameters)).then_some(parameters)
    }
}

impl PaceInfo {
    /// The standardized domain parameters, by number or spelled out.
    fn domain_parameters(&self) -> Option<DomainParameters> {
        self.parameter_id.and_then(DomainParameters::from_parameter_id).or(self.spelled_out)
    }
}

/// `pace-ecdh-gm-aes-cbc-cmac-128/13`: the variant and the standardized number of its domain parameters, also where the
/// chip spells them out; `/proprietary` where they have none.
impl fmt::Display for PaceInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self
            .domain_parameters()
            .map(|parameters| u64::from(parameters.parameter_id()))
            .or(self.parameter_id)
        {
            Some(id) => write!(f, "{}/{id}", self.protocol.name()),
            None => write!(f, "{}/proprietary", self.protocol.name()),
        }
    }
}

pub(super) fn cipher_of_arc(arc: u8) -> Option<Cipher> {
    Cipher::ALL.into_iter().find(|cipher| arc_of_cipher(*cipher) == arc)
}

pub(super) fn arc_of_cipher(cipher: Cipher) -> u8 {
    match cipher {
        Cipher::TripleDes => 1,
        Cipher::Aes128 => 2,
        Cipher::Aes192 => 3,
        Cipher::Aes256 => 4,
    }
}
