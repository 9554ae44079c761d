//! Pictures that were looked at and wait for their verdict: in memory alone, so that none is decoded and searched twice.
//! Whoever finds no place, or finds the server started again, is looked at again.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use verifier::control::Probe;

/// Bytes of pictures that are kept at most.
const MOST: usize = 256 << 20;

/// The latest picture of each control, with what was seen in it.
#[derive(Default)]
pub(crate) struct Sights(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    probes: HashMap<String, Probe>,
    bytes: usize,
}

impl Sights {
    /// Keeps a picture in place of the control's last one, where there is a place.
    pub(crate) fn keep(&self, control: &str, probe: Probe) {
        let mut kept = self.kept();
        kept.take(control);
        let bytes = kept.bytes.saturating_add(probe.bytes());
        if bytes <= MOST {
            kept.bytes = bytes;
            kept.probes.insert(control.to_owned(), probe);
        }
    }

    /// How many bytes are kept.
    pub(crate) fn bytes(&self) -> usize {
        self.kept().bytes
    }

    /// Takes the control's picture; it is forgotten then.
    pub(crate) fn take(&self, control: &str) -> Option<Probe> {
        self.kept().take(control)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn take(&mut self, control: &str) -> Option<Probe> {
        let probe = self.probes.remove(control)?;
        self.bytes = self.bytes.saturating_sub(probe.bytes());
        Some(probe)
    }
}
