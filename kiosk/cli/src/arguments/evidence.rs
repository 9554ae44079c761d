//! The arguments of what a control leaves and of the keys that sign it: `evidence`, `result`, `key`.

use clap::Subcommand;
use std::path::PathBuf;

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
