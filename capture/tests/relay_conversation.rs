//! The relay's half of the protocol: what it takes from a server, when, and what it never does.

#![allow(clippy::unwrap_used, clippy::panic)]

use capture::relay::{
    ClientMessage, Conversation, ConversationError, Demand, MAXIMUM_MESSAGE, MessageError, Numbering,
    ServerMessage,
};
use capture::{Card, CardError, exchange};
use emrtd::protocol::Exchange;
use proptest::prelude::*;
use serde_json::{Value, json};

const INTRODUCTION: &str = r#"{"n":1,"type":"introduction","issuer":"https://bank.example","purpose":"An eID","policy":"demo-unattended"}"#;

/// A conversation after the consent.
fn consented() -> Conversation {
    let mut conversation = Conversation::new();
    assert!(matches!(conversation.receive(INTRODUCTION), Ok(Demand::Consent(_))));
    let consent: Value = serde_json::from_str(&conversation.consent(65_536).unwrap()).unwrap();
    assert_eq!(consent, json!({"n": 1, "type": "consent", "maximum_response": 65_536}));
    conversation
}

fn transmit(n: u64, commands: &[(&str, &[&str])]) -> String {
    let commands: Vec<Value> =
        commands.iter().map(|(apdu, accept)| json!({"apdu": apdu, "accept": accept})).collect();
    json!({"n": n, "type": "transmit", "commands": commands}).to_string()
}

fn commands(conversation: &mut Conversation, text: &str) -> Exchange {
    match conversation.receive(text).unwrap() {
        Demand::Transmit(exchange) => exchange,
        other => panic!("{other:?}"),
    }
}

/// A card that answers from a script and keeps what it was sent.
struct Script {
    answers: Vec<&'static str>,
    sent: Vec<String>,
}

impl Card for Script {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        self.sent.push(hex::encode_upper(command));
        if self.answers.is_empty() {
            return Err(CardError::Lost);
        }
        Ok(hex::decode(self.answers.remove(0)).unwrap())
    }
}

#[test]
fn a_session_from_the_introduction_to_the_end() {
    let mut conversation = consented();
    let progress = json!({"n": 2, "type": "progress", "stage": "access", "percent": 5}).to_string();
    assert!(
        matches!(conversation.receive(&progress), Ok(Demand::Progress(progress)) if progress.percent == 5)
    );
    let text = transmit(3, &[("00A4000C023F00", &["****"]), ("00B0000006", &["9000"])]);
    let exchanged = commands(&mut conversation, &text);
    let mut card = Script { answers: vec!["6A82", "3114301206009000"], sent: vec![] };
    let answers = exchange(&exchanged, &mut card).unwrap();
    let said: Value = serde_json::from_str(&conversation.answer(answers).unwrap()).unwrap();
    assert_eq!(said, json!({"n": 2, "type": "answers", "answers": ["6A82", "3114301206009000"]}));
    let end = json!({"n": 4, "type": "end", "outcome": "read"}).to_string();
    assert!(matches!(conversation.receive(&end), Ok(Demand::End(_))));
    let more = json!({"n": 5, "type": "end", "outcome": "read"}).to_string();
    assert_eq!(conversation.receive(&more), Err(ConversationError::Unexpected));
}

#[test]
fn a_hostile_batch_stops_at_the_first_refusal() {
    // The server would like the last command to be sent whatever the chip says to the second.
    let text = transmit(
        2,
        &[("00A4020C02011E", &["9000"]), ("00B0000006", &["9000", "63C*"]), ("0084000008", &["****"])],
    );
    let exchanged = commands(&mut consented(), &text);
    for refusal in ["6982", "6A82", "6300", "9001", "62826982"] {
        let mut card = Script { answers: vec!["9000", refusal, "9000"], sent: vec![] };
        assert_eq!(exchange(&exchanged, &mut card).unwrap().count(), 2, "{refusal}");
        assert_eq!(card.sent, ["00A4020C02011E", "00B0000006"], "{refusal}");
    }
    let mut card = Script { answers: vec!["9000", "63C2", "9000"], sent: vec![] };
    assert_eq!(exchange(&exchanged, &mut card).unwrap().count(), 3);
}

#[test]
fn only_the_next_message_is_taken() {
    let next = transmit(2, &[("00B0000006", &["9000"])]);
    assert!(consented().receive(&next).is_ok());
    let out_of_order = Err(ConversationError::Message(MessageError::OutOfOrder));
    for number in [0, 1, 3, u64::MAX] {
        assert_eq!(consented().receive(&transmit(number, &[("00B0000006", &["9000"])])), out_of_order);
    }
    let mut conversation = consented();
    commands(&mut conversation, &next);
    conversation.card_lost().unwrap();
    assert_eq!(conversation.receive(&next), out_of_order);
    assert_eq!(
        conversation.receive(&transmit(3, &[("00B0000006", &["9000"])])),
        Err(ConversationError::Unexpected)
    );
}

#[test]
fn nothing_is_sent_to_the_chip_before_the_consent_or_while_answers_are_due() {
    let unexpected = Err(ConversationError::Unexpected);
    let mut conversation = Conversation::new();
    assert_eq!(conversation.receive(&transmit(1, &[("00B0000006", &["9000"])])), unexpected);
    let mut conversation = Conversation::new();
    conversation.receive(INTRODUCTION).unwrap();
    assert_eq!(conversation.receive(&transmit(2, &[("00B0000006", &["9000"])])), unexpected);
    let mut conversation = consented();
    commands(&mut conversation, &transmit(2, &[("00B0000006", &["9000"])]));
    assert_eq!(conversation.receive(&transmit(3, &[("00B0000006", &["9000"])])), unexpected);
    let again = INTRODUCTION.replace("\"n\":1", "\"n\":2");
    assert_eq!(consented().receive(&again), unexpected);
}

#[test]
fn what_is_no_message_is_refused() {
    let malformed = Err(ConversationError::Message(MessageError::Malformed));
    let long = format!("{}{}", INTRODUCTION, " ".repeat(MAXIMUM_MESSAGE));
    assert_eq!(Conversation::new().receive(&long), Err(ConversationError::Message(MessageError::TooLong)));
    for text in [
        "",
        "{}",
        r#"{"n":2,"type":"transmit","commands":[]}"#,
        r#"{"n":2,"type":"transmit","commands":[{"apdu":"00B0","accept":["90"]}]}"#,
        r#"{"n":2,"type":"transmit","commands":[{"apdu":"00B","accept":["9000"]}]}"#,
        r#"{"n":2,"type":"transmit","commands":[{"apdu":"","accept":["9000"]}]}"#,
        r#"{"n":2,"type":"transmit","commands":[{"apdu":"00B0000005FFFF","accept":["9000"]}]}"#,
        r#"{"n":-2,"type":"end","outcome":"read"}"#,
        r#"{"n":2,"type":"end","outcome":"accepted"}"#,
        r#"{"n":2,"type":"answers","answers":["9000"]}"#,
        r#"{"n":2,"type":"surprise"}"#,
        r#"[2,"end"]"#,
    ] {
        assert_eq!(consented().receive(text), malformed, "{text}");
    }
    let many: Vec<(&str, &[&str])> = vec![("00B0000006", &["9000"]); 513];
    assert_eq!(consented().receive(&transmit(2, &many)), malformed);
    assert!(consented().receive(&transmit(2, &many[1..])).is_ok());
}

fn any_member() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<u64>().prop_map(Value::from),
        "[0-9A-F*]{0,12}".prop_map(Value::from),
        Just(json!(null)),
        proptest::collection::vec("[0-9A-F*]{0,12}", 0..4).prop_map(Value::from),
        Just(json!([{"apdu": "00B0000006", "accept": ["9000"]}])),
    ]
}

proptest! {
    #[test]
    fn any_text_is_a_message_or_an_error(text in any::<String>()) {
        let _ = Numbering::default().read::<ServerMessage>(&text);
        let _ = Numbering::default().read::<ClientMessage>(&text);
        prop_assert!(Conversation::new().receive(&text).is_err());
    }

    #[test]
    fn any_members_are_a_message_or_an_error(
        kind in proptest::sample::select(vec!["introduction", "transmit", "progress", "end", "consent", "answers", "card_lost"]),
        members in proptest::collection::btree_map("[a-z_]{1,8}|commands|answers|issuer|outcome|stage|maximum_response", any_member(), 0..5),
    ) {
        let mut message: serde_json::Map<String, Value> = members.into_iter().collect();
        message.insert("n".into(), 1.into());
        message.insert("type".into(), kind.into());
        let text = Value::Object(message).to_string();
        if let Ok(message) = Numbering::default().read::<ServerMessage>(&text) {
            let written = Numbering::default().write(&message).unwrap();
            prop_assert_eq!(Numbering::default().read::<ServerMessage>(&written), Ok(message));
        }
        if let Ok(message) = Numbering::default().read::<ClientMessage>(&text) {
            let written = Numbering::default().write(&message).unwrap();
            prop_assert_eq!(Numbering::default().read::<ClientMessage>(&written), Ok(message));
        }
    }
}
