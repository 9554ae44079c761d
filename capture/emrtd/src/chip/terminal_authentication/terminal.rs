//! The terminal's side: MSE:Set DST and PSO:Verify Certificate for each certificate, MSE:Set AT, GET CHALLENGE, EXTERNAL
//! AUTHENTICATE, TR-03110-3 §B.3.

use super::{ChipIdentifier, TerminalAuthenticationError};
use crate::apdu::{CommandApdu, ResponseApdu};
use crate::cv_certificate::{CvCertificate, PublicKeyReference, TerminalChain};
use crate::protocol::{Answers, Exchange, Protocol, Request, Step};
use crate::signing::SharedSigningKey;
use crate::tlv;

/// The length of the chip's challenge.
const CHALLENGE: usize = 8;

/// Terminal Authentication, waiting for one of its answers.
pub enum TerminalAuthentication {
    /// The answers to the certificates and the challenge are awaited.
    Challenge(Box<ExpectChallenge>),
    /// The answer to the signature is awaited.
    Acceptance(ExpectAcceptance),
}

/// Waits for what the chip makes of each certificate, and for its challenge.
pub struct ExpectChallenge {
    chain: TerminalChain,
    key: SharedSigningKey,
    chip: ChipIdentifier,
    /// Comp(PK_PCD): the terminal's ephemeral key of Chip Authentication.
    compressed_key: Vec<u8>,
}

/// Waits for what the chip makes of the signature.
pub struct ExpectAcceptance(TerminalAuthenticated);

/// The chip took the terminal for an authorized one: what it sent, and what was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerminalAuthenticated {
    /// The terminal's key, by its certificate.
    pub holder: PublicKeyReference,
    /// The chip's challenge, r_PICC.
    pub challenge: Vec<u8>,
    /// The terminal's signature.
    pub signature: Vec<u8>,
}

impl TerminalAuthentication {
    /// Presents the chain and asks for a challenge, all at once: the chip goes on only after what it takes.
    ///
    /// `compressed_key` is the terminal's ephemeral public key of the Chip Authentication before, compressed.
    pub fn start(
        chain: TerminalChain,
        key: SharedSigningKey,
        chip: ChipIdentifier,
        compressed_key: Vec<u8>,
    ) -> Step<Self> {
        let set_key = set(0xA4, holder(&chain));
        let get_challenge = CommandApdu::new(0x00, 0x84, 0x00, 0x00).expecting(8);
        let mut requests: Vec<Request> = chain.certificates().iter().flat_map(present).collect();
        requests.push(set_key.into());
        let last = Exchange::new(get_challenge);
        let exchange = match Exchange::from_requests(requests) {
            Some(first) => first.append(last),
            None => last,
        };
        let wait = ExpectChallenge { chain, key, chip, compressed_key };
        Step::Transmit(exchange, Self::Challenge(Box::new(wait)))
    }
}

impl Protocol for TerminalAuthentication {
    type Output = TerminalAuthenticated;
    type Error = TerminalAuthenticationError;

    fn receive(self, answers: Answers) -> Result<Step<Self>, TerminalAuthenticationError> {
        match self {
            Self::Challenge(wait) => wait.receive(answers),
            Self::Acceptance(ExpectAcceptance(authenticated)) => match answers.last().status {
                status if status.is_ok() => Ok(Step::Done(authenticated)),
                status => Err(TerminalAuthenticationError::SignatureRefused(status)),
            },
        }
    }
}

impl ExpectChallenge {
    fn receive(self, answers: Answers) -> Result<Step<TerminalAuthentication>, TerminalAuthenticationError> {
        let position = answers.count().saturating_sub(1);
        let challenge = self.challenge(position, answers.last())?;
        let message = [self.chip.as_bytes(), &challenge, &self.compressed_key].concat();
        let signature = self.key.sign(self.chain.key().algorithm, &message)?;
        // A signature that does not stand here would only cost the chip's patience.
        if self.chain.key().verify(&message, &signature).is_err() {
            return Err(TerminalAuthenticationError::WrongKey);
        }
        let command = CommandApdu::new(0x00, 0x82, 0x00, 0x00).with_data(signature.clone());
        let holder = holder(&self.chain).clone();
        let authenticated = TerminalAuthenticated { holder, challenge, signature };
        Ok(Step::send(command, TerminalAuthentication::Acceptance(ExpectAcceptance(authenticated))))
    }

    /// The challenge, or what the answer at this place means: two for each certificate, one for the key, the challenge.
    fn challenge(&self, place: usize, answer: ResponseApdu) -> Result<Vec<u8>, TerminalAuthenticationError> {
        let status = answer.status;
        let certificates = self.chain.certificates();
        if let Some(refused) = certificates.get(place / 2) {
            let holder = refused.holder.clone();
            return Err(match place % 2 {
                0 => TerminalAuthenticationError::UnknownAuthority(holder, status),
                _ => TerminalAuthenticationError::CertificateRefused(holder, status),
            });
        }
        match place.saturating_sub(certificates.len().saturating_mul(2)) {
            0 => Err(TerminalAuthenticationError::KeyRefused(status)),
            _ if !status.is_ok() => Err(TerminalAuthenticationError::NoChallenge(status)),
            _ if answer.data.len() != CHALLENGE => Err(TerminalAuthenticationError::MalformedChallenge),
            _ => Ok(answer.data),
        }
    }
}

/// MSE:Set DST with the issuer's key, then PSO:Verify Certificate.
fn present(certificate: &CvCertificate) -> [Request; 2] {
    let verify = CommandApdu::new(0x00, 0x2A, 0x00, 0xBE).with_data(certificate.to_command());
    [set(0xB6, &certificate.authority).into(), verify.into()]
}

/// MANAGE SECURITY ENVIRONMENT: a key for the verification of certificates (B6) or of the terminal (A4).
fn set(template: u8, key: &PublicKeyReference) -> CommandApdu {
    CommandApdu::new(0x00, 0x22, 0x81, template).with_data(tlv::encode(0x83, key.as_bytes()))
}

/// The terminal's key: the last one of the chain.
fn holder(chain: &TerminalChain) -> &PublicKeyReference {
    chain.certificates().last().map_or(chain.trust_point(), |terminal| &terminal.holder)
}
