//! The command line of `idkontroll-kiosk`.

use crate::flow::Mode;
use crate::text::Language;
use crate::view::Theme;
use clap::builder::NonEmptyStringValueParser;
use clap::{Parser, ValueEnum, value_parser};
use std::path::PathBuf;

/// Who stands in front of the kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ModeArgument {
    /// An officer with the person.
    Attended,
    /// The person alone.
    Unattended,
}

/// The window of the counter and of the booth.
#[derive(Debug, Parser)]
#[command(name = "idkontroll-kiosk", version)]
pub struct Arguments {
    /// Who stands in front of the kiosk.
    #[arg(long, value_enum)]
    pub mode: ModeArgument,
    /// The reader: `sim:DIR`, `pcsc[:NAME]` with a part of the reader's name, or `nfc[:CONNSTRING]` for libnfc.
    #[arg(long, value_name = "URI")]
    pub reader: String,
    /// The camera: `v4l2:DEVICE` (not run on hardware), `dir:PATH`, `mjpeg:PATH` or `portrait:PATH`.
    #[arg(long, value_name = "URI")]
    pub camera: String,
    /// The folder of the trust store.
    #[arg(long, value_name = "DIR")]
    pub trust: PathBuf,
    /// The key that signs results: P-256, PKCS#8.
    #[arg(long, value_name = "FILE")]
    pub signing_key: PathBuf,
    /// The name under which results are signed.
    #[arg(long, value_name = "NAME", default_value = "idkontroll")]
    pub issuer: String,
    /// The officer's own key, under a PIN, or a folder with the keys of every officer of this counter (NAME.pem).
    #[arg(long, value_name = "FILE|DIR")]
    pub officer_key: Option<PathBuf>,
    /// The public keys of the enrolled officers, read anew at every sign-in: the sets that `idkontroll key generate`
    /// wrote, with the members of their `keys` in one; a `name` beside a key's `kid` is what the officer is called here.
    #[arg(long, value_name = "JWKS")]
    pub officers: Option<PathBuf>,
    /// A built-in policy by its name, or a policy file.
    #[arg(long, value_name = "NAME")]
    pub policy: String,
    /// The eID issuer the results are for.
    #[arg(long)]
    pub audience: String,
    /// The issuer's nonce, for one control: the window closes after its result, and the program ends with 1 where there
    /// is none; without it every control has a fresh nonce of its own, which stands in its result.
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub nonce: Option<String>,
    /// Where results, evidence and receipts are written, a folder for each control.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The program that prints receipts: it is given the file, a page in HTML.
    #[arg(long, value_name = "PROGRAM")]
    pub print: Option<PathBuf>,
    /// The clock of every verdict, RFC 3339.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// The language at first: nb, nn, se or en.
    #[arg(long, default_value = "nb")]
    pub language: Language,
    /// The appearance: light, dark or contrast.
    #[arg(long, default_value = "light")]
    pub theme: Theme,
    /// The size of text and everything with it, from 1 to 2.
    #[arg(long, default_value_t = 1.0, value_parser = scale)]
    pub scale: f32,
    /// What is waited before every command to the chip, so that a simulated chip takes the time of a real one.
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 0, value_parser = value_parser!(u64).range(..=10_000))]
    pub latency: u64,
    /// Seconds without a key or touch until a case is wiped, 10 to 600; 300 at the counter and 60 in the booth. No case
    /// lasts longer than ten minutes, or than the policy's `face.within_minutes`, whatever is pressed.
    #[arg(long, value_name = "SECONDS", value_parser = value_parser!(u64).range(10..=600))]
    pub time_out: Option<u64>,
    /// The whole screen, without a window's frame.
    #[arg(long)]
    pub full_screen: bool,
    /// Drives the window by the lines of this file, then ends.
    #[arg(long, value_name = "FILE", requires = "screenshots")]
    pub script: Option<PathBuf>,
    /// Where the script's screenshots are written.
    #[arg(long, value_name = "DIR")]
    pub screenshots: Option<PathBuf>,
}

fn scale(text: &str) -> Result<f32, &'static str> {
    let scale: Option<f32> = text.parse().ok();
    scale.filter(|scale| (1.0..=2.0).contains(scale)).ok_or("it is from 1 to 2")
}

impl Arguments {
    /// The flow's mode.
    pub fn mode(&self) -> Mode {
        match self.mode {
            ModeArgument::Attended => Mode::Attended,
            ModeArgument::Unattended => Mode::Unattended,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_kiosk_can_run_with_is_told_at_once() {
        let own = "kiosk --mode unattended --reader sim:a --camera dir:b --trust t --signing-key k --policy p \
                   --audience a --out o";
        let taken =
            |more: &str| Arguments::try_parse_from(format!("{own} {more}").split_whitespace()).is_ok();
        for (good, bad) in [
            ("--time-out 10", "--time-out 9"),
            ("--time-out 600", "--time-out 601"),
            ("--scale 2", "--scale 2.1"),
            ("--scale 1", "--scale nan"),
            ("--latency 10000", "--latency 10001"),
        ] {
            assert!(taken(good), "{good}");
            assert!(!taken(bad), "{bad}");
        }
    }
}
