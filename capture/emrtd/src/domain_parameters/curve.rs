//! The eleven standardized elliptic curves, by parameter id, object identifier or explicit parameters.

use super::ExplicitParameters;
use crate::tlv;
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, PointConversionForm};
use openssl::error::ErrorStack;
use openssl::nid::Nid;
use std::fmt;

/// A curve of ICAO 9303-11 table 4 (parameter ids 8 to 18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Curve {
    /// Id 8: NIST P-192.
    P192,
    /// Id 9: brainpoolP192r1.
    BrainpoolP192r1,
    /// Id 10: NIST P-224.
    P224,
    /// Id 11: brainpoolP224r1.
    BrainpoolP224r1,
    /// Id 12: NIST P-256.
    P256,
    /// Id 13: brainpoolP256r1.
    BrainpoolP256r1,
    /// Id 14: brainpoolP320r1.
    BrainpoolP320r1,
    /// Id 15: NIST P-384.
    P384,
    /// Id 16: brainpoolP384r1.
    BrainpoolP384r1,
    /// Id 17: brainpoolP512r1.
    BrainpoolP512r1,
    /// Id 18: NIST P-521.
    P521,
}

impl Curve {
    /// Every curve, in the order of the parameter ids 8 to 18.
    pub const ALL: [Self; 11] = [
        Self::P192,
        Self::BrainpoolP192r1,
        Self::P224,
        Self::BrainpoolP224r1,
        Self::P256,
        Self::BrainpoolP256r1,
        Self::BrainpoolP320r1,
        Self::P384,
        Self::BrainpoolP384r1,
        Self::BrainpoolP512r1,
        Self::P521,
    ];

    /// The curve with this standardized parameter id.
    pub fn from_parameter_id(id: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| u64::from(curve.parameter_id()) == id)
    }

    /// Its standardized parameter id, 8 to 18.
    pub fn parameter_id(self) -> u8 {
        match self {
            Self::P192 => 8,
            Self::BrainpoolP192r1 => 9,
            Self::P224 => 10,
            Self::BrainpoolP224r1 => 11,
            Self::P256 => 12,
            Self::BrainpoolP256r1 => 13,
            Self::BrainpoolP320r1 => 14,
            Self::P384 => 15,
            Self::BrainpoolP384r1 => 16,
            Self::BrainpoolP512r1 => 17,
            Self::P521 => 18,
        }
    }

    /// The name used in reports, for example `brainpoolP256r1`.
    pub fn name(self) -> &'static str {
        match self {
            Self::P192 => "P-192",
            Self::BrainpoolP192r1 => "brainpoolP192r1",
            Self::P224 => "P-224",
            Self::BrainpoolP224r1 => "brainpoolP224r1",
            Self::P256 => "P-256",
            Self::BrainpoolP256r1 => "brainpoolP256r1",
            Self::BrainpoolP320r1 => "brainpoolP320r1",
            Self::P384 => "P-384",
            Self::BrainpoolP384r1 => "brainpoolP384r1",
            Self::BrainpoolP512r1 => "brainpoolP512r1",
            Self::P521 => "P-521",
        }
    }

    /// The length of a coordinate in bytes.
    pub fn field_length(self) -> usize {
        match self {
            Self::P192 | Self::BrainpoolP192r1 => 24,
            Self::P224 | Self::BrainpoolP224r1 => 28,
            Self::P256 | Self::BrainpoolP256r1 => 32,
            Self::BrainpoolP320r1 => 40,
            Self::P384 | Self::BrainpoolP384r1 => 48,
            Self::BrainpoolP512r1 => 64,
            Self::P521 => 66,
        }
    }

    /// The length of the order in bytes, and so of each half of a plain signature.
    pub fn order_length(self) -> usize {
        self.field_length()
    }

    /// The curve as the library computes with it.
    pub fn group(self) -> Result<EcGroup, ErrorStack> {
        EcGroup::from_curve_name(self.nid())
    }

    /// Its object identifier (content bytes of the DER encoding).
    pub fn oid(self) -> &'static [u8] {
        match self {
            Self::P192 => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x01],
            Self::P224 => &[0x2B, 0x81, 0x04, 0x00, 0x21],
            Self::P256 => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07],
            Self::P384 => &[0x2B, 0x81, 0x04, 0x00, 0x22],
            Self::P521 => &[0x2B, 0x81, 0x04, 0x00, 0x23],
            Self::BrainpoolP192r1 => &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x03],
            Self::BrainpoolP224r1 => &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x05],
            Self::BrainpoolP256r1 => &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07],
            Self::BrainpoolP320r1 => &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x09],
            Self::BrainpoolP384r1 => &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0B],
            Self::BrainpoolP512r1 => &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0D],
        }
    }

    /// The curve with this object identifier (content bytes of the DER encoding).
    pub fn from_oid(oid: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.oid() == oid)
    }

    /// The curve whose field, coefficients, generator, order and cofactor these `ECParameters` (content of the SEQUENCE)
    /// spell out whole; `None` for any other.
    pub fn from_explicit(parameters: &[u8]) -> Option<Self> {
        Self::from_numbers(&ExplicitParameters::parse(parameters).ok()??)
    }

    /// The curve that these numbers spell out whole; `None` for any other.
    pub fn from_numbers(numbers: &ExplicitParameters<'_>) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| numbers.is(*curve).unwrap_or(false))
    }

    fn nid(self) -> Nid {
        match self {
            Self::P192 => Nid::X9_62_PRIME192V1,
            Self::P224 => Nid::SECP224R1,
            Self::P256 => Nid::X9_62_PRIME256V1,
            Self::P384 => Nid::SECP384R1,
            Self::P521 => Nid::SECP521R1,
            Self::BrainpoolP192r1 => Nid::BRAINPOOL_P192R1,
            Self::BrainpoolP224r1 => Nid::BRAINPOOL_P224R1,
            Self::BrainpoolP256r1 => Nid::BRAINPOOL_P256R1,
            Self::BrainpoolP320r1 => Nid::BRAINPOOL_P320R1,
            Self::BrainpoolP384r1 => Nid::BRAINPOOL_P384R1,
            Self::BrainpoolP512r1 => Nid::BRAINPOOL_P512R1,
        }
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl ExplicitParameters<'_> {
    fn is(&self, curve: Curve) -> Result<bool, ErrorStack> {
        let mut context = BigNumContext::new()?;
        let group = curve.group()?;
        let (mut prime, mut a, mut b) = (BigNum::new()?, BigNum::new()?, BigNum::new()?);
        group.components_gfp(&mut prime, &mut a, &mut b, &mut context)?;
        let (mut order, mut cofactor) = (BigNum::new()?, BigNum::new()?);
        group.order(&mut order, &mut context)?;
        group.cofactor(&mut cofactor, &mut context)?;
        let form = match self.generator.first() {
            Some(0x02 | 0x03) => PointConversionForm::COMPRESSED,
            _ => PointConversionForm::UNCOMPRESSED,
        };
        let Some(generator) = group.generator_opt() else { return Ok(false) };
        let generator = generator.to_bytes(&group, form, &mut context)?;
        let equal = |bytes: &[u8], number: &BigNum| -> Result<bool, ErrorStack> {
            Ok(bytes.len() <= 128 && BigNum::from_slice(bytes)? == *number)
        };
        Ok(equal(self.prime, &prime)?
            && equal(self.a, &a)?
            && equal(self.b, &b)?
            && self.generator == generator
            && equal(self.order, &order)?
            && self.cofactor.is_none_or(|bytes| equal(bytes, &cofactor).unwrap_or(false)))
    }
}

/// Reads the `parameters` of an `id-ecPublicKey` algorithm identifier: a curve's name or explicit parameters.
pub(super) fn from_algorithm_parameters(parameters: &tlv::Tlv<'_>) -> Option<Curve> {
    match parameters.tag {
        0x06 => Curve::from_oid(parameters.value),
        0x30 => Curve::from_explicit(parameters.value),
        _ => None,
    }
}
