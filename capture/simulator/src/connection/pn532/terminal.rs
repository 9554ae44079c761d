//! The pseudo-terminal on which the reader answers.

use super::commands::{Damage, Outcome, Pn532};
use super::field::Field;
use super::frame::{self, ACKNOWLEDGEMENT, Found, SYNTAX_ERROR};
use rustix::fs::OFlags;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{OpenOptionsExt, symlink};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// Between two looks whether a host has opened the line.
const LOOKING: Duration = Duration::from_millis(10);
/// EIO: no host has the line open.
const NOBODY: i32 = 5;

/// A serial line.
pub struct Terminal {
    line: File,
    path: PathBuf,
}

/// A symbolic link that names a line as long as this lives.
pub struct Link {
    line: PathBuf,
    link: PathBuf,
}

/// A PN532 that answers on a serial line.
pub struct Pn532Reader<F> {
    terminal: Terminal,
    field: F,
}

impl Terminal {
    /// A new line.
    pub fn open() -> io::Result<Self> {
        let line = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
        grantpt(&line)?;
        unlockpt(&line)?;
        let name = ptsname(&line, Vec::new())?;
        let path = PathBuf::from(OsStr::from_bytes(name.as_bytes()));
        let terminal = Self { line: File::from(line), path };
        terminal.clear_settings()?;
        Ok(terminal)
    }

    /// Makes a symbolic link to the line; an older one gives way, anything else stays.
    pub fn link(&self, link: &Path) -> io::Result<Link> {
        if fs::symlink_metadata(link).is_ok_and(|there| there.is_symlink()) {
            fs::remove_file(link)?;
        }
        symlink(&self.path, link)?;
        Ok(Link { line: self.path.clone(), link: link.to_owned() })
    }

    /// The line's own name.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes pass as they are; a host that was killed leaves the line marked as its own.
    fn clear_settings(&self) -> io::Result<()> {
        let flags = OFlags::NOCTTY.bits().cast_signed();
        let other_end = OpenOptions::new().read(true).write(true).custom_flags(flags).open(&self.path)?;
        let mut settings = tcgetattr(&other_end)?;
        settings.make_raw();
        settings.input_modes = rustix::termios::InputModes::empty();
        Ok(tcsetattr(&other_end, OptionalActions::Now, &settings)?)
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        let own = fs::read_link(&self.link).is_ok_and(|target| target == self.line);
        if own {
            let _ = fs::remove_file(&self.link);
        }
    }
}

impl<F: Field> Pn532Reader<F> {
    /// A reader on this line with this field.
    pub fn new(terminal: Terminal, field: F) -> Self {
        Self { terminal, field }
    }

    /// Answers hosts one after the other, each from a reset on, until the reader is unplugged.
    pub fn play(mut self) -> io::Result<()> {
        while self.serve()? {
            self.terminal.clear_settings()?;
        }
        Ok(())
    }

    /// Serves one host until it goes; false when the reader was unplugged meanwhile.
    fn serve(&mut self) -> io::Result<bool> {
        let (mut reader, mut received) = (Pn532::new(), Vec::new());
        let mut hosted = false;
        loop {
            match self.receive()? {
                Some(bytes) => received.extend(bytes),
                None if hosted => return Ok(true),
                None => thread::sleep(LOOKING),
            }
            hosted |= !received.is_empty();
            if !self.answer_all(&mut reader, &mut received)? {
                return Ok(false);
            }
        }
    }

    /// What the host sent; nothing while there is none.
    fn receive(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut buffer = [0; 4096];
        loop {
            match self.terminal.line.read(&mut buffer) {
                Ok(length) => return Ok(buffer.get(..length).map(<[u8]>::to_vec)),
                Err(error) if error.raw_os_error() == Some(NOBODY) => return Ok(None),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Answers every whole command; false when the reader was unplugged.
    fn answer_all(&mut self, reader: &mut Pn532, received: &mut Vec<u8>) -> io::Result<bool> {
        loop {
            match frame::take(received) {
                Found::Part => return Ok(true),
                Found::Nothing => {}
                Found::Command(code, parameters) if self.answer(reader, code, &parameters)? => {}
                Found::Command(..) => return Ok(false),
            }
        }
    }

    /// The answer to one command; false when the reader was unplugged.
    fn answer(&mut self, reader: &mut Pn532, code: u8, parameters: &[u8]) -> io::Result<bool> {
        let answer = match reader.execute(code, parameters, &mut self.field) {
            Outcome::Unplugged => return Ok(false),
            Outcome::Trying => Vec::new(),
            Outcome::Unknown => SYNTAX_ERROR.to_vec(),
            Outcome::Answer(answer) => frame::answer(code, &answer),
            Outcome::Damaged(answer, damage) => damaged(frame::answer(code, &answer), damage),
        };
        self.terminal.line.write_all(&[&ACKNOWLEDGEMENT, answer.as_slice()].concat())?;
        Ok(true)
    }
}

/// The frame as it arrives: its checksum no longer fits, or its end never comes.
fn damaged(mut frame: Vec<u8>, damage: Damage) -> Vec<u8> {
    let middle = frame.len() / 2;
    match (damage, frame.get_mut(middle)) {
        (Damage::Garbled, Some(byte)) => *byte ^= 0x40,
        (Damage::Garbled, None) => {}
        (Damage::Cut, _) => frame.truncate(middle),
    }
    frame
}
