//! What a terminal may read: fingerprints and irises with an authority's certificates, and what it may not without.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use capture::transport::SimulatedCard;
use capture::{Card, CardError, read_chip};
use emrtd::chip::terminal_authentication::TerminalCredentials;
use emrtd::crypto::Cipher;
use emrtd::domain_parameters::{Curve, ModpGroup, PublicKey};
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::hash::DigestAlgorithm;
use emrtd::mrz::CalendarDate;
use emrtd::record::{
    ChipRecord, TerminalAuthenticationOutcome as Outcome, TerminalAuthenticationProblem as Problem,
};
use emrtd::session::{ReadPlan, Selection, Stage};
use emrtd::signing::{SharedSigningKey, SignatureAlgorithm, SigningError, SigningKey};
use emrtd_simulator::data_groups::fingers_in_19794_4;
use emrtd_simulator::{Access, ActiveAuthenticationKey, ChipAuthenticationKey, IssueOptions, TerminalRights};
use std::sync::Arc;
use support::terminal::*;
use support::*;

#[test]
fn an_authorized_terminal_reads_fingerprints_and_irises_byte_for_byte() {
    let rsa = SignatureAlgorithm::RsaPss(DigestAlgorithm::Sha256);
    let elliptic = ChipAuthenticationKey::default();
    let integers = ChipAuthenticationKey::new(Cipher::Aes256, ModpGroup::Modp2048Order256);
    let old = ChipAuthenticationKey::new(Cipher::TripleDes, Curve::P224);
    for (access, key, algorithm) in [
        ("bac", old, ECDSA),
        ("bac", integers, rsa),
        ("pace", elliptic, ECDSA),
        ("pace-dh-gm", integers, ECDSA),
        ("pace-ecdh-im", elliptic, rsa),
        ("pace-cam", elliptic, ECDSA),
    ] {
        let house = hierarchy(algorithm, TerminalRights::ALL);
        let options = IssueOptions {
            access: access.parse::<Access>().unwrap(),
            chip_authentication: Some(key),
            active_authentication: Some(ActiveAuthenticationKey::Ecdsa(Curve::P256)),
            ..IssueOptions::default()
        };
        let specimen = passport(&house, options);
        for longest in [ReadPlan::SHORT_RESPONSE, ReadPlan::LONGEST_RESPONSE] {
            let plan = ReadPlan { maximum_response: longest, ..asking(&specimen, credentials(&house)) };
            let mut stages = Vec::new();
            let mut card = Reader { card: card(&specimen), longest };
            let record = read_chip(&mut card, plan, &mut |stage| stages.push(*stage)).unwrap().record;
            for file in [DG3, DG4, ElementaryFile::Cvca] {
                assert_eq!(record.file(file), Some(specimen.files()[&file].as_slice()), "{access} {file}");
            }
            let transcript = record.terminal_authentication.unwrap();
            assert_eq!((transcript.outcome, transcript.problem), (Outcome::Performed, None));
            assert_eq!(transcript.trust_point.as_deref(), Some("UTSPECCV00001"));
            assert_eq!(transcript.terminal.as_deref(), Some("UTSPECIS00001"));
            assert_eq!(transcript.challenge.len(), 8);
            assert!(record.active_authentication.is_some_and(|one| !one.signature.is_empty()));
            let last = [Stage::TerminalAuthentication, Stage::File(DG3), Stage::File(DG4)];
            assert!(stages.ends_with(&last), "{stages:?}");
        }
    }
}

/// A reader that takes answers of this length.
struct Reader {
    card: SimulatedCard,
    longest: u32,
}

impl Card for Reader {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        self.card.transmit(command)
    }

    fn maximum_response(&self) -> u32 {
        self.longest
    }
}

/// A token that says it has the house's key, but signs with another or not at all.
struct Liar {
    claimed: SharedSigningKey,
    own: Option<SharedSigningKey>,
}

impl SigningKey for Liar {
    fn public_key(&self) -> &PublicKey {
        self.claimed.public_key()
    }

    fn sign(&self, algorithm: SignatureAlgorithm, octets: &[u8]) -> Result<Vec<u8>, SigningError> {
        self.own.as_ref().ok_or(SigningError::Unavailable)?.sign(algorithm, octets)
    }
}

#[test]
fn what_the_terminal_lacks_is_recorded_and_spoils_nothing() {
    let house = hierarchy(ECDSA, TerminalRights::ALL);
    let other = hierarchy(ECDSA, TerminalRights::ALL);
    let specimen = passport(&house, IssueOptions::default());
    let all = certificates(&house);
    let without = |name: &str| {
        let named = house.certificates().into_iter().filter(|(one, _)| *one != name);
        named.map(|(_, certificate)| certificate.clone()).collect::<Vec<_>>()
    };
    let late = CalendarDate { year: 2027, month: 1, day: 5 };
    let liar = |own| Arc::new(Liar { claimed: house.key.signer(), own }) as SharedSigningKey;
    for (certificates, key, today, problem) in [
        (all.clone(), other.key.signer(), TODAY, Problem::WrongKey),
        (all.clone(), liar(Some(other.key.signer())), TODAY, Problem::WrongKey),
        (all.clone(), liar(None), TODAY, Problem::KeyUnavailable),
        (all, house.key.signer(), late, Problem::CertificateNotValid),
        (without("cvca_link"), house.key.signer(), TODAY, Problem::ChainIncomplete),
        (without("verifier"), house.key.signer(), TODAY, Problem::ChainIncomplete),
        (without("cvca"), house.key.signer(), TODAY, Problem::UnknownTrustPoint),
        (without("terminal"), house.key.signer(), TODAY, Problem::NoTerminalCertificate),
        (Vec::new(), house.key.signer(), TODAY, Problem::NoTerminalCertificate),
    ] {
        let credentials = TerminalCredentials::new(certificates, key, today);
        let record = read_by(card(&specimen), &specimen, credentials);
        assert_problem(&record, Outcome::NotRun, problem, None);
        assert_rest(&record, &specimen);
    }
}

#[test]
fn only_what_the_certificates_give_a_right_to_is_read() {
    for (rights, read) in [
        (TerminalRights { data_group_3: true, data_group_4: false }, Some([true, false])),
        (TerminalRights { data_group_3: false, data_group_4: true }, Some([false, true])),
        (TerminalRights { data_group_3: false, data_group_4: false }, None),
    ] {
        let house = hierarchy(ECDSA, rights);
        let specimen = passport(&house, IssueOptions::default());
        let record = read_by(card(&specimen), &specimen, credentials(&house));
        match read {
            Some(read) => assert_eq!([DG3, DG4].map(|file| record.file(file).is_some()), read),
            None => {
                assert_problem(&record, Outcome::NotRun, Problem::NoRights, None);
                assert_rest(&record, &specimen);
            }
        }
    }
}

#[test]
fn a_chip_that_refuses_the_terminal_gives_all_the_rest() {
    let house = hierarchy(ECDSA, TerminalRights::ALL);
    let specimen = passport(&house, IssueOptions::default());
    // The chip has seen a later day than the terminal.
    let late = CalendarDate { year: 2027, month: 1, day: 5 };
    let record = read_by(
        Watched::new(chip(&specimen).with_extended_access(&house.authority, late)),
        &specimen,
        credentials(&house),
    );
    assert_problem(&record, Outcome::Refused, Problem::CertificateRefused, Some("6300"));
    assert_eq!(record.terminal_authentication.as_ref().unwrap().terminal.as_deref(), Some("UTSPECIS00001"));
    assert_rest(&record, &specimen);
    // The chip has another authority than its EF.CVCA names.
    let other = hierarchy(ECDSA, TerminalRights::ALL);
    let record = read_by(
        Watched::new(chip(&specimen).with_extended_access(&other.authority, BEGIN)),
        &specimen,
        credentials(&house),
    );
    assert_problem(&record, Outcome::Refused, Problem::CertificateRefused, Some("6300"));
    assert_rest(&record, &specimen);
}

#[test]
fn nothing_is_asked_of_the_chip_unless_the_plan_names_fingerprints_or_irises() {
    let house = hierarchy(ECDSA, TerminalRights::ALL);
    let specimen = passport(&house, IssueOptions::default());
    let plan = ReadPlan { data_groups: Selection::All, ..asking(&specimen, credentials(&house)) };
    let record = read_chip(&mut card(&specimen), plan, &mut |_| ()).unwrap().record;
    assert_eq!((record.terminal_authentication.as_ref(), record.file(DG3)), (None, None));
}

#[test]
fn a_chip_that_guards_nothing_lets_it_be_read() {
    let house = hierarchy(ECDSA, TerminalRights::ALL);
    let mut specimen = passport(&house, IssueOptions::default());
    let fingers = specimen.files()[&DG3].clone();
    specimen = issued(&IssueOptions {
        further_data_groups: [(DataGroup::DG3, fingers.clone())].into(),
        ..IssueOptions::default()
    });
    let record = read_by(card(&specimen), &specimen, credentials(&house));
    assert_problem(&record, Outcome::NotRun, Problem::NotOffered, None);
    assert_eq!(record.file(DG3), Some(fingers.as_slice()));
}

#[test]
fn without_a_terminal_fingerprints_are_not_asked_for_even_where_nothing_guards_them() {
    let fingers = fingers_in_19794_4(&[(2, WSQ)], 500, 600).unwrap();
    let specimen = issued(&IssueOptions {
        further_data_groups: [(DataGroup::DG3, fingers)].into(),
        ..IssueOptions::default()
    });
    let data_groups = Selection::Only(vec![DataGroup::DG1, DataGroup::DG3, DataGroup::DG4]);
    let plan = ReadPlan { data_groups, ..plan(mrz(&specimen)) };
    let record = read_chip(&mut card(&specimen), plan, &mut |_| ()).unwrap().record;
    assert!(record.data_group(DataGroup::DG1).is_some());
    assert_eq!((record.terminal_authentication.as_ref(), record.file(DG3)), (None, None));
}

#[test]
fn no_key_and_no_fingerprint_shows() {
    let house = hierarchy(ECDSA, TerminalRights::ALL);
    let specimen = passport(&house, IssueOptions::default());
    let credentials = credentials(&house);
    assert_eq!(format!("{credentials:?}"), "TerminalCredentials(4 certificates)");
    let record = read_by(card(&specimen), &specimen, credentials);
    assert!(format!("{record:?}").ends_with("EF.DG14\"] }"), "{record:?}");
    let json = serde_json::to_string(&record.terminal_authentication).unwrap();
    assert!(json.contains(r#""outcome":"performed""#), "{json}");
    assert_eq!(serde_json::from_str::<ChipRecord>(&serde_json::to_string(&record).unwrap()).unwrap(), record);
}

/// Its certificates are more than are looked at.
#[test]
fn too_many_certificates_are_told_as_that() {
    let house = hierarchy(ECDSA, TerminalRights::ALL);
    let specimen = passport(&house, IssueOptions::default());
    let many = certificates(&house).into_iter().cycle().take(65).collect();
    let record =
        read_by(card(&specimen), &specimen, TerminalCredentials::new(many, house.key.signer(), TODAY));
    assert_problem(&record, Outcome::NotRun, Problem::TooManyCertificates, None);
    assert_rest(&record, &specimen);
}

/// EF.CVCA of a length that is not the standard's, on a chip that tells it with 6Cxx under secure messaging.
#[test]
fn a_chip_that_tells_the_length_of_its_trust_points_is_asked_for_that() {
    let house = hierarchy(ECDSA, TerminalRights::ALL);
    let mut specimen = passport(&house, IssueOptions::default());
    let content = specimen.files_mut().get_mut(&ElementaryFile::Cvca).unwrap();
    content.truncate(2 + usize::from(content[1]));
    let chip = || chip(&specimen);
    let record = read_by(Watched::new(chip().with_corrected_lengths()), &specimen, credentials(&house));
    let transcript = record.terminal_authentication.as_ref().unwrap();
    assert_eq!((transcript.outcome, transcript.problem), (Outcome::Performed, None));
    assert_eq!(record.file(DG3), Some(specimen.files()[&DG3].as_slice()));
}
