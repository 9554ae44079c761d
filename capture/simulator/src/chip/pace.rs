//! The chip's side of PACE, ICAO 9303-11 §4.4.4: every mapping, over elliptic curves and integers.

use super::refusal::Refusal;
use emrtd::access::pace::{
    authentication_token, chip_authentication_data, encrypt_chip_authentication_data, encrypt_nonce,
};
use emrtd::chip::terminal_authentication::ChipIdentifier;
use emrtd::crypto::{Domain, EcDomain, EcKeyPair, KeyPair, SessionKeys, SymmetricKey};
use emrtd::domain_parameters::{Curve, DomainParameters};
use emrtd::password::Password;
use emrtd::protocol::Randomness;
use emrtd::secure_messaging::SecureMessaging;
use emrtd::security_info::{EfCardSecurity, PaceInfo, PaceMapping, PaceProtocol, SecurityInfos};
use emrtd::tlv::{self, Reader};
use openssl::pkey::{PKey, Private};
use zeroize::Zeroizing;

/// PACE, waiting for one of four GENERAL AUTHENTICATE.
pub(super) enum Pace {
    /// The request for the nonce.
    Nonce(Variant),
    /// The terminal's mapping data.
    Mapping(Variant, Zeroizing<Vec<u8>>),
    /// The terminal's ephemeral key, on the mapped domain.
    Agreement(Mapped),
    /// The terminal's token; the chip's own is ready.
    Token(SessionKeys, Tokens),
}

pub(super) struct Variant {
    protocol: PaceProtocol,
    parameters: DomainParameters,
    password_key: SymmetricKey,
    mapping_key: Option<MappingKey>,
}

/// The static private key of the chip authentication mapping.
#[derive(Clone)]
pub(super) struct MappingKey {
    curve: Curve,
    private: Zeroizing<Vec<u8>>,
}

pub(super) struct Mapped {
    protocol: PaceProtocol,
    parameters: DomainParameters,
    domain: Domain,
    /// CA_IC, where the mapping proves the chip.
    chip_authentication_data: Option<Zeroizing<Vec<u8>>>,
}

pub(super) struct Tokens {
    expected: [u8; 8],
    /// The chip's answer: its token, and its chip authentication data.
    own: Vec<u8>,
    /// How Terminal Authentication names the chip.
    identifier: ChipIdentifier,
}

/// What a step came to, with the content of 7C in the answer.
pub(super) enum Progress {
    Waiting(Pace, Vec<u8>),
    Established(SecureMessaging, ChipIdentifier, Vec<u8>),
}

impl Pace {
    /// MSE:Set AT: the protocol, the password's reference and, where there is a choice, the domain parameters.
    pub(super) fn select(
        data: &[u8],
        offered: &SecurityInfos,
        password: impl FnOnce(u8) -> Option<Password>,
        mapping_key: Option<MappingKey>,
    ) -> Result<Self, Refusal> {
        let mut objects = Reader::new(data);
        let protocol = PaceProtocol::from_oid(objects.expect(0x80)?.value).ok_or(Refusal::WRONG_DATA)?;
        let reference = match objects.expect(0x83)?.value {
            [reference] => *reference,
            _ => return Err(Refusal::WRONG_DATA),
        };
        let parameters = objects.optional(0x84)?.map(|object| object.value);
        let chosen = |info: &&PaceInfo| {
            let same_parameters = match parameters {
                Some([id]) => info.parameter_id == Some(u64::from(*id)),
                Some(_) => false,
                None => true,
            };
            info.protocol == protocol && same_parameters
        };
        let info = offered.pace().iter().find(chosen).ok_or(Refusal::WRONG_DATA)?;
        let parameters = info.supported_parameters().ok_or(Refusal::WRONG_DATA)?;
        let password = password(reference).ok_or(Refusal::REFERENCED_DATA_NOT_FOUND)?;
        let password_key = password.pace_key(protocol.cipher)?;
        Ok(Self::Nonce(Variant { protocol, parameters, password_key, mapping_key }))
    }

    /// GENERAL AUTHENTICATE.
    pub(super) fn receive(self, data: &[u8], randomness: impl Randomness) -> Result<Progress, Refusal> {
        let mut objects = tlv::parse_exactly(data, 0x7C)?.children();
        let progress = match self {
            Self::Nonce(variant) => variant.send_nonce(randomness),
            Self::Mapping(variant, nonce) => variant.map(&nonce, objects.expect(0x81)?.value, randomness),
            Self::Agreement(mapped) => mapped.agree(objects.expect(0x83)?.value, randomness),
            Self::Token(keys, tokens) => tokens.compare(keys, objects.expect(0x85)?.value),
        }?;
        objects.finish()?;
        Ok(progress)
    }
}

impl MappingKey {
    /// The key to what EF.CardSecurity announces; a clone, which could not read it out, makes one of its own.
    pub(super) fn load(
        card_security: &[u8],
        key: Option<&PKey<Private>>,
        mut randomness: impl Randomness,
    ) -> Option<Self> {
        let infos = EfCardSecurity::parse(card_security).ok()?.infos;
        let curve = infos.chip_authentication_public_keys().first()?.elliptic_curve_key().ok()?.curve;
        let private = match key {
            Some(key) => Zeroizing::new(key.ec_key().ok()?.private_key().to_vec()),
            None => {
                let pair = EcKeyPair::generate(&EcDomain::new(curve).ok()?, &mut randomness).ok()?;
                Zeroizing::new(pair.private_key().to_vec())
            }
        };
        Some(Self { curve, private })
    }
}

impl Variant {
    fn send_nonce(self, mut randomness: impl Randomness) -> Result<Progress, Refusal> {
        let mut nonce = Zeroizing::new(vec![0; self.protocol.cipher.nonce_length()]);
        randomness.fill(&mut nonce)?;
        let encrypted = encrypt_nonce(&self.password_key, &nonce)?;
        Ok(Progress::Waiting(Pace::Mapping(self, nonce), tlv::encode(0x80, &encrypted)))
    }

    fn map(self, nonce: &[u8], peer: &[u8], mut randomness: impl Randomness) -> Result<Progress, Refusal> {
        let (protocol, domain) = (self.protocol, Domain::new(self.parameters)?);
        if protocol.mapping.is_integrated() {
            let domain = domain.map_integrated(protocol.cipher, nonce, peer)?;
            let mapped =
                Mapped { protocol, parameters: self.parameters, domain, chip_authentication_data: None };
            return Ok(Progress::Waiting(Pace::Agreement(mapped), tlv::encode(0x82, &[])));
        }
        let own = KeyPair::generate(&domain, &mut randomness)?;
        let chip_authentication_data = self.chip_authentication_data(own.private_key())?;
        let domain = domain.map_generic(nonce, &own, peer)?;
        let mapped = Mapped { protocol, parameters: self.parameters, domain, chip_authentication_data };
        Ok(Progress::Waiting(Pace::Agreement(mapped), tlv::encode(0x82, own.public_key())))
    }

    fn chip_authentication_data(&self, mapping: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, Refusal> {
        if self.protocol.mapping != PaceMapping::EcdhCam {
            return Ok(None);
        }
        let on_curve = |key: &&MappingKey| self.parameters == DomainParameters::Ec(key.curve);
        let key = self.mapping_key.as_ref().filter(on_curve).ok_or(Refusal::REFERENCED_DATA_NOT_FOUND)?;
        Ok(Some(chip_authentication_data(key.curve, &key.private, mapping)?))
    }
}

impl Mapped {
    fn agree(self, peer: &[u8], mut randomness: impl Randomness) -> Result<Progress, Refusal> {
        let own = KeyPair::generate(&self.domain, &mut randomness)?;
        let keys = SessionKeys::derive(self.protocol.cipher, &own.shared_secret(peer)?)?;
        let token = |key| authentication_token(&keys.authentication, &self.protocol.oid(), key);
        let expected = token(own.public_key())?;
        let mut answer = tlv::encode(0x86, &token(peer)?);
        if let Some(data) = self.chip_authentication_data {
            let encrypted = encrypt_chip_authentication_data(&keys.encryption, &data)?;
            answer.extend(tlv::encode(0x8A, &encrypted));
        }
        let identifier = ChipIdentifier::from_pace(self.parameters, own.public_key());
        let tokens = Tokens { expected, own: answer, identifier };
        Ok(Progress::Waiting(Pace::Token(keys, tokens), tlv::encode(0x84, own.public_key())))
    }
}

impl Tokens {
    fn compare(self, keys: SessionKeys, received: &[u8]) -> Result<Progress, Refusal> {
        let same = received.len() == self.expected.len() && openssl::memcmp::eq(received, &self.expected);
        if !same {
            return Err(Refusal::AUTHENTICATION_FAILED);
        }
        Ok(Progress::Established(SecureMessaging::new(keys, 0), self.identifier, self.own))
    }
}
