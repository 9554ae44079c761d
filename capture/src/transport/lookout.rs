//! Looks at a reader in a thread of its own: whoever asks gets the last finding at once, however slow the reader is.

use super::Presence;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// A reader that takes longer to look has failed: it holds no document.
const PATIENCE: Duration = Duration::from_secs(5);

/// A thread that looks whenever it is asked and has ended the look before; it ends when this is dropped.
pub(super) struct Lookout {
    asks: Sender<()>,
    findings: Receiver<bool>,
    under_way: Option<Instant>,
    present: bool,
}

impl Lookout {
    /// Begins with a first look.
    pub(super) fn new(mut look: impl FnMut() -> bool + Send + 'static) -> Self {
        let (asks, asked) = channel();
        let (tell, findings) = channel();
        thread::spawn(move || asked.iter().try_for_each(|()| tell.send(look())));
        let mut lookout = Self { asks, findings, under_way: None, present: false };
        lookout.ask();
        lookout
    }

    fn ask(&mut self) {
        self.under_way = self.asks.send(()).is_ok().then(Instant::now);
    }
}

impl Presence for Lookout {
    fn document_present(&mut self) -> bool {
        if let Ok(present) = self.findings.try_recv() {
            self.present = present;
            self.ask();
        }
        if self.under_way.is_none_or(|begun| begun.elapsed() > PATIENCE) {
            self.present = false;
        }
        self.present
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn becomes(lookout: &mut Lookout, present: bool) -> bool {
        (0..500).any(|_| {
            thread::sleep(Duration::from_millis(2));
            lookout.document_present() == present
        })
    }

    #[test]
    fn a_slow_reader_holds_nobody_up() {
        let (release, gate) = channel::<bool>();
        let mut lookout = Lookout::new(move || gate.recv().unwrap_or(false));
        let asked = Instant::now();
        assert!(!lookout.document_present());
        assert!(asked.elapsed() < Duration::from_millis(500));
        release.send(true).unwrap();
        assert!(becomes(&mut lookout, true));
        assert!(lookout.document_present(), "the finding stands until the next");
        release.send(false).unwrap();
        assert!(becomes(&mut lookout, false));
    }

    #[test]
    fn a_reader_that_hangs_or_fails_holds_nothing() {
        let mut present = true;
        let mut lookout = Lookout::new(move || std::mem::take(&mut present));
        assert!(becomes(&mut lookout, true) && becomes(&mut lookout, false));
        let (tell, findings) = channel();
        let hung = Instant::now().checked_sub(PATIENCE * 2);
        let mut lookout = Lookout { asks: channel().0, findings, under_way: hung, present: true };
        assert!(!lookout.document_present());
        tell.send(true).unwrap();
        assert!(!lookout.document_present(), "its thread has ended");
    }
}
