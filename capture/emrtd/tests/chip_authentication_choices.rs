//! Which variants and keys DG14 pairs, ICAO 9303-11 §9.2.5 and §9.2.6: with and without numbers, with groups named and
//! spelled out, and with nothing announced but a key.

#![allow(clippy::unwrap_used)]

use emrtd::chip::chip_authentication::ChipAuthenticationChoice;
use emrtd::crypto::{Cipher, DhDomain};
use emrtd::domain_parameters::{Curve, DomainParameters, ModpGroup, ModpPublicKey, PublicKeyError};
use emrtd::security_info::SecurityInfos;
use emrtd::tlv::{encode, encode_all};

const CHIP_AUTHENTICATION: &str = "060A04007F000702020302";
const P256: DomainParameters = DomainParameters::Ec(Curve::P256);
const BRAINPOOL: DomainParameters = DomainParameters::Ec(Curve::BrainpoolP384r1);

fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(hex).unwrap()
}

/// AES-128 is 2 and AES-256 is 4.
fn info(cipher: u8, key_id: &[u8]) -> Vec<u8> {
    let mut oid = bytes(CHIP_AUTHENTICATION);
    oid.push(cipher);
    encode_all(0x30, &[&oid, &[2, 1, 1], key_id])
}

fn key(curve: Curve, key_id: &[u8]) -> Vec<u8> {
    let group = curve.group().unwrap();
    let mut context = openssl::bn::BigNumContext::new().unwrap();
    let form = openssl::ec::PointConversionForm::UNCOMPRESSED;
    let point = group.generator_opt().unwrap().to_bytes(&group, form, &mut context).unwrap();
    let algorithm = encode_all(0x30, &[&bytes("06072A8648CE3D0201"), &encode(0x06, curve.oid())]);
    let subject = encode_all(0x30, &[&algorithm, &encode_all(0x03, &[&[0], &point])]);
    encode_all(0x30, &[&bytes("060904007F000702020102"), &subject, key_id])
}

fn pairs(infos: &[Vec<u8>]) -> Vec<(Cipher, Option<u64>, DomainParameters)> {
    let set = encode(0x31, &infos.concat());
    let choices = ChipAuthenticationChoice::all(&SecurityInfos::parse(&set).unwrap());
    choices
        .into_iter()
        .map(|choice| (choice.protocol.cipher, choice.key_id, choice.public_key.parameters))
        .collect()
}

#[test]
fn every_pairing_the_strongest_first() {
    let (one, two) = ([2, 1, 1], [2, 1, 2]);
    let numbered = [info(2, &one), info(4, &two), key(Curve::P256, &one), key(Curve::BrainpoolP384r1, &two)];
    let expected = [(Cipher::Aes256, Some(2), BRAINPOOL), (Cipher::Aes128, Some(1), P256)];
    assert_eq!(pairs(&numbered), expected);
    // A variant without a number runs with every key.
    let any = [info(2, &[]), key(Curve::P256, &one), key(Curve::BrainpoolP384r1, &two)];
    let expected = [(Cipher::Aes128, Some(2), BRAINPOOL), (Cipher::Aes128, Some(1), P256)];
    assert_eq!(pairs(&any), expected);
    // A variant may name a number that the sole key does not bear; where there are two, it is theirs to bear it.
    assert_eq!(pairs(&[info(2, &one), key(Curve::P256, &[])]), [(Cipher::Aes128, Some(1), P256)]);
    assert_eq!(pairs(&[info(2, &one), key(Curve::P256, &two)]), []);
    assert_eq!(pairs(&[info(2, &one), key(Curve::P256, &[]), key(Curve::P256, &two)]), []);
    assert_eq!(pairs(&[info(2, &[])]), []);
}

#[test]
fn a_key_alone_is_for_triple_des() {
    let keys = [key(Curve::P256, &[2, 1, 7]), key(Curve::BrainpoolP384r1, &[])];
    assert_eq!(pairs(&keys), [(Cipher::TripleDes, None, BRAINPOOL), (Cipher::TripleDes, Some(7), P256)]);
    // Any announcement ends that: a version nobody knows pairs with nothing.
    let version_3 = encode_all(0x30, &[&bytes("060A04007F00070202030202"), &[2, 1, 3]]);
    assert_eq!(pairs(&[version_3, key(Curve::P256, &[])]), []);
}

#[test]
fn announcements_without_end_are_cut_off() {
    let mut infos: Vec<_> = (0..200).map(|_| info(2, &[])).collect();
    infos.extend((0..200).map(|_| key(Curve::P256, &[])));
    assert_eq!(pairs(&infos).len(), 32);
}

/// The SubjectPublicKeyInfo of g itself, with these numbers as its parameters.
fn element(oid: &str, numbers: &[&[u8]], generator: &[u8]) -> Vec<u8> {
    let integer = |number: &[u8]| encode_all(0x02, &[&[0], number]);
    let parameters: Vec<u8> = numbers.iter().flat_map(|number| integer(number)).collect();
    let algorithm = encode_all(0x30, &[&bytes(oid), &encode(0x30, &parameters)]);
    encode_all(0x30, &[&algorithm, &encode_all(0x03, &[&[0], &integer(generator)])])
}

#[test]
fn a_group_spelled_out_is_the_standardized_one_whole() {
    const X9_42: &str = "06072A8648CE3E0201";
    const PKCS_3: &str = "06092A864886F70D010301";
    for group in ModpGroup::ALL {
        let parameters = group.parameters().unwrap();
        let [p, g] = [parameters.prime_p(), parameters.generator()].map(|number| number.to_vec());
        let q = parameters.prime_q().unwrap().to_vec();
        let read = |oid, numbers: &[&[u8]]| {
            ModpPublicKey::from_subject_public_key_info(&element(oid, numbers, &g)).map(|key| key.group)
        };
        assert_eq!(read(X9_42, &[&p, &g, &q]), Ok(group));
        assert_eq!(read(X9_42, &[&p, &g, &q, &[2]]), Ok(group));
        assert_eq!(read(PKCS_3, &[&p, &g]), Ok(group));
        assert_eq!(read(X9_42, &[&p, &g]), Err(PublicKeyError::Malformed));
        let changed = |number: &[u8]| {
            let mut twin = number.to_vec();
            *twin.last_mut().unwrap() ^= 2;
            twin
        };
        for numbers in [[&changed(&p)[..], &g, &q], [&p, &changed(&g), &q], [&p, &g, &changed(&q)]] {
            assert_eq!(read(X9_42, &numbers), Err(PublicKeyError::UnsupportedGroup), "{group}");
        }
        assert_eq!(read(PKCS_3, &[&p, &changed(&g)]), Err(PublicKeyError::UnsupportedGroup));
        assert_eq!(DhDomain::new(group).unwrap().generator().unwrap().len(), group.element_length());
    }
}

#[test]
fn a_crowd_of_keys_and_variants_is_looked_at_no_longer_than_a_few() {
    let over_integers = encode_all(0x30, &[&bytes("060A04007F00070202030102"), &[2, 1, 1]]);
    let parameters = ModpGroup::Modp1024Order160.parameters().unwrap();
    let [p, g] = [parameters.prime_p(), parameters.generator()].map(|number| number.to_vec());
    let of_no_standardized_group = element("06092A864886F70D010301", &[&p, &[5]], &g);
    let unusable = encode_all(0x30, &[&bytes("060904007F000702020101"), &of_no_standardized_group]);
    let set = [vec![over_integers; 60], vec![unusable; 2000]].concat();
    let begin = std::time::Instant::now();
    assert_eq!(pairs(&set), []);
    // Sixty times two thousand would take half a minute.
    assert!(begin.elapsed().as_millis() < 1000, "{:?}", begin.elapsed());
}
