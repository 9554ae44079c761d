//! The arguments of passive authentication and of its trust anchors: `passive` and `trust`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Args)]
pub struct Passive {
    /// EF.SOD
    #[arg(long, value_name = "FILE")]
    pub sod: PathBuf,
    /// A data group's file, for example --dg 1=EF_DG1.bin; may be given once for each number
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
        /// Master lists (CMS), LDIF of the Public Key Directory, certificates, certificate revocation lists
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
