//! Counts a chip's answers and changes those that a fault befalls.

use super::fault::{Fault, is_protected};
use std::time::Duration;

/// What comes of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reaction {
    /// This answer.
    Answer(Vec<u8>),
    /// This answer, so much later.
    Late(Duration, Vec<u8>),
    /// Nothing, though the chip is there.
    Silent,
    /// The chip is gone.
    Gone,
}

impl Reaction {
    /// The answer, without waiting for it; empty where none comes.
    pub fn into_answer(self) -> Vec<u8> {
        match self {
            Self::Answer(answer) | Self::Late(_, answer) => answer,
            Self::Silent | Self::Gone => Vec::new(),
        }
    }
}

/// What a chip gave so far, and what befalls the rest.
#[derive(Debug, Default)]
pub(in crate::chip) struct Line {
    faults: Vec<(Fault, usize)>,
    answers: usize,
    protected: usize,
}

impl Line {
    pub(in crate::chip) fn add(&mut self, fault: Fault, from: usize) {
        self.faults.push((fault, from));
    }

    /// What becomes of the next answer: the first fault that befalls it counts.
    pub(in crate::chip) fn react(&mut self, answer: Vec<u8>) -> Reaction {
        let protected = is_protected(&answer);
        self.answers = self.answers.saturating_add(1);
        self.protected = self.protected.saturating_add(usize::from(protected));
        let fault = self.faults.iter().find(|(fault, from)| match fault {
            Fault::WrongMac => protected && fault.befalls(self.protected, *from),
            _ => fault.befalls(self.answers, *from),
        });
        match fault {
            Some((fault, _)) => fault.change(answer),
            None => Reaction::Answer(answer),
        }
    }
}
