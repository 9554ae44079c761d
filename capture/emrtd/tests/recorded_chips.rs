//! Sessions of real chips, from published test data: PACE with triple DES, Active Authentication with RSA.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use emrtd::access::pace::Pace;
use emrtd::apdu::ResponseApdu;
use emrtd::chip::active_authentication::{
    ActiveAuthenticationError, ActiveAuthenticationPublicKey, message_representative, verify,
};
use emrtd::hash::DigestAlgorithm;
use emrtd::lds::DataGroup15;
use emrtd::password::{MrzKey, Password};
use emrtd::protocol::{Protocol, Request, Step};
use emrtd::record::ActiveAuthenticationTranscript;
use emrtd::security_info::SecurityInfos;
use serde_json::Value;
use support::{Drawn, test_data};

/// The values of one recorded session, by name and the way they were given.
struct Recorded(Vec<Value>);

impl Recorded {
    fn load(file: &str, test: &str) -> Option<Self> {
        let tests: Vec<Value> = serde_json::from_slice(&test_data(file)?).unwrap();
        let found = tests.into_iter().find(|found| found["test"] == test).unwrap();
        Some(Self(found["values"].as_array().unwrap().clone()))
    }

    fn texts(&self, name: &str, via: &str) -> Vec<String> {
        let matching = self.0.iter().filter(|value| value["name"] == name && value["via"] == via);
        matching.map(|value| value["value"].as_str().unwrap().to_owned()).collect()
    }

    fn bytes(&self, name: &str, via: &str) -> Vec<Vec<u8>> {
        self.texts(name, via).iter().map(|hex| hex::decode(hex).unwrap()).collect()
    }
}

#[test]
fn pace_with_triple_des_on_a_real_chip() {
    let Some(recorded) = Recorded::load("vectors/pace__pace_test.json", "TestDoPace_GM_ECDH_TDES_CBC_NZ")
    else {
        return;
    };
    let card_access = recorded.bytes("CardAccess", "HexToBytes#0").remove(0);
    let infos = SecurityInfos::from_card_access(&card_access).unwrap();
    assert_eq!(infos.pace()[0].to_string(), "pace-ecdh-gm-3des-cbc-cbc/13");
    let mrz = [0, 1, 2].map(|index| recorded.texts("pass", &format!("NewPasswordMrzi#{index}")).remove(0));
    let password = Password::Mrz(MrzKey::new(&mrz[0], &mrz[1], &mrz[2]).unwrap());
    let keys = recorded.bytes("keypair", "HexToBytes#0");
    let mut drawn = Drawn::keys([keys[0].clone(), keys[3].clone()]);

    let mut step = Pace::start(&infos.pace()[0], &password, &mut drawn).unwrap();
    let commands = recorded.bytes("", "AddReqRsp#0");
    let answers = recorded.bytes("", "AddReqRsp#1");
    let mut recorded = commands.into_iter().zip(answers);
    while let Step::Transmit(exchange, pace) = step {
        let answer = |request: &Request| {
            let (command, answer) = recorded.next().unwrap();
            assert_eq!(request.command.encode().unwrap(), command);
            ResponseApdu::parse(&answer).unwrap()
        };
        let answers = exchange.requests().iter().map(answer).collect();
        step = pace.receive(exchange.answered(answers).unwrap()).unwrap();
    }
    assert_eq!(recorded.next(), None);
}

#[test]
fn active_authentication_of_a_real_chip() {
    let Some(recorded) = Recorded::load("vectors/activeauth__active_auth_test.json", "TestDoActiveAuth")
    else {
        return;
    };
    let dg15 = DataGroup15::parse(&recorded.bytes("dg15bytes", "HexToBytes#0")[0]).unwrap();
    let key =
        ActiveAuthenticationPublicKey::from_subject_public_key_info(dg15.subject_public_key_info()).unwrap();
    let transcript = ActiveAuthenticationTranscript {
        challenge: recorded.bytes("Nonce", "HexToBytes#0").remove(0),
        signature: recorded.bytes("Signature", "HexToBytes#0").remove(0),
    };
    assert_eq!(verify(&key, None, &transcript).unwrap().algorithm().to_string(), "rsa-iso9796-2-sha256");
    let mut changed = transcript.clone();
    changed.signature[17] ^= 1;
    assert_eq!(verify(&key, None, &changed).err(), Some(ActiveAuthenticationError::NotProven));
    let mut changed = transcript;
    changed.challenge[7] ^= 1;
    assert_eq!(verify(&key, None, &changed).err(), Some(ActiveAuthenticationError::NotProven));
}

#[test]
fn iso_9796_2_representatives_of_every_digest() {
    let Some(recorded) = Recorded::load("vectors/activeauth__active_auth_test.json", "TestDecodeF") else {
        return;
    };
    let representatives = recorded.bytes("f", "HexToBytes#0");
    assert_eq!(representatives.len(), 5);
    let rest =
        recorded.bytes("rndIfd", "HexToBytes#0").into_iter().zip(recorded.bytes("expM1", "HexToBytes#0"));
    for ((digest, representative), (challenge, recovered)) in
        DigestAlgorithm::ALL.into_iter().zip(representatives).zip(rest)
    {
        assert_eq!(message_representative(&recovered, &challenge, digest), representative);
    }
}

#[test]
fn tr_03105_5_reference_key_signs_and_another_does_not() {
    let Some(dg15) = test_data("specimen/tr03105-5-refset/Datagroup15.bin") else { return };
    let Some(pkcs8) = test_data("specimen/tr03105-5-refset/DG15_sk.pkcs8") else { return };
    let info = DataGroup15::parse(&dg15).unwrap();
    let public =
        ActiveAuthenticationPublicKey::from_subject_public_key_info(info.subject_public_key_info()).unwrap();
    let own = openssl::pkey::PKey::private_key_from_pkcs8(&pkcs8).unwrap().rsa().unwrap();
    let clone = openssl::rsa::Rsa::generate(own.size() * 8).unwrap();
    let challenge = [1, 2, 3, 4, 5, 6, 7, 8];
    let length = usize::try_from(own.size()).unwrap();
    let representative = message_representative(&vec![9; length - 35], &challenge, DigestAlgorithm::Sha256);
    let signed_by = |key: &openssl::rsa::Rsa<openssl::pkey::Private>| {
        let mut signature = vec![0; length];
        key.private_encrypt(&representative, &mut signature, openssl::rsa::Padding::NONE).unwrap();
        ActiveAuthenticationTranscript { challenge: challenge.to_vec(), signature }
    };
    assert!(verify(&public, None, &signed_by(&own)).is_ok());
    assert_eq!(verify(&public, None, &signed_by(&clone)).err(), Some(ActiveAuthenticationError::NotProven));
}
