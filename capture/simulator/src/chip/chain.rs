//! Commands in parts, ISO/IEC 7816-4 §5.3.3: they are put together before they are carried out.

use super::refusal::Refusal;
use emrtd::apdu::CommandApdu;
use emrtd::tlv::{self, TlvError};

/// What the parts may come to.
const LONGEST: usize = 4096;
/// GENERAL AUTHENTICATE: every step but the last of PACE says that more follow, ICAO 9303-11 §4.4.4, and is whole when its
/// dynamic authentication data is.
const GENERAL_AUTHENTICATE: u8 = 0x86;

/// A chain of commands as far as it came.
pub(super) struct Chain {
    refused: bool,
    begun: Option<CommandApdu>,
}

impl Chain {
    pub(super) fn new() -> Self {
        Self { refused: false, begun: None }
    }

    /// From now on only whole commands are taken.
    pub(super) fn refuse(&mut self) {
        self.refused = true;
    }

    /// The whole command; nothing while parts of it are to come.
    pub(super) fn receive(&mut self, command: &CommandApdu) -> Result<Option<CommandApdu>, Refusal> {
        let Some(mut whole) = self.begun.take() else { return self.look(command.clone()) };
        let header = |command: &CommandApdu| (command.instruction, command.p1, command.p2);
        if header(&whole) != header(command) {
            return Err(Refusal::LAST_OF_CHAIN_EXPECTED);
        }
        whole.data.extend_from_slice(&command.data);
        if whole.data.len() > LONGEST {
            return Err(Refusal::WRONG_LENGTH);
        }
        self.look(CommandApdu { class: command.class, expected: command.expected, ..whole })
    }

    fn look(&mut self, command: CommandApdu) -> Result<Option<CommandApdu>, Refusal> {
        if command.class & CommandApdu::MORE_FOLLOWS == 0 || is_step(&command) {
            return Ok(Some(command));
        }
        if self.refused {
            return Err(Refusal::NO_CHAINING);
        }
        self.begun = Some(command);
        Ok(None)
    }
}

fn is_step(command: &CommandApdu) -> bool {
    let cut = matches!(tlv::parse_exactly(&command.data, 0x7C), Err(TlvError::Truncated));
    command.instruction == GENERAL_AUTHENTICATE && (!cut || command.data.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(class: u8, instruction: u8, data: &[u8]) -> CommandApdu {
        CommandApdu::new(class, instruction, 0, 0).with_data(data)
    }

    #[test]
    fn parts_become_one_command() {
        let mut chain = Chain::new();
        assert_eq!(chain.receive(&part(0x10, 0x2A, &[1, 2])), Ok(None));
        assert_eq!(chain.receive(&part(0x10, 0x2A, &[3])), Ok(None));
        let last = part(0x00, 0x2A, &[4]).expecting(9);
        let whole = CommandApdu { data: vec![1, 2, 3, 4], ..last.clone() };
        assert_eq!(chain.receive(&last), Ok(Some(whole)));
        assert_eq!(chain.receive(&last), Ok(Some(last)));
    }

    #[test]
    fn a_step_of_general_authenticate_is_whole_with_its_data_object() {
        let mut chain = Chain::new();
        let step = part(0x10, 0x86, &[0x7C, 2, 0x81, 0]);
        assert_eq!(chain.receive(&step), Ok(Some(step.clone())));
        assert_eq!(chain.receive(&part(0x10, 0x86, &step.data[..3])), Ok(None));
        assert_eq!(chain.receive(&part(0x10, 0x86, &step.data[3..])), Ok(Some(step)));
    }

    #[test]
    fn another_command_between_and_a_chain_without_end_are_refused() {
        let mut chain = Chain::new();
        assert_eq!(chain.receive(&part(0x10, 0x2A, &[1])), Ok(None));
        assert_eq!(chain.receive(&part(0x00, 0xB0, &[])), Err(Refusal::LAST_OF_CHAIN_EXPECTED));
        assert!(chain.receive(&part(0x00, 0xB0, &[])).is_ok_and(|whole| whole.is_some()));
        let refused = (0..100).find_map(|_| chain.receive(&part(0x10, 0x2A, &[0; 100])).err());
        assert_eq!(refused, Some(Refusal::WRONG_LENGTH));
        chain.refuse();
        assert_eq!(chain.receive(&part(0x10, 0x2A, &[1])), Err(Refusal::NO_CHAINING));
    }
}
