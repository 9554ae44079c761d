//! A selected card: the chip behind the blocks of ISO/IEC 14443-4.

use crate::chip::SimulatedChip;
use emrtd::block_protocol::{Executing, Reaction, Responder};

/// The frames that a PN532 takes with InCommunicateThru: FSD.
const FRAME_SIZE: usize = 256;
/// How many frame waiting times the chip asks for before it answers what it must compute.
const EXTENSION: u8 = 1;
/// GENERAL AUTHENTICATE, INTERNAL, EXTERNAL AUTHENTICATE.
const COMPUTING: [u8; 3] = [0x86, 0x88, 0x82];

/// A chip that was selected.
pub(super) struct Card {
    chip: SimulatedChip,
    state: State,
}

enum State {
    Waiting(Responder),
    /// The answer waits until the reader grants the time that was asked for.
    Extending(Executing, Vec<u8>),
    Deselected,
}

impl Card {
    pub(super) fn new(chip: SimulatedChip) -> Self {
        Self { chip, state: State::Waiting(Responder::new(FRAME_SIZE)) }
    }

    /// A whole command, put together by the reader.
    pub(super) fn respond(&mut self, command: &[u8]) -> Vec<u8> {
        self.chip.respond(command)
    }

    /// The card's block in answer to this one.
    pub(super) fn hear(&mut self, block: &[u8]) -> Option<Vec<u8>> {
        match std::mem::replace(&mut self.state, State::Deselected) {
            State::Deselected => None,
            State::Waiting(responder) => self.react(responder.receive(block)),
            State::Extending(executing, answer) if executing.is_granted(block) => {
                self.react(executing.answer(&answer))
            }
            State::Extending(executing, answer) => {
                let again = executing.receive(block);
                self.state = State::Extending(executing, answer);
                again
            }
        }
    }

    fn react(&mut self, reaction: Reaction) -> Option<Vec<u8>> {
        match reaction {
            Reaction::Send(block, responder) => {
                self.state = State::Waiting(responder);
                Some(block)
            }
            Reaction::Silent(responder) => {
                self.state = State::Waiting(responder);
                None
            }
            Reaction::Deselected(block) => Some(block),
            Reaction::Execute(command, executing) => {
                let answer = self.chip.respond(&command);
                if !command.get(1).is_some_and(|instruction| COMPUTING.contains(instruction)) {
                    return self.react(executing.answer(&answer));
                }
                let (block, executing) = executing.extend(EXTENSION);
                self.state = State::Extending(executing, answer);
                Some(block)
            }
        }
    }
}
