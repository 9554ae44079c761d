//! The terminal's side of Chip Authentication, ICAO 9303-11 §6.2.4: MSE:Set KAT for triple DES, MSE:Set AT and GENERAL
//! AUTHENTICATE for AES.

use super::ChipAuthenticationChoice;
use crate::apdu::CommandApdu;
use crate::crypto::{Cipher, Domain, KeyAgreementError, KeyPair};
use crate::protocol::{Answers, Exchange, Protocol, Randomness, Step};
use crate::record::ChipAuthenticationTranscript;
use crate::secure_messaging::SecureMessaging;
use crate::tlv;
use zeroize::Zeroizing;

/// Chip Authentication, waiting for one of its answers.
pub enum ChipAuthentication {
    /// Triple DES: the answer to MSE:Set KAT is awaited.
    KeyAgreementTemplate(ExpectKeyAgreementTemplate),
    /// The answers to MSE:Set AT and GENERAL AUTHENTICATE are awaited.
    Agreement(ExpectAgreement),
}

/// What the agreement ended in; only the next answer shows whether the chip has the key.
pub enum ChipAuthenticationOutcome {
    /// The session to go on with, and the transcript so far.
    Agreed(SecureMessaging, ChipAuthenticationTranscript),
    /// The chip refused the command; the old session stands.
    Refused(ChipAuthenticationTranscript),
}

struct Run {
    choice: ChipAuthenticationChoice,
    terminal_private_key: Zeroizing<Vec<u8>>,
    terminal_public_key: Vec<u8>,
    secret: Zeroizing<Vec<u8>>,
}

/// Waits for the answer to MSE:Set KAT, which carries the terminal's public key.
pub struct ExpectKeyAgreementTemplate(Run);

/// Waits for the answers to MSE:Set AT and GENERAL AUTHENTICATE, which carries the terminal's public key.
pub struct ExpectAgreement(Run);

impl ChipAuthentication {
    /// Draws the terminal's key pair and computes the shared secret with the key in DG14.
    pub fn start(
        choice: ChipAuthenticationChoice,
        randomness: &mut impl Randomness,
    ) -> Result<Step<Self>, KeyAgreementError> {
        let pair = KeyPair::generate(&Domain::new(choice.public_key.parameters)?, randomness)?;
        let run = Run {
            secret: pair.shared_secret(&choice.public_key.public_key)?,
            terminal_private_key: Zeroizing::new(pair.private_key().to_vec()),
            terminal_public_key: pair.public_key().to_vec(),
            choice,
        };
        Ok(match run.choice.protocol.cipher {
            Cipher::TripleDes => {
                Step::send(run.set_kat(), Self::KeyAgreementTemplate(ExpectKeyAgreementTemplate(run)))
            }
            _ => run.agree(),
        })
    }
}

impl ChipAuthentication {
    /// The transcript of a run that the chip broke off.
    pub fn into_transcript(self) -> ChipAuthenticationTranscript {
        match self {
            Self::KeyAgreementTemplate(ExpectKeyAgreementTemplate(run))
            | Self::Agreement(ExpectAgreement(run)) => run.transcript(),
        }
    }
}

impl Protocol for ChipAuthentication {
    type Output = ChipAuthenticationOutcome;
    type Error = KeyAgreementError;

    fn receive(self, answers: Answers) -> Result<Step<Self>, KeyAgreementError> {
        match (self, answers.last().status.is_ok()) {
            (Self::KeyAgreementTemplate(ExpectKeyAgreementTemplate(run)), true)
            | (Self::Agreement(ExpectAgreement(run)), true) => run.agreed().map(Step::Done),
            // Some chips run triple DES with the commands of AES only.
            (Self::KeyAgreementTemplate(ExpectKeyAgreementTemplate(run)), false) => Ok(run.agree()),
            (Self::Agreement(ExpectAgreement(run)), false) => {
                Ok(Step::Done(ChipAuthenticationOutcome::Refused(run.transcript())))
            }
        }
    }
}

impl Run {
    fn set_kat(&self) -> CommandApdu {
        let mut data = tlv::encode(0x91, &self.terminal_public_key);
        data.extend(self.key_reference());
        CommandApdu::new(0x00, 0x22, 0x41, 0xA6).with_data(data)
    }

    /// The commands of AES.
    fn agree(self) -> Step<ChipAuthentication> {
        let exchange = Exchange::new(self.set_at()).then(self.general_authenticate());
        Step::Transmit(exchange, ChipAuthentication::Agreement(ExpectAgreement(self)))
    }

    fn set_at(&self) -> CommandApdu {
        let mut data = tlv::encode(0x80, &self.choice.protocol.oid());
        data.extend(self.key_reference());
        CommandApdu::new(0x00, 0x22, 0x41, 0xA4).with_data(data)
    }

    fn general_authenticate(&self) -> CommandApdu {
        let data = tlv::encode(0x7C, &tlv::encode(0x80, &self.terminal_public_key));
        CommandApdu::new(0x00, 0x86, 0x00, 0x00).with_data(data).expecting(256)
    }

    /// DO'84' with the key's number, shortest form.
    fn key_reference(&self) -> Vec<u8> {
        let Some(id) = self.choice.key_id else { return Vec::new() };
        let digits: Vec<u8> = id.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
        tlv::encode(0x84, if digits.is_empty() { &[0] } else { &digits })
    }

    fn agreed(self) -> Result<ChipAuthenticationOutcome, KeyAgreementError> {
        let messaging = SecureMessaging::from_secret(self.choice.protocol.cipher, &self.secret)
            .map_err(|_| KeyAgreementError::Library)?;
        Ok(ChipAuthenticationOutcome::Agreed(messaging, self.transcript()))
    }

    fn transcript(&self) -> ChipAuthenticationTranscript {
        ChipAuthenticationTranscript {
            key_id: self.choice.key_id,
            protocol: self.choice.protocol.to_string(),
            terminal_private_key: self.terminal_private_key.clone(),
            confirmation_command: Vec::new(),
            confirmation_response: Vec::new(),
        }
    }
}
