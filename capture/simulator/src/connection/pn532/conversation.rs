//! A PN532 without a line: what it answers to the bytes of a host.

use super::commands::{Outcome, Pn532};
use super::field::Field;
use super::frame::{self, Found, SYNTAX_ERROR};

/// Every answer of a PN532 with this field, from a reset on, until the bytes end or the reader is unplugged.
pub fn answers(mut bytes: Vec<u8>, field: &mut dyn Field) -> Vec<u8> {
    let (mut reader, mut sent) = (Pn532::new(), Vec::new());
    loop {
        let (code, parameters) = match frame::take(&mut bytes) {
            Found::Part => return sent,
            Found::Nothing => continue,
            Found::Command(code, parameters) => (code, parameters),
        };
        match reader.execute(code, &parameters, field) {
            Outcome::Unplugged => return sent,
            Outcome::Trying => {}
            Outcome::Unknown => sent.extend(SYNTAX_ERROR),
            Outcome::Answer(answer) | Outcome::Damaged(answer, _) => {
                sent.extend(frame::answer(code, &answer))
            }
        }
    }
}
