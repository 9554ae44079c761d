//! The officers' own keys: PKCS#8 under a PIN, and no other kind; and who is enrolled.

use crate::flow::{PinProblem, Secret};
use emrtd::signing::{PrivateKey, PrivateKeyError};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use verifier::jws::{KeySet, TokenKey};
use zeroize::Zeroizing;

/// No name on the screen is longer.
const LONGEST_NAME: usize = 60;
const BEGIN: &[u8] = b"-----BEGIN ";
const ENCRYPTED: &[u8] = b"-----BEGIN ENCRYPTED PRIVATE KEY-----";

/// A key file, still closed.
#[derive(Clone)]
pub struct OfficerKey {
    /// The file's name, without what says that it is a key.
    pub label: String,
    /// The content of the file.
    pub pem: Zeroizing<Vec<u8>>,
}

/// The key files of this counter, and the officers who are enrolled.
#[derive(Debug)]
pub struct OfficerKeys {
    /// Whoever may sign in here.
    pub keys: Vec<OfficerKey>,
    /// The public keys of all enrolled officers.
    pub enrolled: KeySet,
    /// The names that the key set has for them.
    names: BTreeMap<String, String>,
}

impl OfficerKeys {
    /// Key files, and the key set of the enrolled; `None` when it is not one.
    pub fn new(keys: Vec<OfficerKey>, key_set: &[u8]) -> Option<Self> {
        let enrolled = KeySet::parse(key_set).ok()?;
        let raw: Value = serde_json::from_slice(key_set).ok()?;
        let named = raw.get("keys").and_then(Value::as_array).into_iter().flatten().filter_map(|key| {
            let (kid, name) = (key.get("kid")?.as_str()?, key.get("name")?.as_str()?);
            let name: String = name.trim().chars().take(LONGEST_NAME).collect();
            (!name.is_empty()).then(|| (kid.to_owned(), name))
        });
        let names = named.collect();
        Some(Self { keys, enrolled, names })
    }

    /// What an enrolled officer is called here; `None` for a key that is not enrolled.
    pub fn name(&self, kid: &str) -> Option<String> {
        self.enrolled.keys.iter().find(|key| key.kid == kid)?;
        let named = self.names.get(kid).cloned();
        Some(named.unwrap_or_else(|| kid.chars().take(8).collect()))
    }
}

/// Never shows the key.
impl fmt::Debug for OfficerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OfficerKey")
    }
}

/// Opens a key with its PIN; a key that anybody can open is not taken.
pub fn unlock(pem: &[u8], pin: &Secret) -> Result<TokenKey, PinProblem> {
    let mut blocks = pem.windows(BEGIN.len()).enumerate().filter(|(_, window)| *window == BEGIN);
    let first = blocks.next().and_then(|(place, _)| pem.get(place..)).ok_or(PinProblem::Unusable)?;
    if !first.starts_with(ENCRYPTED) {
        return Err(PinProblem::NotEncrypted);
    }
    // What is opened is the first key of the file: with no other in it, it is the one that was looked at.
    if blocks.next().is_some() {
        return Err(PinProblem::Unusable);
    }
    let key = PrivateKey::from_pem(pem, Some(pin.text())).map_err(|problem| match problem {
        PrivateKeyError::WrongPin => PinProblem::Wrong,
        _ => PinProblem::Unusable,
    })?;
    TokenKey::new(key).map_err(|_| PinProblem::Unusable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use openssl::pkey::PKey;
    use openssl::symm::Cipher;
    use ring::rand::SystemRandom;

    fn pem(pin: Option<&str>) -> Vec<u8> {
        let der = TokenKey::generate(&SystemRandom::new()).unwrap();
        let key = PKey::private_key_from_pkcs8(&der).unwrap();
        match pin {
            Some(pin) => key.private_key_to_pem_pkcs8_passphrase(Cipher::aes_256_cbc(), pin.as_bytes()),
            None => key.private_key_to_pem_pkcs8(),
        }
        .unwrap()
    }

    #[test]
    fn only_a_protected_key_with_its_pin_opens() {
        let protected = pem(Some("246810"));
        assert!(unlock(&protected, &Secret::new("246810")).is_ok());
        assert_eq!(unlock(&protected, &Secret::new("246811")).err(), Some(PinProblem::Wrong));
        assert_eq!(unlock(&pem(None), &Secret::new("246810")).err(), Some(PinProblem::NotEncrypted));
        assert_eq!(unlock(b"no key", &Secret::new("246810")).err(), Some(PinProblem::Unusable));
        let both =
            |first: Vec<u8>, second: Vec<u8>| unlock(&[first, second].concat(), &Secret::new("246810"));
        let open = both(pem(None), protected.clone());
        assert_eq!(open.err(), Some(PinProblem::NotEncrypted), "the first one is opened");
        let second = both(protected.clone(), pem(None));
        assert_eq!(second.err(), Some(PinProblem::Unusable));
        let named = [b"friendlyName: kari\n".to_vec(), protected].concat();
        assert!(unlock(&named, &Secret::new("246810")).is_ok());
    }

    #[test]
    fn whoever_is_enrolled_has_a_name_and_nobody_else() {
        let der = TokenKey::generate(&SystemRandom::new()).unwrap();
        let key = TokenKey::from_pkcs8(&der).unwrap();
        let mut set = serde_json::to_value(key.key_set()).unwrap();
        let kid = key.public().kid.clone();
        let name = |set: &Value| OfficerKeys::new(vec![], set.to_string().as_bytes()).unwrap().name(&kid);
        assert_eq!(name(&set), Some(kid.chars().take(8).collect()));
        set["keys"][0]["name"] = "Kari Nordmann".into();
        assert_eq!(name(&set).as_deref(), Some("Kari Nordmann"));
        assert_eq!(name(&serde_json::json!({ "keys": [] })), None);
        assert!(OfficerKeys::new(vec![], b"no set").is_none());
    }
}
