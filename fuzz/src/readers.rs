//! What a driver sends to a reader that the simulator plays, and what a reader's driver says of it.

use crate::specimen;
use emrtd::session::ReadPlan;
use emrtd_simulator::SimulatedChip;
use emrtd_simulator::connection::pn532::{self, Air, Field};
use emrtd_simulator::connection::vpcd;
use std::io::{self, Cursor, Read, Write};

/// A specimen's chip lies in the field as long as there is one.
struct Lying;

impl Field for Lying {
    fn air(&mut self) -> Air {
        Air::Clear
    }

    fn fresh(&mut self) -> SimulatedChip {
        specimen::chip().unwrap_or_else(specimen::empty_chip)
    }
}

/// Frames of a host to a PN532.
pub fn pn532(bytes: &[u8]) {
    let _ = pn532::answers(bytes.to_vec(), &mut Lying);
}

/// A line on which all has been said; what is answered is counted.
struct Line<'a> {
    said: Cursor<&'a [u8]>,
    answered: usize,
}

impl Read for Line<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.said.read(buffer)
    }
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.answered = self.answered.saturating_add(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Messages of vpcd's driver; at most one answer a message, each with a length before it.
pub fn vpcd(bytes: &[u8]) {
    let mut line = Line { said: Cursor::new(bytes), answered: 0 };
    let _ = vpcd::serve(&mut line, &mut || Lying.fresh());
    assert!(line.answered == 0 || bytes.len() >= 3);
}

/// What a driver of PC/SC says of its reader.
pub fn reader_properties(bytes: &[u8]) {
    if let Some(longest) = capture::transport::data_size(bytes) {
        assert!((ReadPlan::SHORT_RESPONSE..=ReadPlan::LONGEST_RESPONSE).contains(&longest));
    }
}
