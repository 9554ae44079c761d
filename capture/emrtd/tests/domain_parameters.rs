//! Standardized curves by id, name and explicit parameters; points that must not be accepted.

#![allow(clippy::unwrap_used, clippy::panic)]

use emrtd::crypto::{Cipher, EcDomain, EcKeyPair, KeyAgreementError};
use emrtd::domain_parameters::{Curve, EcPublicKey, ModpPublicKey, PublicKey, PublicKeyError};
use emrtd::protocol::{NoRandomness, Randomness};
use emrtd::security_info::{KeyAgreement, PaceMapping, SecurityInfos};
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{Asn1Flag, EcKey};
use openssl::pkey::PKey;
use proptest::prelude::*;

fn subject_public_key_info(curve: Curve, explicit: bool) -> Vec<u8> {
    let mut group = curve.group().unwrap();
    group.set_asn1_flag(if explicit { Asn1Flag::EXPLICIT_CURVE } else { Asn1Flag::NAMED_CURVE });
    let key = EcKey::generate(&group).unwrap();
    PKey::from_ec_key(key).unwrap().public_key_to_der().unwrap()
}

#[test]
fn ids_8_to_18_are_the_standardized_curves() {
    for (curve, id) in Curve::ALL.into_iter().zip(8u64..) {
        assert_eq!(Curve::from_parameter_id(id), Some(curve));
        assert_eq!(Curve::from_oid(curve.oid()), Some(curve));
        let group = curve.group().unwrap();
        assert_eq!(usize::try_from(group.degree().div_ceil(8)).unwrap(), curve.field_length());
        assert_eq!(usize::try_from(group.order_bits().div_ceil(8)).unwrap(), curve.order_length());
    }
    assert_eq!(Curve::from_parameter_id(7), None);
    assert_eq!(Curve::from_parameter_id(19), None);
}

#[test]
fn named_and_explicit_parameters_are_the_same_curve_and_one_bit_off_are_none() {
    for curve in Curve::ALL {
        for explicit in [false, true] {
            let der = subject_public_key_info(curve, explicit);
            let PublicKey::Ec(EcPublicKey { curve: found, point }) =
                PublicKey::from_subject_public_key_info(&der).unwrap()
            else {
                panic!()
            };
            assert_eq!((found, point.len()), (curve, 2 * curve.field_length() + 1));
        }
        let der = subject_public_key_info(curve, true);
        for number in numbers(curve) {
            let start = der.windows(number.len()).position(|window| window == number).unwrap();
            for index in start..start + number.len() {
                let mut changed = der.clone();
                changed[index] ^= 1;
                let outcome = PublicKey::from_subject_public_key_info(&changed);
                assert_eq!(outcome, Err(PublicKeyError::UnsupportedCurve), "{curve} {index}");
            }
        }
    }
}

/// Prime, coefficients, generator and order of a curve, as explicit parameters write them.
fn numbers(curve: Curve) -> Vec<Vec<u8>> {
    let (group, mut context) = (curve.group().unwrap(), BigNumContext::new().unwrap());
    let new = || BigNum::new().unwrap();
    let (mut prime, mut a, mut b, mut order) = (new(), new(), new(), new());
    group.components_gfp(&mut prime, &mut a, &mut b, &mut context).unwrap();
    group.order(&mut order, &mut context).unwrap();
    let generator = EcDomain::new(curve).unwrap().generator().unwrap();
    vec![prime.to_vec(), a.to_vec(), b.to_vec(), generator, order.to_vec()]
}

#[test]
fn other_curves_are_unsupported() {
    let group = openssl::ec::EcGroup::from_curve_name(openssl::nid::Nid::SECP256K1).unwrap();
    let der = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap().public_key_to_der().unwrap();
    assert_eq!(PublicKey::from_subject_public_key_info(&der), Err(PublicKeyError::UnsupportedCurve));
}

struct Fixed(u8);

impl Randomness for Fixed {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        bytes.fill(self.0);
        Ok(())
    }
}

#[test]
fn both_sides_agree_on_every_curve_and_mapped_generator() {
    for curve in Curve::ALL {
        let domain = EcDomain::new(curve).unwrap();
        let terminal = EcKeyPair::generate(&domain, &mut Fixed(0x11)).unwrap();
        let chip = EcKeyPair::generate(&domain, &mut Fixed(0xFF)).unwrap();
        let ours = domain.map_generic(&[0xA5; 16], &terminal, chip.public_key()).unwrap();
        let theirs = domain.map_generic(&[0xA5; 16], &chip, terminal.public_key()).unwrap();
        assert_eq!(ours.generator().unwrap(), theirs.generator().unwrap());
        let terminal = EcKeyPair::generate(&ours, &mut Fixed(0x22)).unwrap();
        let chip = EcKeyPair::generate(&theirs, &mut Fixed(0x33)).unwrap();
        let secret = terminal.shared_secret(chip.public_key()).unwrap();
        assert_eq!(secret, chip.shared_secret(terminal.public_key()).unwrap());
        assert_eq!(secret.len(), curve.field_length());
    }
}

#[test]
fn points_off_the_curve_infinity_and_other_encodings_are_refused() {
    for curve in Curve::ALL {
        let domain = EcDomain::new(curve).unwrap();
        let own = EcKeyPair::from_private(&domain, &[5]).unwrap();
        let peer = EcKeyPair::from_private(&domain, &[6]).unwrap().public_key().to_vec();
        let mut off = peer.clone();
        *off.last_mut().unwrap() ^= 1;
        let compressed = [&[2 + (peer.last().unwrap() & 1)], &peer[1..=curve.field_length()]].concat();
        let hybrid = [&[6 + (peer.last().unwrap() & 1)], &peer[1..]].concat();
        let longer = [&peer[..], &[0]].concat();
        let zeros = [&[4u8][..], &vec![0; 2 * curve.field_length()]].concat();
        for bad in [vec![], vec![0], off, compressed, hybrid, longer, zeros] {
            assert_eq!(own.shared_secret(&bad), Err(KeyAgreementError::InvalidPublicKey));
            assert!(domain.map_generic(&[1; 16], &own, &bad).is_err());
        }
    }
}

#[test]
fn a_private_key_of_zero_or_of_the_order_is_refused() {
    let domain = EcDomain::new(Curve::P256).unwrap();
    let order = hex::decode("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551").unwrap();
    for bad in [&[][..], &[0], &order] {
        assert_eq!(EcKeyPair::from_private(&domain, bad).err(), Some(KeyAgreementError::InvalidPrivateKey));
    }
}

#[test]
fn a_mapping_to_infinity_is_refused() {
    // s·G + H = O when H = −s·G: the peer's key is n − s for the private key 1.
    let domain = EcDomain::new(Curve::P256).unwrap();
    let own = EcKeyPair::from_private(&domain, &[1]).unwrap();
    let order = hex::decode("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC63254C").unwrap();
    let peer = EcKeyPair::from_private(&domain, &order).unwrap();
    assert!(domain.map_generic(&[5], &own, peer.public_key()).is_err());
    assert!(domain.map_generic(&[6], &own, peer.public_key()).is_ok());
}

#[test]
fn every_announcement_is_named_and_only_generic_mapping_on_curves_is_run() {
    let hex = "3166\
        3012060A04007F000702020402020201020201 0D\
        3012060A04007F000702020406040201020201 10\
        3012060A04007F000702020401020201020201 00\
        3012060A04007F000702020404030201020201 0C\
        300F060A04007F00070202040202020102\
        3003060101"
        .replace(' ', "");
    let infos = SecurityInfos::from_card_access(&hex::decode(hex).unwrap()).unwrap();
    let names: Vec<String> = infos.pace().iter().map(ToString::to_string).collect();
    assert_eq!(
        names,
        [
            "pace-ecdh-gm-aes-cbc-cmac-128/13",
            "pace-ecdh-cam-aes-cbc-cmac-256/16",
            "pace-dh-gm-aes-cbc-cmac-128/0",
            "pace-ecdh-im-aes-cbc-cmac-192/12",
            "pace-ecdh-gm-aes-cbc-cmac-128/proprietary",
        ]
    );
    let runnable: Vec<bool> = infos.pace().iter().map(|info| info.supported_parameters().is_some()).collect();
    assert_eq!(runnable, [true, true, true, true, false]);
    assert_eq!(infos.strongest_pace(), Some(&infos.pace()[1]));
    assert_eq!(infos.pace()[1].protocol.mapping, PaceMapping::EcdhCam);
    assert_eq!(infos.pace()[1].protocol.cipher, Cipher::Aes256);
}

#[test]
fn a_group_nobody_standardized_is_recognised_and_unsupported() {
    let hex = "6E4B3149\
        300F060A04007F00070202030102020101\
        3036060904007F000702020101 3029301C06092A864886F70D010301300F020900FFFFFFFFFFFFFFC5020202 030309000206020102030405"
        .replace(' ', "");
    let Ok(infos) = SecurityInfos::from_data_group_14(&hex::decode(hex).unwrap()) else { panic!() };
    let key = &infos.chip_authentication_public_keys()[0];
    assert_eq!(key.agreement, KeyAgreement::Dh);
    assert_eq!(key.elliptic_curve_key(), Err(PublicKeyError::UnsupportedAlgorithm));
    assert_eq!(key.key(), Err(PublicKeyError::UnsupportedGroup));
    assert!(emrtd::chip::chip_authentication::ChipAuthenticationChoice::all(&infos).is_empty());
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = PublicKey::from_subject_public_key_info(&bytes);
        let _ = ModpPublicKey::from_subject_public_key_info(&bytes);
        prop_assert!(Curve::from_explicit(&bytes).is_none());
        if let Ok(infos) = SecurityInfos::parse(&bytes) { prop_assert!(infos.pace().len() <= bytes.len()); }
    }

    #[test]
    fn a_changed_dg14_never_panics(at in any::<prop::sample::Index>(), flip in 1u8..) {
        let key = subject_public_key_info(Curve::BrainpoolP256r1, true);
        let oid = [0x06, 0x09, 0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x01, 0x02];
        let member = emrtd::tlv::encode_all(0x30, &[&oid, &key]);
        let mut dg14 = emrtd::tlv::encode(0x6E, &emrtd::tlv::encode(0x31, &member));
        let index = at.index(dg14.len());
        dg14[index] ^= flip;
        if let Ok(infos) = SecurityInfos::from_data_group_14(&dg14) {
            for key in infos.chip_authentication_public_keys() {
                prop_assert!(key.subject_public_key_info.len() <= dg14.len());
                let _ = key.key();
            }
        }
    }
}
