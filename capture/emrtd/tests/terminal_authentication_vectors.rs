//! Terminal Authentication over integers, from the test vectors of a public EAC implementation: every command is known.

#![allow(clippy::unwrap_used, clippy::panic, reason = "an integration test is a test")]

mod support;

use emrtd::apdu::{CommandApdu, ResponseApdu, StatusWord};
use emrtd::chip::terminal_authentication::{
    ChipIdentifier, TerminalAuthenticated, TerminalAuthentication, TerminalAuthenticationError,
    compressed_public_key,
};
use emrtd::cv_certificate::{CvCertificate, PublicKeyReference, TerminalChain};
use emrtd::domain_parameters::{DomainParameters, ModpGroup, PublicKey};
use emrtd::mrz::CalendarDate;
use emrtd::protocol::{Protocol, Step};
use emrtd::signing::{PrivateKey, SharedSigningKey, SignatureAlgorithm, SigningError, SigningKey};
use openssl::pkey::PKey;
use std::sync::Arc;
use support::eac::Vectors;

const OK: u16 = 0x9000;

/// A key that is out of reach.
struct Gone(PublicKey);

impl SigningKey for Gone {
    fn public_key(&self) -> &PublicKey {
        &self.0
    }

    fn sign(&self, _: SignatureAlgorithm, _: &[u8]) -> Result<Vec<u8>, SigningError> {
        Err(SigningError::Unavailable)
    }
}

type Course = (Vec<CommandApdu>, Result<TerminalAuthenticated, TerminalAuthenticationError>);

/// The terminal of the example, and what its chip answers.
struct Example(Vectors);

impl Example {
    fn load() -> Option<Self> {
        Vectors::over_integers().map(Self)
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        self.0.bytes(name)
    }

    fn certificate(&self, name: &str) -> CvCertificate {
        CvCertificate::parse(&self.bytes(name)).unwrap()
    }

    fn chain(&self) -> TerminalChain {
        let certificates = ["cvca", "dv_cert", "ta_cert"].map(|name| self.certificate(name));
        let trust_point = PublicKeyReference::parse(b"DETESTCVCA00003").unwrap();
        let today = CalendarDate::new(2010, 4, 1).unwrap();
        TerminalChain::build(&[trust_point], &certificates, &certificates[2], today).unwrap()
    }

    fn key(&self) -> SharedSigningKey {
        Arc::new(PrivateKey::from_pkcs8(&self.bytes("ta_pcd_key")).unwrap())
    }

    /// Runs the terminal against a chip that takes the first commands and answers the next with this.
    fn run(&self, key: SharedSigningKey, taken: usize, last: ResponseApdu) -> Course {
        let integers = DomainParameters::Modp(ModpGroup::ALL[0]);
        let chip = ChipIdentifier::from_pace(integers, &self.bytes("picc_pub_key"));
        let ephemeral = compressed_public_key(integers, &self.bytes("ca_pcd_pub_key"));
        let mut step = TerminalAuthentication::start(self.chain(), key, chip, ephemeral);
        let mut sent = Vec::new();
        loop {
            let (exchange, wait) = match step {
                Step::Transmit(exchange, wait) => (exchange, wait),
                Step::Done(outcome) => return (sent, Ok(outcome)),
            };
            let mut answers = Vec::new();
            for request in exchange.requests() {
                let challenge =
                    if request.command.instruction == 0x84 { self.bytes("ta_nonce") } else { vec![] };
                let answer = match sent.len() == taken {
                    true => last.clone(),
                    false => ResponseApdu::new(challenge, StatusWord(OK)),
                };
                sent.push(request.command.clone());
                answers.push(answer);
                if !request.accepts(answers.last().unwrap()) {
                    break;
                }
            }
            step = match wait.receive(exchange.answered(answers).unwrap()) {
                Ok(step) => step,
                Err(error) => return (sent, Err(error)),
            };
        }
    }
}

fn status(status: u16) -> ResponseApdu {
    ResponseApdu::new([], StatusWord(status))
}

#[test]
fn the_commands_are_those_of_the_example() {
    let Some(vectors) = Example::load() else { return };
    let (sent, outcome) = vectors.run(vectors.key(), usize::MAX, status(OK));
    let headers: Vec<_> = sent.iter().map(|one| [one.class, one.instruction, one.p1, one.p2]).collect();
    let (set_authority, verify) = ([0x00, 0x22, 0x81, 0xB6], [0x00, 0x2A, 0x00, 0xBE]);
    let rest = [[0x00, 0x22, 0x81, 0xA4], [0x00, 0x84, 0, 0], [0x00, 0x82, 0, 0]];
    assert_eq!(headers, [&[set_authority, verify, set_authority, verify][..], &rest].concat());
    assert_eq!(sent[0].data, [&[0x83, 15][..], b"DETESTCVCA00003"].concat());
    assert_eq!(sent[1].data, vectors.certificate("dv_cert").to_command());
    assert_eq!(sent[4].data, [&[0x83, 13][..], b"DETESTATDE019"].concat());
    assert_eq!(sent[6].data, vectors.bytes("ta_pcd_signature"));
    let outcome = outcome.unwrap();
    assert_eq!(outcome.challenge, vectors.bytes("ta_nonce"));
    assert_eq!(outcome.holder.to_string(), "DETESTATDE019");
}

#[test]
fn each_refusal_is_told_apart() {
    let Some(vectors) = Example::load() else { return };
    let refused = StatusWord(0x6300);
    let (verifier, terminal) = (vectors.certificate("dv_cert").holder, vectors.certificate("ta_cert").holder);
    let expected = [
        TerminalAuthenticationError::UnknownAuthority(verifier.clone(), refused),
        TerminalAuthenticationError::CertificateRefused(verifier, refused),
        TerminalAuthenticationError::UnknownAuthority(terminal.clone(), refused),
        TerminalAuthenticationError::CertificateRefused(terminal, refused),
        TerminalAuthenticationError::KeyRefused(refused),
        TerminalAuthenticationError::NoChallenge(refused),
        TerminalAuthenticationError::SignatureRefused(refused),
    ];
    for (taken, expected) in expected.into_iter().enumerate() {
        let (sent, outcome) = vectors.run(vectors.key(), taken, status(0x6300));
        assert_eq!((sent.len(), outcome), (taken + 1, Err(expected)));
    }
    for length in [0, 7, 9] {
        let (sent, outcome) =
            vectors.run(vectors.key(), 5, ResponseApdu::new(vec![1; length], StatusWord(OK)));
        assert_eq!((sent.len(), outcome), (6, Err(TerminalAuthenticationError::MalformedChallenge)));
    }
}

#[test]
fn a_key_that_is_gone_or_another_signs_nothing_for_the_chip() {
    let Some(vectors) = Example::load() else { return };
    let gone = Arc::new(Gone(vectors.key().public_key().clone()));
    let (sent, outcome) = vectors.run(gone, usize::MAX, status(OK));
    assert_eq!((sent.len(), outcome), (6, Err(TerminalAuthenticationError::Key(SigningError::Unavailable))));
    let other = PKey::from_rsa(openssl::rsa::Rsa::generate(1024).unwrap()).unwrap();
    let other = PrivateKey::from_pkcs8(&other.private_key_to_pkcs8().unwrap()).unwrap();
    let (sent, outcome) = vectors.run(Arc::new(other), usize::MAX, status(OK));
    assert_eq!((sent.len(), outcome), (6, Err(TerminalAuthenticationError::WrongKey)));
}
