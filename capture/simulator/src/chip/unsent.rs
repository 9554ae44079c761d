//! Answers longer than the terminal takes, ISO/IEC 7816-4 §5.3.4: the rest waits for GET RESPONSE.

use emrtd::apdu::{CommandApdu, ResponseApdu, StatusWord};

const GET_RESPONSE: u8 = 0xC0;
/// What a short answer holds.
const SHORT: usize = 256;

/// The rest of an answer, with its status word.
#[derive(Default)]
pub(super) struct Unsent(Option<ResponseApdu>);

impl Unsent {
    /// The next part, where this command asks for it; any other command gives the rest up.
    pub(super) fn fetch(&mut self, command: &CommandApdu) -> Option<ResponseApdu> {
        let rest = self.0.take()?;
        (command.instruction == GET_RESPONSE && command.data.is_empty()).then(|| self.send(rest, command))
    }

    /// As much of an answer as the command expects; a command that expects nothing takes what a short answer holds.
    pub(super) fn send(&mut self, answer: ResponseApdu, command: &CommandApdu) -> ResponseApdu {
        let expected = command.expected.and_then(|expected| usize::try_from(expected).ok()).unwrap_or(SHORT);
        if answer.data.len() <= expected {
            return answer;
        }
        let ResponseApdu { mut data, status } = answer;
        let rest = data.split_off(expected);
        let more = u8::try_from(rest.len()).unwrap_or(0);
        self.0 = Some(ResponseApdu::new(rest, status));
        ResponseApdu::new(data, StatusWord(u16::from_be_bytes([0x61, more])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: CommandApdu = CommandApdu {
        class: 0,
        instruction: GET_RESPONSE,
        p1: 0,
        p2: 0,
        data: Vec::new(),
        expected: Some(256),
    };

    #[test]
    fn a_long_answer_is_fetched_to_its_end() {
        let mut unsent = Unsent::default();
        let whole: Vec<u8> = (0..=u8::MAX).cycle().take(600).collect();
        let first = unsent.send(ResponseApdu::new(whole.clone(), StatusWord(0x9000)), &ASKED);
        assert_eq!((first.data.len(), first.status), (256, StatusWord(0x6100)));
        let second = unsent.fetch(&ASKED).unwrap();
        assert_eq!((second.data.len(), second.status), (256, StatusWord(0x6158)));
        let third = unsent.fetch(&ASKED.expecting(0x58)).unwrap();
        assert_eq!([first.data, second.data, third.data].concat(), whole);
        assert_eq!((third.status, unsent.fetch(&ASKED)), (StatusWord::OK, None));
    }

    #[test]
    fn another_command_gives_the_rest_up() {
        let mut unsent = Unsent::default();
        unsent.send(ResponseApdu::new([0; 300], StatusWord::OK), &ASKED);
        assert_eq!(unsent.fetch(&CommandApdu { instruction: 0xB0, ..ASKED }), None);
        assert_eq!(unsent.fetch(&ASKED), None);
    }
}
