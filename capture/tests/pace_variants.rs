//! PACE in every variant there is, against the simulated chip: what was offered and used, and what the mapping proves.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use emrtd::access::pace::{self, PaceChipAuthenticationError};
use emrtd::crypto::Cipher;
use emrtd::domain_parameters::{Curve, DomainParameters, ModpGroup};
use emrtd::file::ElementaryFile;
use emrtd::record::ChipRecord;
use emrtd::security_info::{EfCardSecurity, PaceInfo, PaceMapping, PaceProtocol};
use emrtd_simulator::{Access, IssueOptions, PaceParameters, Specimen};
use support::*;

fn specimen(access: PaceParameters, further_pace: Vec<PaceParameters>) -> Specimen {
    issued(&IssueOptions {
        access: Access::Pace(access),
        further_pace,
        chip_authentication: None,
        ..IssueOptions::default()
    })
}

fn name(parameters: PaceParameters) -> String {
    let PaceParameters { mapping, cipher, domain } = parameters;
    PaceInfo::new(PaceProtocol { mapping, cipher }, domain).to_string()
}

/// What the transcript proves against the EF.CardSecurity that was read.
fn proven(record: &ChipRecord) -> Result<(), PaceChipAuthenticationError> {
    let file = EfCardSecurity::parse(record.file(ElementaryFile::CardSecurity).unwrap()).unwrap();
    let transcript = record.access.pace_chip_authentication.as_ref().unwrap();
    pace::verify(&file.infos, transcript).map(drop)
}

#[test]
fn every_variant_on_everything_it_runs_on_opens_the_chip() {
    for parameters in PaceParameters::all() {
        let specimen = specimen(parameters, vec![]);
        let passwords = [mrz(&specimen), can(&specimen)];
        let password = passwords[usize::from(parameters.domain.parameter_id()) % 2].clone();
        let record = read(&specimen, password).unwrap().record;
        assert_eq!(record.access.used, name(parameters));
        assert_eq!(&record.files, specimen.files(), "{}", record.access.used);
        let proves = parameters.mapping == PaceMapping::EcdhCam;
        assert_eq!(record.access.pace_chip_authentication.is_some(), proves);
        assert_eq!(record.file(ElementaryFile::CardSecurity).is_some(), proves);
        if proves {
            assert_eq!(proven(&record), Ok(()), "{}", record.access.used);
        }
    }
}

#[test]
fn a_chip_without_the_private_key_proves_nothing() {
    for curve in [Curve::P256, Curve::BrainpoolP384r1] {
        let original = specimen(PaceParameters::ecdh_cam(Cipher::Aes256, curve), vec![]);
        let clone = original.clone_without_keys();
        let record = read(&clone, can(&clone)).unwrap().record;
        assert_eq!(proven(&record), Err(PaceChipAuthenticationError::NotProven));
    }
}

#[test]
fn a_mapping_that_proves_the_chip_is_run_before_any_other_then_the_stronger_cipher_and_group() {
    let group =
        |mapping, cipher, group| PaceParameters { mapping, cipher, domain: DomainParameters::Modp(group) };
    let cam = PaceParameters::ecdh_cam(Cipher::Aes128, Curve::BrainpoolP256r1);
    let on_curve = PaceParameters::ecdh_gm(Cipher::Aes256, Curve::P521);
    let integers = group(PaceMapping::DhGm, Cipher::Aes256, ModpGroup::Modp2048Order256);
    let weak_integers = group(PaceMapping::DhIm, Cipher::Aes256, ModpGroup::Modp1024Order160);
    let triple_des = PaceParameters::ecdh_gm(Cipher::TripleDes, Curve::P521);
    let order = [cam, on_curve, integers, weak_integers, triple_des];
    for (place, strongest) in order.iter().enumerate() {
        let mut offered = order[place..].to_vec();
        offered.rotate_left(1);
        let first = offered.remove(0);
        let specimen = specimen(first, offered);
        let record = read(&specimen, mrz(&specimen)).unwrap().record;
        assert_eq!(record.access.used, name(*strongest));
        assert_eq!(record.access.offered.len(), order.len() - place);
    }
}

#[test]
fn a_chip_that_hides_ef_card_security_is_read_all_the_same() {
    let mut specimen = specimen(PaceParameters::ecdh_cam(Cipher::Aes128, Curve::P256), vec![]);
    let folder = std::env::temp_dir().join(format!("idkontroll-pace-{}", std::process::id()));
    specimen.store(&folder).unwrap();
    let stored = Specimen::load(&folder).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(proven(&read(&stored, mrz(&stored)).unwrap().record), Ok(()));
    // Without the file the simulated chip has no key to map with, as a chip that only claims the mapping.
    specimen.files_mut().remove(&ElementaryFile::CardSecurity);
    assert!(read(&specimen, mrz(&specimen)).is_err());
}

/// EF.CardAccess with PACE on a number of the chip's own, which stands for these standardized domain parameters.
fn own_number(number: u8, standardized: u8) -> Vec<u8> {
    let info = [&[0x30, 0x12, 0x06, 0x0A][..], &PACE, &[0x02, 0x02, 0x02, 0x01, 0x02, 0x02, 0x01, number]];
    let algorithm =
        [0x30, 0x0C, 0x06, 0x07, 0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x02, 0x02, 0x01, standardized];
    let own = [&[0x30, 0x1C, 0x06, 0x09][..], &PACE, &[0x02], &algorithm, &[0x02, 0x01, number]];
    [&[0x31, 0x32][..], &info.concat(), &own.concat()].concat()
}

const PACE: [u8; 8] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04];

#[test]
fn standardized_parameters_under_a_number_of_the_chips_own_are_run_by_that_number() {
    let mut specimen = issued(&IssueOptions {
        access: Access::PaceAndBac(PaceParameters::default()),
        ..IssueOptions::default()
    });
    specimen.files_mut().insert(ElementaryFile::CardAccess, own_number(40, 12));
    let mut card = Watched::new(chip(&specimen));
    let record = capture::read_chip(&mut card, plan(can(&specimen)), &mut |_| ()).unwrap().record;
    assert_eq!(record.access.used, "pace-ecdh-gm-aes-cbc-cmac-128/12");
    assert!(card.commands.iter().any(|command| command.ends_with(&[0x83, 0x01, 0x02, 0x84, 0x01, 40])));
    // The twin's parameters are nobody's.
    specimen.files_mut().insert(ElementaryFile::CardAccess, own_number(40, 99));
    let record = read(&specimen, mrz(&specimen)).unwrap().record;
    assert_eq!(record.access.used, "bac");
    assert_eq!(record.access.offered, ["pace-ecdh-gm-aes-cbc-cmac-128/40"]);
}
