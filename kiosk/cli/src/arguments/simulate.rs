//! The arguments of specimen passports: `simulate`.

use super::chip::data_group;
use clap::{ArgGroup, Args, Subcommand};
use emrtd::file::DataGroup;
use emrtd::quirk::Quirk;
use emrtd_simulator::{Access, ChipAuthenticationKey, Facts, Hostile};
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum SimulateCommand {
    /// Issue a specimen passport or identity card: a folder that sim:DIR plays
    Issue(Box<Issue>),
    /// Play a specimen's chip to the driver of a reader, which takes it for a real one, or to a program
    Chip(PlayedChip),
}

#[derive(Args)]
#[command(group = ArgGroup::new("connection").required(true), after_help = hostile_chips())]
pub struct PlayedChip {
    /// The folder of the document
    #[arg(long, value_name = "DIR")]
    pub document: PathBuf,
    /// The virtual PC/SC reader of vsmartcard-vpcd: where its driver listens (as installed: localhost:35963)
    #[arg(long, value_name = "HOST:PORT", group = "connection")]
    pub vpcd: Option<String>,
    /// A PN532 on a pseudo-terminal for libnfc: LINK becomes a symbolic link to it (nfc:pn532_uart:LINK)
    #[arg(long, value_name = "LINK", group = "connection")]
    pub pn532: Option<PathBuf>,
    /// Standard input and output, for programs: a command in a line of hexadecimal digits, its answer in another; an empty
    /// answer when the document is gone
    #[arg(long, group = "connection")]
    pub stdio: bool,
    /// Make the chip hostile in a way of the list below; several by several options
    #[arg(long, value_name = "NAME")]
    pub hostile: Vec<String>,
    /// The document from which a hostile chip takes what is not its own; otherwise one is made
    #[arg(long, value_name = "DIR", requires = "hostile")]
    pub other: Option<PathBuf>,
}

/// Every hostile chip: what it does, and what a control must answer.
fn hostile_chips() -> String {
    let line = |facts: Facts| format!("  {}\n      {}: {}", facts.usage(), facts.does, facts.answered);
    format!("Hostile chips, each with what a control must answer:\n{}", Hostile::ALL.map(line).join("\n"))
}

#[derive(Args)]
pub struct Issue {
    /// A new folder for the document
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The portrait: any picture, brought to passport size
    #[arg(long, value_name = "FILE")]
    pub portrait: Option<PathBuf>,
    /// The kind of document
    #[arg(long, value_enum, default_value = "td3")]
    pub format: DocumentFormat,
    /// How the chip lets itself be read: none, bac, pace, pace-MAPPING (dh-gm, ecdh-gm, dh-im, ecdh-im, cam) or a whole
    /// name such as pace-ecdh-gm-aes-cbc-cmac-256/16; with +bac Basic Access Control too
    #[arg(long, value_name = "NAME", default_value = "pace")]
    pub access: Access,
    /// How the chip proves itself
    #[arg(long, value_enum, default_value = "chip-authentication")]
    pub chip: ChipKind,
    /// A Chip Authentication key: ecdh, dh or a whole name such as ecdh-aes-cbc-cmac-256/16 or dh-3des-cbc-cbc/1; may be
    /// given several times
    #[arg(long, value_name = "NAME")]
    pub chip_key: Vec<ChipAuthenticationKey>,
    /// Further data groups with a specimen's content, of 3, 4, 5, 7, 11, 12, 13 and 16, for example 7,11
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', value_parser = data_group)]
    pub data_groups: Vec<DataGroup>,
    /// How face and fingers are encoded
    #[arg(long, value_enum, default_value = "iso-19794")]
    pub encoding: Encoding,
    /// Give fingerprints and irises (DG3, DG4) only to authorized terminals; a new folder for the certificates of a
    /// specimen authority and of a terminal, with the terminal's key
    #[arg(long, value_name = "DIR")]
    pub terminals: Option<PathBuf>,
    /// A fault that real documents have, by its name in assets/quirks.toml; several by several options
    #[arg(long, value_name = "NAME", value_parser = quirk)]
    pub quirk: Vec<Quirk>,
    /// The signature algorithm of the specimen state, for example ecdsa-brainpoolP256r1-sha256
    #[arg(long, value_name = "NAME")]
    pub signer: Option<String>,
    #[arg(long, default_value = "ERIKSSON")]
    pub surname: String,
    #[arg(long, default_value = "ANNA MARIA")]
    pub given_names: String,
    /// F, M or X
    #[arg(long, default_value = "F")]
    pub sex: String,
    #[arg(long, default_value = "L898902C3")]
    pub document_number: String,
    /// The date of birth, YYYY-MM-DD
    #[arg(long, value_name = "DATE", default_value = "1974-08-12")]
    pub birth: String,
    /// The day of issue, YYYY-MM-DD; otherwise today
    #[arg(long, value_name = "DATE")]
    pub issued: Option<String>,
    /// The last day of validity, YYYY-MM-DD; otherwise the day before the tenth anniversary of the issue
    #[arg(long, value_name = "DATE")]
    pub expires: Option<String>,
    /// The card access number
    #[arg(long, default_value = "123456")]
    pub can: String,
}

fn quirk(name: &str) -> Result<Quirk, String> {
    Quirk::named(name).ok_or_else(|| {
        let names: Vec<String> = Quirk::ALL.iter().map(Quirk::to_string).collect();
        format!("there are {}", names.join(", "))
    })
}

/// What kind of document a specimen is.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum DocumentFormat {
    /// An identity card of three lines
    Td1,
    /// An identity card of two lines
    Td2,
    /// A passport
    Td3,
}

/// How a specimen's face and fingers are encoded.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Encoding {
    /// ISO/IEC 19794, as most documents are
    #[value(name = "iso-19794")]
    Iso19794,
    /// ISO/IEC 39794, as documents from 2026 on may be
    #[value(name = "iso-39794")]
    Iso39794,
}

/// How a specimen's chip proves itself.
#[derive(Clone, Copy, clap::ValueEnum)]
pub enum ChipKind {
    /// Not at all
    None,
    /// Chip Authentication
    ChipAuthentication,
    /// Active Authentication with RSA
    ActiveAuthenticationRsa,
    /// Active Authentication with ECDSA
    ActiveAuthenticationEcdsa,
    /// Chip Authentication and Active Authentication with ECDSA
    Both,
}
