//! `relay`: lends a reader to a server, which runs the chip session; only APDUs pass.

use crate::arguments::Relay;
use crate::outcome::{Failure, Outcome, failure};
use capture::relay::{self, End, Introduction, Progress, RelayError, RelayUser, SessionUrl};
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
        self.progress.set_message(printable(&progress.stage));
    }
}

/// A server's text without what could move the cursor or turn the writing round.
fn printable(text: &str) -> String {
    let turns = |character: char| matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|character| !character.is_control() && !turns(*character)).take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_text_cannot_write_over_the_question() {
        assert_eq!(printable("Bank\r\u{1B}[2K\u{202E}x"), "Bank[2Kx");
    }
}
