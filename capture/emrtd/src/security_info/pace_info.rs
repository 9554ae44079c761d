//! `PACEInfo`, ICAO 9303-11 §9.2.1: a variant of PACE and its domain parameters.

use crate::crypto::Cipher;
use crate::domain_parameters::Curve;
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
        let mapping = match mapping {
            1 => PaceMapping::DhGm,
            2 => PaceMapping::EcdhGm,
            3 => PaceMapping::DhIm,
            4 => PaceMapping::EcdhIm,
            6 => PaceMapping::EcdhCam,
            _ => return None,
        };
        Some(Self { mapping, cipher: cipher_of_arc(*cipher)? })
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
    /// The standardized domain parameters; `None` for proprietary ones.
    pub parameter_id: Option<u64>,
}

impl PaceInfo {
    /// The curve to run this variant on, when this system can run it.
    pub fn supported_curve(&self) -> Option<Curve> {
        let supported = self.protocol.mapping == PaceMapping::EcdhGm && self.version == 2;
        self.parameter_id.filter(|_| supported).and_then(Curve::from_parameter_id)
    }
}

/// `pace-ecdh-gm-aes-cbc-cmac-128/13`: the variant and its parameter id, `/proprietary` where there is none.
impl fmt::Display for PaceInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parameter_id {
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
