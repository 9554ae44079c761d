//! Active Authentication: the message representative of ICAO 9303-11 appendix F, signed here because the example gives no
//! key, and ECDSA on every standardized curve.

#![allow(clippy::unwrap_used, clippy::panic)]

use emrtd::apdu::{ResponseApdu, StatusWord};
use emrtd::chip::active_authentication::{
    ActiveAuthentication, ActiveAuthenticationAlgorithm, ActiveAuthenticationError,
    ActiveAuthenticationPublicKey, Trailer, message_representative, verify,
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

const CHALLENGE: [u8; 8] = [0xF1, 0x73, 0x58, 0x99, 0x74, 0xBF, 0x40, 0xC6];
const RECOVERED: &str = "9D2784A67F8E7C659973EA1AEA25D95B6C8F91E5002F369F0FBDCE8A3CEC1991B543F1696546C5524CF23A53\
                         03CD6C98599F40B79F377B5F3A1406B3B4D8F96784D23AA88DB7E1032A405E69325FA91A6E86F5C71AEA9782\
                         64C4A207446DAD4E7292E2DCDA3024B47DA8";

fn transcript(signature: Vec<u8>) -> ActiveAuthenticationTranscript {
    ActiveAuthenticationTranscript { challenge: CHALLENGE.to_vec(), signature }
}

fn public(der: Vec<u8>) -> ActiveAuthenticationPublicKey {
    ActiveAuthenticationPublicKey::from_subject_public_key_info(&der).unwrap()
}

fn rsa(bits: u32) -> Rsa<Private> {
    Rsa::generate(bits).unwrap()
}

fn sign(key: &Rsa<Private>, representative: &[u8]) -> Vec<u8> {
    let mut out = vec![0; representative.len()];
    key.private_encrypt(representative, &mut out, Padding::NONE).unwrap();
    out
}

#[test]
fn f_message_representative() {
    let representative = message_representative(
        &hex::decode(RECOVERED).unwrap(),
        &CHALLENGE,
        DigestAlgorithm::Sha1,
        Trailer::Shortest,
    );
    let expected = format!("6A{RECOVERED}C063AA1E6D22FBD976AB0FE73D94D2D9C6D88127BC");
    assert_eq!(representative, hex::decode(expected).unwrap());
}

#[test]
fn f_internal_authenticate() {
    let key = public(rsa(1024).public_key_to_der().unwrap());
    let start = || match ActiveAuthentication::start(CHALLENGE, &key) {
        Step::Transmit(exchange, protocol) => (exchange, protocol),
        Step::Done(_) => panic!("nothing is sent"),
    };
    let (exchange, protocol) = start();
    let [request] = exchange.requests() else { panic!("{exchange:?}") };
    assert_eq!(hex::encode_upper(request.command.encode().unwrap()), "0088000008F173589974BF40C600");
    let outcome = |protocol: ActiveAuthentication, status| match protocol
        .receive(ResponseApdu::new([7; 128], StatusWord(status)).into())
    {
        Ok(Step::Done(transcript)) => (transcript.challenge, transcript.signature),
        Ok(Step::Transmit(..)) => panic!("nothing more is sent"),
        Err(never) => match never {},
    };
    assert_eq!(outcome(protocol, 0x9000), (CHALLENGE.to_vec(), vec![7; 128]));
    assert_eq!(outcome(start().1, 0x6982), (CHALLENGE.to_vec(), vec![]));
}

#[test]
fn f_signature_over_the_representative() {
    let key = rsa(1024);
    let public = public(key.public_key_to_der().unwrap());
    let representative = message_representative(
        &hex::decode(RECOVERED).unwrap(),
        &CHALLENGE,
        DigestAlgorithm::Sha1,
        Trailer::Shortest,
    );
    let signature = sign(&key, &representative);
    let proven = verify(&public, None, &transcript(signature.clone())).unwrap();
    assert_eq!(proven.algorithm(), ActiveAuthenticationAlgorithm::Rsa(DigestAlgorithm::Sha1));

    let mut complement = BigNum::new().unwrap();
    complement.checked_sub(key.n(), &BigNum::from_slice(&signature).unwrap()).unwrap();
    assert!(verify(&public, None, &transcript(complement.to_vec_padded(128).unwrap())).is_ok());

    let mut changed = signature.clone();
    changed[100] ^= 1;
    assert_eq!(verify(&public, None, &transcript(changed)).err(), Some(ActiveAuthenticationError::NotProven));
    let other = ActiveAuthenticationTranscript { challenge: vec![0; 8], signature };
    assert_eq!(verify(&public, None, &other).err(), Some(ActiveAuthenticationError::NotProven));
}

#[test]
fn every_trailer_of_iso_9796_2_and_only_whole_representatives() {
    let key = rsa(2048);
    let public = public(key.public_key_to_der().unwrap());
    for digest in DigestAlgorithm::ALL {
        let trailer = if digest == DigestAlgorithm::Sha1 { 1 } else { 2 };
        let recovered = vec![0x5A; 256 - 1 - digest.output_length() - trailer];
        let representative = message_representative(&recovered, &CHALLENGE, digest, Trailer::Shortest);
        let proven = verify(&public, None, &transcript(sign(&key, &representative))).unwrap();
        assert_eq!(proven.algorithm(), ActiveAuthenticationAlgorithm::Rsa(digest));
        for index in [0, 1, 255 - trailer, 255] {
            let mut changed = representative.clone();
            changed[index] ^= 1;
            assert!(verify(&public, None, &transcript(sign(&key, &changed))).is_err(), "{digest} {index}");
        }
    }
}

#[test]
fn a_refusal_and_a_short_challenge_prove_nothing() {
    let public = public(rsa(1024).public_key_to_der().unwrap());
    assert_eq!(verify(&public, None, &transcript(vec![])).err(), Some(ActiveAuthenticationError::Refused));
    let short = ActiveAuthenticationTranscript { challenge: vec![1; 7], signature: vec![1] };
    assert_eq!(verify(&public, None, &short).err(), Some(ActiveAuthenticationError::Malformed));
    assert_eq!(verify(&public, None, &transcript(vec![1])).err(), Some(ActiveAuthenticationError::Truncated));
}

/// DG14 with an `ActiveAuthenticationInfo` that names ecdsa-plain with this digest.
fn announcing(arc: u8) -> SecurityInfos {
    let hex = format!("31193017060667810801010502010106 0A04007F000701010401{arc:02X}").replace(' ', "");
    SecurityInfos::parse(&hex::decode(hex).unwrap()).unwrap()
}

#[test]
fn ecdsa_on_every_curve_plain_and_der() {
    for curve in Curve::ALL {
        let key = EcKey::generate(&curve.group().unwrap()).unwrap();
        let public = public(PKey::from_ec_key(key.clone()).unwrap().public_key_to_der().unwrap());
        let signature = EcdsaSig::sign(&DigestAlgorithm::Sha256.digest(&CHALLENGE), &key).unwrap();
        let length = i32::try_from(curve.order_length()).unwrap();
        let plain =
            [signature.r().to_vec_padded(length).unwrap(), signature.s().to_vec_padded(length).unwrap()]
                .concat();
        for encoded in [plain.clone(), signature.to_der().unwrap()] {
            let proven = verify(&public, Some(&announcing(3)), &transcript(encoded.clone())).unwrap();
            assert_eq!(proven.algorithm(), ActiveAuthenticationAlgorithm::Ecdsa(DigestAlgorithm::Sha256));
            // Unannounced, the digest may not be longer than the key.
            let unannounced = verify(&public, None, &transcript(encoded.clone()));
            assert_eq!(unannounced.is_ok(), curve.order_length() >= 32);
            let other_digest = verify(&public, Some(&announcing(4)), &transcript(encoded));
            assert_eq!(other_digest.err(), Some(ActiveAuthenticationError::NotProven));
        }
        let mut changed = plain;
        *changed.last_mut().unwrap() ^= 1;
        assert!(verify(&public, None, &transcript(changed)).is_err());
    }
}

#[test]
fn an_ecdsa_point_off_its_curve_proves_nothing() {
    let key = EcKey::generate(&Curve::P256.group().unwrap()).unwrap();
    let mut der = PKey::from_ec_key(key.clone()).unwrap().public_key_to_der().unwrap();
    let signature = EcdsaSig::sign(&DigestAlgorithm::Sha256.digest(&CHALLENGE), &key).unwrap();
    *der.last_mut().unwrap() ^= 1;
    let outcome = verify(&public(der), None, &transcript(signature.to_der().unwrap()));
    assert_eq!(outcome.err(), Some(ActiveAuthenticationError::NotProven));
}
