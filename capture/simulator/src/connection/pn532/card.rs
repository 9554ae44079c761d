//! A selected card: the chip behind the blocks of ISO/IEC 14443-4.

use crate::chip::{Reaction as Reply, SimulatedChip};
use emrtd::block_protocol::{Executing, Reaction, Responder};
use std::thread;
use std::time::Duration;

/// The frames that a PN532 takes with InCommunicateThru: FSD.
const FRAME_SIZE: usize = 256;
/// How many frame waiting times of 77 milliseconds the chip asks for before it answers what it must compute.
const COMPUTING_TIME: u8 = 1;
/// The same for an answer that comes late, or never.
const LATE_TIME: u8 = 20;
/// How long a chip that never answers lets the reader wait before it asks for more time.
const PONDERING: Duration = Duration::from_secs(1);
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
    Extending(Executing, Reply),
    /// It is deselected, or gone.
    Deselected,
}

impl Card {
    pub(super) fn new(chip: SimulatedChip) -> Self {
        Self { chip, state: State::Waiting(Responder::new(FRAME_SIZE)) }
    }

    /// A whole command, put together by the reader; nothing where no answer comes.
    pub(super) fn respond(&mut self, command: &[u8]) -> Option<Vec<u8>> {
        match self.chip.react(command) {
            Reply::Answer(answer) => Some(answer),
            Reply::Late(time, answer) => {
                thread::sleep(time);
                Some(answer)
            }
            Reply::Silent | Reply::Gone => None,
        }
    }

    /// The card's block in answer to this one.
    pub(super) fn hear(&mut self, block: &[u8]) -> Option<Vec<u8>> {
        match std::mem::replace(&mut self.state, State::Deselected) {
            State::Deselected => None,
            State::Waiting(responder) => self.react(responder.receive(block)),
            State::Extending(executing, reply) if executing.is_granted(block) => self.go_on(executing, reply),
            State::Extending(executing, reply) => {
                let again = executing.receive(block);
                self.state = State::Extending(executing, reply);
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
                let computes = command.get(1).is_some_and(|instruction| COMPUTING.contains(instruction));
                match self.chip.react(&command) {
                    Reply::Answer(answer) if !computes => self.react(executing.answer(&answer)),
                    Reply::Answer(answer) => self.extend(executing, COMPUTING_TIME, Reply::Answer(answer)),
                    Reply::Gone => None,
                    slow => self.extend(executing, LATE_TIME, slow),
                }
            }
        }
    }

    fn extend(&mut self, executing: Executing, times: u8, reply: Reply) -> Option<Vec<u8>> {
        let (block, executing) = executing.extend(times);
        self.state = State::Extending(executing, reply);
        Some(block)
    }

    /// The reader has granted the time.
    fn go_on(&mut self, executing: Executing, reply: Reply) -> Option<Vec<u8>> {
        match reply {
            Reply::Answer(answer) => self.react(executing.answer(&answer)),
            Reply::Late(time, answer) => {
                thread::sleep(time);
                self.react(executing.answer(&answer))
            }
            Reply::Silent => {
                thread::sleep(PONDERING);
                self.extend(executing, LATE_TIME, Reply::Silent)
            }
            Reply::Gone => None,
        }
    }
}
