//! The worked example of ICAO 9303-11 appendix D: key derivation, Basic Access Control, secure messaging with triple DES.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use emrtd::access::bac::{Bac, BacError, BacKeys};
use emrtd::apdu::{CommandApdu, ResponseApdu};
use emrtd::crypto::{Cipher, SessionKeys, SymmetricKey};
use emrtd::password::MrzKey;
use emrtd::protocol::{Protocol, Step};
use emrtd::secure_messaging::{SecureMessaging, SecureMessagingError};
use support::Drawn;

fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(hex).unwrap()
}

fn command(hex: &str) -> CommandApdu {
    CommandApdu::parse(&bytes(hex)).unwrap()
}

/// The one command of a step.
fn only(exchange: emrtd::protocol::Exchange) -> CommandApdu {
    let [request] = exchange.requests() else { panic!() };
    request.command.clone()
}

fn response(hex: &str) -> ResponseApdu {
    ResponseApdu::parse(&bytes(hex)).unwrap()
}

fn mrz_key() -> MrzKey {
    MrzKey::new("L898902C<", "690806", "940623").unwrap()
}

/// RND.IFD, then K.IFD, of appendix D.3.
const DRAWN: &str = "781723860C06C2260B795240CB7049B01C19B33E32804F0B";

fn awaiting_authentication() -> (CommandApdu, Bac) {
    let mut drawn = Drawn::bytes(&bytes(DRAWN));
    let Step::Transmit(challenge, bac) = Bac::start(&mrz_key(), &mut drawn).unwrap() else { panic!() };
    assert_eq!(only(challenge).encode().unwrap(), bytes("0084000008"));
    match bac.receive(response("4608F919887022129000").into()).unwrap() {
        Step::Transmit(command, bac) => (only(command), bac),
        Step::Done(_) => panic!(),
    }
}

const CHIP_CRYPTOGRAM: &str =
    "46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F2F2D235D074D7449";

#[test]
fn d_1_keys_from_a_seed() {
    let keys = SessionKeys::derive(Cipher::TripleDes, &bytes("239AB9CB282DAF66231DC5A4DF6BFBAE")).unwrap();
    assert_eq!(keys.encryption.secret_bytes(), bytes("AB94FDECF2674FDFB9B391F85D7F76F2"));
    assert_eq!(keys.authentication.secret_bytes(), bytes("7962D9ECE03D1ACD4C76089DCE131543"));
}

#[test]
fn d_2_seed_from_the_mrz() {
    assert_eq!(mrz_key().information(), "L898902C<369080619406236");
    assert_eq!(mrz_key().seed()[..16], bytes("239AB9CB282DAF66231DC5A4DF6BFBAE"));
    let keys = BacKeys::derive(&mrz_key()).unwrap();
    assert_eq!(keys.keys().encryption.secret_bytes(), bytes("AB94FDECF2674FDFB9B391F85D7F76F2"));
}

#[test]
fn d_3_authentication_and_session_keys() {
    let (authenticate, bac) = awaiting_authentication();
    let sent = "008200002872C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F25F1448EEA8AD90A728";
    assert_eq!(authenticate.encode().unwrap(), bytes(sent));
    let Step::Done(mut messaging) = bac.receive(response(&format!("{CHIP_CRYPTOGRAM}9000")).into()).unwrap()
    else {
        panic!()
    };
    // The session has the keys and the counter of the example when its first command is the example's.
    let protected = messaging.protect(&command("00A4020C02011E")).unwrap();
    assert_eq!(protected.encode().unwrap(), bytes("0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800"));
}

#[test]
fn d_3_a_cryptogram_one_bit_off_is_refused() {
    for index in 0..40 {
        let mut answer = bytes(CHIP_CRYPTOGRAM);
        answer[index] ^= 1;
        let (_, bac) = awaiting_authentication();
        let outcome = bac.receive(ResponseApdu::new(answer, emrtd::apdu::StatusWord::OK).into());
        assert_eq!(outcome.err(), Some(BacError::ChipNotAuthenticated));
    }
}

#[test]
fn d_3_a_cryptogram_over_other_nonces_is_refused() {
    let Step::Transmit(_, bac) = Bac::start(&mrz_key(), &mut Drawn::bytes(&[7; 24])).unwrap() else {
        panic!()
    };
    let Step::Transmit(_, bac) = bac.receive(response("4608F919887022129000").into()).unwrap() else {
        panic!()
    };
    let outcome = bac.receive(response(&format!("{CHIP_CRYPTOGRAM}9000")).into());
    assert_eq!(outcome.err(), Some(BacError::ChipNotAuthenticated));
}

fn session() -> SecureMessaging {
    let key = |hex| SymmetricKey::new(Cipher::TripleDes, &bytes(hex)).unwrap();
    let keys = SessionKeys {
        encryption: key("979EC13B1CBFE9DCD01AB0FED307EAE5"),
        authentication: key("F1CB1F1FB5ADF208806B89DC579DC1F8"),
    };
    SecureMessaging::new(keys, 0x8870_2212_0C06_C226)
}

#[test]
fn d_4_reading_ef_com() {
    let mut messaging = session();
    let steps = [
        (
            "00A4020C02011E",
            "0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800",
            "990290008E08FA855A5D4C50A8ED9000",
            "9000",
        ),
        (
            "00B0000004",
            "0CB000000D9701048E08ED6705417E96BA5500",
            "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000",
            "60145F019000",
        ),
        (
            "00B0000412",
            "0CB000040D9701128E082EA28A70F3C7B53500",
            "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000",
            "04303130365F36063034303030305C0261759000",
        ),
    ];
    for (plain, protected, answer, content) in steps {
        assert_eq!(messaging.protect(&command(plain)).unwrap().encode().unwrap(), bytes(protected));
        assert_eq!(messaging.unprotect(&response(answer)).unwrap().encode(), bytes(content));
    }
}

#[test]
fn d_4_the_chip_answers_as_in_the_example() {
    let mut chip = session();
    let plain =
        chip.unprotect_command(&command("0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800")).unwrap();
    assert_eq!(plain.encode().unwrap(), bytes("00A4020C02011E"));
    assert_eq!(
        chip.protect_response(&response("9000")).unwrap().encode(),
        bytes("990290008E08FA855A5D4C50A8ED9000")
    );
}

#[test]
fn d_4_an_answer_one_bit_off_is_refused() {
    let answer = bytes("990290008E08FA855A5D4C50A8ED9000");
    for index in 0..answer.len() {
        let mut messaging = session();
        messaging.protect(&command("00A4020C02011E")).unwrap();
        let mut changed = answer.clone();
        changed[index] ^= 1;
        assert!(messaging.unprotect(&ResponseApdu::parse(&changed).unwrap()).is_err());
    }
    let mut messaging = session();
    messaging.protect(&command("00A4020C02011E")).unwrap();
    let unprotected = messaging.unprotect(&response("9000"));
    assert_eq!(unprotected, Err(SecureMessagingError::Unprotected(emrtd::apdu::StatusWord::OK)));
}
