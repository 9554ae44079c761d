//! Commands in blocks: passes the blocks of `emrtd::block_protocol` to the reader and back.

use super::device::{Device, Passed};
use super::hold::Hold;
use crate::card::{Card, CardError};
use crate::transport::OpenError;
use emrtd::block_protocol::{Reader, Turn};
use std::time::{Duration, Instant};

/// How long one command may take, whatever extensions of its time a card asks for.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// How long a look at the reader may take that is under way.
const LOOK: Duration = Duration::from_secs(5);

/// A selected card.
pub(super) struct Connection {
    device: Device,
    /// Nothing once the card or the reader failed: the two no longer agree on the blocks.
    reader: Option<Reader>,
}

impl Connection {
    pub(super) fn open(connection: &str) -> Result<Self, OpenError> {
        let hold = Hold::wait(connection, LOOK).ok_or(OpenError::Hung)?;
        let mut device = Device::open(connection, hold)?;
        let link = device.select()?.limited_to(Device::LONGEST_FRAME);
        device.pass_blocks()?;
        Ok(Self { device, reader: Some(Reader::new(link)) })
    }
}

impl Card for Connection {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        let until = Instant::now() + PATIENCE;
        // One frame may be damaged on the line to the reader: the block is asked for again.
        let mut damaged = false;
        let mut turn = self.reader.take().ok_or(CardError::Lost)?.send(command);
        loop {
            let (block, within, waiting) = match turn {
                Turn::Send(block, within, waiting) => (block, within, waiting),
                Turn::Answered(answer, reader) => {
                    self.reader = Some(reader);
                    return Ok(answer);
                }
            };
            if Instant::now() >= until {
                return Err(CardError::Hung);
            }
            let received = match self.device.pass(&block, within) {
                Passed::Block(block) => Some(block),
                Passed::Nothing => None,
                Passed::Hung => return Err(CardError::Hung),
                Passed::Failed if !std::mem::replace(&mut damaged, true) => None,
                Passed::Failed => return Err(CardError::Reader),
            };
            turn = waiting.receive(received.as_deref()).map_err(|_| CardError::Lost)?;
        }
    }
}
