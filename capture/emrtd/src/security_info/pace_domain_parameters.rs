//! `PACEDomainParameterInfo`, ICAO 9303-11 §9.2.2: domain parameters that a chip spells out, under a number of its own.

use super::parse::integer;
use super::{PaceInfo, PaceMapping};
use crate::domain_parameters::DomainParameters;
use crate::tlv::Reader;

/// Below are the numbers of standardized domain parameters, ICAO 9303-11 §9.5.1.
const FIRST_OWN_NUMBER: u64 = 32;

/// What a chip says of its own domain parameters.
pub(super) struct PaceDomainParameters {
    mapping: PaceMapping,
    parameter_id: Option<u64>,
    /// `None` where they are not standardized ones.
    parameters: Option<DomainParameters>,
}

impl PaceDomainParameters {
    /// Reads what follows the object identifier; a malformed one says nothing.
    pub(super) fn read(mapping: PaceMapping, fields: &mut Reader<'_>) -> Option<Self> {
        let parameters = DomainParameters::from_algorithm_identifier(fields.expect(0x30).ok()?.children());
        let parameter_id = fields.optional(0x02).ok()?.map(integer).transpose().ok()?;
        Some(Self { mapping, parameter_id, parameters })
    }

    /// Tells a `PACEInfo` that names no standardized parameters which ones it means: those under its number, which must be
    /// one set.
    pub(super) fn complete(all: &[Self], info: &mut PaceInfo) {
        let mut meant = all
            .iter()
            .filter(|own| own.mapping == info.protocol.mapping && own.parameter_id == info.parameter_id);
        if let (Some(own), None) = (meant.next(), meant.next())
            && info.parameter_id.is_none_or(|number| number >= FIRST_OWN_NUMBER)
        {
            info.spelled_out = own.parameters;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::domain_parameters::{Curve, DomainParameters, ModpGroup};
    use crate::security_info::SecurityInfos;
    use crate::tlv;
    use openssl::bn::{BigNum, BigNumContext};
    use openssl::ec::PointConversionForm;

    const EC: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
    const PRIME_FIELD: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x01, 0x01];

    fn integer(bytes: &[u8]) -> Vec<u8> {
        tlv::encode(0x02, &[&[0], bytes].concat())
    }

    /// The curve's numbers, its coefficient b by as much greater.
    fn curve(curve: Curve, more: u32) -> Vec<u8> {
        let (group, mut context) = (curve.group().unwrap(), BigNumContext::new().unwrap());
        let mut numbers: Vec<BigNum> = (0..4).map(|_| BigNum::new().unwrap()).collect();
        let [prime, a, b, order] = numbers.as_mut_slice() else { panic!("four numbers") };
        group.components_gfp(prime, a, b, &mut context).unwrap();
        group.order(order, &mut context).unwrap();
        b.add_word(more).unwrap();
        let generator = group
            .generator_opt()
            .unwrap()
            .to_bytes(&group, PointConversionForm::UNCOMPRESSED, &mut context)
            .unwrap();
        let field = tlv::encode_all(0x30, &[&tlv::encode(0x06, PRIME_FIELD), &integer(&prime.to_vec())]);
        let coefficients =
            tlv::encode_all(0x30, &[&tlv::encode(0x04, &a.to_vec()), &tlv::encode(0x04, &b.to_vec())]);
        let parameters = [
            integer(&[1]),
            field,
            coefficients,
            tlv::encode(0x04, &generator),
            integer(&order.to_vec()),
            integer(&[1]),
        ];
        tlv::encode_all(0x30, &[&tlv::encode(0x06, EC), &tlv::encode(0x30, &parameters.concat())])
    }

    fn named(id: u8) -> Vec<u8> {
        let oid = tlv::encode(0x06, &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x02]);
        tlv::encode_all(0x30, &[&oid, &tlv::encode(0x02, &[id])])
    }

    fn own(mapping: u8, algorithm: &[u8], number: Option<u8>) -> Vec<u8> {
        let oid = tlv::encode(0x06, &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, mapping]);
        let number = number.map(|number| tlv::encode(0x02, &[number])).unwrap_or_default();
        tlv::encode_all(0x30, &[&oid, algorithm, &number])
    }

    /// The parameters that the one `PACEInfo` of these infos runs on.
    fn meant(mapping: u8, number: Option<u8>, own: &[Vec<u8>]) -> Option<DomainParameters> {
        let oid = tlv::encode(0x06, &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, mapping, 2]);
        let number = number.map(|number| tlv::encode(0x02, &[number])).unwrap_or_default();
        let info = tlv::encode_all(0x30, &[&oid, &tlv::encode(0x02, &[2]), &number]);
        let infos = SecurityInfos::parse(&tlv::encode(0x31, &[info, own.concat()].concat())).unwrap();
        infos.pace()[0].supported_parameters()
    }

    #[test]
    fn a_standardized_curve_that_is_spelled_out_is_known() {
        for known in Curve::ALL {
            let whole = curve(known, 0);
            for number in [None, Some(32), Some(127)] {
                assert_eq!(meant(2, number, &[own(2, &whole, number)]), Some(known.into()), "{known}");
            }
            assert_eq!(meant(2, None, &[own(2, &curve(known, 1), None)]), None, "{known}");
        }
        let named = [own(1, &named(2), Some(40))];
        assert_eq!(meant(1, Some(40), &named), Some(ModpGroup::Modp2048Order256.into()));
    }

    #[test]
    fn what_is_not_said_or_not_meant_is_not_run() {
        let curve = curve(Curve::P256, 0);
        let mine = |number| own(2, &curve, number);
        assert_eq!(meant(2, Some(32), &[]), None);
        assert_eq!(meant(2, Some(32), &[mine(Some(33))]), None);
        assert_eq!(meant(2, Some(32), &[mine(None)]), None);
        assert_eq!(meant(2, None, &[mine(None), mine(None)]), None);
        assert_eq!(meant(1, None, &[own(1, &curve, None)]), None, "no group for integers");
        assert_eq!(meant(4, Some(32), &[mine(Some(32))]), None, "of another mapping");
        assert_eq!(meant(2, Some(31), &[mine(Some(31))]), None, "reserved");
        let brainpool = [own(2, &super::tests::curve(Curve::BrainpoolP256r1, 0), Some(12))];
        assert_eq!(meant(2, Some(12), &brainpool), Some(Curve::P256.into()), "12 is P-256");
        assert_eq!(meant(2, Some(32), &[own(2, &curve[..curve.len() - 1], Some(32))]), None);
    }
}
