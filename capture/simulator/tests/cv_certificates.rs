//! Card verifiable certificates that are issued here stand in chains, and break for each reason.

#![allow(clippy::unwrap_used, reason = "an integration test is a test")]

use emrtd::cv_certificate::{ChainError, CvCertificate, PublicKeyReference, TerminalChain};
use emrtd::domain_parameters::Curve;
use emrtd::hash::DigestAlgorithm;
use emrtd::mrz::CalendarDate;
use emrtd::protocol::{NoRandomness, Randomness};
use emrtd::signing::SignatureAlgorithm;
use emrtd_simulator::{CvContent, CvKeyPair};

const OLD: &str = "UTSPECCV00001";
const NEW: &str = "UTSPECCV00002";
const VERIFIER: &str = "UTSPECDV00001";
const TERMINAL: &str = "UTSPECIS00001";
const ECDSA: SignatureAlgorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);

/// The system's generator.
struct System;

impl Randomness for System {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        openssl::rand::rand_bytes(bytes).map_err(|_| NoRandomness)
    }
}

fn pair(algorithm: SignatureAlgorithm, curve: Curve) -> CvKeyPair {
    CvKeyPair::generate(algorithm, curve, &mut System).unwrap()
}

fn day(year: u16, month: u8) -> CalendarDate {
    CalendarDate::new(year, month, 1).unwrap()
}

fn reference(name: &str) -> PublicKeyReference {
    PublicKeyReference::parse(name.as_bytes()).unwrap()
}

/// An authority, its successor, a verifier under that and a terminal.
struct House {
    keys: [CvKeyPair; 4],
    root: CvContent<'static>,
    link: CvContent<'static>,
    verifier: CvContent<'static>,
    terminal: CvContent<'static>,
}

impl House {
    fn new(algorithm: SignatureAlgorithm, curve: Curve) -> Self {
        let content = |authority, holder, authorization, (from, until), with_curve| CvContent {
            authority,
            holder,
            authorization,
            effective: day(from, 1),
            expiration: day(until, 1),
            with_curve,
        };
        Self {
            keys: [(); 4].map(|()| pair(algorithm, curve)),
            root: content(OLD, OLD, 0xC3, (2020, 2023), true),
            link: content(OLD, NEW, 0xC3, (2022, 2025), false),
            verifier: content(NEW, VERIFIER, 0x83, (2026, 2027), false),
            terminal: content(VERIFIER, TERMINAL, 0x03, (2026, 2027), false),
        }
    }

    fn certificates(&self) -> Vec<CvCertificate> {
        let [old, new, verifier, terminal] = &self.keys;
        [
            self.terminal.issue(terminal, verifier),
            self.verifier.issue(verifier, new),
            self.link.issue(new, old),
            self.root.issue(old, old),
        ]
        .map(|raw| CvCertificate::parse(&raw.unwrap()).unwrap())
        .to_vec()
    }

    fn chain(&self) -> Result<TerminalChain, ChainError> {
        let certificates = self.certificates();
        to(&certificates[0], &[OLD], &certificates)
    }
}

fn build(trust_points: &[&str], certificates: &[CvCertificate]) -> Result<TerminalChain, ChainError> {
    let named = certificates.iter().find(|one| one.holder == reference(TERMINAL));
    // Of another house where the terminal's own is not among them.
    named.map_or_else(
        || to(&house().certificates()[0], trust_points, certificates),
        |terminal| to(terminal, trust_points, certificates),
    )
}

fn to(
    terminal: &CvCertificate,
    trust_points: &[&str],
    certificates: &[CvCertificate],
) -> Result<TerminalChain, ChainError> {
    let trust_points: Vec<_> = trust_points.iter().map(|name| reference(name)).collect();
    TerminalChain::build(&trust_points, certificates, terminal, day(2026, 11))
}

fn house() -> House {
    House::new(ECDSA, Curve::P256)
}

#[test]
fn every_algorithm_on_every_curve_makes_a_chain_over_a_link_certificate() {
    for algorithm in SignatureAlgorithm::ALL {
        let curves = match algorithm {
            SignatureAlgorithm::Ecdsa(_) => Curve::ALL.to_vec(),
            _ => vec![Curve::P256],
        };
        for curve in curves {
            let house = House::new(algorithm, curve);
            let chain = house.chain().unwrap();
            let holders: Vec<String> =
                chain.certificates().iter().map(|one| one.holder.to_string()).collect();
            assert_eq!(holders, [NEW, VERIFIER, TERMINAL], "{algorithm} {curve}");
            assert!(chain.reads_data_group_3() && chain.reads_data_group_4());
            let signature = house.keys[3].sign(b"challenge").unwrap();
            assert!(chain.key().verify(b"challenge", &signature).is_ok(), "{algorithm} {curve}");
            assert!(chain.key().verify(b"Challenge", &signature).is_err(), "{algorithm} {curve}");
            let mut twin = signature;
            twin[3] ^= 1;
            assert!(chain.key().verify(b"challenge", &twin).is_err(), "{algorithm} {curve}");
        }
    }
}

#[test]
fn the_first_trust_point_that_leads_to_the_terminal_is_taken() {
    let mut house = house();
    house.link.with_curve = true;
    let certificates = house.certificates();
    assert_eq!(build(&[NEW, OLD], &certificates).unwrap().certificates().len(), 2);
    assert_eq!(build(&["UTSPECCV00009", OLD], &certificates).unwrap().trust_point(), &reference(OLD));
    assert_eq!(build(&["UTSPECCV00009"], &certificates), Err(ChainError::UnknownTrustPoint));
    assert_eq!(build(&[], &certificates), Err(ChainError::UnknownTrustPoint));
    assert_eq!(build(&[OLD], &vec![certificates[0].clone(); 65]), Err(ChainError::TooMany));
}

#[test]
fn of_two_terminals_of_one_name_the_asked_for_is_reached() {
    let house = house();
    let mut certificates = house.certificates();
    let other = pair(ECDSA, Curve::P256);
    let namesake = CvCertificate::parse(&house.terminal.issue(&other, &house.keys[2]).unwrap()).unwrap();
    let terminal = certificates[0].clone();
    certificates.push(namesake.clone());
    for one in [&terminal, &namesake] {
        let chain = to(one, &[OLD], &certificates).unwrap();
        assert_eq!(chain.certificates().last(), Some(one));
    }
    let chain = to(&namesake, &[OLD], &certificates).unwrap();
    let signature = other.sign(b"challenge").unwrap();
    assert!(chain.key().verify(b"challenge", &signature).is_ok());
    let signature = house.keys[3].sign(b"challenge").unwrap();
    assert!(chain.key().verify(b"challenge", &signature).is_err());
}

#[test]
fn a_self_signed_certificate_vouches_for_nothing_below_the_trust_point() {
    let mut house = house();
    house.link.authority = NEW;
    let [old, new, ..] = &house.keys;
    let mut certificates = house.certificates();
    certificates[2] = CvCertificate::parse(&house.link.issue(new, new).unwrap()).unwrap();
    assert_eq!(build(&[OLD], &certificates), Err(ChainError::NoPath));
    certificates[3] = CvCertificate::parse(&house.root.issue(old, new).unwrap()).unwrap();
    assert_eq!(build(&[OLD], &certificates), Err(ChainError::UnknownTrustPoint));
}

#[test]
fn each_missing_certificate_breaks_the_chain() {
    let certificates = house().certificates();
    for missing in 0..4 {
        let mut rest = certificates.clone();
        rest.remove(missing);
        let expected = if missing == 3 { ChainError::UnknownTrustPoint } else { ChainError::NoPath };
        assert_eq!(build(&[OLD], &rest), Err(expected), "{missing}");
    }
}

#[test]
fn dates_count_except_those_of_authorities() {
    let expired = |change: fn(&mut House)| {
        let mut house = house();
        change(&mut house);
        house.chain()
    };
    let not_valid = |name| Err(ChainError::NotValid(reference(name)));
    assert_eq!(expired(|house| house.terminal.expiration = day(2026, 10)), not_valid(TERMINAL));
    assert!(expired(|house| house.terminal.expiration = day(2026, 11)).is_ok());
    assert_eq!(expired(|house| house.terminal.effective = day(2026, 12)), not_valid(TERMINAL));
    assert!(expired(|house| house.terminal.effective = day(2026, 11)).is_ok());
    assert_eq!(expired(|house| house.verifier.expiration = day(2026, 10)), not_valid(VERIFIER));
    let not_begun =
        expired(|house| (house.link.effective, house.link.expiration) = (day(2026, 12), day(2027, 1)));
    assert_eq!(not_begun, not_valid(NEW));
}

#[test]
fn only_authorities_certify_verifiers_and_only_verifiers_terminals() {
    let chain = |change: fn(&mut House)| {
        let mut house = house();
        change(&mut house);
        house.chain()
    };
    let role = |name| Err(ChainError::Role(reference(name)));
    let verifier_by_verifier =
        |house: &mut House| (house.link.authorization, house.link.expiration) = (0x83, day(2027, 1));
    assert_eq!(chain(verifier_by_verifier), role(VERIFIER));
    assert_eq!(chain(|house| house.verifier.authorization = 0xC3), role(TERMINAL));
    assert_eq!(chain(|house| house.verifier.authorization = 0x03), role(VERIFIER));
    assert!(chain(|house| house.verifier.authorization = 0x43).is_ok());
    assert_eq!(chain(|house| house.root.authorization = 0x83), Err(ChainError::UnknownTrustPoint));
}

#[test]
fn rights_are_those_that_all_grant() {
    let rights = |change: fn(&mut House)| {
        let mut house = house();
        change(&mut house);
        let chain = house.chain().unwrap();
        (chain.reads_data_group_3(), chain.reads_data_group_4())
    };
    assert_eq!(rights(|_| ()), (true, true));
    assert_eq!(rights(|house| house.terminal.authorization = 0x01), (true, false));
    assert_eq!(rights(|house| house.verifier.authorization = 0x82), (false, true));
    assert_eq!(rights(|house| house.link.authorization = 0xC0), (false, false));
    assert_eq!(rights(|house| house.root.authorization = 0xC1), (true, false));
}

#[test]
fn a_certificate_signed_by_another_key_is_named() {
    let house = house();
    let [old, new, verifier, terminal] = &house.keys;
    for (place, raw, name) in [
        (0, house.terminal.issue(terminal, new), TERMINAL),
        (1, house.verifier.issue(verifier, old), VERIFIER),
        (2, house.link.issue(new, new), NEW),
    ] {
        let mut certificates = house.certificates();
        certificates[place] = CvCertificate::parse(&raw.unwrap()).unwrap();
        assert_eq!(build(&[OLD], &certificates), Err(ChainError::Signature(reference(name))));
    }
}

#[test]
fn a_point_without_a_curve_is_no_key() {
    let mut house = house();
    house.keys[0] = pair(SignatureAlgorithm::RsaPss(DigestAlgorithm::Sha256), Curve::P256);
    assert_eq!(house.chain(), Err(ChainError::NoCurve(reference(NEW))));
    house.link.with_curve = true;
    assert!(house.chain().is_ok());
}
