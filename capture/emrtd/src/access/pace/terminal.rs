//! The terminal's side of PACE, ICAO 9303-11 §4.4.4: MSE:Set AT, then GENERAL AUTHENTICATE four times.

use super::{PaceError, authentication_token, decrypt_nonce};
use crate::apdu::{CommandApdu, ResponseApdu, StatusPattern, StatusWord};
use crate::crypto::{Cipher, EcDomain, EcKeyPair, SessionKeys, SymmetricKey};
use crate::password::Password;
use crate::protocol::{Answers, Exchange, Protocol, Randomness, Request, Step};
use crate::secure_messaging::SecureMessaging;
use crate::security_info::PaceInfo;
use crate::tlv;
use zeroize::Zeroizing;

/// PACE, waiting for one of its four answers; it ends in the session.
pub enum Pace {
    /// The answer to MSE:Set AT and the encrypted nonce is awaited.
    Nonce(ExpectNonce),
    /// The chip's mapping key is awaited.
    Mapping(ExpectMapping),
    /// The chip's ephemeral public key is awaited.
    Agreement(ExpectAgreement),
    /// The chip's token is awaited.
    Confirmation(ExpectConfirmation),
}

/// What every step needs: the variant, the password's key, the curve and both private keys.
struct Run {
    protocol: Vec<u8>,
    cipher: Cipher,
    password_key: SymmetricKey,
    domain: EcDomain,
    mapping: EcKeyPair,
    ephemeral: EcKeyPair,
}

/// Waits for the answer to MSE:Set AT and the encrypted nonce.
pub struct ExpectNonce(Run);

/// Waits for the chip's mapping key.
pub struct ExpectMapping {
    run: Run,
    nonce: Zeroizing<Vec<u8>>,
}

/// Waits for the chip's ephemeral public key.
pub struct ExpectAgreement {
    protocol: Vec<u8>,
    cipher: Cipher,
    ephemeral: EcKeyPair,
}

/// Waits for the chip's token.
pub struct ExpectConfirmation {
    keys: SessionKeys,
    expected: [u8; 8],
}

impl Pace {
    /// Chooses the variant, the password and the domain parameters (§4.4.4.1). Both ephemeral keys are drawn here.
    ///
    /// The standard demands DO'84' only where several parameters are offered, but it is always sent: Ukrainian passports of
    /// before July 2022 refuse MSE:Set AT without it (6A87, gmrtd issue 108).
    pub fn start(
        info: &PaceInfo,
        password: &Password,
        randomness: &mut impl Randomness,
    ) -> Result<Step<Self>, PaceError> {
        let curve = info.supported_curve().ok_or(PaceError::Unsupported)?;
        let domain = EcDomain::new(curve)?;
        let protocol = info.protocol.oid().to_vec();
        let cipher = info.protocol.cipher;
        let mut data = tlv::encode(0x80, &protocol);
        data.extend(tlv::encode(0x83, &[password.reference()]));
        data.extend(tlv::encode(0x84, &[curve.parameter_id()]));
        let run = Run {
            password_key: password.pace_key(cipher)?,
            mapping: EcKeyPair::generate(&domain, randomness)?,
            ephemeral: EcKeyPair::generate(&domain, randomness)?,
            protocol,
            cipher,
            domain,
        };
        // 63Cx only counts the tries that are left.
        let select = Request::accepting(
            CommandApdu::new(0x00, 0x22, 0xC1, 0xA4).with_data(data),
            &[StatusPattern::OK, StatusPattern::TRIES_LEFT],
        );
        let exchange = Exchange::new(select).then(general_authenticate(&[], true));
        Ok(Step::Transmit(exchange, Self::Nonce(ExpectNonce(run))))
    }
}

impl Protocol for Pace {
    type Output = SecureMessaging;
    type Error = PaceError;

    fn receive(self, answers: Answers) -> Result<Step<Self>, PaceError> {
        match self {
            Self::Nonce(wait) => wait.receive(answers),
            Self::Mapping(wait) => wait.receive(&answers.last()),
            Self::Agreement(wait) => wait.receive(&answers.last()),
            Self::Confirmation(wait) => wait.receive(&answers.last()).map(Step::Done),
        }
    }
}

impl ExpectNonce {
    fn receive(self, answers: Answers) -> Result<Step<Pace>, PaceError> {
        let (selection, nonce) = answers.split_first();
        let nonce = nonce.ok_or(PaceError::Refused(selection.status))?.last();
        let encrypted = dynamic_data(&nonce, 0x80)?;
        if encrypted.is_empty() || encrypted.len() > 64 {
            return Err(PaceError::Malformed);
        }
        let nonce = Zeroizing::new(decrypt_nonce(&self.0.password_key, encrypted)?);
        let command = general_authenticate(&tlv::encode(0x81, self.0.mapping.public_key()), true);
        Ok(Step::send(command, Pace::Mapping(ExpectMapping { run: self.0, nonce })))
    }
}

impl ExpectMapping {
    fn receive(self, response: &ResponseApdu) -> Result<Step<Pace>, PaceError> {
        let Self { run, nonce } = self;
        let chip = dynamic_data(response, 0x82)?;
        if chip == run.mapping.public_key() {
            return Err(PaceError::SamePublicKey);
        }
        let mapped = run.domain.map_generic(&nonce, &run.mapping, chip)?;
        let ephemeral = EcKeyPair::from_private(&mapped, run.ephemeral.private_key())?;
        let command = general_authenticate(&tlv::encode(0x83, ephemeral.public_key()), true);
        let wait = ExpectAgreement { protocol: run.protocol, cipher: run.cipher, ephemeral };
        Ok(Step::send(command, Pace::Agreement(wait)))
    }
}

impl ExpectAgreement {
    fn receive(self, response: &ResponseApdu) -> Result<Step<Pace>, PaceError> {
        let chip = dynamic_data(response, 0x84)?;
        if chip == self.ephemeral.public_key() {
            return Err(PaceError::SamePublicKey);
        }
        let secret = self.ephemeral.shared_secret(chip)?;
        let keys = SessionKeys::derive(self.cipher, &secret)?;
        let token = authentication_token(&keys.authentication, &self.protocol, chip)?;
        let expected =
            authentication_token(&keys.authentication, &self.protocol, self.ephemeral.public_key())?;
        let command = general_authenticate(&tlv::encode(0x85, &token), false);
        Ok(Step::send(command, Pace::Confirmation(ExpectConfirmation { keys, expected })))
    }
}

impl ExpectConfirmation {
    fn receive(self, response: &ResponseApdu) -> Result<SecureMessaging, PaceError> {
        if !response.status.is_ok() {
            return Err(PaceError::Denied(response.status));
        }
        let token = dynamic_data(response, 0x86)?;
        if token.len() != self.expected.len() || !openssl::memcmp::eq(token, &self.expected) {
            return Err(PaceError::ChipNotAuthenticated);
        }
        Ok(SecureMessaging::new(self.keys, 0))
    }
}

/// GENERAL AUTHENTICATE; all but the last of a run are chained.
fn general_authenticate(object: &[u8], chained: bool) -> CommandApdu {
    let class = if chained { 0x10 } else { 0x00 };
    CommandApdu::new(class, 0x86, 0x00, 0x00).with_data(tlv::encode(0x7C, object)).expecting(256)
}

/// The content of one data object inside the dynamic authentication data 7C.
fn dynamic_data(response: &ResponseApdu, tag: u32) -> Result<&[u8], PaceError> {
    if response.status != StatusWord::OK {
        return Err(PaceError::Refused(response.status));
    }
    let objects = tlv::parse_exactly(&response.data, 0x7C).map_err(|_| PaceError::Malformed)?;
    let object = objects.children().expect(tag).map_err(|_| PaceError::Malformed)?;
    Ok(object.value)
}
