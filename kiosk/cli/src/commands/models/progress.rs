//! Progress of fetching on standard error: bars on a terminal, one line for each package and file elsewhere.

use indicatif::{ProgressBar, ProgressStyle};
use models::Progress;
use std::io::{IsTerminal, Write, stderr};

/// Shows how far fetching has come.
pub struct ProgressDisplay {
    terminal: bool,
    package: String,
    bar: Option<ProgressBar>,
}

impl ProgressDisplay {
    /// A display that fits what standard error is.
    pub fn new() -> Self {
        Self { terminal: stderr().is_terminal(), package: String::new(), bar: None }
    }

    /// Shows this.
    pub fn show(&mut self, progress: Progress<'_>) {
        match progress {
            Progress::Downloading { package, bytes, total } => self.download(package, bytes, total),
            Progress::Stored(name) => self.line(&format!("  {name} checked")),
            Progress::Rewritten(name) => self.line(&format!("  {name} rewritten and checked")),
        }
    }

    fn download(&mut self, package: &str, bytes: u64, total: u64) {
        if self.package != package {
            self.finish();
            self.package = package.to_owned();
            if !self.terminal {
                self.line(&format!("{package}: {:.1} MB", total as f64 / 1e6));
            }
        }
        if self.terminal {
            self.bar.get_or_insert_with(|| bar(package, total)).set_position(bytes);
        }
    }

    fn line(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.println(line),
            // Progress nobody can see is no reason to stop.
            None => drop(writeln!(stderr(), "{line}")),
        }
    }

    fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish();
        }
    }
}

impl Drop for ProgressDisplay {
    fn drop(&mut self) {
        self.finish();
    }
}

fn bar(package: &str, total: u64) -> ProgressBar {
    let template = "{msg:42} {bar:24} {bytes:>10}/{total_bytes:10} {eta:>4}";
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(total).with_style(style).with_message(package.to_owned());
    bar.tick();
    bar
}
