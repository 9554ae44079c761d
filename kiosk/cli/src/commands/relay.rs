//! `relay`: lends a reader to a server, which runs the chip session; only APDUs pass.

use crate::arguments::Relay;
use crate::outcome::{Failure, Outcome, failure};
use capture::relay::{self, End, Introduction, Progress, RelayError, RelayUser, SessionUrl, printable};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::io::{self, BufRead, Write};

/// What `--json` prints.
#[derive(Serialize)]
struct Report {
    verdict: &'static str,
    reasons: Vec<String>,
}

pub fn run(command: &Relay) -> Result<Outcome, Failure> {
    let url =
        SessionUrl::parse(&command.session).map_err(|error| Failure::new(format!("--session: {error}")))?;
    let reader = &command.reader;
    let mut card = capture::open(reader).map_err(|error| Failure::new(format!("{reader}: {error}")))?;
    let mut terminal = Terminal::new(command.yes)?;
    let ended = relay::pass(card.as_mut(), &url, &mut terminal);
    terminal.progress.finish_and_clear();
    match ended {
        Ok(End { outcome: relay::Outcome::Read, .. }) => {
            report("read", None, "The chip was read; go on where you started.")
        }
        Ok(End { outcome: relay::Outcome::Refused, reason }) => {
            let reason = reason.unwrap_or_default();
            let text = format!("The chip was not read: {}", printable(&reason));
            report("refused", Some(reason), &text)
        }
        Ok(End { reason, .. }) => {
            let reason = printable(&reason.unwrap_or_default());
            Err(Failure::new(format!("the session broke off: {reason}; draw a new session and try again")))
        }
        Err(RelayError::Declined) => report("declined", None, "The chip was not read: no consent."),
        Err(error) => Err(failure(error)),
    }
}

fn report(verdict: &'static str, reason: Option<String>, text: &str) -> Result<Outcome, Failure> {
    let report = Report { verdict, reasons: reason.into_iter().collect() };
    Outcome::new(verdict == "read", &report, text)
}

/// The person at a terminal.
struct Terminal {
    yes: bool,
    progress: ProgressBar,
}

impl Terminal {
    fn new(yes: bool) -> Result<Self, Failure> {
        let progress = ProgressBar::new(100);
        let style = ProgressStyle::with_template("{bar:30} {percent} % {msg}").map_err(failure)?;
        progress.set_style(style);
        Ok(Self { yes, progress })
    }
}

impl RelayUser for Terminal {
    fn agrees(&mut self, introduction: &Introduction) -> bool {
        let Introduction { issuer, purpose, policy } = introduction;
        let mut terminal = io::stderr().lock();
        let _ = writeln!(terminal, "{} asks for an identity control.", printable(issuer));
        let _ = writeln!(terminal, "Purpose: {}", printable(purpose));
        let _ = writeln!(terminal, "Policy:  {}", printable(policy));
        let _ = writeln!(terminal, "It reads the photo and the personal data on the passport's chip.");
        if self.yes {
            return true;
        }
        let _ = write!(terminal, "Read the chip? [y/N] ").and_then(|()| terminal.flush());
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer).is_ok() && matches!(answer.trim(), "y" | "Y" | "yes")
    }

    fn progress(&mut self, progress: &Progress) {
        self.progress.set_position(u64::from(progress.percent));
        self.progress.set_message(printable(progress.file.as_ref().unwrap_or(&progress.stage)));
    }
}
