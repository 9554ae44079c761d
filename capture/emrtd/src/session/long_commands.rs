//! Commands longer than short length fields hold: with extended ones, or in parts where reader or chip takes no others.

use crate::apdu::StatusPattern;
use crate::lds::EfAtrInfo;
use crate::protocol::{Answers, Exchange, Request};

/// Nc of a short command.
const SHORT_DATA: usize = 255;
/// The data that fits a short command under secure messaging with any cipher.
const SHORT_PROTECTED_DATA: usize = 223;

/// How commands reach the chip, and what became of those whose answers are awaited.
pub(super) struct LongCommands {
    /// Only short commands are sent: what is longer goes in parts.
    in_parts: bool,
    /// A command with extended length fields is awaited.
    extended: bool,
    /// In how many parts each awaited command went.
    parts: Vec<usize>,
}

impl LongCommands {
    /// Extended length fields as long as nothing speaks against them: many chips take them without a word.
    pub(super) fn new(reader_takes_extended: bool) -> Self {
        Self { in_parts: !reader_takes_extended, extended: false, parts: Vec::new() }
    }

    /// A chip that says in EF.ATR/INFO that it chains commands and takes no extended length fields is believed.
    pub(super) fn learn(&mut self, atr_info: &[u8]) {
        let capabilities = EfAtrInfo::beginning(atr_info).0.capabilities;
        self.in_parts |= capabilities.is_some_and(|can| can.command_chaining() && !can.extended_length());
    }

    /// The commands as they are sent, before any protection.
    pub(super) fn send(&mut self, exchange: Exchange, protected: bool) -> Exchange {
        let longest = if protected { SHORT_PROTECTED_DATA } else { SHORT_DATA };
        let long =
            |request: &Request| request.command.needs_extended() || request.command.data.len() > longest;
        self.parts.clear();
        self.extended = !self.in_parts && exchange.requests().iter().any(long);
        if !self.in_parts || !exchange.requests().iter().any(long) {
            return exchange;
        }
        let requests = exchange.requests().iter().flat_map(|request| {
            let parts = chained(request, longest);
            self.parts.push(parts.len());
            parts
        });
        Exchange::from_requests(requests.collect()).unwrap_or(exchange)
    }

    /// One answer for each command: that to its last part, or the one that stopped it.
    pub(super) fn receive(&mut self, answers: Answers) -> Option<Answers> {
        let parts = std::mem::take(&mut self.parts);
        if parts.is_empty() {
            return Some(answers);
        }
        let mut answers = answers.into_iter();
        Answers::new(parts.into_iter().map_while(|parts| answers.by_ref().take(parts).last()))
    }

    /// True when the commands that were answered last had extended length fields.
    pub(super) fn were_extended(&self) -> bool {
        self.extended
    }

    /// From now on in parts; false when the length cannot have been the reason.
    pub(super) fn fall_back(&mut self) -> bool {
        self.in_parts |= self.extended;
        std::mem::take(&mut self.extended)
    }
}

/// Only 9000 lets the next part go.
fn chained(request: &Request, longest: usize) -> Vec<Request> {
    let mut parts: Vec<Request> = request
        .command
        .chained(longest)
        .into_iter()
        .map(|part| Request::accepting(part, &[StatusPattern::OK]))
        .collect();
    if let Some(last) = parts.last_mut() {
        last.accept.clone_from(&request.accept);
    }
    parts
}

#[cfg(test)]
mod tests;
