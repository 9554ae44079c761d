//! The named curves of ICAO 9303-12 §4.4.2 and RFC 5639, each prepared once.

use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, PointConversionForm};
use openssl::nid::Nid;
use std::sync::OnceLock;

/// A named curve.
pub(super) struct Curve {
    /// The name used in reports.
    pub name: &'static str,
    /// The length of the order in bits.
    pub bits: u32,
    oid: &'static [u8],
    nid: i32,
    prepared: OnceLock<Option<Prepared>>,
}

/// A curve as the library computes with it, and as explicit parameters spell it out (numbers without leading zeros).
pub(super) struct Prepared {
    pub group: EcGroup,
    pub prime: Vec<u8>,
    pub a: Vec<u8>,
    pub b: Vec<u8>,
    /// The generator, uncompressed.
    pub generator: Vec<u8>,
    pub order: Vec<u8>,
}

/// Every curve there is, brainpool's twists included.
static CURVES: [Curve; 19] = [
    Curve::new("P-256", 256, &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07], 415),
    Curve::new("P-384", 384, &[0x2B, 0x81, 0x04, 0x00, 0x22], 715),
    Curve::new("P-521", 521, &[0x2B, 0x81, 0x04, 0x00, 0x23], 716),
    Curve::new("P-224", 224, &[0x2B, 0x81, 0x04, 0x00, 0x21], 713),
    Curve::new("P-192", 192, &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x01], 409),
    Curve::new("brainpoolP256r1", 256, &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07], 927),
    Curve::new("brainpoolP384r1", 384, &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0B], 931),
    Curve::new("brainpoolP512r1", 512, &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0D], 933),
    Curve::new("brainpoolP320r1", 320, &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x09], 929),
    Curve::new("brainpoolP224r1", 224, &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x05], 925),
    Curve::new("brainpoolP192r1", 192, &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x03], 923),
    Curve::new("brainpoolP160r1", 160, &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x01], 921),
    Curve::new("brainpoolP256t1", 256, &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x08], 928),
    Curve::new("brainpoolP384t1", 384, &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0C], 932),
    Curve::new("brainpoolP512t1", 512, &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0E], 934),
    Curve::new("brainpoolP320t1", 320, &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0A], 930),
    Curve::new("brainpoolP224t1", 224, &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x06], 926),
    Curve::new("brainpoolP192t1", 192, &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x04], 924),
    Curve::new("brainpoolP160t1", 160, &[0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x02], 922),
];

impl Curve {
    const fn new(name: &'static str, bits: u32, oid: &'static [u8], nid: i32) -> Self {
        Self { name, bits, oid, nid, prepared: OnceLock::new() }
    }

    /// Every curve.
    pub fn all() -> &'static [Self] {
        &CURVES
    }

    /// The curve with this object identifier.
    pub fn from_oid(oid: &[u8]) -> Option<&'static Self> {
        CURVES.iter().find(|curve| curve.oid == oid)
    }

    /// The length of a field element in bytes.
    pub fn field_length(&self) -> usize {
        usize::try_from(self.bits.div_ceil(8)).unwrap_or(usize::MAX)
    }

    /// The curve ready to compute with; `None` when the library was built without it.
    pub fn prepared(&self) -> Option<&Prepared> {
        self.prepared.get_or_init(|| Prepared::new(Nid::from_raw(self.nid))).as_ref()
    }
}

impl Prepared {
    fn new(nid: Nid) -> Option<Self> {
        let group = EcGroup::from_curve_name(nid).ok()?;
        let mut context = BigNumContext::new().ok()?;
        let (mut prime, mut a, mut b) = (BigNum::new().ok()?, BigNum::new().ok()?, BigNum::new().ok()?);
        group.components_gfp(&mut prime, &mut a, &mut b, &mut context).ok()?;
        let form = PointConversionForm::UNCOMPRESSED;
        let generator = group.generator_opt()?.to_bytes(&group, form, &mut context).ok()?;
        let mut order = BigNum::new().ok()?;
        group.order(&mut order, &mut context).ok()?;
        let (prime, a, b, order) = (prime.to_vec(), a.to_vec(), b.to_vec(), order.to_vec());
        Some(Self { group, prime, a, b, generator, order })
    }
}
