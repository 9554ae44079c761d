//! Whether a document lies on a reader: asked between controls, without a command to the chip.

/// A reader, with or without a document on it.
pub trait Presence: Send {
    /// True while a document lies on the reader; a reader that is gone holds none.
    fn document_present(&mut self) -> bool;
}
