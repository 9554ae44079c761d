//! The worked example of ICAO 9303-11 appendix G.1: PACE with generic mapping on brainpoolP256r1 and AES-128.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use emrtd::access::pace::{Pace, PaceError, authentication_token, decrypt_nonce, encrypt_nonce};
use emrtd::apdu::{CommandApdu, ResponseApdu, StatusWord};
use emrtd::crypto::{Cipher, EcDomain, EcKeyPair, SessionKeys};
use emrtd::domain_parameters::Curve;
use emrtd::password::{MrzKey, Password};
use emrtd::protocol::{Protocol, Step};
use emrtd::secure_messaging::SecureMessaging;
use emrtd::security_info::{PaceInfo, SecurityInfos};
use support::Drawn;

const TERMINAL_MAPPING: &str = "7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99";
const TERMINAL_EPHEMERAL: &str = "A73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595";
const CHIP_MAPPING: &str = "04824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F57\
                            30D8C879AAA9C9F73991E61B58F4D52EB87A0A0C709A49DC63719363CCD13C54";
const CHIP_EPHEMERAL: &str = "049E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB\
                              7764B22277A2EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F094";
const NONCE: &str = "3F00C4D39D153F2B2A214A078D899B22";
const OID: &str = "04007F00070202040202";

fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(hex).unwrap()
}

fn password() -> Password {
    Password::Mrz(MrzKey::new("T22000129", "640812", "101031").unwrap())
}

fn info() -> PaceInfo {
    let infos =
        SecurityInfos::from_card_access(&bytes("31143012060A04007F0007020204020202010202010D")).unwrap();
    infos.pace()[0].clone()
}

fn domain() -> EcDomain {
    EcDomain::new(Curve::BrainpoolP256r1).unwrap()
}

/// The chip's answers of the example.
fn answers() -> [Vec<u8>; 5] {
    [
        bytes("9000"),
        bytes("7C12801095A3A016522EE98D01E76CB6B98B42C39000"),
        bytes(&format!("7C438241{CHIP_MAPPING}9000")),
        bytes(&format!("7C438441{CHIP_EPHEMERAL}9000")),
        bytes("7C0A86083ABB9674BCE93C089000"),
    ]
}

/// Runs the terminal against these answers; gives the commands it sent.
fn run(answers: &[Vec<u8>]) -> (Vec<Vec<u8>>, Result<SecureMessaging, PaceError>) {
    let mut drawn = Drawn::keys([bytes(TERMINAL_MAPPING), bytes(TERMINAL_EPHEMERAL)]);
    let mut step = Pace::start(&info(), &password(), &mut drawn).unwrap();
    let mut sent = Vec::new();
    let mut answers = answers.iter();
    loop {
        let (exchange, pace) = match step {
            Step::Transmit(exchange, pace) => (exchange, pace),
            Step::Done(outcome) => return (sent, Ok(outcome.messaging)),
        };
        sent.extend(exchange.requests().iter().map(|request| request.command.encode().unwrap()));
        let parse = |answer: &Vec<u8>| ResponseApdu::parse(answer).unwrap();
        let received = answers.by_ref().take(exchange.requests().len()).map(parse).collect();
        step = match pace.receive(exchange.answered(received).unwrap()) {
            Ok(step) => step,
            Err(error) => return (sent, Err(error)),
        };
    }
}

/// The outcome when one answer's last data bit is flipped.
fn changed(index: usize) -> Option<PaceError> {
    let mut answers = answers();
    let last = answers[index].len() - 3;
    answers[index][last] ^= 1;
    run(&answers).1.err()
}

#[test]
fn g_1_password_key_and_nonce() {
    assert_eq!(info().to_string(), "pace-ecdh-gm-aes-cbc-cmac-128/13");
    let key = password().pace_key(Cipher::Aes128).unwrap();
    assert_eq!(key.secret_bytes(), bytes("89DED1B26624EC1E634C1989302849DD"));
    assert_eq!(decrypt_nonce(&key, &bytes("95A3A016522EE98D01E76CB6B98B42C3")).unwrap(), bytes(NONCE));
    assert_eq!(encrypt_nonce(&key, &bytes(NONCE)).unwrap(), bytes("95A3A016522EE98D01E76CB6B98B42C3"));
}

#[test]
fn g_1_mapped_generator() {
    let terminal = EcKeyPair::from_private(&domain(), &bytes(TERMINAL_MAPPING)).unwrap();
    let mapped = domain().map_generic(&bytes(NONCE), &terminal, &bytes(CHIP_MAPPING)).unwrap();
    let expected = "048CED63C91426D4F0EB1435E7CB1D74A46723A0AF21C89634F65A9AE87A9265E2\
                    8C879506743F8611AC33645C5B985C80B5F09A0B83407C1B6A4D857AE76FE522";
    assert_eq!(mapped.generator().unwrap(), bytes(expected));
}

#[test]
fn g_1_session_keys_and_tokens() {
    let terminal = EcKeyPair::from_private(&domain(), &bytes(TERMINAL_MAPPING)).unwrap();
    let mapped = domain().map_generic(&bytes(NONCE), &terminal, &bytes(CHIP_MAPPING)).unwrap();
    let ephemeral = EcKeyPair::from_private(&mapped, &bytes(TERMINAL_EPHEMERAL)).unwrap();
    let secret = ephemeral.shared_secret(&bytes(CHIP_EPHEMERAL)).unwrap();
    let keys = SessionKeys::derive(Cipher::Aes128, &secret).unwrap();
    assert_eq!(keys.encryption.secret_bytes(), bytes("F5F0E35C0D7161EE6724EE513A0D9A7F"));
    assert_eq!(keys.authentication.secret_bytes(), bytes("FE251C7858B356B24514B3BD5F4297D1"));
    let token = |point: &[u8]| authentication_token(&keys.authentication, &bytes(OID), point).unwrap();
    assert_eq!(token(&bytes(CHIP_EPHEMERAL)).to_vec(), bytes("C2B0BD78D94BA866"));
    assert_eq!(token(ephemeral.public_key()).to_vec(), bytes("3ABB9674BCE93C08"));
}

/// MSE:Set AT of the example, with the domain parameters that it leaves out and real chips demand.
fn with_domain_parameters(select: &str) -> String {
    let mut command = CommandApdu::parse(&bytes(select)).unwrap();
    command.data.extend([0x84, 0x01, 0x0D]);
    hex::encode_upper(command.encode().unwrap())
}

#[test]
fn g_1_every_command_of_the_terminal() {
    let (sent, outcome) = run(&answers());
    let select = with_domain_parameters("0022C1A40F800A04007F00070202040202830101");
    let expected = [
        select.as_str(),
        "10860000027C0000",
        "10860000457C438141047ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E\
         544552DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922D00",
        "10860000457C438341042DB7A64C0355044EC9DF190514C625CBA2CEA48754887122F3A5EF0D5EDD301C\
         3556F3B3B186DF10B857B58F6A7EB80F20BA5DC7BE1D43D9BF850149FBB3646200",
        "008600000C7C0A8508C2B0BD78D94BA86600",
    ];
    assert_eq!(sent, expected.map(bytes));
    // The session starts with the example's keys and a counter of zero.
    let key = |hex| emrtd::crypto::SymmetricKey::new(Cipher::Aes128, &bytes(hex)).unwrap();
    let keys = SessionKeys {
        encryption: key("F5F0E35C0D7161EE6724EE513A0D9A7F"),
        authentication: key("FE251C7858B356B24514B3BD5F4297D1"),
    };
    let select = CommandApdu::new(0x00, 0xA4, 0x04, 0x0C).with_data(bytes("A0000002471001"));
    let expected = SecureMessaging::new(keys, 0).protect(&select).unwrap();
    assert_eq!(outcome.unwrap().protect(&select).unwrap(), expected);
}

#[test]
fn g_1_an_answer_one_bit_off_is_refused() {
    // Another nonce gives another generator: the keys differ, and with them the token.
    assert_eq!(changed(1), Some(PaceError::ChipNotAuthenticated));
    assert!(matches!(changed(2), Some(PaceError::KeyAgreement(_))));
    assert!(matches!(changed(3), Some(PaceError::KeyAgreement(_))));
    assert_eq!(changed(4), Some(PaceError::ChipNotAuthenticated));
}

#[test]
fn g_1_the_terminals_own_keys_sent_back_are_refused() {
    let (sent, _) = run(&answers());
    let mut mapping = answers();
    mapping[2][4..69].copy_from_slice(&sent[2][9..74]);
    assert_eq!(run(&mapping).1.err(), Some(PaceError::SamePublicKey));
    let mut ephemeral = answers();
    ephemeral[3][4..69].copy_from_slice(&sent[3][9..74]);
    assert_eq!(run(&ephemeral).1.err(), Some(PaceError::SamePublicKey));
}

#[test]
fn g_1_a_refused_token_is_a_wrong_password_and_a_refused_step_is_not() {
    let refused = |index: usize, status: &str| {
        let mut answers = answers();
        answers[index] = bytes(status);
        run(&answers).1.err()
    };
    assert_eq!(refused(4, "6300"), Some(PaceError::Denied(StatusWord(0x6300))));
    assert_eq!(refused(2, "6A80"), Some(PaceError::Refused(StatusWord(0x6A80))));
    assert_eq!(refused(1, "7C0082009000"), Some(PaceError::Malformed));
    let mut counted = answers();
    counted[0] = bytes("63C2");
    assert!(run(&counted).1.is_ok());
}
