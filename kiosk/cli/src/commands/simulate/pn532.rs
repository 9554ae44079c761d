//! `idkontroll simulate chip --pn532`: a document in the field of a PN532, as long as it lies in its folder.

use crate::interrupt::at_interrupt;
use crate::outcome::{Failure, Outcome, failure};
use capture::SystemRandomness;
use emrtd_simulator::connection::pn532::{Air, Field, Pn532Reader, Terminal};
use emrtd_simulator::{SimulatedChip, Specimen};
use serde_json::json;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::thread;

/// A folder that plays the reader's field.
struct Folder {
    document: PathBuf,
    specimen: Specimen,
}

impl Field for Folder {
    fn air(&mut self) -> Air {
        if Specimen::lies_in(&self.document) { Air::Clear } else { Air::Empty }
    }

    fn fresh(&mut self) -> SimulatedChip {
        SimulatedChip::new(self.specimen.clone(), Box::new(SystemRandomness::new()))
    }
}

/// Plays the document until an interrupt unplugs the reader.
pub fn play(document: &Path, specimen: Specimen, link: &Path) -> Result<Outcome, Failure> {
    let refused = |error: io::Error| Failure::of_io(link, &error);
    let terminal = Terminal::open().map_err(refused)?;
    let named = terminal.link(link).map_err(refused)?;
    let (end, ended) = channel();
    let unplug = end.clone();
    at_interrupt(move || {
        let _ = unplug.send(true);
    })?;
    let reader = Pn532Reader::new(terminal, Folder { document: document.to_owned(), specimen });
    thread::spawn(move || {
        let _ = reader.play();
        let _ = end.send(false);
    });
    let (name, line) = (document.display(), link.display());
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
