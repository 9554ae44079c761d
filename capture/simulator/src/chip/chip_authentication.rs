//! The chip's side of Chip Authentication, ICAO 9303-11 §6.2.4.

use super::refusal::Refusal;
use emrtd::chip::chip_authentication::ChipAuthenticationChoice;
use emrtd::chip::terminal_authentication::compressed_public_key;
use emrtd::crypto::{Cipher, Domain, KeyPair};
use emrtd::domain_parameters::DomainParameters;
use emrtd::protocol::Randomness;
use emrtd::secure_messaging::SecureMessaging;
use emrtd::security_info::{ChipAuthenticationProtocol, SecurityInfos};
use emrtd::tlv::{self, Reader};
use openssl::pkey::{Id, PKey, Private};

/// The key pairs behind DG14, and what DG14 says about them.
pub(super) struct ChipAuthenticationKeys(Vec<Key>);

/// A variant with the private key it runs with.
struct Key {
    protocol: ChipAuthenticationProtocol,
    key_id: Option<u64>,
    parameters: DomainParameters,
    pair: KeyPair,
}

/// The session under the new keys, and the terminal's ephemeral key, compressed.
pub(super) struct Agreed {
    pub(super) session: SecureMessaging,
    pub(super) compressed_key: Vec<u8>,
}

/// The variant and the key that the terminal selected.
#[derive(Clone, Copy)]
pub(super) struct Selected(usize);

impl ChipAuthenticationKeys {
    /// The key pairs for what DG14 announces; a clone, which could not read the private keys out, makes others.
    pub(super) fn load(
        infos: &SecurityInfos,
        keys: &[PKey<Private>],
        mut randomness: impl Randomness,
    ) -> Self {
        let choices = ChipAuthenticationChoice::all(infos).into_iter();
        let key = |choice: ChipAuthenticationChoice| {
            let (parameters, public_key) = (choice.public_key.parameters, choice.public_key.public_key);
            let mut own = keys.iter().filter_map(|key| own_pair(parameters, key));
            let pair = match own.find(|pair| pair.public_key() == public_key) {
                Some(pair) => pair,
                None => KeyPair::generate(&Domain::new(parameters).ok()?, &mut randomness).ok()?,
            };
            Some(Key { protocol: choice.protocol, key_id: choice.key_id, parameters, pair })
        };
        Self(choices.filter_map(key).collect())
    }

    pub(super) fn refuse(&mut self, cipher: Cipher) {
        self.0.retain(|key| key.protocol.cipher != cipher);
    }

    /// MSE:Set AT: the variant to run.
    pub(super) fn select(&self, data: &[u8]) -> Result<Selected, Refusal> {
        let mut objects = Reader::new(data);
        let protocol = ChipAuthenticationProtocol::from_oid(objects.expect(0x80)?.value);
        let number = reference(&mut objects)?;
        let chosen = |key: &Key| Some(key.protocol) == protocol && key.key_id == number;
        self.0.iter().position(chosen).map(Selected).ok_or(Refusal::REFERENCED_DATA_NOT_FOUND)
    }

    /// GENERAL AUTHENTICATE: the session under the new keys, which starts with the next command.
    pub(super) fn agree(&self, selected: Selected, data: &[u8]) -> Result<Agreed, Refusal> {
        let mut objects = tlv::parse_exactly(data, 0x7C)?.children();
        let peer = objects.expect(0x80)?.value;
        objects.finish()?;
        let key = self.0.get(selected.0).ok_or(Refusal::REFERENCED_DATA_NOT_FOUND)?;
        key.agree(peer)
    }

    /// MSE:Set KAT, which is all there is with triple DES.
    pub(super) fn set_key_agreement_template(&self, data: &[u8]) -> Result<Agreed, Refusal> {
        let mut objects = Reader::new(data);
        let peer = objects.expect(0x91)?.value;
        let number = reference(&mut objects)?;
        let chosen = |key: &&Key| key.protocol.cipher == Cipher::TripleDes && key.key_id == number;
        self.0.iter().find(chosen).ok_or(Refusal::REFERENCED_DATA_NOT_FOUND)?.agree(peer)
    }
}

impl Key {
    fn agree(&self, peer: &[u8]) -> Result<Agreed, Refusal> {
        let session = SecureMessaging::from_secret(self.protocol.cipher, &self.pair.shared_secret(peer)?)?;
        Ok(Agreed { session, compressed_key: compressed_public_key(self.parameters, peer) })
    }
}

/// DO'84' may name the key by its number.
fn reference(objects: &mut Reader<'_>) -> Result<Option<u64>, Refusal> {
    let named = objects.optional(0x84)?.map(|object| object.value);
    objects.finish()?;
    Ok(named.map(|digits| digits.iter().fold(0u64, |sum, digit| (sum << 8) | u64::from(*digit))))
}

fn own_pair(parameters: DomainParameters, key: &PKey<Private>) -> Option<KeyPair> {
    let number = match key.id() {
        Id::EC => key.ec_key().ok()?.private_key().to_vec(),
        _ => key.dh().ok()?.private_key().to_vec(),
    };
    KeyPair::from_private(&Domain::new(parameters).ok()?, &number).ok()
}
