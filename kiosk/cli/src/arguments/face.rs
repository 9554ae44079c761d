//! The arguments of what a picture or a printed zone shows: `face` and `mrz`.

use clap::Subcommand;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum MrzCommand {
    /// Read a machine readable zone from standard input
    Parse,
    /// Read a machine readable zone from a picture; one that cannot be read is `not valid`, with its reason and exit status 1
    Scan {
        /// A picture of a document: JPEG, PNG or JPEG 2000
        image: PathBuf,
        /// Read the card access number on the front of a card instead: the only six digits that stand alone
        #[arg(long)]
        can: bool,
    },
}

#[derive(Subcommand)]
pub enum FaceCommand {
    /// Find faces
    Detect {
        /// A picture: JPEG, PNG or JPEG 2000
        image: PathBuf,
    },
    /// Compare two faces; a picture without exactly one face is `not_assessed`, with its reason and exit status 1
    Compare {
        /// The picture of the document
        reference: PathBuf,
        /// The picture of the person
        probe: PathBuf,
        /// The policy whose threshold is used; it must be for the network at hand
        #[arg(long, value_name = "NAME", default_value = "high")]
        policy: String,
    },
    /// Detect presentation attacks: prints, screens, masks; without exactly one face it is `not_assessed`, exit status 1
    Pad {
        /// Pictures of one person; the highest attack score counts
        #[arg(required = true, value_name = "IMAGE")]
        images: Vec<PathBuf>,
        /// The policy whose thresholds are used
        #[arg(long, value_name = "NAME", default_value = "high")]
        policy: String,
    },
}
