//! The arguments of the chip: what opens it, `chip` and `relay`.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};
use emrtd::file::DataGroup;
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
    #[arg(long, value_name = "YYMMDD", requires = "document_number", value_parser = date)]
    pub birth: Option<String>,
    /// The date of expiry, YYMMDD
    #[arg(long, value_name = "YYMMDD", requires = "document_number", value_parser = date)]
    pub expiry: Option<String>,
    /// The card access number: six digits
    #[arg(long, value_name = "NUMBER")]
    pub can: Option<String>,
}

/// What is read beyond the usual, and what opens it.
#[derive(Args)]
#[command(next_help_heading = "What is read")]
pub struct ReadArguments {
    /// The data groups to read, for example 3,11; those that prove document and chip (1, 2, 14, 15) always are. Otherwise
    /// all, but fingerprints (3) and irises (4) only with a terminal's key
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', value_parser = data_group)]
    pub data_groups: Vec<DataGroup>,
    /// A card verifiable certificate for Terminal Authentication, or a folder of them (*.cvcert); may be given several
    /// times, in any order: from the authority that the chip trusts to the terminal
    #[arg(long, value_name = "FILE", requires = "terminal_key")]
    pub terminal_certificate: Vec<PathBuf>,
    /// The terminal's private key, PKCS#8 in PEM; an encrypted one asks for its PIN
    #[arg(long, value_name = "FILE", requires = "terminal_certificate")]
    pub terminal_key: Option<PathBuf>,
}

/// A date as the zone has it; what is not known of a birth stands there as `<<`.
fn date(text: &str) -> Result<String, &'static str> {
    let number = |part: &str, most: u8| match part.parse() {
        Ok(number) => part.bytes().all(|digit| digit.is_ascii_digit()) && (1..=most).contains(&number),
        Err(_) => part == "<<",
    };
    let parts = (text.len() == 6).then(|| Some((text.get(..2)?, text.get(2..4)?, text.get(4..)?)));
    match parts.flatten() {
        Some((year, month, day))
            if (number(year, 99) || year == "00") && number(month, 12) && number(day, 31) =>
        {
            Ok(text.to_owned())
        }
        _ => Err("a date is written YYMMDD, for example 740812 for 12 August 1974"),
    }
}

pub fn data_group(number: &str) -> Result<DataGroup, &'static str> {
    let number = number.parse().ok().and_then(DataGroup::new);
    number.ok_or("a data group has a number from 1 to 16")
}

#[derive(Subcommand)]
pub enum ChipCommand {
    /// Read every file the chip lets be read
    Read {
        /// The reader: `sim:DIR`, `pcsc[:NAME]` with a part of the reader's name, or `nfc[:CONNSTRING]` for libnfc
        #[arg(long, value_name = "URI")]
        reader: String,
        /// The folder of the trust store; without it nothing is proven
        #[arg(long, value_name = "DIR")]
        trust: Option<PathBuf>,
        /// A new folder for EF_*.bin, the portrait, chip-record.json and report.json
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// The clock of the verdict, RFC 3339; otherwise now
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
        #[command(flatten)]
        access: AccessArguments,
        #[command(flatten)]
        extent: ReadArguments,
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
