//! What is asked of a file in one exchange.

use super::{Awaited, select};
use crate::apdu::CommandApdu;
use crate::file::ElementaryFile;
use crate::protocol::Request;
use crate::session::partial::Partial;
use crate::session::read_binary::{HEADER, ReadBinary};
use crate::session::short_identifiers;

/// The content asked for in one exchange: what a message over a network can hold.
const MAXIMUM_EXCHANGE: usize = 1 << 16;
/// The commands of one exchange.
const MAXIMUM_COMMANDS: usize = 300;

/// An exchange in the making.
pub(super) struct Batch {
    /// Headers are asked for by short identifiers.
    pub(super) short: bool,
    pub(super) requests: Vec<Request>,
    pub(super) awaited: Vec<Awaited>,
}

impl Batch {
    /// Asks for what is missing of a file; true when that is the rest of it.
    pub(super) fn read(&mut self, partial: &Partial, selected: Option<ElementaryFile>, chunk: usize) -> bool {
        if selected != Some(partial.file) {
            let by_name = self.short && partial.content.is_empty() && !partial.needs_selection;
            if let Some(header) = short_identifiers::read_header(partial.file).filter(|_| by_name) {
                self.push(header, Awaited::Named(partial.file));
                return false;
            }
            self.push(select(partial.file), Awaited::Selection(partial.file));
        }
        let chunk = chunk.min(partial.longest).min(partial.given).min(partial.fallback.unwrap_or(usize::MAX));
        let begun = partial.content.len();
        if partial.total == 0 {
            let header = ReadBinary::new(begun, HEADER.saturating_sub(begun), chunk);
            self.push(header.command(), Awaited::Content(partial.file, header));
            return false;
        }
        let mut offset = begun;
        while offset < partial.end(chunk) {
            if offset.saturating_sub(begun) >= MAXIMUM_EXCHANGE || self.requests.len() >= MAXIMUM_COMMANDS {
                return false;
            }
            let part = partial.ask(offset, chunk);
            offset = offset.saturating_add(part.length);
            self.push(part.command(), Awaited::Content(partial.file, part));
        }
        !partial.is_open()
    }

    fn push(&mut self, command: CommandApdu, awaited: Awaited) {
        self.requests.push(command.into());
        self.awaited.push(awaited);
    }
}
