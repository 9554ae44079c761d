//! Explicit curve parameters, RFC 3279 §2.3.5, compared whole with the named curves and never computed with.

use super::curve::{Curve, Prepared};
use emrtd::tlv::{Tlv, TlvError};

const PRIME_FIELD: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x01, 0x01];

/// The named curve that these ECParameters spell out; `None` for any other curve.
pub(super) fn named_curve(parameters: &Tlv<'_>) -> Option<&'static Curve> {
    let explicit = ExplicitParameters::parse(parameters).ok()??;
    Curve::all().iter().find(|curve| curve.prepared().is_some_and(|prepared| explicit.spells_out(prepared)))
}

struct ExplicitParameters<'a> {
    prime: &'a [u8],
    a: &'a [u8],
    b: &'a [u8],
    generator: &'a [u8],
    order: &'a [u8],
    cofactor: Option<&'a [u8]>,
}

impl<'a> ExplicitParameters<'a> {
    fn parse(parameters: &Tlv<'a>) -> Result<Option<Self>, TlvError> {
        let mut reader = parameters.children();
        reader.expect(0x02)?;
        let mut field = reader.expect(0x30)?.children();
        if field.expect(0x06)?.value != PRIME_FIELD {
            return Ok(None);
        }
        let prime = field.expect(0x02)?.value;
        let mut curve = reader.expect(0x30)?.children();
        let (a, b) = (curve.expect(0x04)?.value, curve.expect(0x04)?.value);
        let generator = reader.expect(0x04)?.value;
        let order = reader.expect(0x02)?.value;
        let cofactor = reader.optional(0x02)?.map(|object| object.value);
        Ok(Some(Self { prime, a, b, generator, order, cofactor }))
    }

    /// Field, coefficients, generator, order and cofactor, all of them.
    fn spells_out(&self, curve: &Prepared) -> bool {
        number(self.prime) == curve.prime
            && number(self.a) == curve.a
            && number(self.b) == curve.b
            && is_point(self.generator, &curve.generator)
            && number(self.order) == curve.order
            && self.cofactor.is_none_or(|cofactor| number(cofactor) == [1])
    }
}

fn number(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}

/// True when `written`, compressed or not, is the point `uncompressed`.
fn is_point(written: &[u8], uncompressed: &[u8]) -> bool {
    let coordinates = uncompressed.get(1..).unwrap_or_default();
    let (x, y) = coordinates.split_at_checked(coordinates.len() / 2).unwrap_or_default();
    match written {
        [parity @ 0x02..=0x03, rest @ ..] => rest == x && y.last().is_some_and(|last| last & 1 == parity & 1),
        _ => written == uncompressed,
    }
}
