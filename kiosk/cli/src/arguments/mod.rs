//! The command line: every command and argument, with the words that `--help` shows.

mod check;
mod chip;
mod evidence;
mod face;
mod models;
mod service;
mod simulate;
mod trust;

pub use check::Check;
pub use chip::{AccessArguments, ChipCommand, ReadArguments, Relay};
pub use evidence::{EvidenceCommand, KeyCommand, ResultCommand};
pub use face::{FaceCommand, MrzCommand};
pub use models::ModelsCommand;
pub use service::{EventsCommand, Serve, TenantAdd, TenantCommand};
pub use simulate::{ChipKind, DocumentFormat, Encoding, Issue, PlayedChip, SimulateCommand};
pub use trust::{Passive, TrustCommand};

use clap::{Parser, Subcommand};

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
    /// The service's log of events
    Events {
        #[command(subcommand)]
        command: EventsCommand,
    },
    /// The networks and the library that runs them
    Models {
        #[command(subcommand)]
        command: ModelsCommand,
    },
    /// Lend a reader to a server that controls an identity: it reads the chip, only APDUs pass
    Relay(Relay),
}
