//! Demonstrating Proof of Possession, RFC 9449, with ES256 and nothing else: who sends a request holds the key.

mod guard;
mod proof;

pub(crate) use guard::DpopGuard;
pub(crate) use proof::{Proof, ProofError};
