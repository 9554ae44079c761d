//! The arguments of the networks: `models`.

use clap::Subcommand;

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
