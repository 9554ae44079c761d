//! The command line of `idkontroll-kiosk`.

use crate::flow::Mode;
use crate::text::Language;
use crate::view::Theme;
use clap::builder::NonEmptyStringValueParser;
use clap::{Parser, ValueEnum};
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
    /// The officer's own key, under a PIN.
    #[arg(long, value_name = "FILE")]
    pub officer_key: Option<PathBuf>,
    /// The public keys of the enrolled officers.
    #[arg(long, value_name = "JWKS")]
    pub officers: Option<PathBuf>,
    /// A built-in policy by its name, or a policy file.
    #[arg(long, value_name = "NAME")]
    pub policy: String,
    /// The eID issuer the results are for.
    #[arg(long)]
    pub audience: String,
    /// The issuer's nonce, for one control: the window closes after its result; without it every control has a
    /// fresh nonce of its own, which stands in its result.
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub nonce: Option<String>,
    /// Where results, evidence and receipts are written, a folder for each control.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
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
    #[arg(long, default_value_t = 1.0)]
    pub scale: f32,
    /// What is waited before every command to the chip, so that a simulated chip takes the time of a real one.
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 0)]
    pub latency: u64,
    /// Seconds without a key or touch until a case is wiped; 300 at the counter and 60 in the booth.
    #[arg(long, value_name = "SECONDS")]
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

impl Arguments {
    /// The flow's mode.
    pub fn mode(&self) -> Mode {
        match self.mode {
            ModeArgument::Attended => Mode::Attended,
            ModeArgument::Unattended => Mode::Unattended,
        }
    }
}
