//! Terminal Authentication against a chip that keeps DG3 and DG4 for authorized terminals.

#![allow(clippy::unwrap_used, clippy::panic, reason = "an integration test is a test")]

use emrtd::access::bac::Bac;
use emrtd::access::pace::Pace;
use emrtd::apdu::{CommandApdu, ResponseApdu, StatusWord};
use emrtd::chip::chip_authentication::{
    ChipAuthentication, ChipAuthenticationChoice, ChipAuthenticationOutcome,
};
use emrtd::chip::terminal_authentication::{
    ChipIdentifier, TerminalAuthentication, TerminalAuthenticationError, compressed_public_key,
};
use emrtd::crypto::{Cipher, Domain, KeyPair};
use emrtd::cv_certificate::{CvCertificate, PublicKeyReference, TerminalChain};
use emrtd::domain_parameters::{Curve, DomainParameters};
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::hash::DigestAlgorithm;
use emrtd::mrz::CalendarDate;
use emrtd::password::Password;
use emrtd::protocol::{Exchange, NoRandomness, Protocol, Randomness, Step};
use emrtd::secure_messaging::SecureMessaging;
use emrtd::security_info::SecurityInfos;
use emrtd::signing::SignatureAlgorithm;
use emrtd::tlv;
use emrtd_simulator::{
    Access, ChipAuthenticationKey, CvContent, CvKeyPair, IssueOptions, PaceParameters, SimulatedChip,
    Specimen, issue,
};

const OLD: &str = "UTSPECCV00001";
const NEW: &str = "UTSPECCV00002";
const VERIFIER: &str = "UTSPECDV00001";
const TERMINAL: &str = "UTSPECIS00001";
const ECDSA: SignatureAlgorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
const CURVE: DomainParameters = DomainParameters::Ec(Curve::BrainpoolP256r1);
/// DG3 and DG4 as far as this chip answers READ BINARY.
const OPEN: [u16; 2] = [0x9000, 0x9000];
const CLOSED: [u16; 2] = [0x6982, 0x6982];

/// The system's generator.
struct System;

impl Randomness for System {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        openssl::rand::rand_bytes(bytes).map_err(|_| NoRandomness)
    }
}

fn reference(name: &str) -> PublicKeyReference {
    PublicKeyReference::parse(name.as_bytes()).unwrap()
}

fn day(year: u16, month: u8) -> CalendarDate {
    CalendarDate::new(year, month, 1).unwrap()
}

/// An authority, its successor, a verifier and a terminal.
struct House {
    keys: [CvKeyPair; 4],
    certificates: Vec<CvCertificate>,
}

impl House {
    /// The terminal's certificate has this role and these rights.
    fn new(algorithm: SignatureAlgorithm, authorization: u8) -> Self {
        let pair = || CvKeyPair::generate(algorithm, Curve::P256, &mut System).unwrap();
        let keys = [(); 4].map(|()| pair());
        let [old, new, verifier, terminal] = &keys;
        let certificate =
            |names: (&'static str, &'static str), authorization, with_curve, subject, issuer| {
                let content = CvContent {
                    authority: names.0,
                    holder: names.1,
                    authorization,
                    effective: day(2026, 1),
                    expiration: day(2027, 1),
                    with_curve,
                };
                CvCertificate::parse(&content.issue(subject, issuer).unwrap()).unwrap()
            };
        let certificates = vec![
            certificate((OLD, OLD), 0xC3, true, old, old),
            certificate((OLD, NEW), 0xC3, true, new, old),
            certificate((NEW, VERIFIER), 0x83, false, verifier, new),
            certificate((VERIFIER, TERMINAL), authorization, false, terminal, verifier),
        ];
        Self { keys, certificates }
    }

    fn chain(&self, trust_point: &str) -> TerminalChain {
        let terminal = &self.certificates[3];
        TerminalChain::build(&[reference(trust_point)], &self.certificates, terminal, day(2026, 11)).unwrap()
    }

    fn chip(&self, specimen: &Specimen, today: CalendarDate) -> SimulatedChip {
        let chip = SimulatedChip::new(specimen.clone(), Box::new(System));
        chip.with_extended_access(&self.certificates[0], today)
    }
}

fn specimen(access: Access, cipher: Cipher) -> Specimen {
    let chip_authentication = Some(ChipAuthenticationKey::new(cipher, Curve::BrainpoolP256r1));
    let options = IssueOptions { access, chip_authentication, ..IssueOptions::default() };
    let mut specimen = issue(&options, &mut System).unwrap();
    for (group, tag) in [(DataGroup::DG3, 0x63), (DataGroup::DG4, 0x76)] {
        specimen.files_mut().insert(ElementaryFile::DataGroup(group), tlv::encode(tag, &[7; 20]));
    }
    specimen
}

/// A terminal's end: the channel as it stands, and the chip's name and the key agreed with it.
struct Terminal {
    chip: SimulatedChip,
    channel: Option<SecureMessaging>,
    /// Every answer so far, unprotected.
    answers: Vec<ResponseApdu>,
    identifier: ChipIdentifier,
    compressed_key: Vec<u8>,
}

impl Terminal {
    /// Opens the chip.
    fn open(chip: SimulatedChip, specimen: &Specimen) -> Self {
        let key = specimen.passwords().mrz().unwrap();
        let identifier = ChipIdentifier::from_mrz(&key);
        let mut terminal =
            Self { chip, channel: None, answers: Vec::new(), identifier, compressed_key: vec![1; 32] };
        terminal.select();
        match specimen.files().get(&ElementaryFile::CardAccess) {
            None => terminal.channel = Some(terminal.run(Bac::start(&key, &mut System).unwrap()).unwrap()),
            Some(bytes) => {
                let infos = SecurityInfos::from_card_access(bytes).unwrap();
                let info = infos.strongest_pace().unwrap().clone();
                let step = Pace::start(&info, &Password::Mrz(key), &mut System).unwrap();
                terminal.channel = Some(terminal.run(step).unwrap().messaging);
                let agreement = &terminal.answers[terminal.answers.len() - 2].data;
                let chip_key = tlv::parse_exactly(agreement, 0x7C).unwrap().children().expect(0x84).unwrap();
                let parameters = info.supported_parameters().unwrap();
                terminal.identifier = ChipIdentifier::from_pace(parameters, chip_key.value);
            }
        }
        terminal.select();
        terminal
    }

    fn select(&mut self) {
        let name = hex::decode("A0000002471001").unwrap();
        self.command(CommandApdu::new(0, 0xA4, 4, 0x0C).with_data(name));
    }

    fn command(&mut self, command: CommandApdu) -> StatusWord {
        self.exchange(&Exchange::new(command)).unwrap();
        self.answers.last().unwrap().status
    }

    fn exchange(&mut self, exchange: &Exchange) -> Option<emrtd::protocol::Answers> {
        let mut answers = Vec::new();
        for request in exchange.requests() {
            let command = match &mut self.channel {
                Some(channel) => channel.protect(&request.command).unwrap(),
                None => request.command.clone(),
            };
            let answer = ResponseApdu::parse(&self.chip.respond(&command.encode().unwrap())).unwrap();
            let answer = match &mut self.channel {
                Some(channel) => channel.unprotect(&answer).unwrap(),
                None => answer,
            };
            answers.push(answer);
            if !request.accepts(answers.last().unwrap()) {
                break;
            }
        }
        self.answers.extend(answers.clone());
        exchange.answered(answers)
    }

    fn run<P: Protocol>(&mut self, mut step: Step<P>) -> Result<P::Output, P::Error> {
        loop {
            step = match step {
                Step::Transmit(exchange, wait) => wait.receive(self.exchange(&exchange).unwrap())?,
                Step::Done(output) => return Ok(output),
            };
        }
    }

    fn authenticate_chip(mut self, specimen: &Specimen) -> Self {
        let group = &specimen.files()[&ElementaryFile::DataGroup(DataGroup::DG14)];
        let infos = SecurityInfos::from_data_group_14(group).unwrap();
        let choice = ChipAuthenticationChoice::all(&infos).remove(0);
        let outcome = self.run(ChipAuthentication::start(choice, &mut System).unwrap()).ok().unwrap();
        let ChipAuthenticationOutcome::Agreed(messaging, transcript) = outcome else { panic!("refused") };
        let domain = Domain::new(CURVE).unwrap();
        let pair = KeyPair::from_private(&domain, &transcript.terminal_private_key).unwrap();
        self.compressed_key = compressed_public_key(CURVE, pair.public_key());
        self.channel = Some(messaging);
        self
    }

    fn authenticate(&mut self, house: &House, trust_point: &str) -> Result<(), TerminalAuthenticationError> {
        let (identifier, key) = (self.identifier.clone(), self.compressed_key.clone());
        let (chain, signer) = (house.chain(trust_point), house.keys[3].signer());
        let step = TerminalAuthentication::start(chain, signer, identifier, key);
        self.run(step).map(|_| ())
    }

    /// The status words of reading DG3 and DG4.
    fn reads(&mut self) -> [u16; 2] {
        [0x83, 0x84].map(|short| self.command(CommandApdu::new(0, 0xB0, short, 0).expecting(4)).0)
    }
}

fn ready(house: &House, specimen: &Specimen) -> Terminal {
    Terminal::open(house.chip(specimen, day(2026, 1)), specimen).authenticate_chip(specimen)
}

fn by_pace() -> Specimen {
    specimen(Access::Pace(PaceParameters::ecdh_gm(Cipher::Aes128, Curve::P256)), Cipher::Aes128)
}

#[test]
fn an_authorized_terminal_reads_what_others_do_not() {
    for (access, cipher) in [
        (Access::Bac, Cipher::TripleDes),
        (Access::Bac, Cipher::Aes256),
        (Access::Pace(PaceParameters::ecdh_gm(Cipher::Aes128, Curve::P256)), Cipher::Aes128),
    ] {
        for algorithm in [ECDSA, SignatureAlgorithm::RsaPss(DigestAlgorithm::Sha256)] {
            let (house, specimen) = (House::new(algorithm, 0x03), specimen(access, cipher));
            let mut terminal = ready(&house, &specimen);
            assert_eq!(terminal.reads(), CLOSED);
            assert_eq!(terminal.authenticate(&house, OLD), Ok(()), "{algorithm}");
            assert_eq!(terminal.reads(), OPEN);
        }
    }
}

#[test]
fn rights_are_those_of_the_certificate() {
    let specimen = by_pace();
    for (authorization, expected) in [(0x01, [0x9000, 0x6982]), (0x02, [0x6982, 0x9000]), (0x00, CLOSED)] {
        let house = House::new(ECDSA, authorization);
        let mut terminal = ready(&house, &specimen);
        assert_eq!(terminal.authenticate(&house, OLD), Ok(()));
        assert_eq!(terminal.reads(), expected);
    }
}

#[test]
fn a_successor_is_believed_from_the_next_session_on_and_rights_end_with_the_session() {
    let (house, specimen) = (House::new(ECDSA, 0x03), by_pace());
    let mut terminal = ready(&house, &specimen);
    let unknown = TerminalAuthenticationError::UnknownAuthority(reference(VERIFIER), StatusWord(0x6A88));
    assert_eq!(terminal.authenticate(&house, NEW), Err(unknown));
    assert_eq!(terminal.authenticate(&house, OLD), Ok(()));
    let mut again = Terminal::open(terminal.chip, &specimen).authenticate_chip(&specimen);
    assert_eq!(again.reads(), CLOSED);
    assert_eq!(again.authenticate(&house, NEW), Ok(()));
    assert_eq!(again.reads(), OPEN);
    let mut once_more = again.authenticate_chip(&specimen);
    assert_eq!(once_more.reads(), CLOSED);
}

#[test]
fn a_signature_over_another_chip_or_key_is_refused() {
    let (house, specimen) = (House::new(ECDSA, 0x03), by_pace());
    let refused = |status| Err(TerminalAuthenticationError::SignatureRefused(StatusWord(status)));
    let mut terminal = ready(&house, &specimen);
    terminal.identifier = ChipIdentifier::from_mrz(&specimen.passwords().mrz().unwrap());
    assert_eq!(terminal.authenticate(&house, OLD), refused(0x6300));
    let mut terminal = ready(&house, &specimen);
    terminal.compressed_key[31] ^= 1;
    assert_eq!(terminal.authenticate(&house, OLD), refused(0x6300));
    assert_eq!(terminal.reads(), CLOSED);
    let mut unproven = Terminal::open(house.chip(&specimen, day(2026, 1)), &specimen);
    assert_eq!(unproven.authenticate(&house, OLD), refused(0x6985));
    assert_eq!(unproven.reads(), CLOSED);
}

#[test]
fn a_certificate_that_is_expired_for_the_chip_or_of_another_house_is_refused() {
    let (house, other, specimen) = (House::new(ECDSA, 0x03), House::new(ECDSA, 0x03), by_pace());
    let refused =
        |name| Err(TerminalAuthenticationError::CertificateRefused(reference(name), StatusWord(0x6300)));
    let late = house.chip(&specimen, day(2027, 2));
    let mut terminal = Terminal::open(late, &specimen).authenticate_chip(&specimen);
    assert_eq!(terminal.authenticate(&house, OLD), refused(VERIFIER));
    let last_day = house.chip(&specimen, day(2027, 1));
    let mut terminal = Terminal::open(last_day, &specimen).authenticate_chip(&specimen);
    assert_eq!(terminal.authenticate(&house, OLD), Ok(()));
    let mut terminal = ready(&house, &specimen);
    assert_eq!(terminal.authenticate(&other, OLD), refused(NEW));
    assert_eq!(terminal.reads(), CLOSED);
}
