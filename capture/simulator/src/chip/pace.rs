//! The chip's side of PACE-ECDH-GM, ICAO 9303-11 §4.4.4.

use super::refusal::Refusal;
use emrtd::access::pace::{authentication_token, encrypt_nonce};
use emrtd::crypto::{Cipher, EcDomain, EcKeyPair, SessionKeys, SymmetricKey};
use emrtd::password::Password;
use emrtd::protocol::Randomness;
use emrtd::secure_messaging::SecureMessaging;
use emrtd::security_info::{PaceInfo, PaceProtocol, SecurityInfos};
use emrtd::tlv::{self, Reader};
use zeroize::Zeroizing;

/// PACE, waiting for one of four GENERAL AUTHENTICATE.
pub(super) enum Pace {
    /// The request for the nonce.
    Nonce(Variant),
    /// The terminal's mapping key.
    Mapping(Variant, Zeroizing<Vec<u8>>),
    /// The terminal's ephemeral key, on the mapped domain.
    Agreement(PaceProtocol, EcDomain),
    /// The terminal's token; the chip's own is ready.
    Token(SessionKeys, Tokens),
}

pub(super) struct Variant {
    protocol: PaceProtocol,
    domain: EcDomain,
    password_key: SymmetricKey,
}

pub(super) struct Tokens {
    expected: [u8; 8],
    own: [u8; 8],
}

/// What a step came to, with the content of 7C in the answer.
pub(super) enum Progress {
    Waiting(Pace, Vec<u8>),
    Established(SecureMessaging, Vec<u8>),
}

impl Pace {
    /// MSE:Set AT: the protocol, the password's reference and, where there is a choice, the domain parameters.
    pub(super) fn select(
        data: &[u8],
        offered: &SecurityInfos,
        password: impl FnOnce(u8) -> Option<Password>,
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
        let curve = info.supported_curve().ok_or(Refusal::WRONG_DATA)?;
        let password = password(reference).ok_or(Refusal::REFERENCED_DATA_NOT_FOUND)?;
        let password_key = password.pace_key(protocol.cipher)?;
        Ok(Self::Nonce(Variant { protocol, domain: EcDomain::new(curve)?, password_key }))
    }

    /// GENERAL AUTHENTICATE.
    pub(super) fn receive(self, data: &[u8], randomness: impl Randomness) -> Result<Progress, Refusal> {
        let mut objects = tlv::parse_exactly(data, 0x7C)?.children();
        let progress = match self {
            Self::Nonce(variant) => variant.send_nonce(randomness),
            Self::Mapping(variant, nonce) => variant.map(&nonce, objects.expect(0x81)?.value, randomness),
            Self::Agreement(protocol, domain) => {
                agree(protocol, &domain, objects.expect(0x83)?.value, randomness)
            }
            Self::Token(keys, tokens) => tokens.compare(keys, objects.expect(0x85)?.value),
        }?;
        objects.finish()?;
        Ok(progress)
    }
}

impl Variant {
    /// s is as long as the key, in whole blocks.
    fn send_nonce(self, mut randomness: impl Randomness) -> Result<Progress, Refusal> {
        let length = match self.protocol.cipher {
            Cipher::TripleDes | Cipher::Aes128 => 16,
            Cipher::Aes192 | Cipher::Aes256 => 32,
        };
        let mut nonce = Zeroizing::new(vec![0; length]);
        randomness.fill(&mut nonce)?;
        let encrypted = encrypt_nonce(&self.password_key, &nonce)?;
        Ok(Progress::Waiting(Pace::Mapping(self, nonce), tlv::encode(0x80, &encrypted)))
    }

    fn map(self, nonce: &[u8], peer: &[u8], mut randomness: impl Randomness) -> Result<Progress, Refusal> {
        let own = EcKeyPair::generate(&self.domain, &mut randomness)?;
        let mapped = self.domain.map_generic(nonce, &own, peer)?;
        let answer = tlv::encode(0x82, own.public_key());
        Ok(Progress::Waiting(Pace::Agreement(self.protocol, mapped), answer))
    }
}

fn agree(
    protocol: PaceProtocol,
    mapped: &EcDomain,
    peer: &[u8],
    mut randomness: impl Randomness,
) -> Result<Progress, Refusal> {
    let own = EcKeyPair::generate(mapped, &mut randomness)?;
    let keys = SessionKeys::derive(protocol.cipher, &own.shared_secret(peer)?)?;
    let token = |public_key| authentication_token(&keys.authentication, &protocol.oid(), public_key);
    let tokens = Tokens { expected: token(own.public_key())?, own: token(peer)? };
    Ok(Progress::Waiting(Pace::Token(keys, tokens), tlv::encode(0x84, own.public_key())))
}

impl Tokens {
    fn compare(self, keys: SessionKeys, received: &[u8]) -> Result<Progress, Refusal> {
        let same = received.len() == self.expected.len() && openssl::memcmp::eq(received, &self.expected);
        if !same {
            return Err(Refusal::AUTHENTICATION_FAILED);
        }
        Ok(Progress::Established(SecureMessaging::new(keys, 0), tlv::encode(0x86, &self.own)))
    }
}
