//! Only a signed EF.SOD makes keys authentic.
use emrtd::lds::security_object::LdsSecurityObject;
use emrtd::security_info::SecurityInfos;
use verifier::passive::{AuthenticKeys, ChipKeyRules};

fn forge(
    lds: LdsSecurityObject,
    security_infos: Option<SecurityInfos>,
    rules: ChipKeyRules,
) -> AuthenticKeys {
    AuthenticKeys { lds, security_infos, active_authentication_key: None, card_security: None, rules }
}

fn main() {}
