//! Curves that are spelled out: `ECParameters` of X9.62 over a prime field, RFC 3279 §2.3.5.

use crate::tlv::{Reader, TlvError};

const PRIME_FIELD: [u8; 7] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x01, 0x01];

/// The numbers that spell a curve out, big-endian as they stand, possibly with leading zeros.
///
/// They say which curve is meant; whoever reads them compares them whole with a named curve.
pub struct ExplicitParameters<'a> {
    /// The field's prime.
    pub prime: &'a [u8],
    /// The coefficient a.
    pub a: &'a [u8],
    /// The coefficient b.
    pub b: &'a [u8],
    /// The generator, compressed or not.
    pub generator: &'a [u8],
    /// The generator's order.
    pub order: &'a [u8],
    /// The cofactor, where it is written.
    pub cofactor: Option<&'a [u8]>,
}

impl<'a> ExplicitParameters<'a> {
    /// Reads the content of the sequence; `None` for a field that is not a prime one.
    pub fn parse(content: &'a [u8]) -> Result<Option<Self>, TlvError> {
        let mut parameters = Reader::new(content);
        parameters.expect(0x02)?;
        let mut field = parameters.expect(0x30)?.children();
        if field.expect(0x06)?.value != PRIME_FIELD {
            return Ok(None);
        }
        let prime = field.expect(0x02)?.value;
        let mut coefficients = parameters.expect(0x30)?.children();
        let a = coefficients.expect(0x04)?.value;
        let b = coefficients.expect(0x04)?.value;
        let generator = parameters.expect(0x04)?.value;
        let order = parameters.expect(0x02)?.value;
        let cofactor = parameters.optional(0x02)?.map(|object| object.value);
        Ok(Some(Self { prime, a, b, generator, order, cofactor }))
    }
}
