//! Which variant of Chip Authentication to run with which key, ICAO 9303-11 §9.2.5 and §9.2.6.

use crate::crypto::Cipher;
use crate::domain_parameters::EcPublicKey;
use crate::security_info::{ChipAuthenticationProtocol, KeyAgreement, SecurityInfos};

/// A variant, and the key in DG14 it runs with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChipAuthenticationChoice {
    /// The variant.
    pub protocol: ChipAuthenticationProtocol,
    /// The key's number, where DG14 gives it one.
    pub key_id: Option<u64>,
    /// The chip's static public key.
    pub public_key: EcPublicKey,
}

impl ChipAuthenticationChoice {
    /// Every choice this system can run, strongest cipher first.
    ///
    /// A key without any `ChipAuthenticationInfo` (first generation chips) is for triple DES.
    pub fn all(infos: &SecurityInfos) -> Vec<Self> {
        let mut choices: Vec<Self> = infos
            .chip_authentication()
            .iter()
            .filter(|info| info.version == 1 && info.protocol.agreement == KeyAgreement::Ecdh)
            .flat_map(|info| Self::with_key(infos, info.protocol, info.key_id))
            .collect();
        if infos.chip_authentication().is_empty() {
            let inferred =
                ChipAuthenticationProtocol { agreement: KeyAgreement::Ecdh, cipher: Cipher::TripleDes };
            choices = Self::with_key(infos, inferred, None);
        }
        choices.sort_by_key(|choice| std::cmp::Reverse(choice.protocol.cipher));
        choices
    }

    /// The keys with this number; a variant that names none fits every key.
    fn with_key(
        infos: &SecurityInfos,
        protocol: ChipAuthenticationProtocol,
        key_id: Option<u64>,
    ) -> Vec<Self> {
        infos
            .chip_authentication_public_keys()
            .iter()
            .filter(|key| key_id.is_none() || key.key_id == key_id)
            .filter_map(|key| Some((key.key_id, key.elliptic_curve_key().ok()?)))
            .map(|(key_id, public_key)| Self { protocol, key_id, public_key })
            .collect()
    }
}
