//! `idkontroll simulate chip`: a specimen's chip, played to the driver of a reader.

use super::{hostile, pn532, stdio};
use crate::arguments::PlayedChip;
use crate::interrupt::at_interrupt;
use crate::outcome::{Failure, Outcome, failure};
use capture::SystemRandomness;
use emrtd_simulator::HostileDocument;
use emrtd_simulator::connection::vpcd::{End, Vpcd};
use serde_json::json;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How long a reader that was just started may take to listen.
const PATIENCE: Duration = Duration::from_secs(5);
/// Between two attempts.
const PAUSE: Duration = Duration::from_millis(100);

pub fn run(arguments: &PlayedChip) -> Result<Outcome, Failure> {
    let document = hostile::document(arguments)?;
    match (&arguments.vpcd, &arguments.pn532) {
        (Some(address), _) => on_virtual_reader(&arguments.document, &document, address),
        (None, Some(link)) => pn532::play(&arguments.document, document, link),
        (None, None) if arguments.stdio => stdio::play(&arguments.document, &document),
        (None, None) => Err(failure("no reader is named")),
    }
}

fn on_virtual_reader(folder: &Path, document: &HostileDocument, address: &str) -> Result<Outcome, Failure> {
    let place = connect(address).map_err(|error| Failure::new(format!("--vpcd: {}", unheard(&error))))?;
    let taken_off = Arc::new(AtomicBool::new(false));
    let (removal, told) = (place.removal().map_err(failure)?, Arc::clone(&taken_off));
    at_interrupt(move || {
        told.store(true, Ordering::SeqCst);
        removal.remove();
    })?;
    let name = folder.display();
    let _ = writeln!(io::stderr(), "{name} lies on the virtual reader; an interrupt (Ctrl-C) takes it off");
    let played = place.play(|| document.chip(Box::new(SystemRandomness::new())));
    let taken_off = taken_off.load(Ordering::SeqCst);
    if !taken_off && played.is_err() {
        return Err(failure("--vpcd: the reader broke off"));
    }
    let (end, text) = match played {
        _ if taken_off => ("taken_off", "the document was taken off the reader"),
        Ok(End::ChipLeft) => ("chip_left", "the hostile chip left the reader"),
        _ => ("reader_gone", "the reader is gone"),
    };
    Outcome::done(&json!({"document": name.to_string(), "ended": end}), text)
}

/// A reader that was just started does not listen yet.
fn connect(address: &str) -> io::Result<Vpcd> {
    let until = Instant::now() + PATIENCE;
    loop {
        match Vpcd::connect(address) {
            Err(error) if error.kind() == ErrorKind::ConnectionRefused && Instant::now() < until => {
                thread::sleep(PAUSE);
            }
            connected => return connected,
        }
    }
}

fn unheard(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::ConnectionRefused => {
            "no virtual reader listens there: is pcscd running, with vsmartcard-vpcd?"
        }
        ErrorKind::InvalidInput => "write HOST:PORT",
        _ => "the virtual reader cannot be reached",
    }
}
