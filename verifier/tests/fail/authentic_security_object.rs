//! Only a verification makes an authentic EF.SOD.
use emrtd::lds::security_object::LdsSecurityObject;
use verifier::passive::{AuthenticSecurityObject, PassiveReport};

fn forge(report: PassiveReport, lds: LdsSecurityObject) -> AuthenticSecurityObject {
    AuthenticSecurityObject { report, lds }
}

fn main() {}
