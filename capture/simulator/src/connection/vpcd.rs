//! A chip on the virtual reader of vsmartcard (Debian's vsmartcard-vpcd), which PC/SC takes for a real one.
//!
//! The driver sends messages with a length of two bytes before them: a message of one byte switches the chip or asks
//! for its ATR, a longer one is a command APDU, and only that and the ATR are answered.

use crate::chip::{Reaction, SimulatedChip};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::thread;

/// The ATR of a contactless card without historical bytes that mean anything, PC/SC part 3 §3.1.3.2.3.
const ATR: [u8; 13] = [0x3B, 0x88, 0x80, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0x09];
/// What a message can hold.
const LONGEST: usize = 0xFFFF;

/// What the driver asks.
#[derive(Debug, PartialEq, Eq)]
enum Message {
    PowerOff,
    PowerOn,
    Reset,
    Atr,
    Command(Vec<u8>),
}

impl Message {
    /// A switch that is not known is none of the chip's business.
    fn parse(bytes: Vec<u8>) -> Option<Self> {
        match bytes.as_slice() {
            [] => None,
            [0] => Some(Self::PowerOff),
            [1] => Some(Self::PowerOn),
            [2] => Some(Self::Reset),
            [4] => Some(Self::Atr),
            [_] => None,
            _ => Some(Self::Command(bytes)),
        }
    }
}

/// Why a chip is no longer played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The driver is gone, or the chip was removed.
    ReaderGone,
    /// The chip left of itself.
    ChipLeft,
}

/// A place on a virtual reader.
pub struct Vpcd(TcpStream);

/// Takes the chip off the reader while it is played.
pub struct Removal(TcpStream);

impl Removal {
    /// The chip is gone; whoever plays it stops.
    pub fn remove(&self) {
        let _ = self.0.shutdown(Shutdown::Both);
    }
}

impl Vpcd {
    /// Lays a chip on the reader that listens here.
    pub fn connect(address: impl ToSocketAddrs) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self(stream))
    }

    /// What takes the chip off again.
    pub fn removal(&self) -> io::Result<Removal> {
        self.0.try_clone().map(Removal)
    }

    /// Plays chips until the reader or the removal ends it: whenever power comes on or a reset is made, a fresh one.
    pub fn play(mut self, mut fresh: impl FnMut() -> SimulatedChip) -> io::Result<End> {
        serve(&mut self.0, &mut fresh)
    }
}

/// Plays chips to a driver on this line until it ends: whenever power comes on or a reset is made, a fresh one.
pub fn serve(line: &mut (impl Read + Write), fresh: &mut dyn FnMut() -> SimulatedChip) -> io::Result<End> {
    let mut chip = None;
    while let Some(bytes) = receive(line)? {
        match Message::parse(bytes) {
            Some(Message::PowerOff) => chip = None,
            Some(Message::PowerOn | Message::Reset) => chip = Some(fresh()),
            Some(Message::Atr) => send(line, &ATR)?,
            Some(Message::Command(command)) => match chip.get_or_insert_with(&mut *fresh).react(&command) {
                Reaction::Answer(answer) => send(line, &answer)?,
                Reaction::Late(time, answer) => {
                    thread::sleep(time);
                    send(line, &answer)?;
                }
                Reaction::Silent => {}
                Reaction::Gone => return Ok(End::ChipLeft),
            },
            None => {}
        }
    }
    Ok(End::ReaderGone)
}

/// The next message; nothing at the end.
fn receive(line: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 2];
    match line.read_exact(&mut length) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) if error.kind() == ErrorKind::ConnectionReset => return Ok(None),
        read => read?,
    }
    let mut bytes = vec![0; usize::from(u16::from_be_bytes(length))];
    line.read_exact(&mut bytes)?;
    Ok(Some(bytes))
}

/// An answer that no message can hold is refused with 6700, as by a chip whose buffer it exceeds.
fn send(line: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let bytes = if bytes.len() > LONGEST { &[0x67, 0x00] } else { bytes };
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    line.write_all(&[&length.to_be_bytes(), bytes].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{IssueOptions, issue};
    use emrtd::protocol::{NoRandomness, Randomness};
    use std::io::Cursor;

    struct Counter(u8);
    impl Randomness for Counter {
        fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
            for byte in bytes {
                self.0 = self.0.wrapping_add(1);
                *byte = self.0;
            }
            Ok(())
        }
    }

    struct Line {
        sent: Cursor<Vec<u8>>,
        answered: Vec<u8>,
    }
    impl Read for Line {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.sent.read(buffer)
        }
    }
    impl Write for Line {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.answered.write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn play(messages: &[&[u8]]) -> (Vec<u8>, usize, io::Result<End>) {
        let sent = messages.concat();
        let mut line = Line { sent: Cursor::new(sent), answered: Vec::new() };
        let specimen = issue(&IssueOptions::default(), &mut Counter(0)).unwrap();
        let mut made = 0;
        let mut fresh = || {
            made += 1;
            SimulatedChip::new(specimen.clone(), Box::new(Counter(0)))
        };
        let ended = serve(&mut line, &mut fresh);
        (line.answered, made, ended)
    }

    const POWER_ON: &[u8] = &[0, 1, 1];
    const RESET: &[u8] = &[0, 1, 2];
    const SELECT: &[u8] = &[0, 12, 0, 0xA4, 4, 0x0C, 7, 0xA0, 0, 0, 2, 0x47, 0x10, 1];

    #[test]
    fn only_the_atr_and_commands_are_answered() {
        let (answered, made, ended) = play(&[POWER_ON, &[0, 1, 4], RESET, SELECT, &[0, 1, 9], &[0, 1, 0]]);
        assert_eq!(answered, [&[0, 13], &ATR[..], &[0, 2, 0x90, 0x00]].concat());
        assert_eq!(made, 2);
        ended.unwrap();
    }

    #[test]
    fn a_message_that_is_cut_ends_it() {
        let (answered, _, ended) = play(&[POWER_ON, &SELECT[..9]]);
        assert!(answered.is_empty() && ended.is_err());
        assert!(play(&[POWER_ON, &[0]]).2.is_ok());
    }

    #[test]
    fn an_answer_that_does_not_fit_is_refused() {
        let mut line = Vec::new();
        send(&mut line, &[0; LONGEST]).unwrap();
        assert_eq!(line.len(), 2 + LONGEST);
        line.clear();
        send(&mut line, &[0; LONGEST + 1]).unwrap();
        assert_eq!(line, [0, 2, 0x67, 0x00]);
    }
}
