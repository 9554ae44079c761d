//! Chip Authentication of real chips (triple DES and AES, both command sets) and of the reference data set of TR-03105-5.

#![allow(clippy::unwrap_used, clippy::panic)]

use emrtd::apdu::{CommandApdu, ResponseApdu};
use emrtd::chip::chip_authentication::{
    ChipAuthentication, ChipAuthenticationChoice, ChipAuthenticationError, ChipAuthenticationOutcome, verify,
};
use emrtd::crypto::{EcDomain, EcKeyPair};
use emrtd::domain_parameters::Curve;
use emrtd::protocol::{Protocol, Randomness, Request, Step};
use emrtd::record::ChipAuthenticationTranscript;
use emrtd::secure_messaging::SecureMessaging;
use emrtd::security_info::SecurityInfos;
use std::path::PathBuf;

fn test_data(path: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("IDK_TESTDATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let bytes = std::fs::read(folder.join("emrtd").join(path)).ok();
    if bytes.is_none() {
        eprintln!("skipped: no IDK_TESTDATA");
    }
    bytes
}

struct Vector {
    infos: SecurityInfos,
    transcript: ChipAuthenticationTranscript,
    /// The first command under the new keys as it was sent.
    protected_command: Vec<u8>,
}

fn vectors() -> Option<Vec<(String, Vector)>> {
    let json = test_data("vectors/chipauth__chip_auth_test.json")?;
    let tests: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let of = |test: &serde_json::Value| {
        let name = test["test"].as_str()?.strip_prefix("TestChipAuth")?.to_owned();
        Some((name, vector(test["values"].as_array()?)?))
    };
    Some(tests.as_array().unwrap().iter().filter_map(of).collect())
}

fn vector(values: &[serde_json::Value]) -> Option<Vector> {
    let named = |name: &str, via: &str| -> Option<Vec<u8>> {
        let found = |value: &&serde_json::Value| value["name"] == name && value["via"].as_str() == Some(via);
        let value = values.iter().rfind(found)?["value"].as_str()?;
        hex::decode(value).ok()
    };
    let infos = SecurityInfos::from_data_group_14(&named("dg14bytes", "HexToBytes#0")?).unwrap();
    let choice = ChipAuthenticationChoice::all(&infos).into_iter().next().unwrap();
    let transcript = ChipAuthenticationTranscript {
        key_id: choice.key_id,
        protocol: choice.protocol.to_string(),
        terminal_private_key: named("TermPri", "HexToBytes#0")?,
        confirmation_command: hex::decode("00A4020C02010E").unwrap(),
        confirmation_response: named("", "AddReqRsp#1")?,
    };
    Some(Vector { infos, transcript, protected_command: named("", "AddReqRsp#0")? })
}

#[test]
fn real_chips_are_proven_and_one_bit_off_they_are_not() {
    let Some(vectors) = vectors() else { return };
    assert_eq!(vectors.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["AT", "DE", "MY", "FR"]);
    for (name, Vector { infos, transcript, .. }) in vectors {
        let proven = verify(&infos, &transcript).unwrap();
        assert_eq!(proven.protocol().to_string(), transcript.protocol, "{name}");
        let changes: [fn(&mut ChipAuthenticationTranscript); 4] = [
            |t| t.confirmation_response[10] ^= 1,
            |t| t.confirmation_response[2] ^= 1,
            |t| t.terminal_private_key[31] ^= 1,
            |t| t.confirmation_response = vec![0x90, 0x00],
        ];
        for change in changes {
            let mut changed = transcript.clone();
            change(&mut changed);
            assert_eq!(verify(&infos, &changed).err(), Some(ChipAuthenticationError::NotProven), "{name}");
        }
        let refused = ChipAuthenticationTranscript { confirmation_response: vec![], ..transcript.clone() };
        assert_eq!(verify(&infos, &refused).err(), Some(ChipAuthenticationError::Refused));
        let other = ChipAuthenticationTranscript { protocol: "0.4.0.127.0.7.2.2.3.2.3".into(), ..transcript };
        assert_eq!(verify(&infos, &other).err(), Some(ChipAuthenticationError::NotOffered));
    }
}

/// Draws so that the private key becomes this one: seed = key − 1, below the order.
struct Drawn(Vec<u8>);

impl Randomness for Drawn {
    fn fill(&mut self, target: &mut [u8]) {
        target.fill(0);
        let start = target.len() - self.0.len();
        target[start..].copy_from_slice(&self.0);
        *target.last_mut().unwrap() -= 1;
    }
}

#[test]
fn the_terminal_reaches_the_session_of_real_chips() {
    let Some(vectors) = vectors() else { return };
    for (name, Vector { infos, transcript, protected_command }) in vectors {
        let choice = ChipAuthenticationChoice::all(&infos).into_iter().next().unwrap();
        let mut drawn = Drawn(transcript.terminal_private_key.clone());
        let mut step = ChipAuthentication::start(choice, &mut drawn).unwrap();
        let ok = |_: &Request| ResponseApdu::parse(&[0x90, 0x00]).unwrap();
        let mut session = loop {
            step = match step {
                Step::Transmit(exchange, protocol) => {
                    let answers = exchange.requests().iter().map(ok).collect();
                    protocol.receive(exchange.answered(answers).unwrap()).unwrap()
                }
                Step::Done(ChipAuthenticationOutcome::Agreed(session, ours)) => {
                    assert_eq!(ours.terminal_private_key, transcript.terminal_private_key);
                    break session;
                }
                Step::Done(ChipAuthenticationOutcome::Refused(_)) => panic!("{name}"),
            };
        };
        let command = CommandApdu::parse(&transcript.confirmation_command).unwrap();
        assert_eq!(session.protect(&command).unwrap().encode().unwrap(), protected_command, "{name}");
    }
}

#[test]
fn tr_03105_5_reference_key_proves_the_chip_and_another_does_not() {
    let Some(dg14) = test_data("specimen/tr03105-5-refset/Datagroup14.bin") else { return };
    let Some(pkcs8) = test_data("specimen/tr03105-5-refset/DG14_sk.pkcs8") else { return };
    let infos = SecurityInfos::from_data_group_14(&dg14).unwrap();
    let choice = ChipAuthenticationChoice::all(&infos).into_iter().next().unwrap();
    assert_eq!(choice.public_key.curve, Curve::BrainpoolP224r1);
    assert_eq!(choice.protocol.to_string(), "0.4.0.127.0.7.2.2.3.2.1");

    let domain = EcDomain::new(choice.public_key.curve).unwrap();
    let secret = openssl::pkey::PKey::private_key_from_pkcs8(&pkcs8).unwrap().ec_key().unwrap();
    let chip = EcKeyPair::from_private(&domain, &secret.private_key().to_vec()).unwrap();
    assert_eq!(chip.public_key(), choice.public_key.point);
    let clone = EcKeyPair::from_private(&domain, &[7]).unwrap();

    assert!(verify(&infos, &answered_by(&choice, &domain, &chip)).is_ok());
    let outcome = verify(&infos, &answered_by(&choice, &domain, &clone));
    assert_eq!(outcome.err(), Some(ChipAuthenticationError::NotProven));
}

/// The transcript with a chip that has this private key.
fn answered_by(
    choice: &ChipAuthenticationChoice,
    domain: &EcDomain,
    chip: &EcKeyPair,
) -> ChipAuthenticationTranscript {
    let terminal = EcKeyPair::from_private(domain, &[42; 20]).unwrap();
    let command = CommandApdu::new(0x00, 0xA4, 0x02, 0x0C).with_data([0x01, 0x0E]);
    let of_terminal = terminal.shared_secret(&choice.public_key.point).unwrap();
    let of_chip = chip.shared_secret(terminal.public_key()).unwrap();
    let cipher = choice.protocol.cipher;
    let sent = SecureMessaging::from_secret(cipher, &of_terminal).unwrap().protect(&command).unwrap();
    let mut session = SecureMessaging::from_secret(cipher, &of_chip).unwrap();
    // A clone cannot check the command; it answers all the same.
    let _ = session.unprotect_command(&sent);
    let answer = session.protect_response(&ResponseApdu::parse(&[0x90, 0x00]).unwrap()).unwrap();
    ChipAuthenticationTranscript {
        key_id: choice.key_id,
        protocol: choice.protocol.to_string(),
        terminal_private_key: terminal.private_key().to_vec(),
        confirmation_command: command.encode().unwrap(),
        confirmation_response: answer.encode(),
    }
}
