//! What can happen to a chip's answers.

use super::line::Reaction;
use std::time::Duration;

/// How late a slow chip is.
const LATE: Duration = Duration::from_secs(1);
/// Seven bytes, and at least one more to fetch (61xx).
const PIECE: [u8; 9] = [7, 7, 7, 7, 7, 7, 7, 0x61, 0x01];
/// DO'8E' with a MAC, then the status word.
const PROTECTED_END: usize = 12;

/// What happens to an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A bit of its MAC is another; of protected answers alone, and once.
    WrongMac,
    /// Only its first byte comes.
    Truncated,
    /// More is announced, for ever.
    Endless,
    /// It comes late; of a file it holds one byte.
    OneByteASecond,
    /// It never comes.
    Silent,
    /// The chip is gone.
    Leaves,
}

impl Fault {
    /// True from the answer of this number on; a wrong MAC is on one alone.
    pub(super) fn befalls(self, number: usize, from: usize) -> bool {
        match self {
            Self::WrongMac => number == from,
            _ => number >= from,
        }
    }

    pub(super) fn change(self, mut answer: Vec<u8>) -> Reaction {
        match self {
            Self::WrongMac => {
                // The last byte before the status word.
                if let Some(byte) = answer.len().checked_sub(3).and_then(|last| answer.get_mut(last)) {
                    *byte ^= 1;
                }
                Reaction::Answer(answer)
            }
            Self::Truncated => {
                answer.truncate(1);
                Reaction::Answer(answer)
            }
            Self::Endless => Reaction::Answer(PIECE.to_vec()),
            Self::OneByteASecond => Reaction::Late(LATE, answer),
            Self::Silent => Reaction::Silent,
            Self::Leaves => Reaction::Gone,
        }
    }
}

/// True where the answer ends in a MAC.
pub(super) fn is_protected(answer: &[u8]) -> bool {
    let end = answer.len().checked_sub(PROTECTED_END).and_then(|start| answer.get(start..));
    end.is_some_and(|end| end.starts_with(&[0x8E, 0x08]))
}
