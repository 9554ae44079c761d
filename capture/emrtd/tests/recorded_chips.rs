//! Sessions of real chips, from published test data: PACE with triple DES and with chip authentication mapping, Active Authentication with RSA.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use emrtd::access::pace::{self, Pace, PaceOutcome};
use emrtd::apdu::{CommandApdu, ResponseApdu};
use emrtd::chip::active_authentication::{
    ActiveAuthenticationError, ActiveAuthenticationPublicKey, Trailer, message_representative, verify,
};
use emrtd::hash::DigestAlgorithm;
use emrtd::lds::DataGroup15;
use emrtd::password::{MrzKey, Password};
use emrtd::protocol::{Protocol, Request, Step};
use emrtd::record::ActiveAuthenticationTranscript;
use emrtd::security_info::{EfCardSecurity, SecurityInfos};
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

/// A recorded run of PACE and what came after it, each a command and its answer.
struct RecordedPace {
    outcome: PaceOutcome,
    rest: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Recorded {
    /// Runs the strongest variant that the chip offered; every command must be the recorded one.
    fn pace(&self, name: &str) -> RecordedPace {
        let card_access = self.bytes("CardAccess", "HexToBytes#0").remove(0);
        let infos = SecurityInfos::from_card_access(&card_access).unwrap();
        let info = infos.strongest_pace().unwrap();
        assert_eq!(info.to_string(), name);
        let mrz = [0, 1, 2].map(|index| self.texts("pass", &format!("NewPasswordMrzi#{index}")).remove(0));
        let password = Password::Mrz(MrzKey::new(&mrz[0], &mrz[1], &mrz[2]).unwrap());
        let keys = self.bytes("keypair", "HexToBytes#0");
        let mut drawn = Drawn::keys([keys[0].clone(), keys[3].clone()]);

        let mut step = Pace::start(info, &password, &mut drawn).unwrap();
        let commands = self.bytes("", "AddReqRsp#0");
        let mut recorded = commands.into_iter().zip(self.bytes("", "AddReqRsp#1"));
        loop {
            let (exchange, pace) = match step {
                Step::Transmit(exchange, pace) => (exchange, pace),
                Step::Done(outcome) => return RecordedPace { outcome, rest: recorded.collect() },
            };
            let answer = |request: &Request| {
                let (command, answer) = recorded.next().unwrap();
                assert_eq!(request.command.encode().unwrap(), command);
                ResponseApdu::parse(&answer).unwrap()
            };
            let answers = exchange.requests().iter().map(answer).collect();
            step = pace.receive(exchange.answered(answers).unwrap()).unwrap();
        }
    }
}

#[test]
fn pace_with_triple_des_on_a_real_chip() {
    let Some(recorded) = Recorded::load("vectors/pace__pace_test.json", "TestDoPace_GM_ECDH_TDES_CBC_NZ")
    else {
        return;
    };
    assert!(recorded.pace("pace-ecdh-gm-3des-cbc-cbc/13").rest.is_empty());
}

/// The chip's EF.CardSecurity, read in the session of PACE, holds the key that its chip authentication data is made with.
#[test]
fn pace_with_chip_authentication_mapping_on_a_real_chip() {
    let Some(recorded) = Recorded::load("vectors/pace__pace_test.json", "TestDoPace_CAM_ECDH_DE") else {
        return;
    };
    let RecordedPace { outcome, rest } = recorded.pace("pace-ecdh-cam-aes-cbc-cmac-128/13");
    let mut messaging = outcome.messaging;
    let mut read = Vec::new();
    for (command, answer) in rest {
        let command = CommandApdu::parse(&command).unwrap();
        let plain = match command.instruction {
            0xA4 => CommandApdu::new(0x00, 0xA4, 0x02, 0x0C).with_data([0x01, 0x1D]),
            _ => {
                let expected = match command.data[2] {
                    0 => 256,
                    expected => u32::from(expected),
                };
                CommandApdu::new(0x00, 0xB0, command.p1, command.p2).expecting(expected)
            }
        };
        assert_eq!(messaging.protect(&plain).unwrap(), command);
        let answer = messaging.unprotect(&ResponseApdu::parse(&answer).unwrap()).unwrap();
        read.extend(answer.data);
    }
    let file = EfCardSecurity::parse(&read).unwrap();
    let transcript = outcome.chip_authentication.unwrap();
    assert!(pace::verify(&file.infos, &transcript).is_ok());
    let mut changed = transcript;
    changed.encrypted_chip_authentication_data[20] ^= 1;
    let not_proven = Some(pace::PaceChipAuthenticationError::NotProven);
    assert_eq!(pace::verify(&file.infos, &changed).err(), not_proven);
}

/// In whichever order a chip offers its variants.
#[test]
fn the_strongest_variant_is_chosen() {
    let Some(recorded) = Recorded::load("vectors/pace__pace_test.json", "TestSelectPaceConfig") else {
        return;
    };
    let offers = recorded.bytes("cardAccessBytes", "HexToBytes#0");
    let chosen = offers.iter().map(|offer| {
        let infos = SecurityInfos::from_card_access(offer).unwrap();
        (infos.pace().len(), infos.strongest_pace().unwrap().to_string())
    });
    let strongest = "pace-ecdh-cam-aes-cbc-cmac-256/16".to_owned();
    assert_eq!(chosen.collect::<Vec<_>>(), [(2, strongest.clone()), (2, strongest)]);
}

#[test]
fn active_authentication_of_a_real_chip() {
    assert_active_authentication("TestDoActiveAuth", "rsa-iso9796-2-sha256");
}

/// A modulus of 1792 bits.
#[test]
fn active_authentication_of_another_chip() {
    assert_active_authentication("TestVerifyEvidence", "rsa-iso9796-2-sha256");
}

/// Of the values that are nobody's bytes the vectors say `nil`; the real ones stand before them.
fn assert_active_authentication(test: &str, algorithm: &str) {
    let Some(recorded) = Recorded::load("vectors/activeauth__active_auth_test.json", test) else { return };
    let dg15 = DataGroup15::parse(&recorded.bytes("dg15bytes", "HexToBytes#0")[0]).unwrap();
    let key =
        ActiveAuthenticationPublicKey::from_subject_public_key_info(dg15.subject_public_key_info()).unwrap();
    let transcript = ActiveAuthenticationTranscript {
        challenge: recorded.bytes("Nonce", "HexToBytes#0").remove(0),
        signature: recorded.bytes("Signature", "HexToBytes#0").remove(0),
    };
    assert_eq!(verify(&key, None, &transcript).unwrap().algorithm().to_string(), algorithm);
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
        assert_eq!(message_representative(&recovered, &challenge, digest, Trailer::Shortest), representative);
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
    let representative =
        message_representative(&vec![9; length - 35], &challenge, DigestAlgorithm::Sha256, Trailer::Shortest);
    let signed_by = |key: &openssl::rsa::Rsa<openssl::pkey::Private>| {
        let mut signature = vec![0; length];
        key.private_encrypt(&representative, &mut signature, openssl::rsa::Padding::NONE).unwrap();
        ActiveAuthenticationTranscript { challenge: challenge.to_vec(), signature }
    };
    assert!(verify(&public, None, &signed_by(&own)).is_ok());
    assert_eq!(verify(&public, None, &signed_by(&clone)).err(), Some(ActiveAuthenticationError::NotProven));
}
