//! What is in the reader's field.

use crate::chip::SimulatedChip;

/// What becomes of the next thing that the reader sends into its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Air {
    /// A chip lies there and hears it.
    Clear,
    /// No chip lies there.
    Empty,
    /// The chip does not hear it.
    CommandLost,
    /// The chip hears it, the reader does not hear the answer.
    AnswerLost,
    /// The chip hears it twice.
    Doubled,
    /// The reader takes the command and answers nothing.
    Hung,
    /// The reader's answer reaches the host with a wrong byte.
    Garbled,
    /// The reader's answer reaches the host without its end.
    Cut,
    /// The reader itself was unplugged.
    Unplugged,
}

/// The field of a reader.
pub trait Field {
    /// What becomes of what is sent now; asked once for each selection and each block.
    fn air(&mut self) -> Air;

    /// The chip that is powered when a card is selected.
    fn fresh(&mut self) -> SimulatedChip;
}
