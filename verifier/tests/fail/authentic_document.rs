//! Only passive authentication makes an authentic document.
use emrtd::lds::security_object::LdsSecurityObject;
use emrtd::security_info::SecurityInfos;
use verifier::passive::{AuthenticDocument, ChipKeyRules, PassiveReport};

/// What the data groups say has no name outside.
fn anything<T>() -> T {
    loop {}
}

fn forge(
    (report, lds): (PassiveReport, LdsSecurityObject),
    card_security: Option<SecurityInfos>,
    rules: ChipKeyRules,
    signer_begins: time::Date,
) -> AuthenticDocument {
    AuthenticDocument { report, lds, content: anything(), card_security, rules, signer_begins }
}

fn main() {}
