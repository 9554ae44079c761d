//! Explicit curve parameters, RFC 3279 §2.3.5, compared whole with the named curves and never computed with.

use super::curve::{Curve, Prepared};
use emrtd::domain_parameters::ExplicitParameters;
use emrtd::tlv::Tlv;

/// The named curve that these ECParameters spell out; `None` for any other curve.
pub(super) fn named_curve(parameters: &Tlv<'_>) -> Option<&'static Curve> {
    let explicit = ExplicitParameters::parse(parameters.value).ok()??;
    Curve::all().iter().find(|curve| curve.prepared().is_some_and(|prepared| spells_out(&explicit, prepared)))
}

/// Field, coefficients, generator, order and cofactor, all of them.
fn spells_out(explicit: &ExplicitParameters<'_>, curve: &Prepared) -> bool {
    number(explicit.prime) == curve.prime
        && number(explicit.a) == curve.a
        && number(explicit.b) == curve.b
        && is_point(explicit.generator, &curve.generator)
        && number(explicit.order) == curve.order
        && explicit.cofactor.is_none_or(|cofactor| number(cofactor) == [1])
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
