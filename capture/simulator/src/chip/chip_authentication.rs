//! The chip's side of Chip Authentication, ICAO 9303-11 §6.2.4.

use super::refusal::Refusal;
use emrtd::crypto::{Cipher, EcDomain, EcKeyPair};
use emrtd::domain_parameters::Curve;
use emrtd::protocol::Randomness;
use emrtd::secure_messaging::SecureMessaging;
use emrtd::security_info::{ChipAuthenticationProtocol, SecurityInfos};
use emrtd::tlv::{self, Reader};
use openssl::pkey::{PKey, Private};

/// The key pair behind DG14, and what DG14 says about it.
pub(super) struct ChipAuthenticationKeyPair {
    pair: EcKeyPair,
    protocols: Vec<ChipAuthenticationProtocol>,
    key_id: Option<u64>,
}

impl ChipAuthenticationKeyPair {
    /// The key pair for what DG14 announces; a clone, which could not read the private key out, makes one of its own.
    pub(super) fn load(
        infos: &SecurityInfos,
        key: Option<&PKey<Private>>,
        mut randomness: impl Randomness,
    ) -> Option<Self> {
        let announced = infos.chip_authentication_public_keys().first()?;
        let curve = announced.elliptic_curve_key().ok()?.curve;
        let pair = match key {
            Some(key) => own_pair(curve, key)?,
            None => EcKeyPair::generate(&EcDomain::new(curve).ok()?, &mut randomness).ok()?,
        };
        let protocols = infos.chip_authentication().iter().map(|info| info.protocol).collect();
        Some(Self { pair, protocols, key_id: announced.key_id })
    }

    /// MSE:Set AT: the variant to run.
    pub(super) fn select(&self, data: &[u8]) -> Result<ChipAuthenticationProtocol, Refusal> {
        let mut objects = Reader::new(data);
        let protocol = ChipAuthenticationProtocol::from_oid(objects.expect(0x80)?.value);
        self.check_reference(&mut objects)?;
        protocol
            .filter(|protocol| self.protocols.contains(protocol))
            .ok_or(Refusal::REFERENCED_DATA_NOT_FOUND)
    }

    /// GENERAL AUTHENTICATE: the session under the new keys, which starts with the next command.
    pub(super) fn agree(
        &self,
        protocol: ChipAuthenticationProtocol,
        data: &[u8],
    ) -> Result<SecureMessaging, Refusal> {
        let mut objects = tlv::parse_exactly(data, 0x7C)?.children();
        let peer = objects.expect(0x80)?.value;
        objects.finish()?;
        self.session(protocol.cipher, peer)
    }

    /// MSE:Set KAT, which is all there is with triple DES.
    pub(super) fn set_key_agreement_template(&self, data: &[u8]) -> Result<SecureMessaging, Refusal> {
        let mut objects = Reader::new(data);
        let peer = objects.expect(0x91)?.value;
        self.check_reference(&mut objects)?;
        if !self.protocols.iter().any(|protocol| protocol.cipher == Cipher::TripleDes) {
            return Err(Refusal::REFERENCED_DATA_NOT_FOUND);
        }
        self.session(Cipher::TripleDes, peer)
    }

    fn session(&self, cipher: Cipher, peer: &[u8]) -> Result<SecureMessaging, Refusal> {
        Ok(SecureMessaging::from_secret(cipher, &self.pair.shared_secret(peer)?)?)
    }

    /// DO'84' may name the key; what it names must be this one.
    fn check_reference(&self, objects: &mut Reader<'_>) -> Result<(), Refusal> {
        let named = objects.optional(0x84)?.map(|object| object.value);
        objects.finish()?;
        let number =
            named.map(|digits| digits.iter().fold(0u64, |sum, digit| (sum << 8) | u64::from(*digit)));
        if number == self.key_id { Ok(()) } else { Err(Refusal::REFERENCED_DATA_NOT_FOUND) }
    }
}

fn own_pair(curve: Curve, key: &PKey<Private>) -> Option<EcKeyPair> {
    let scalar = key.ec_key().ok()?.private_key().to_vec();
    EcKeyPair::from_private(&EcDomain::new(curve).ok()?, &scalar).ok()
}
