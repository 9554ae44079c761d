//! Which variants of Chip Authentication to run with which key, in which order, ICAO 9303-11 §9.2.5 and §9.2.6.

use crate::crypto::Cipher;
use crate::security_info::{
    ChipAuthenticationInfo, ChipAuthenticationProtocol, ChipAuthenticationPublicKeyInfo, ChipPublicKey,
    SecurityInfos,
};
use std::cmp::Reverse;

/// More keys and more variants than any chip has; what DG14 announces beyond is not looked at. Making a key ready takes
/// long enough that a chip could otherwise keep its reader busy for hours.
const MOST_KEYS: usize = 16;
const MOST_VARIANTS: usize = 32;

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
        let keys: Vec<UsableKey<'_>> = infos
            .chip_authentication_public_keys()
            .iter()
            .take(MOST_KEYS)
            .filter_map(UsableKey::new)
            .collect();
        let sole = infos.chip_authentication_public_keys().len() == 1;
        let mut choices: Vec<Self> = match infos.chip_authentication() {
            [] => keys.iter().map(UsableKey::inferred).collect(),
            announced => announced
                .iter()
                .take(MOST_VARIANTS)
                .filter(|info| info.version == 1)
                .flat_map(|info| keys.iter().filter_map(move |key| key.pair(info, sole)))
                .collect(),
        };
        choices
            .sort_by_key(|choice| Reverse((choice.protocol.cipher, choice.public_key.parameters.strength())));
        choices.truncate(MOST_VARIANTS);
        choices
    }

    /// True when the transcript's names are those of this choice.
    pub(crate) fn is(&self, key_id: Option<u64>, protocol: &str) -> bool {
        self.key_id == key_id && self.protocol.to_string() == protocol
    }
}

/// A key that this system can compute with, and how DG14 announces it.
struct UsableKey<'a> {
    announced: &'a ChipAuthenticationPublicKeyInfo,
    public_key: ChipPublicKey,
}

impl<'a> UsableKey<'a> {
    fn new(announced: &'a ChipAuthenticationPublicKeyInfo) -> Option<Self> {
        Some(Self { announced, public_key: announced.key().ok()? })
    }

    /// A variant that names no key fits every key; a sole key without a number is the one that is named.
    fn pair(&self, info: &ChipAuthenticationInfo, sole: bool) -> Option<ChipAuthenticationChoice> {
        let named = info.key_id.is_none() || self.announced.key_id == info.key_id;
        let unnumbered = sole && self.announced.key_id.is_none();
        if self.announced.agreement != info.protocol.agreement || !(named || unnumbered) {
            return None;
        }
        Some(self.choice(info.protocol, info.key_id.or(self.announced.key_id)))
    }

    fn inferred(&self) -> ChipAuthenticationChoice {
        let protocol =
            ChipAuthenticationProtocol { agreement: self.announced.agreement, cipher: Cipher::TripleDes };
        self.choice(protocol, self.announced.key_id)
    }

    fn choice(&self, protocol: ChipAuthenticationProtocol, key_id: Option<u64>) -> ChipAuthenticationChoice {
        ChipAuthenticationChoice { protocol, key_id, public_key: self.public_key.clone() }
    }
}
