//! The arguments of a control: `check`.

use super::AccessArguments;
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use std::path::PathBuf;

#[derive(Args)]
pub struct Check {
    /// The reader: `sim:DIR`, `pcsc[:NAME]` with a part of the reader's name, or `nfc[:CONNSTRING]` for libnfc
    #[arg(long, value_name = "URI")]
    pub reader: String,
    /// A picture of the person; may be given several times (the worst score counts)
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    pub selfie: Vec<PathBuf>,
    /// The policy: demo, demo-unattended, high, high-unattended, or a policy file
    #[arg(long, value_name = "NAME")]
    pub policy: String,
    /// The officer's own private key, with which the case is approved or refused
    #[arg(long, value_name = "FILE", requires = "officers")]
    pub officer_key: Option<PathBuf>,
    /// The enrolled officers' public keys
    #[arg(long, value_name = "JWKS", requires = "officer_key")]
    pub officers: Option<PathBuf>,
    /// The officer refuses: the person is not, or cannot be told to be, the holder of the document
    #[arg(long, requires = "officer_key")]
    pub officer_refuses: bool,
    /// The eID issuer the result is for
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub audience: String,
    /// The issuer's nonce
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub nonce: String,
    /// The private key that signs the result
    #[arg(long, value_name = "FILE")]
    pub signing_key: PathBuf,
    /// The name under which the result is signed
    #[arg(long, value_name = "NAME", default_value = "idkontroll")]
    pub issuer: String,
    /// The folder of the trust store
    #[arg(long, value_name = "DIR")]
    pub trust: PathBuf,
    /// A new folder for result.jws, jwks.json and evidence.idk
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The clock of the verdict, RFC 3339; otherwise now
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    #[command(flatten)]
    pub access: AccessArguments,
}
