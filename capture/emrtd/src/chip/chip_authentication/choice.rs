//! Which variants of Chip Authentication to run with which key, in which order, ICAO 9303-11 §9.2.5 and §9.2.6.

use crate::crypto::Cipher;
use crate::security_info::{
    ChipAuthenticationInfo, ChipAuthenticationProtocol, ChipAuthenticationPublicKeyInfo, ChipPublicKey,
    SecurityInfos,
};
use std::cmp::Reverse;

/// More pairings of variant and key than any chip has; what DG14 announces beyond is not looked at.
const MOST: usize = 32;

/// A variant, and the key in DG14 it runs with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChipAuthenticationChoice {
    /// The variant.
    pub protocol: ChipAuthenticationProtocol,
    /// The key's number, where DG14 gives it one.
    pub key_id: Option<u64>,
    /// The chip's static public key.
    pub public_key: ChipPublicKey,
}

impl ChipAuthenticationChoice {
    /// Every choice this system can run, strongest cipher first, then the strongest key.
    ///
    /// Keys without any `ChipAuthenticationInfo` (first generation chips) are for triple DES.
    pub fn all(infos: &SecurityInfos) -> Vec<Self> {
        let keys = infos.chip_authentication_public_keys();
        let mut choices: Vec<Self> = match infos.chip_authentication() {
            [] => keys.iter().filter_map(Self::inferred).take(MOST).collect(),
            announced => announced
                .iter()
                .filter(|info| info.version == 1)
                .flat_map(|info| keys.iter().filter_map(|key| Self::pair(info, key, keys.len())))
                .take(MOST)
                .collect(),
        };
        choices
            .sort_by_key(|choice| Reverse((choice.protocol.cipher, choice.public_key.parameters.strength())));
        choices
    }

    /// A variant that names no key fits every key; a sole key without a number is the one that is named.
    fn pair(
        info: &ChipAuthenticationInfo,
        key: &ChipAuthenticationPublicKeyInfo,
        keys: usize,
    ) -> Option<Self> {
        let named = info.key_id.is_none() || key.key_id == info.key_id;
        let sole = keys == 1 && key.key_id.is_none();
        if key.agreement != info.protocol.agreement || !(named || sole) {
            return None;
        }
        let key_id = info.key_id.or(key.key_id);
        Some(Self { protocol: info.protocol, key_id, public_key: key.key().ok()? })
    }

    fn inferred(key: &ChipAuthenticationPublicKeyInfo) -> Option<Self> {
        let protocol = ChipAuthenticationProtocol { agreement: key.agreement, cipher: Cipher::TripleDes };
        Some(Self { protocol, key_id: key.key_id, public_key: key.key().ok()? })
    }

    /// True when the transcript's names are those of this choice.
    pub(crate) fn is(&self, key_id: Option<u64>, protocol: &str) -> bool {
        self.key_id == key_id && self.protocol.to_string() == protocol
    }
}
