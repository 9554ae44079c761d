//! Only the protocols of an authentic document make a genuine chip.
use std::collections::BTreeSet;
use verifier::genuineness::{ChipProtocol, GenuineChip};

fn forge(protocols: BTreeSet<ChipProtocol>) -> GenuineChip {
    GenuineChip { protocols, quirks: BTreeSet::new(), warnings: BTreeSet::new() }
}

fn main() {}
