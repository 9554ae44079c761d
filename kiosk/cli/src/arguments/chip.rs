//! The arguments of the chip: what opens it, `chip` and `relay`.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What opens the chip: what is printed on the document.
#[derive(Args)]
#[command(next_help_heading = "What opens the chip")]
pub struct AccessArguments {
    /// The machine readable zone: one argument, its lines separated by a newline
    #[arg(long, value_name = "LINES", conflicts_with_all = ["document_number", "can"])]
    pub mrz: Option<String>,
    /// A picture of the machine readable zone, which is read only where all its check digits fit
    #[arg(long, value_name = "FILE", conflicts_with_all = ["mrz", "document_number", "can"])]
    pub mrz_image: Option<PathBuf>,
    /// The document number, with --birth and --expiry
    #[arg(long, value_name = "NUMBER", requires_all = ["birth", "expiry"], conflicts_with = "can")]
    pub document_number: Option<String>,
    /// The date of birth, YYMMDD as in the machine readable zone
    #[arg(long, value_name = "YYMMDD", requires = "document_number")]
    pub birth: Option<String>,
    /// The date of expiry, YYMMDD
    #[arg(long, value_name = "YYMMDD", requires = "document_number")]
    pub expiry: Option<String>,
    /// The card access number: six digits
    #[arg(long, value_name = "NUMBER")]
    pub can: Option<String>,
}

#[derive(Subcommand)]
pub enum ChipCommand {
    /// Read every file the chip lets be read
    Read {
        /// The reader: `sim:DIR`, `pcsc[:NAME]` with a part of the reader's name, or `nfc[:CONNSTRING]` for libnfc
        #[arg(long, value_name = "URI")]
        reader: String,
        #[command(flatten)]
        access: AccessArguments,
        /// The folder of the trust store; without it nothing is proven
        #[arg(long, value_name = "DIR")]
        trust: Option<PathBuf>,
        /// A new folder for EF_*.bin, the portrait, chip-record.json and report.json
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// The clock of the verdict, RFC 3339; otherwise now
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
    },
}

/// A relay session.
#[derive(Args)]
pub struct Relay {
    /// The reader: `sim:DIR`, `pcsc[:NAME]` with a part of the reader's name, or `nfc[:CONNSTRING]` for libnfc
    #[arg(long, value_name = "URI", value_parser = NonEmptyStringValueParser::new())]
    pub reader: String,
    /// The session's address with its ticket, as the page shows it
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    pub session: String,
    /// Agree to be controlled by the issuer and for the purpose that the server names
    #[arg(long)]
    pub yes: bool,
}
