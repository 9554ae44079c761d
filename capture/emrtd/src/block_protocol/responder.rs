//! The card's end: puts a command together, hands it over once, and sends the answer in blocks, ISO/IEC 14443-4 §7.5.

use super::block::{Block, BlockNumber};

/// No command is longer: an extended one with everything around it.
const LONGEST_COMMAND: usize = 65_600;

/// A card that waits for the reader's next block.
#[derive(Debug)]
pub struct Responder {
    /// How much of an answer one block holds.
    capacity: usize,
    number: BlockNumber,
    received: Vec<u8>,
    remaining: Vec<u8>,
    /// The block that was sent last.
    last: Option<Vec<u8>>,
}

/// A card that has a whole command and owes its answer.
#[derive(Debug)]
pub struct Executing(Responder);

/// What comes of a block.
#[derive(Debug)]
pub enum Reaction {
    /// Send this block.
    Send(Vec<u8>, Responder),
    /// Execute this command, once.
    Execute(Vec<u8>, Executing),
    /// Send this block; the card is deselected.
    Deselected(Vec<u8>),
    /// Nothing is sent.
    Silent(Responder),
}

impl Responder {
    /// A card that was selected just now by a reader that takes frames of this size (FSD).
    pub fn new(frame_size: usize) -> Self {
        Self {
            capacity: frame_size.saturating_sub(3).max(1),
            number: BlockNumber::One,
            received: Vec::new(),
            remaining: Vec::new(),
            last: None,
        }
    }

    /// Takes the reader's next block.
    pub fn receive(self, bytes: &[u8]) -> Reaction {
        match Block::parse(bytes) {
            Ok(Block::Information { number, .. }) if number == self.number => self.repeat(),
            Ok(Block::Information { number, chained, data }) => self.take_part(number, chained, &data),
            Ok(Block::Receipt { number, .. }) if number == self.number => self.repeat(),
            Ok(Block::Receipt { acknowledged: true, .. }) if !self.remaining.is_empty() => {
                self.toggled().send_part()
            }
            Ok(Block::Receipt { acknowledged: false, .. }) => {
                let receipt = self.receipt();
                Reaction::Send(receipt, self)
            }
            Ok(Block::Deselect) => Reaction::Deselected(Block::Deselect.encode()),
            Ok(Block::Receipt { .. } | Block::WaitingTimeExtension { .. }) | Err(_) => Reaction::Silent(self),
        }
    }

    /// Rules D, 2 and 10. The number that this card sent last means a block that it has: a command is never executed twice.
    fn take_part(mut self, number: BlockNumber, chained: bool, data: &[u8]) -> Reaction {
        if self.received.len().saturating_add(data.len()) > LONGEST_COMMAND {
            return Reaction::Silent(self);
        }
        self.number = number;
        self.remaining.clear();
        self.received.extend_from_slice(data);
        if chained {
            let receipt = self.receipt();
            return self.send(receipt);
        }
        let command = std::mem::take(&mut self.received);
        self.last = None;
        Reaction::Execute(command, Executing(self))
    }

    /// Rule 11.
    fn repeat(self) -> Reaction {
        match self.last.clone() {
            Some(block) => Reaction::Send(block, self),
            None => Reaction::Silent(self),
        }
    }

    fn receipt(&self) -> Vec<u8> {
        Block::Receipt { number: self.number, acknowledged: true }.encode()
    }

    fn toggled(self) -> Self {
        Self { number: self.number.toggled(), ..self }
    }

    fn send_part(mut self) -> Reaction {
        let length = self.remaining.len().min(self.capacity);
        let data: Vec<u8> = self.remaining.drain(..length).collect();
        let chained = !self.remaining.is_empty();
        let block = Block::Information { number: self.number, chained, data }.encode();
        self.send(block)
    }

    fn send(mut self, block: Vec<u8>) -> Reaction {
        self.last = Some(block.clone());
        Reaction::Send(block, self)
    }
}

impl Executing {
    /// The answer, or its first part.
    pub fn answer(mut self, answer: &[u8]) -> Reaction {
        self.0.remaining = answer.to_vec();
        self.0.send_part()
    }

    /// Asks for so many frame waiting times; whoever executes comes back with what the reader sends then.
    pub fn extend(mut self, multiplier: u8) -> (Vec<u8>, Self) {
        let block = Block::WaitingTimeExtension { multiplier }.encode();
        self.0.last = Some(block.clone());
        (block, self)
    }

    /// While the command is executed: what is sent again, if anything; nothing once the extension is granted.
    pub fn receive(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        match Block::parse(bytes) {
            Ok(Block::Receipt { number, .. } | Block::Information { number, .. })
                if number == self.0.number =>
            {
                self.0.last.clone()
            }
            _ => None,
        }
    }

    /// True when this block grants the extension that was asked for last.
    pub fn is_granted(&self, bytes: &[u8]) -> bool {
        self.0.last.as_deref() == Some(bytes)
    }
}
