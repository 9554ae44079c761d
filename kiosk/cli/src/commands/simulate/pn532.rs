//! `idkontroll simulate chip --pn532`: a document in the field of a PN532, as long as it lies in its folder.

use crate::interrupt::at_interrupt;
use crate::outcome::{Failure, Outcome, failure};
use capture::SystemRandomness;
use emrtd_simulator::connection::pn532::{Air, Field, Pn532Reader, Terminal};
use emrtd_simulator::{HostileDocument, SimulatedChip, Specimen};
use serde_json::json;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::thread;

/// A folder that plays the reader's field.
struct Folder {
    path: PathBuf,
    document: HostileDocument,
}

impl Field for Folder {
    fn air(&mut self) -> Air {
        if Specimen::lies_in(&self.path) { Air::Clear } else { Air::Empty }
    }

    fn fresh(&mut self) -> SimulatedChip {
        self.document.chip(Box::new(SystemRandomness::new()))
    }
}

/// Plays the document until an interrupt unplugs the reader.
pub fn play(path: &Path, document: HostileDocument, link: &Path) -> Result<Outcome, Failure> {
    let refused = |error: io::Error| Failure::of_io(link, &error);
    let terminal = Terminal::open().map_err(refused)?;
    let named = terminal.link(link).map_err(refused)?;
    let (end, ended) = channel();
    let unplug = end.clone();
    at_interrupt(move || {
        let _ = unplug.send(true);
    })?;
    let reader = Pn532Reader::new(terminal, Folder { path: path.to_owned(), document });
    thread::spawn(move || {
        let _ = reader.play();
        let _ = end.send(false);
    });
    let (name, line) = (path.display(), link.display());
    let _ = writeln!(
        io::stderr(),
        "{name} lies on the reader nfc:pn532_uart:{line}; an interrupt (Ctrl-C) unplugs it"
    );
    let unplugged = ended.recv().unwrap_or(false);
    drop(named);
    if !unplugged {
        return Err(failure("--pn532: the line broke off"));
    }
    let report = json!({"document": name.to_string(), "ended": "unplugged"});
    Outcome::done(&report, "the reader was unplugged".to_owned())
}
