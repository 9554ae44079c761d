//! Active Authentication as chips vary it within and beside ICAO 9303-11 §6.1.2: trailers, total recovery, the parity of
//! representatives, how ECDSA signatures are written, and answers that are cut.

#![allow(clippy::unwrap_used, clippy::panic)]

use emrtd::apdu::{ResponseApdu, StatusWord};
use emrtd::chip::active_authentication::{
    ActiveAuthentication, ActiveAuthenticationError, ActiveAuthenticationPublicKey, Trailer,
    message_representative, total_recovery_representative, verify,
};
use emrtd::domain_parameters::Curve;
use emrtd::hash::DigestAlgorithm;
use emrtd::protocol::{Protocol, Step};
use emrtd::record::ActiveAuthenticationTranscript;
use emrtd::security_info::SecurityInfos;
use openssl::bn::BigNum;
use openssl::ec::EcKey;
use openssl::ecdsa::EcdsaSig;
use openssl::pkey::{PKey, Private};
use openssl::rsa::{Padding, Rsa};
use proptest::prelude::*;
use std::sync::LazyLock;

const CHALLENGE: [u8; 8] = *b"eight by";

fn transcript(signature: Vec<u8>) -> ActiveAuthenticationTranscript {
    ActiveAuthenticationTranscript { challenge: CHALLENGE.to_vec(), signature }
}

fn public(der: Vec<u8>) -> ActiveAuthenticationPublicKey {
    ActiveAuthenticationPublicKey::from_subject_public_key_info(&der).unwrap()
}

fn sign(key: &Rsa<Private>, representative: &[u8]) -> Vec<u8> {
    let mut out = vec![0; representative.len()];
    key.private_encrypt(representative, &mut out, Padding::NONE).unwrap();
    out
}

/// Signed representatives stand; with one byte changed they do not, and neither do they for another challenge.
fn stands_alone(key: &Rsa<Private>, representative: &[u8], changed: impl IntoIterator<Item = usize>) {
    let public = public(key.public_key_to_der().unwrap());
    assert!(verify(&public, None, &transcript(sign(key, representative))).is_ok());
    for index in changed {
        let mut twin = representative.to_vec();
        twin[index] ^= 1;
        assert!(verify(&public, None, &transcript(sign(key, &twin))).is_err(), "{index}");
    }
    let other =
        ActiveAuthenticationTranscript { challenge: vec![0; 8], ..transcript(sign(key, representative)) };
    assert_eq!(verify(&public, None, &other).err(), Some(ActiveAuthenticationError::NotProven));
}

#[test]
fn sha_1_by_its_two_byte_trailer() {
    let key = Rsa::generate(1024).unwrap();
    let recovered = [0x5A; 128 - 1 - 20 - 2];
    let representative =
        message_representative(&recovered, &CHALLENGE, DigestAlgorithm::Sha1, Trailer::Explicit);
    assert!(representative.ends_with(&[0x33, 0xCC]));
    stands_alone(&key, &representative, [0, 1, 105, 126, 127]);
}

#[test]
fn total_recovery_of_a_message_that_ends_in_the_challenge() {
    let key = Rsa::generate(1024).unwrap();
    for digest in DigestAlgorithm::ALL {
        let whole =
            |prefix: &[u8]| total_recovery_representative(128, prefix, &CHALLENGE, digest, Trailer::Shortest);
        let trailer = if digest == DigestAlgorithm::Sha1 { 1 } else { 2 };
        let fills = 128 - 1 - 8 - digest.output_length() - trailer;
        let unpadded = whole(&vec![7; fills]).unwrap();
        assert_eq!(unpadded[0], 0x4A);
        stands_alone(&key, &unpadded, [0, 1, fills, fills + 8, 127]);
        let padded = whole(&[7; 16]).unwrap();
        assert_eq!((padded[0], padded[1]), (0x4B, 0xBB));
        let border = padded.iter().position(|byte| *byte == 0xBA).unwrap();
        stands_alone(&key, &padded, [0, 1, border, border + 1, border + 17, 127]);
        assert!(whole(&vec![7; fills + 1]).is_none());
    }
    // Partial recovery is not padded.
    let digest = DigestAlgorithm::Sha256;
    let padded = total_recovery_representative(128, &[7; 16], &CHALLENGE, digest, Trailer::Shortest);
    let mut partial = padded.unwrap();
    partial[0] = 0x6B;
    let public = public(key.public_key_to_der().unwrap());
    assert!(verify(&public, None, &transcript(sign(&key, &partial))).is_err());
}

/// A representative is even; n − s recovers to its odd complement, which stands for the same.
#[test]
fn the_even_representative_and_its_odd_complement() {
    let key = Rsa::generate(1024).unwrap();
    let public = public(key.public_key_to_der().unwrap());
    let representative =
        message_representative(&[0x5A; 93], &CHALLENGE, DigestAlgorithm::Sha256, Trailer::Shortest);
    let number = BigNum::from_slice(&representative).unwrap();
    let mut odd = BigNum::new().unwrap();
    odd.checked_sub(key.n(), &number).unwrap();
    assert!(!number.is_odd() && odd.is_odd());
    for representative in [representative, odd.to_vec_padded(128).unwrap()] {
        let signature = sign(&key, &representative);
        assert!(verify(&public, None, &transcript(signature.clone())).is_ok());
        let mut twin = signature;
        twin[127] ^= 1;
        assert!(verify(&public, None, &transcript(twin)).is_err());
    }
    // Only a number below n is a signature.
    let mut beyond = key.n().to_vec_padded(128).unwrap();
    beyond[126] |= 0xFF;
    assert!(verify(&public, None, &transcript(beyond)).is_err());
}

#[test]
fn ecdsa_numbers_with_zeros_before_them() {
    for curve in [Curve::P256, Curve::BrainpoolP320r1, Curve::P521] {
        let key = EcKey::generate(&curve.group().unwrap()).unwrap();
        let public = public(PKey::from_ec_key(key.clone()).unwrap().public_key_to_der().unwrap());
        let signature = EcdsaSig::sign(&DigestAlgorithm::Sha256.digest(&CHALLENGE), &key).unwrap();
        let length = i32::try_from(curve.order_length()).unwrap();
        let numbers = |length: i32| {
            [signature.r().to_vec_padded(length).unwrap(), signature.s().to_vec_padded(length).unwrap()]
        };
        let sequence = |numbers: [Vec<u8>; 2]| {
            let [r, s] = numbers.map(|number| emrtd::tlv::encode(0x02, &number));
            emrtd::tlv::encode_all(0x30, &[&r, &s])
        };
        let written = [
            numbers(length).concat(),
            numbers(length + 1).concat(),
            numbers(length + 3).concat(),
            sequence(numbers(length)),
            sequence(numbers(length + 2)),
            signature.to_der().unwrap(),
        ];
        for whole in written {
            let proven = verify(&public, None, &transcript(whole.clone())).unwrap();
            let as_demanded = whole == numbers(length).concat() || whole == signature.to_der().unwrap();
            assert_eq!(proven.zero_prefixed(), !as_demanded, "{curve} {}", whole.len());
            let mut twin = whole.clone();
            *twin.last_mut().unwrap() ^= 1;
            assert!(verify(&public, None, &transcript(twin)).is_err());
            let cut = &whole[..whole.len() - 1];
            assert!(verify(&public, None, &transcript(cut.to_vec())).is_err());
        }
        let [mut r, s] = numbers(length + 1);
        r[0] = 1;
        assert!(verify(&public, None, &transcript([r, s].concat())).is_err());
        assert!(verify(&public, None, &transcript(vec![0; 2 * curve.order_length()])).is_err());
    }
}

/// DG14 may announce the digest by the plain name of TR-03111 or by that of X9.62, and no other counts then.
#[test]
fn the_digest_is_the_announced_one() {
    let announcing = |oid: &str| {
        let info = format!("3013060667810801010502010106{oid}");
        let info = hex::decode(info).unwrap();
        let member = emrtd::tlv::encode(0x30, &info[2..]);
        SecurityInfos::parse(&emrtd::tlv::encode(0x31, &member)).unwrap()
    };
    let names = [
        (DigestAlgorithm::Sha1, "0A04007F00070101040101", "072A8648CE3D0401"),
        (DigestAlgorithm::Sha224, "0A04007F00070101040102", "082A8648CE3D040301"),
        (DigestAlgorithm::Sha256, "0A04007F00070101040103", "082A8648CE3D040302"),
        (DigestAlgorithm::Sha384, "0A04007F00070101040104", "082A8648CE3D040303"),
        (DigestAlgorithm::Sha512, "0A04007F00070101040105", "082A8648CE3D040304"),
    ];
    let key = EcKey::generate(&Curve::P384.group().unwrap()).unwrap();
    let public = public(PKey::from_ec_key(key.clone()).unwrap().public_key_to_der().unwrap());
    for digest in DigestAlgorithm::ALL {
        let signature = EcdsaSig::sign(&digest.digest(&CHALLENGE), &key).unwrap().to_der().unwrap();
        for (announced, plain, x9_62) in names {
            for name in [plain, x9_62] {
                let outcome = verify(&public, Some(&announcing(name)), &transcript(signature.clone()));
                assert_eq!(outcome.is_ok(), announced == digest, "{digest} {name}");
            }
        }
        let fits = digest.output_length() <= 48;
        assert_eq!(verify(&public, None, &transcript(signature)).is_ok(), fits, "{digest}");
    }
}

/// What a chip answers to each expected length, and what the terminal makes of it.
fn asked(key: &ActiveAuthenticationPublicKey, chip: impl Fn(u32) -> Vec<u8>) -> (Vec<u32>, Vec<u8>) {
    let mut step = ActiveAuthentication::start(CHALLENGE, key);
    let mut lengths = Vec::new();
    loop {
        step = match step {
            Step::Transmit(exchange, protocol) => {
                let [request] = exchange.requests() else { panic!("{exchange:?}") };
                assert_eq!(request.command.data, CHALLENGE);
                let expected = request.command.expected.unwrap();
                lengths.push(expected);
                let Ok(step) = protocol.receive(ResponseApdu::new(chip(expected), StatusWord::OK).into());
                step
            }
            Step::Done(transcript) => return (lengths, transcript.signature),
        };
    }
}

#[test]
fn a_cut_answer_is_asked_for_again_with_other_lengths() {
    let key = public(Rsa::generate(3072).unwrap().public_key_to_der().unwrap());
    let whole = vec![9; 384];
    assert_eq!(asked(&key, |_| whole.clone()), (vec![65_536], whole.clone()));
    let empty_at_the_longest = |expected| if expected == 65_536 { vec![] } else { whole.clone() };
    assert_eq!(asked(&key, empty_at_the_longest), (vec![65_536, 384], whole.clone()));
    let cut_at_the_longest = |expected| if expected == 65_536 { vec![9; 256] } else { whole.clone() };
    assert_eq!(asked(&key, cut_at_the_longest), (vec![65_536, 384], whole.clone()));
    // A chip that cuts always is asked no more than three times, and what it gave proves nothing.
    let (lengths, cut) = asked(&key, |_| vec![9; 256]);
    assert_eq!((lengths, cut.len()), (vec![65_536, 384, 256], 256));
    assert_eq!(verify(&key, None, &transcript(cut)).err(), Some(ActiveAuthenticationError::Truncated));
    assert_eq!(asked(&key, |_| vec![]).1, Vec::<u8>::new());
    let short = public(Rsa::generate(1024).unwrap().public_key_to_der().unwrap());
    assert_eq!(asked(&short, |_| vec![9; 100]).0, [256]);
}

static KEYS: LazyLock<[ActiveAuthenticationPublicKey; 2]> = LazyLock::new(|| {
    let curve = EcKey::generate(&Curve::P256.group().unwrap()).unwrap();
    let curve = PKey::from_ec_key(curve).unwrap().public_key_to_der().unwrap();
    [curve, Rsa::generate(1024).unwrap().public_key_to_der().unwrap()].map(public)
});

proptest! {
    /// Bytes of any length, and such as begin like DER.
    #[test]
    fn arbitrary_signatures_prove_nothing(
        mut signature in proptest::collection::vec(any::<u8>(), 0..140),
        der in any::<bool>(),
    ) {
        if der {
            let (r, s) = signature.split_at(signature.len() / 2);
            let numbers = [r, s].map(|number| emrtd::tlv::encode(0x02, number));
            signature = emrtd::tlv::encode(0x30, &numbers.concat());
        }
        for key in KEYS.iter() {
            prop_assert!(verify(key, None, &transcript(signature.clone())).is_err());
        }
    }

    #[test]
    fn arbitrary_representatives_prove_nothing(
        middle in proptest::collection::vec(any::<u8>(), 124..=124),
        head in prop_oneof![Just([0x6A, 0]), Just([0x4A, 0]), Just([0x4B, 0xBB]), Just([0x4B, 0xBA])],
        trailer in prop_oneof![Just([0, 0xBC]), Just([0x34, 0xCC]), Just([0x35, 0xCC]), Just([0x37, 0xCC])],
    ) {
        static KEY: LazyLock<Rsa<Private>> = LazyLock::new(|| Rsa::generate(1024).unwrap());
        let representative = [&head[..], &middle, &trailer].concat();
        let public = public(KEY.public_key_to_der().unwrap());
        prop_assert!(verify(&public, None, &transcript(sign(&KEY, &representative))).is_err());
    }
}
