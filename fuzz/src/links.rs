//! What comes over lines: blocks of ISO/IEC 14443-4 from both ends, the relay's messages and its address.

use crate::input::Parts;
use capture::relay::{
    ClientMessage, Conversation, Demand, MAXIMUM_MESSAGE, Numbering, ServerMessage, SessionUrl, printable,
};
use emrtd::block_protocol::{Block, Link, Reaction, Reader, Responder, Turn};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A block: what is read can be written, and is then read the same.
pub fn block(bytes: &[u8]) {
    if let Ok(block) = Block::parse(bytes) {
        assert!(Block::parse(&block.encode()).is_ok_and(|again| again == block));
    }
}

/// The reader's end, from the answer to selection on: whatever the card sends, it ends or waits for more.
pub fn block_reader(bytes: &[u8]) {
    let mut parts = Parts::of(bytes);
    let link = Link::from_answer_to_select(parts.part());
    let mut turn = Reader::new(link).send(parts.part());
    for _ in 0..64 {
        turn = match turn {
            Turn::Answered(_, reader) => reader.send(&[0x00, 0xB0, 0x00, 0x00, 0x00]),
            Turn::Send(block, _, waiting) => {
                assert!(Block::parse(&block).is_ok());
                if parts.is_empty() {
                    return;
                }
                let received = parts.part();
                match waiting.receive((!received.is_empty()).then_some(received)) {
                    Ok(turn) => turn,
                    Err(_) => return,
                }
            }
        };
    }
}

/// The card's end: whatever the reader sends.
pub fn block_responder(bytes: &[u8]) {
    let mut parts = Parts::of(bytes);
    let mut card = Responder::new(usize::from(parts.byte()));
    for _ in 0..64 {
        if parts.is_empty() {
            return;
        }
        card = match answered(card.receive(parts.part())) {
            Some(card) => card,
            None => return,
        };
    }
}

fn answered(reaction: Reaction) -> Option<Responder> {
    match reaction {
        Reaction::Send(block, card) => {
            assert!(Block::parse(&block).is_ok());
            Some(card)
        }
        Reaction::Silent(card) => Some(card),
        Reaction::Deselected(_) => None,
        Reaction::Execute(command, executing) => {
            answered(executing.answer(&[command, vec![0x90, 0x00]].concat()))
        }
    }
}

/// What the server says to a relay, line by line.
pub fn relay_conversation(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let mut conversation = Conversation::new();
    for line in text.lines() {
        assert!(!printable(line).chars().any(char::is_control));
        round_trip::<ServerMessage>(line);
        match conversation.receive(line) {
            Ok(Demand::Consent(_)) => assert!(conversation.consent(256).is_ok()),
            Ok(Demand::Transmit(exchange)) => {
                assert!(!exchange.requests().is_empty());
                assert!(conversation.card_lost().is_ok());
            }
            Ok(Demand::Progress(_) | Demand::End(_)) => {}
            Err(_) => return,
        }
    }
}

/// What a relay says to the server.
pub fn relay_client_message(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes) {
        round_trip::<ClientMessage>(text);
    }
}

/// A message that is read can be written, unless that is longer than a message may be, and is then read the same.
fn round_trip<M: DeserializeOwned + Serialize + PartialEq>(text: &str) {
    let Ok(message) = Numbering::default().read::<M>(text) else { return };
    match Numbering::default().write(&message) {
        Ok(written) => assert!(Numbering::default().read::<M>(&written).is_ok_and(|again| again == message)),
        Err(_) => assert!(text.len() > MAXIMUM_MESSAGE / 8),
    }
}

/// The address of a relay session: no part of it holds what would end a header line.
pub fn session_url(bytes: &[u8]) {
    let Ok(url) =
        str::from_utf8(bytes).map_err(|_| ()).and_then(|text| SessionUrl::parse(text).map_err(|_| ()))
    else {
        return;
    };
    for part in [url.target(), url.web_socket(), url.ticket().to_owned(), url.host().to_owned()] {
        assert!(part.bytes().all(|byte| byte.is_ascii_graphic()));
    }
    let again = SessionUrl::parse(&format!("{}#t={}", url.target(), url.ticket()));
    assert!(again.is_ok_and(|again| again == url));
}
