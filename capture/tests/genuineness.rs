//! How chips prove themselves to the real session: with keys of others, with several keys, and in every form of signature.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use capture::read_chip;
use emrtd::chip::active_authentication::{self, ActiveAuthenticationPublicKey, Trailer};
use emrtd::chip::chip_authentication::ChipAuthenticationError;
use emrtd::crypto::Cipher;
use emrtd::domain_parameters::{Curve, ModpGroup};
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::hash::DigestAlgorithm;
use emrtd::lds::{DataGroup1, DataGroup15};
use emrtd::record::ChipRecord;
use emrtd::security_info::SecurityInfos;
use emrtd_simulator::{
    Access, ActiveAuthenticationKey, ChipAuthenticationKey, EcParameters, IssueOptions, Passwords,
    SignatureFormat, Signing, SimulatedChip, Specimen,
};
use std::collections::BTreeMap;
use std::path::PathBuf;
use support::*;

fn read_from(chip: SimulatedChip, specimen: &Specimen) -> ChipRecord {
    read_chip(&mut Watched::new(chip), plan(mrz(specimen)), &mut |_| ()).unwrap().record
}

/// The digest under which the chip signed, where it has the key to DG15.
fn signed(record: &ChipRecord) -> Option<String> {
    let group = DataGroup15::parse(record.data_group(DataGroup::DG15)?).unwrap();
    let key = ActiveAuthenticationPublicKey::from_subject_public_key_info(group.subject_public_key_info());
    let infos =
        record.data_group(DataGroup::DG14).map(|bytes| SecurityInfos::from_data_group_14(bytes).unwrap());
    let transcript = record.active_authentication.as_ref()?;
    let proven = active_authentication::verify(&key.unwrap(), infos.as_ref(), transcript).ok()?;
    Some(proven.algorithm().to_string())
}

/// The reference data set of TR-03105-5: files and private keys that nobody of ours wrote. Neither its EF.COM nor its EF.SOD
/// lists DG15: EF.COM is one that does.
fn reference_data_set() -> Option<(Specimen, [Vec<u8>; 2])> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared");
    let folder = std::env::var_os("IDK_TESTDATA").map_or_else(|| PathBuf::from(default), PathBuf::from);
    let read = |name: &str| std::fs::read(folder.join("emrtd/specimen/tr03105-5-refset").join(name)).ok();
    let group = |number| ElementaryFile::DataGroup(DataGroup::new(number).unwrap());
    let mut files: BTreeMap<ElementaryFile, Vec<u8>> = [1, 2, 14, 15]
        .into_iter()
        .filter_map(|number| Some((group(number), read(&format!("Datagroup{number}.bin"))?)))
        .collect();
    if files.is_empty() {
        eprintln!("skipped: no IDK_TESTDATA");
        return None;
    }
    let com = "60165F0104303130375F36063034303030305C0461756E6F";
    files.insert(ElementaryFile::Com, hex::decode(com).unwrap());
    files.insert(ElementaryFile::Sod, read("EF_SOD.bin").unwrap());
    let zone = DataGroup1::parse(&files[&group(1)]).unwrap().into_mrz();
    let fields = zone.fields();
    let passwords = Passwords {
        document_number: fields.document_number.clone(),
        date_of_birth: fields.date_of_birth.clone(),
        date_of_expiry: fields.date_of_expiry.clone().unwrap(),
        card_access_number: "123456".into(),
    };
    let keys = ["DG14_sk.pkcs8", "DG15_sk.pkcs8"].map(|name| read(name).unwrap());
    Some((Specimen::from_files(files, passwords), keys))
}

#[test]
fn tr_03105_5_reference_keys_do_chip_and_active_authentication() {
    let Some((files, [chip_key, signing_key])) = reference_data_set() else { return };
    let whole =
        files.clone().with_chip_authentication_key(&chip_key).with_active_authentication_key(&signing_key);
    let record = read_from(chip(&whole), &whole);
    assert_eq!(record.access.used, "bac");
    assert_eq!(judged(&record), Ok(()));
    assert_eq!(signed(&record).as_deref(), Some("rsa-iso9796-2-sha256"));
    for group in [1, 2, 14, 15].map(|number| ElementaryFile::DataGroup(DataGroup::new(number).unwrap())) {
        assert_eq!(record.file(group), files.files().get(&group).map(Vec::as_slice), "{group}");
    }
    // The twins: each key alone, and another key in its place.
    let without_signing_key = files.clone().with_chip_authentication_key(&chip_key);
    let record = read_from(chip(&without_signing_key), &files);
    assert_eq!((judged(&record), signed(&record)), (Ok(()), None));
    let without_chip_key = files.clone().with_active_authentication_key(&signing_key);
    let record = read_from(chip(&without_chip_key), &files);
    assert_eq!(judged(&record), Err(ChipAuthenticationError::NotProven));
}

fn several_keys(parameters: EcParameters) -> IssueOptions {
    let numbered = |key_id, key: ChipAuthenticationKey| ChipAuthenticationKey {
        key_id: Some(key_id),
        parameters,
        ..key
    };
    IssueOptions {
        access: Access::Bac,
        chip_authentication: Some(numbered(
            1,
            ChipAuthenticationKey::new(Cipher::TripleDes, ModpGroup::Modp1024Order160),
        )),
        further_chip_authentication: vec![
            numbered(2, ChipAuthenticationKey::new(Cipher::Aes128, Curve::BrainpoolP256r1)),
            numbered(0xC3, ChipAuthenticationKey::new(Cipher::Aes256, ModpGroup::Modp2048Order256)),
            numbered(4, ChipAuthenticationKey::new(Cipher::Aes256, Curve::P384)),
        ],
        ..IssueOptions::default()
    }
}

#[test]
fn the_strongest_key_is_used_and_the_next_where_the_chip_refuses_it() {
    for parameters in [EcParameters::Named, EcParameters::Explicit] {
        let specimen = issued(&several_keys(parameters));
        let key_id = |chip: SimulatedChip| {
            let record = read_from(chip, &specimen);
            let outcome = judged(&record);
            (record.chip_authentication.unwrap().key_id.unwrap(), outcome)
        };
        assert_eq!(key_id(chip(&specimen)), (4, Ok(())));
        let without_256 = || chip(&specimen).without_chip_authentication(Cipher::Aes256);
        assert_eq!(key_id(without_256()), (2, Ok(())));
        let only_triple_des = || without_256().without_chip_authentication(Cipher::Aes128);
        assert_eq!(key_id(only_triple_des()), (1, Ok(())));
        let none = only_triple_des().without_chip_authentication(Cipher::TripleDes);
        assert_eq!(key_id(none), (1, Err(ChipAuthenticationError::Refused)));
        // A copy without the keys is seen whichever of them it runs.
        let copy = || chip(&specimen.clone_without_keys());
        assert_eq!(key_id(copy()), (4, Err(ChipAuthenticationError::NotProven)));
        let copy = copy().without_chip_authentication(Cipher::Aes256);
        assert_eq!(key_id(copy), (2, Err(ChipAuthenticationError::NotProven)));
    }
}

#[test]
fn a_key_without_announcement_is_for_triple_des() {
    for domain in [Curve::BrainpoolP256r1.into(), ModpGroup::Modp2048Order224.into()] {
        let key = ChipAuthenticationKey { cipher: None, domain, ..ChipAuthenticationKey::default() };
        let specimen = issued(&IssueOptions { chip_authentication: Some(key), ..IssueOptions::default() });
        let record = read(&specimen, mrz(&specimen)).unwrap().record;
        assert_eq!(judged(&record), Ok(()));
        let copy = specimen.clone_without_keys();
        let record = read(&copy, mrz(&copy)).unwrap().record;
        assert_eq!(judged(&record), Err(ChipAuthenticationError::NotProven));
    }
}

#[test]
fn rsa_signatures_in_every_form() {
    let key = Some(ActiveAuthenticationKey::Rsa(1024));
    let specimen = issued(&IssueOptions {
        chip_authentication: None,
        active_authentication: key,
        ..IssueOptions::default()
    });
    for digest in DigestAlgorithm::ALL {
        for (trailer, total_recovery, smaller) in [
            (Trailer::Shortest, false, false),
            (Trailer::Explicit, false, true),
            (Trailer::Shortest, true, false),
            (Trailer::Explicit, true, true),
        ] {
            // Digest, trailer, challenge and 32 random bytes must fit.
            let signing =
                Signing { digest: Some(digest), trailer, total_recovery, smaller, ..Signing::default() };
            let record = read_from(chip(&specimen).with_signing(signing), &specimen);
            assert_eq!(signed(&record), Some(format!("rsa-iso9796-2-{digest}")), "{signing:?}");
            let copy = chip(&specimen.clone_without_keys()).with_signing(signing);
            assert_eq!(signed(&read_from(copy, &specimen)), None);
        }
    }
    let cut = Signing { cut_at: Some(100), ..Signing::default() };
    assert_eq!(signed(&read_from(chip(&specimen).with_signing(cut), &specimen)), None);
}

#[test]
fn ecdsa_signatures_in_every_form_with_the_announced_digest() {
    for announced_digest in DigestAlgorithm::ALL.into_iter().map(Some).chain([None]) {
        let specimen = issued(&IssueOptions {
            chip_authentication: None,
            active_authentication: Some(ActiveAuthenticationKey::Ecdsa(Curve::BrainpoolP512r1)),
            announced_digest,
            ..IssueOptions::default()
        });
        for format in [
            SignatureFormat::Plain,
            SignatureFormat::PlainWithZeros,
            SignatureFormat::Der,
            SignatureFormat::DerWithZeros,
        ] {
            let signing = Signing { format, ..Signing::default() };
            let record = read_from(chip(&specimen).with_signing(signing), &specimen);
            let digest = announced_digest.unwrap_or(DigestAlgorithm::Sha256);
            assert_eq!(signed(&record), Some(format!("ecdsa-{digest}")), "{format:?}");
            let other =
                if digest == DigestAlgorithm::Sha1 { DigestAlgorithm::Sha256 } else { DigestAlgorithm::Sha1 };
            let twin = Signing { digest: Some(other), ..signing };
            let record = read_from(chip(&specimen).with_signing(twin), &specimen);
            assert_eq!(signed(&record).is_some(), announced_digest.is_none(), "{format:?}");
            let copy = chip(&specimen.clone_without_keys()).with_signing(signing);
            assert_eq!(signed(&read_from(copy, &specimen)), None);
        }
    }
}
