//! Published vectors that must be refused: BAC and secure messaging, and an Active Authentication without a signature.

#![allow(clippy::unwrap_used, clippy::panic, reason = "an integration test is a test")]

mod support;

use emrtd::access::bac::{Bac, BacError, BacKeys};
use emrtd::apdu::{ResponseApdu, StatusWord};
use emrtd::chip::active_authentication::{ActiveAuthenticationError, ActiveAuthenticationPublicKey, verify};
use emrtd::crypto::{Cipher, SessionKeys, SymmetricKey};
use emrtd::lds::DataGroup15;
use emrtd::password::MrzKey;
use emrtd::protocol::{Protocol, Step};
use emrtd::record::ActiveAuthenticationTranscript;
use emrtd::secure_messaging::{SecureMessaging, SecureMessagingError};
use std::collections::BTreeMap;
use support::{Drawn, vector};

/// The values of each case of a vector, by name.
fn cases(file: &str, test: &str) -> Option<Vec<BTreeMap<String, Vec<u8>>>> {
    let mut cases: BTreeMap<u64, BTreeMap<String, Vec<u8>>> = BTreeMap::new();
    for value in vector(file, test)?.iter().filter(|value| value["via"] == "HexToBytes#0") {
        let case = cases.entry(value["case"].as_u64().unwrap()).or_default();
        let bytes = hex::decode(value["value"].as_str().unwrap()).unwrap();
        case.insert(value["name"].as_str().unwrap().to_owned(), bytes);
    }
    Some(cases.into_values().collect())
}

fn one(file: &str, test: &str) -> Option<BTreeMap<String, Vec<u8>>> {
    let mut cases = cases(file, test)?;
    assert_eq!(cases.len(), 1);
    cases.pop()
}

const BAC: &str = "bac__bac_test.json";
const MESSAGING: &str = "iso7816__secure_messaging_test.json";
const ACTIVE: &str = "activeauth__active_auth_test.json";

/// Runs BAC with the key of ICAO 9303-11 appendix D against the nonces and the cryptogram of a vector.
fn run(values: &BTreeMap<String, Vec<u8>>) -> Result<(), BacError> {
    let key = MrzKey::new("L898902C<", "690806", "940623").unwrap();
    let keys = BacKeys::derive(&key).unwrap();
    assert_eq!(keys.keys().encryption.secret_bytes(), values["kEnc"]);
    let drawn = [&values["rndIfd"][..], &[0x0B; 16]].concat();
    let Step::Transmit(_, bac) = Bac::start(&key, &mut Drawn::bytes(&drawn)).unwrap() else { panic!() };
    let answer = |data: &str| ResponseApdu::new(values[data].clone(), StatusWord::OK).into();
    let Step::Transmit(_, bac) = bac.receive(answer("rndIcc")).unwrap() else { panic!() };
    bac.receive(answer("rApduData")).map(|_| ())
}

#[test]
fn a_cryptogram_over_other_nonces_or_too_short_is_refused() {
    let Some(example) = one(BAC, "TestProcessResponse") else { return };
    assert_eq!(run(&example), Ok(()));
    for test in [
        "TestProcessResponseRndIfcMismatchErr",
        "TestProcessResponseRndIccMismatchErr",
        "TestProcessResponseRApduLenErr",
    ] {
        assert_eq!(run(&one(BAC, test).unwrap()), Err(BacError::ChipNotAuthenticated), "{test}");
    }
}

/// Keys come from the zone alone, so that those of a vector cannot be given; the MAC of its cryptogram is another with them.
#[test]
fn a_cryptogram_under_another_mac_key_is_refused() {
    let stands = |values: &BTreeMap<String, Vec<u8>>| {
        let key = SymmetricKey::new(Cipher::TripleDes, &values["kMac"]).unwrap();
        let (encrypted, mac) = values["rApduData"].split_last_chunk::<8>().unwrap();
        key.verify_mac(encrypted, mac).unwrap()
    };
    let Some(example) = one(BAC, "TestProcessResponse") else { return };
    assert!(stands(&example));
    assert!(!stands(&one(BAC, "TestProcessResponseKMacKeyMismatchErr").unwrap()));
}

fn session(values: &BTreeMap<String, Vec<u8>>, cipher: Cipher) -> SecureMessaging {
    let key = |name: &str| SymmetricKey::new(cipher, &values[name]).unwrap();
    let keys = SessionKeys { encryption: key("ksEnc"), authentication: key("ksMac") };
    let counter = values["ssc"].iter().fold(0, |counter: u128, byte| counter << 8 | u128::from(*byte));
    SecureMessaging::new(keys, counter)
}

fn cipher_of(values: &BTreeMap<String, Vec<u8>>) -> Cipher {
    match (values["ssc"].len(), values["ksEnc"].len()) {
        (8, _) => Cipher::TripleDes,
        (_, 16) => Cipher::Aes128,
        _ => Cipher::Aes256,
    }
}

/// An answer without a MAC, with a wrong one, of another status than it protects, or in the clear.
#[test]
fn answers_that_do_not_stand_are_refused() {
    let Some(answers) = cases(MESSAGING, "TestSecureMessageDecodeErrors") else { return };
    assert_eq!(answers.len(), 8);
    let outcomes = answers.iter().map(|values| {
        let answer = ResponseApdu::parse(&values["rApduBytes"]).ok()?;
        Some(session(values, cipher_of(values)).unprotect(&answer).unwrap_err())
    });
    let outcomes: Vec<_> = outcomes.collect();
    assert_eq!(outcomes[0], None);
    assert_eq!(outcomes[3], Some(SecureMessagingError::WrongMac));
    assert_eq!(outcomes[7], Some(SecureMessagingError::Unprotected(StatusWord::OK)));
    assert!(outcomes[1..].iter().all(Option::is_some), "{outcomes:?}");
    // The same session takes the answer that the example gives.
    for values in cases(MESSAGING, "TestSecureMessageDecode").unwrap() {
        let answer = ResponseApdu::parse(&values["rApduBytes"]).unwrap();
        assert!(session(&values, cipher_of(&values)).unprotect(&answer).is_ok());
    }
}

/// The counter after a command is the vector's: an answer under it stands, one under the counter before does not. A counter
/// of eight bytes at its end begins again at zero, as one of sixteen does.
#[test]
fn the_counter_is_raised_as_in_the_vectors() {
    let Some(counters) = cases(MESSAGING, "TestSSCIncrement") else { return };
    assert_eq!(counters.len(), 8);
    for values in counters {
        let cipher = cipher_of(&values);
        let mac = SymmetricKey::new(cipher, &values["ksMac"]).unwrap();
        let objects = [0x99, 0x02, 0x90, 0x00];
        let answer_under = |counter: &[u8]| {
            let mut message = [counter, &objects].concat();
            if cipher != Cipher::TripleDes {
                message.push(0x80);
                message.resize(message.len().next_multiple_of(counter.len()), 0);
            }
            let checksum = mac.mac(&message).unwrap();
            let answer = [&objects[..], &[0x8E, 0x08], &checksum].concat();
            ResponseApdu::new(answer, StatusWord::OK)
        };
        let raised = answer_under(&values["expSsc"]);
        assert!(session(&values, cipher).unprotect(&raised).is_ok(), "{values:?}");
        let not_raised = answer_under(&values["ssc"]);
        let refused = session(&values, cipher).unprotect(&not_raised);
        assert_eq!(refused, Err(SecureMessagingError::WrongMac));
    }
}

#[test]
fn active_authentication_without_a_signature_is_refused() {
    let Some(values) = one(ACTIVE, "TestValidateActiveAuthSignatureRsaEmptyAuthRspBytes") else { return };
    let dg15 = DataGroup15::parse(&values["dg15bytes"]).unwrap();
    let key =
        ActiveAuthenticationPublicKey::from_subject_public_key_info(dg15.subject_public_key_info()).unwrap();
    let transcript =
        ActiveAuthenticationTranscript { challenge: values["rndIfd"].clone(), signature: vec![] };
    assert_eq!(verify(&key, None, &transcript).err(), Some(ActiveAuthenticationError::Refused));
}
