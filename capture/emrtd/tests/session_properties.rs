//! A session survives whatever a chip answers: it ends, in a record or an error, and never panics.

#![allow(clippy::unwrap_used, clippy::panic)]

use emrtd::apdu::{ResponseApdu, StatusWord};
use emrtd::password::{MrzKey, Password};
use emrtd::protocol::{Answers, Exchange, NoRandomness, Protocol, Randomness, Step};
use emrtd::session::{ReadPlan, Selection, start};
use proptest::prelude::*;

struct Fixed;

impl Randomness for Fixed {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        bytes.fill(0x5A);
        Ok(())
    }
}

fn any_answer() -> impl Strategy<Value = ResponseApdu> {
    let card_access = hex::decode("31143012060A04007F0007020204020202010202010D").unwrap();
    let data = prop_oneof![
        Just(Vec::new()),
        proptest::collection::vec(any::<u8>(), 0..60),
        Just(card_access[..6].to_vec()),
        Just(card_access[6..].to_vec()),
        proptest::collection::vec(any::<u8>(), 16)
            .prop_map(|nonce| [vec![0x7C, 0x12, 0x80, 0x10], nonce].concat()),
    ];
    let status = prop_oneof![4 => Just(0x9000u16), 1 => any::<u16>()];
    (data, status).prop_map(|(data, status)| ResponseApdu::new(data, StatusWord(status)))
}

/// As many of these answers as a sender brings that keeps the rules.
fn obeying(exchange: &Exchange, answers: Vec<ResponseApdu>) -> Answers {
    let mut answers = answers.into_iter().cycle();
    let mut taken = Vec::new();
    for (request, answer) in exchange.requests().iter().zip(answers.by_ref()) {
        let accepted = request.accepts(&answer);
        taken.push(answer);
        if !accepted {
            break;
        }
    }
    exchange.answered(taken).unwrap()
}

/// No chip needs more, whatever it answers.
const MOST_EXCHANGES: usize = 20_000;

proptest! {
    #[test]
    fn any_answers_end_the_session(answers in proptest::collection::vec(proptest::collection::vec(any_answer(), 1..4), 1..40), maximum_response in any::<u32>()) {
        let password = Password::Mrz(MrzKey::new("L898902C<", "690806", "940623").unwrap());
        let plan = ReadPlan { password, data_groups: Selection::All, challenge: [1; 8], maximum_response, terminal: None };
        let mut step = start(plan, Fixed);
        for answer in answers.into_iter().cycle().take(MOST_EXCHANGES) {
            step = match step {
                Step::Done(_) => return Ok(()),
                Step::Transmit(exchange, session) => {
                    for request in exchange.requests() {
                        prop_assert!(request.command.encode().unwrap().len() < 300);
                    }
                    match session.receive(obeying(&exchange, answer)) {
                        Ok(next) => next,
                        Err(error) => {
                            prop_assert!(!error.to_string().is_empty());
                            return Ok(());
                        }
                    }
                }
            };
        }
        prop_assert!(false, "the session does not end");
    }
}
