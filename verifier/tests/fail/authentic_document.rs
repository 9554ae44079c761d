//! Only passive authentication makes an authentic document.
use emrtd::chip::active_authentication::ActiveAuthenticationPublicKey;
use emrtd::lds::security_object::LdsSecurityObject;
use emrtd::mrz::Mrz;
use emrtd::security_info::SecurityInfos;
use verifier::passive::{AuthenticDocument, PassiveReport, Portrait};

fn forge(
    (report, lds, holder, portrait): (PassiveReport, LdsSecurityObject, Mrz, Portrait),
    [security_infos, card_security]: [Option<SecurityInfos>; 2],
    active_authentication_key: Option<ActiveAuthenticationPublicKey>,
    signer_begins: time::Date,
) -> AuthenticDocument {
    AuthenticDocument {
        report,
        lds,
        holder,
        portrait,
        security_infos,
        card_security,
        active_authentication_key,
        signer_begins,
    }
}

fn main() {}
