//! Chip Authentication of real chips (triple DES and AES, both command sets) and of the reference data set of TR-03105-5.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use emrtd::apdu::{CommandApdu, ResponseApdu, StatusWord};
use emrtd::chip::chip_authentication::{
    ChipAuthentication, ChipAuthenticationChoice, ChipAuthenticationError, ChipAuthenticationOutcome, verify,
};
use emrtd::crypto::{Cipher, EcDomain, EcKeyPair, SessionKeys, SymmetricKey};
use emrtd::domain_parameters::{Curve, DomainParameters};
use emrtd::protocol::{Protocol, Request, Step};
use emrtd::record::ChipAuthenticationTranscript;
use emrtd::secure_messaging::SecureMessaging;
use emrtd::security_info::SecurityInfos;
use support::{Drawn, test_data};

struct Vector {
    infos: SecurityInfos,
    transcript: ChipAuthenticationTranscript,
    /// The session before Chip Authentication.
    session: SecureMessaging,
    /// Every command as it was sent, with its answer; the last under the new keys.
    exchanges: Vec<(Vec<u8>, Vec<u8>)>,
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
    let all = |name: &str, via: &str| -> Vec<Vec<u8>> {
        let found = values.iter().filter(|value| value["name"] == name && value["via"] == via);
        found.map(|value| hex::decode(value["value"].as_str().unwrap()).unwrap()).collect()
    };
    let infos = SecurityInfos::from_data_group_14(all("dg14bytes", "HexToBytes#0").first()?).unwrap();
    let choice = ChipAuthenticationChoice::all(&infos).into_iter().next().unwrap();
    let exchanges: Vec<_> = all("", "AddReqRsp#0").into_iter().zip(all("", "AddReqRsp#1")).collect();
    let transcript = ChipAuthenticationTranscript {
        key_id: choice.key_id,
        protocol: choice.protocol.to_string(),
        terminal_private_key: all("TermPri", "HexToBytes#0").pop()?.into(),
        confirmation_command: hex::decode("00A4020C02010E").unwrap(),
        confirmation_response: exchanges.last()?.1.clone(),
    };
    let (keys, counter) = (all("sm", "HexToBytes#0"), all("err", "HexToBytes#0"));
    let session = session_before(&keys[0], &keys[1], &counter[0]);
    Some(Vector { infos, transcript, session, exchanges })
}

/// The counter is as long as the cipher's block.
fn session_before(encryption: &[u8], authentication: &[u8], counter: &[u8]) -> SecureMessaging {
    let cipher = match (encryption.len(), counter.len()) {
        (16, 8) => Cipher::TripleDes,
        (16, _) => Cipher::Aes128,
        _ => Cipher::Aes256,
    };
    let key = |bytes| SymmetricKey::new(cipher, bytes).unwrap();
    let counter = counter.iter().fold(0, |sum, byte| sum << 8 | u128::from(*byte));
    let keys = SessionKeys { encryption: key(encryption), authentication: key(authentication) };
    SecureMessaging::new(keys, counter)
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

/// A protected refusal comes from the owner of the keys as a protected success does; with another MAC it comes from nobody.
#[test]
fn a_refusal_under_the_new_keys_proves_them_too() {
    let Some(vectors) = vectors() else { return };
    let (_, Vector { infos, transcript, .. }) = vectors.into_iter().find(|(name, _)| name == "AT").unwrap();
    let answered = |hex: &str| {
        let confirmation_response = hex::decode(hex).unwrap();
        verify(&infos, &ChipAuthenticationTranscript { confirmation_response, ..transcript.clone() })
    };
    assert!(answered("990269828E0870AD2E8835E91DEA6982").is_ok());
    let changed = answered("990269828E0870AD2E8835E91DEB6982");
    assert_eq!(changed.err(), Some(ChipAuthenticationError::NotProven));
    // The status word outside must be the protected one.
    assert_eq!(answered("990269828E0870AD2E8835E91DEA9000").err(), Some(ChipAuthenticationError::NotProven));
}

/// What the vectors say of DG14s without a usable pair of announcement and key, and of one with.
#[test]
fn announcements_with_and_without_a_key() {
    let Some(json) = test_data("vectors/chipauth__chip_auth_test.json") else { return };
    let tests: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let choices = |test: &str, field: &str| -> Vec<usize> {
        let test = tests.as_array().unwrap().iter().find(|entry| entry["test"] == test).unwrap();
        let values = test["values"].as_array().unwrap().iter().filter(|value| value["name"] == field);
        values
            .map(|value| {
                let dg14 = hex::decode(value["value"].as_str().unwrap()).unwrap();
                ChipAuthenticationChoice::all(&SecurityInfos::from_data_group_14(&dg14).unwrap()).len()
            })
            .collect()
    };
    assert_eq!(choices("TestInferCAInfoFromKey", "dg14bytes"), [1, 0]);
    assert_eq!(choices("TestSelectChipAuthParams", "dg14hex"), [0, 0]);
}

/// What goes over the line is what was recorded. One of the chips runs triple DES with the commands of AES only: it
/// refuses the command for triple DES, which its recording lacks.
#[test]
fn the_terminal_says_what_was_said_to_real_chips() {
    let Some(vectors) = vectors() else { return };
    for (name, Vector { infos, transcript, mut session, exchanges }) in vectors {
        let choice = ChipAuthenticationChoice::all(&infos).into_iter().next().unwrap();
        let mut drawn = Drawn::keys([transcript.terminal_private_key.to_vec()]);
        let mut recorded = exchanges.into_iter();
        let mut step = ChipAuthentication::start(choice, &mut drawn).unwrap();
        let mut refusals = usize::from(name == "MY");
        let (mut agreed, ours) = loop {
            step = match step {
                Step::Transmit(exchange, protocol) if refusals > 0 => {
                    refusals -= 1;
                    assert_eq!(exchange.requests()[0].command.p2, 0xA6);
                    protocol.receive(ResponseApdu::new([], StatusWord(0x6A80)).into()).unwrap()
                }
                Step::Transmit(exchange, protocol) => {
                    let exchange = session.protect_exchange(&exchange).unwrap();
                    let answers =
                        exchange.requests().iter().map(|request| answer(request, &mut recorded)).collect();
                    let answers = session.unprotect_exchange(exchange.answered(answers).unwrap()).unwrap();
                    protocol.receive(answers).unwrap()
                }
                Step::Done(ChipAuthenticationOutcome::Agreed(session, ours)) => break (session, ours),
                Step::Done(ChipAuthenticationOutcome::Refused(_)) => panic!("{name}"),
            };
        };
        assert_eq!(ours.terminal_private_key, transcript.terminal_private_key);
        let command = CommandApdu::parse(&transcript.confirmation_command).unwrap();
        let request = Request::from(agreed.protect(&command).unwrap());
        assert_eq!(answer(&request, &mut recorded).encode(), transcript.confirmation_response);
        assert_eq!(recorded.next(), None, "{name}");
    }
}

/// The recorded answer, where the command is the recorded one.
fn answer(request: &Request, recorded: &mut impl Iterator<Item = (Vec<u8>, Vec<u8>)>) -> ResponseApdu {
    let (command, answer) = recorded.next().unwrap();
    assert_eq!(hex::encode(request.command.encode().unwrap()), hex::encode(command));
    ResponseApdu::parse(&answer).unwrap()
}

#[test]
fn tr_03105_5_reference_key_proves_the_chip_and_another_does_not() {
    let Some(dg14) = test_data("specimen/tr03105-5-refset/Datagroup14.bin") else { return };
    let Some(pkcs8) = test_data("specimen/tr03105-5-refset/DG14_sk.pkcs8") else { return };
    let infos = SecurityInfos::from_data_group_14(&dg14).unwrap();
    let choice = ChipAuthenticationChoice::all(&infos).into_iter().next().unwrap();
    assert_eq!(choice.public_key.parameters, DomainParameters::Ec(Curve::BrainpoolP224r1));
    assert_eq!(choice.protocol.to_string(), "0.4.0.127.0.7.2.2.3.2.1");

    let domain = EcDomain::new(Curve::BrainpoolP224r1).unwrap();
    let secret = openssl::pkey::PKey::private_key_from_pkcs8(&pkcs8).unwrap().ec_key().unwrap();
    let chip = EcKeyPair::from_private(&domain, &secret.private_key().to_vec()).unwrap();
    assert_eq!(chip.public_key(), choice.public_key.public_key);
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
    let of_terminal = terminal.shared_secret(&choice.public_key.public_key).unwrap();
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
        terminal_private_key: terminal.private_key().to_vec().into(),
        confirmation_command: command.encode().unwrap(),
        confirmation_response: answer.encode(),
    }
}
