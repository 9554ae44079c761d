//! Secure messaging: what one side protects the other reads, and nothing else does, under every cipher.

#![allow(clippy::unwrap_used, clippy::panic)]

use emrtd::apdu::{CommandApdu, ResponseApdu, StatusWord};
use emrtd::crypto::Cipher;
use emrtd::protocol::{Exchange, Request};
use emrtd::secure_messaging::SecureMessaging;
use proptest::prelude::*;

fn sides(cipher: Cipher) -> (SecureMessaging, SecureMessaging) {
    let side = || SecureMessaging::from_secret(cipher, b"shared secret").unwrap();
    (side(), side())
}

fn any_cipher() -> impl Strategy<Value = Cipher> {
    proptest::sample::select(Cipher::ALL.to_vec())
}

fn any_data(most: usize) -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..most)
}

fn any_command() -> impl Strategy<Value = CommandApdu> {
    let header = (any::<u8>(), any::<u8>(), any::<u8>());
    (header, any_data(400), proptest::option::of(1u32..=65_536)).prop_map(
        |((ins, p1, p2), data, expected)| CommandApdu {
            expected,
            ..CommandApdu::new(0x00, ins, p1, p2).with_data(data)
        },
    )
}

proptest! {
    #[test]
    fn commands_and_answers_round_trip(
        cipher in any_cipher(),
        exchanges in proptest::collection::vec((any_command(), any_data(400), any::<u16>()), 1..4),
    ) {
        let (mut terminal, mut chip) = sides(cipher);
        for (command, data, status) in exchanges {
            let sent = terminal.protect(&command).unwrap();
            let sent = CommandApdu::parse(&sent.encode().unwrap()).unwrap();
            prop_assert_eq!(chip.unprotect_command(&sent).unwrap(), command);
            let answer = ResponseApdu::new(data, StatusWord(status));
            let received = chip.protect_response(&answer).unwrap();
            prop_assert_eq!(terminal.unprotect(&received).unwrap(), answer);
        }
    }

    #[test]
    fn a_batch_that_stops_early_leaves_both_sides_in_step(
        cipher in any_cipher(),
        batches in proptest::collection::vec((proptest::collection::vec(any_command(), 1..6), 0usize..6), 1..4),
        data in any_data(200),
    ) {
        let (mut terminal, mut chip) = sides(cipher);
        for (commands, refused) in batches {
            let requests = commands.iter().cloned().map(Request::from).collect();
            let exchange = terminal.protect_exchange(&Exchange::from_requests(requests).unwrap()).unwrap();
            let (mut answers, mut plain) = (Vec::new(), Vec::new());
            for (index, request) in exchange.requests().iter().enumerate() {
                prop_assert_eq!(&chip.unprotect_command(&request.command).unwrap(), &commands[index]);
                let status = if index == refused { StatusWord(0x6A82) } else { StatusWord::OK };
                plain.push(ResponseApdu::new(data.clone(), status));
                answers.push(chip.protect_response(&plain[index]).unwrap());
                if index == refused { break; }
            }
            let answers = terminal.unprotect_exchange(exchange.answered(answers).unwrap()).unwrap();
            prop_assert_eq!(answers.into_iter().collect::<Vec<_>>(), plain);
        }
    }

    #[test]
    fn a_changed_answer_never_passes(
        cipher in any_cipher(), data in any_data(60), at in any::<prop::sample::Index>(), flip in 1u8..,
    ) {
        let (mut terminal, mut chip) = sides(cipher);
        let command = CommandApdu::new(0x00, 0xB0, 0, 0).expecting(256);
        chip.unprotect_command(&terminal.protect(&command).unwrap()).unwrap();
        let mut bytes = chip.protect_response(&ResponseApdu::new(data, StatusWord::OK)).unwrap().encode();
        let index = at.index(bytes.len());
        bytes[index] ^= flip;
        prop_assert!(terminal.unprotect(&ResponseApdu::parse(&bytes).unwrap()).is_err());
    }

    #[test]
    fn a_changed_command_never_passes(
        cipher in any_cipher(), command in any_command(), at in any::<prop::sample::Index>(), flip in 1u8..,
    ) {
        let (mut terminal, mut chip) = sides(cipher);
        let mut sent = terminal.protect(&command).unwrap();
        let mut bytes = [vec![sent.class, sent.instruction, sent.p1, sent.p2], sent.data.clone()].concat();
        let index = at.index(bytes.len());
        bytes[index] ^= flip;
        (sent.class, sent.instruction, sent.p1, sent.p2) = (bytes[0], bytes[1], bytes[2], bytes[3]);
        sent.data = bytes.split_off(4);
        prop_assert!(chip.unprotect_command(&sent).is_err());
    }

    #[test]
    fn a_replayed_answer_never_passes(cipher in any_cipher(), data in any_data(60)) {
        let (mut terminal, mut chip) = sides(cipher);
        let command = CommandApdu::new(0x00, 0xB0, 0, 0).expecting(256);
        chip.unprotect_command(&terminal.protect(&command).unwrap()).unwrap();
        let answer = chip.protect_response(&ResponseApdu::new(data, StatusWord::OK)).unwrap();
        prop_assert!(terminal.unprotect(&answer).is_ok());
        terminal.protect(&command).unwrap();
        prop_assert!(terminal.unprotect(&answer).is_err());
    }

    #[test]
    fn arbitrary_bytes_never_pass_and_never_panic(cipher in any_cipher(), bytes in any_data(300)) {
        let (mut terminal, mut chip) = sides(cipher);
        if let Ok(response) = ResponseApdu::parse(&bytes) { prop_assert!(terminal.unprotect(&response).is_err()); }
        if let Ok(command) = CommandApdu::parse(&bytes) { prop_assert!(chip.unprotect_command(&command).is_err()); }
    }
}
