//! The terminal's side of PACE, ICAO 9303-11 §4.4.4: MSE:Set AT, then GENERAL AUTHENTICATE four times.

use super::mapping::MappingSecret;
use super::{PaceError, authentication_token, decrypt_nonce};
use crate::apdu::{CommandApdu, ResponseApdu, StatusPattern, StatusWord};
use crate::chip::terminal_authentication::ChipIdentifier;
use crate::crypto::{Domain, KeyPair, SessionKeys, SymmetricKey};
use crate::password::Password;
use crate::protocol::{Answers, Exchange, Protocol, Randomness, Request, Step};
use crate::record::PaceCamTranscript;
use crate::secure_messaging::SecureMessaging;
use crate::security_info::{PaceInfo, PaceMapping};
use crate::tlv;
use zeroize::Zeroizing;

/// PACE, waiting for one of its four answers; it ends in the session.
pub enum Pace {
    /// The answer to MSE:Set AT and the encrypted nonce is awaited.
    Nonce(ExpectNonce),
    /// The chip's mapping data is awaited.
    Mapping(ExpectMapping),
    /// The chip's ephemeral public key is awaited.
    Agreement(ExpectAgreement),
    /// The chip's token is awaited.
    Confirmation(ExpectConfirmation),
}

/// What PACE ends in.
pub struct PaceOutcome {
    /// The session.
    pub messaging: SecureMessaging,
    /// The transcript, where the mapping proves the chip; it is judged elsewhere.
    pub chip_authentication: Option<PaceCamTranscript>,
    /// The name of the chip for Terminal Authentication.
    pub chip_identifier: ChipIdentifier,
}

/// What every step needs: the variant, the password's key, the group, what maps the nonce, the private key after it.
struct Run {
    info: PaceInfo,
    password_key: SymmetricKey,
    domain: Domain,
    mapping: MappingSecret,
    ephemeral: KeyPair,
}

/// Waits for the answer to MSE:Set AT and the encrypted nonce.
pub struct ExpectNonce(Run);

/// Waits for the chip's mapping data.
pub struct ExpectMapping {
    run: Run,
    nonce: Zeroizing<Vec<u8>>,
}

/// Waits for the chip's ephemeral public key.
pub struct ExpectAgreement {
    info: PaceInfo,
    ephemeral: KeyPair,
    transcript: Option<PaceCamTranscript>,
}

/// Waits for the chip's token.
pub struct ExpectConfirmation {
    keys: SessionKeys,
    expected: [u8; 8],
    chip_identifier: ChipIdentifier,
    transcript: Option<PaceCamTranscript>,
}

impl Pace {
    /// Chooses the variant, the password and the domain parameters (§4.4.4.1). Everything random is drawn here.
    ///
    /// The standard demands DO'84' only where several parameters are offered, but it is always sent: Ukrainian passports of
    /// before July 2022 refuse MSE:Set AT without it (6A87, gmrtd issue 108). Only a chip that gives its one set of own
    /// parameters no number has nothing to send.
    pub fn start(
        info: &PaceInfo,
        password: &Password,
        randomness: &mut impl Randomness,
    ) -> Result<Step<Self>, PaceError> {
        let parameters = info.supported_parameters().ok_or(PaceError::Unsupported)?;
        let domain = Domain::new(parameters)?;
        let mut data = tlv::encode(0x80, &info.protocol.oid());
        data.extend(tlv::encode(0x83, &[password.reference()]));
        data.extend(domain_reference(info));
        let run = Run {
            password_key: password.pace_key(info.protocol.cipher)?,
            mapping: MappingSecret::draw(info, &domain, randomness)?,
            ephemeral: KeyPair::generate(&domain, randomness)?,
            info: info.clone(),
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
    type Output = PaceOutcome;
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
        let command = general_authenticate(&tlv::encode(0x81, self.0.mapping.data()), true);
        Ok(Step::send(command, Pace::Mapping(ExpectMapping { run: self.0, nonce })))
    }
}

impl ExpectMapping {
    fn receive(self, response: &ResponseApdu) -> Result<Step<Pace>, PaceError> {
        let Self { run, nonce } = self;
        let chip = run.mapping.chip_data(response)?;
        let mapped = run.mapping.map(&run.domain, run.info.protocol.cipher, &nonce, chip)?;
        let ephemeral = KeyPair::from_private(&mapped, run.ephemeral.private_key())?;
        let transcript = run.transcript(&nonce, chip);
        let command = general_authenticate(&tlv::encode(0x83, ephemeral.public_key()), true);
        let wait = ExpectAgreement { info: run.info, ephemeral, transcript };
        Ok(Step::send(command, Pace::Agreement(wait)))
    }
}

impl Run {
    /// The transcript as far as the mapping, where the mapping proves the chip.
    fn transcript(&self, nonce: &[u8], chip: &[u8]) -> Option<PaceCamTranscript> {
        let MappingSecret::Key(own) = &self.mapping else { return None };
        (self.info.protocol.mapping == PaceMapping::EcdhCam).then(|| PaceCamTranscript {
            protocol: self.info.to_string(),
            nonce: Zeroizing::new(nonce.to_vec()),
            terminal_mapping_private_key: Zeroizing::new(own.private_key().to_vec()),
            chip_mapping_public_key: chip.to_vec(),
            terminal_ephemeral_private_key: Zeroizing::new(self.ephemeral.private_key().to_vec()),
            chip_ephemeral_public_key: Vec::new(),
            chip_token: Vec::new(),
            encrypted_chip_authentication_data: Vec::new(),
        })
    }
}

impl ExpectAgreement {
    fn receive(self, response: &ResponseApdu) -> Result<Step<Pace>, PaceError> {
        let chip = dynamic_data(response, 0x84)?;
        if chip == self.ephemeral.public_key() {
            return Err(PaceError::SamePublicKey);
        }
        let secret = self.ephemeral.shared_secret(chip)?;
        let keys = SessionKeys::derive(self.info.protocol.cipher, &secret)?;
        let token = |key| authentication_token(&keys.authentication, &self.info.protocol.oid(), key);
        let expected = token(self.ephemeral.public_key())?;
        let command = general_authenticate(&tlv::encode(0x85, &token(chip)?), false);
        let transcript = self
            .transcript
            .map(|transcript| PaceCamTranscript { chip_ephemeral_public_key: chip.to_vec(), ..transcript });
        let parameters = self.info.supported_parameters().ok_or(PaceError::Unsupported)?;
        let chip_identifier = ChipIdentifier::from_pace(parameters, chip);
        let wait = ExpectConfirmation { keys, expected, chip_identifier, transcript };
        Ok(Step::send(command, Pace::Confirmation(wait)))
    }
}

impl ExpectConfirmation {
    /// A chip without its chip authentication data proves nothing, but the session stands: the verdict is not ours.
    fn receive(self, response: &ResponseApdu) -> Result<PaceOutcome, PaceError> {
        if !response.status.is_ok() {
            return Err(PaceError::Denied(response.status));
        }
        let token = dynamic_data(response, 0x86)?;
        if token.len() != self.expected.len() || !openssl::memcmp::eq(token, &self.expected) {
            return Err(PaceError::ChipNotAuthenticated);
        }
        let chip_authentication = self.transcript.map(|transcript| PaceCamTranscript {
            chip_token: token.to_vec(),
            encrypted_chip_authentication_data: encrypted_data(response).unwrap_or_default().to_vec(),
            ..transcript
        });
        let (messaging, chip_identifier) = (SecureMessaging::new(self.keys, 0), self.chip_identifier);
        Ok(PaceOutcome { messaging, chip_authentication, chip_identifier })
    }
}

/// DO'84' with the number of the domain parameters as the chip gives it, shortest form.
fn domain_reference(info: &PaceInfo) -> Vec<u8> {
    let Some(number) = info.parameter_id else { return Vec::new() };
    let digits: Vec<u8> = number.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    tlv::encode(0x84, if digits.is_empty() { &[0] } else { &digits })
}

/// DO'8A' behind the token and the references of certification authorities.
fn encrypted_data(response: &ResponseApdu) -> Option<&[u8]> {
    let mut objects = dynamic_objects(response).ok()?;
    while let Some(object) = objects.next_object().ok()? {
        if object.tag == 0x8A {
            return Some(object.value);
        }
    }
    None
}

/// GENERAL AUTHENTICATE; all but the last of a run are chained. What the chip answers is as long as what it is sent.
fn general_authenticate(object: &[u8], chained: bool) -> CommandApdu {
    let class = if chained { CommandApdu::MORE_FOLLOWS } else { 0x00 };
    let data = tlv::encode(0x7C, object);
    let expected = u32::try_from(data.len()).unwrap_or(u32::MAX).max(256);
    CommandApdu::new(class, 0x86, 0x00, 0x00).with_data(data).expecting(expected)
}

/// The data objects inside the dynamic authentication data 7C.
pub(super) fn dynamic_objects(response: &ResponseApdu) -> Result<tlv::Reader<'_>, PaceError> {
    if response.status != StatusWord::OK {
        return Err(PaceError::Refused(response.status));
    }
    let objects = tlv::parse_exactly(&response.data, 0x7C).map_err(|_| PaceError::Malformed)?;
    Ok(objects.children())
}

/// The content of the first of them, which has this tag.
pub(super) fn dynamic_data(response: &ResponseApdu, tag: u32) -> Result<&[u8], PaceError> {
    Ok(dynamic_objects(response)?.expect(tag).map_err(|_| PaceError::Malformed)?.value)
}
