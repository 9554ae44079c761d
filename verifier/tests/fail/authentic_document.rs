//! Only passive authentication makes an authentic document.
use verifier::passive::{AuthenticDocument, AuthenticKeys, PassiveReport};

/// What the data groups say has no name outside.
fn anything<T>() -> T {
    loop {}
}

fn forge(report: PassiveReport, keys: AuthenticKeys, signer_begins: time::Date) -> AuthenticDocument {
    AuthenticDocument { report, keys, content: anything(), signer_begins }
}

fn main() {}
