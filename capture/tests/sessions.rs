//! Whole chip sessions against the simulated chip: what opens it, what is read, and what proves it.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use capture::transport::SimulatedCard;
use capture::{ReadError, read_chip};
use emrtd::access::bac::BacError;
use emrtd::apdu::StatusWord;
use emrtd::chip::active_authentication::{self, ActiveAuthenticationPublicKey};
use emrtd::chip::chip_authentication::ChipAuthenticationError;
use emrtd::crypto::Cipher;
use emrtd::domain_parameters::Curve;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::lds::security_object::EfSod;
use emrtd::lds::{DataGroup11, DataGroup15};
use emrtd::password::{Can, MrzKey, Password};
use emrtd::session::{ReadPlan, Selection, SessionError, Stage};
use emrtd::tlv;
use emrtd_simulator::{
    Access, ActiveAuthenticationKey, ChipAuthenticationKey, EcParameters, IssueOptions, PaceParameters,
};
use std::collections::BTreeMap;
use support::*;

#[test]
fn pace_on_every_curve_with_every_cipher() {
    for curve in Curve::ALL {
        for cipher in Cipher::ALL {
            let parameters = PaceParameters::ecdh_gm(cipher, curve);
            let specimen = issued(&IssueOptions {
                access: Access::Pace(parameters),
                chip_authentication: None,
                ..IssueOptions::default()
            });
            let reading = read(&specimen, can(&specimen)).unwrap();
            let name = format!("pace-ecdh-gm-{}/{}", cipher.name(), curve.parameter_id());
            assert_eq!(reading.record.access.used, name);
            assert_eq!(reading.record.access.offered, [name]);
            assert_eq!(&reading.record.files, specimen.files());
        }
    }
}

#[test]
fn chip_authentication_on_every_curve_with_every_cipher() {
    for curve in Curve::ALL {
        for cipher in Cipher::ALL {
            let parameters = EcParameters::Explicit;
            let key = ChipAuthenticationKey { parameters, ..ChipAuthenticationKey::new(cipher, curve) };
            let specimen =
                issued(&IssueOptions { chip_authentication: Some(key), ..IssueOptions::default() });
            let record = read(&specimen, mrz(&specimen)).unwrap().record;
            assert_eq!(judged(&record), Ok(()), "{curve} {cipher:?}");
            let clone = specimen.clone_without_keys();
            let record = read(&clone, mrz(&clone)).unwrap().record;
            assert_eq!(judged(&record), Err(ChipAuthenticationError::NotProven), "{curve} {cipher:?}");
        }
    }
}

#[test]
fn bac_reads_every_file_and_only_with_the_mrz() {
    let specimen = issued(&IssueOptions { access: Access::Bac, ..IssueOptions::default() });
    let reading = read(&specimen, mrz(&specimen)).unwrap();
    assert_eq!((reading.record.access.used.as_str(), reading.record.access.offered.len()), ("bac", 0));
    assert_eq!(&reading.record.files, specimen.files());
    assert_eq!(judged(&reading.record), Ok(()));
    let outcome = read(&specimen, can(&specimen));
    assert!(matches!(outcome, Err(ReadError::Protocol(SessionError::PasswordNotUsable))));
}

#[test]
fn a_wrong_password_is_denied_and_never_falls_back_to_bac() {
    let wrong_mrz = Password::Mrz(MrzKey::new("L898902C4", "740812", "360104").unwrap());
    let wrong_can = Password::Can(Can::new("123457").unwrap());
    for access in
        [Access::Bac, Access::Pace(PaceParameters::default()), Access::PaceAndBac(PaceParameters::default())]
    {
        let specimen = issued(&IssueOptions { access, ..IssueOptions::default() });
        assert!(denied(read(&specimen, wrong_mrz.clone())), "{access:?}");
        if access != Access::Bac {
            assert!(denied(read(&specimen, wrong_can.clone())), "{access:?}");
        }
    }
}

/// EF.CardAccess with one `PACEInfo` of this mapping and parameter id.
fn card_access(mapping: u8, parameter_id: u8) -> Vec<u8> {
    hex::decode(format!("31143012060A04007F0007020204{mapping:02X}020201020201{parameter_id:02X}")).unwrap()
}

/// The integrated mapping is not for P-224 (ICAO 9303-11 §9.5.1).
#[test]
fn a_chip_that_offers_only_what_cannot_be_run_is_read_by_bac_and_the_offer_is_recorded() {
    let mut specimen = issued(&IssueOptions { access: Access::Bac, ..IssueOptions::default() });
    specimen.files_mut().insert(ElementaryFile::CardAccess, card_access(4, 10));
    let access = read(&specimen, mrz(&specimen)).unwrap().record.access;
    assert_eq!(access.offered, ["pace-ecdh-im-aes-cbc-cmac-128/10"]);
    assert_eq!(access.used, "bac");
    let outcome = read(&specimen, can(&specimen));
    assert!(matches!(outcome, Err(ReadError::Protocol(SessionError::PasswordNotUsable))));
}

#[test]
fn a_malformed_ef_card_access_is_no_way_to_bac() {
    let options =
        IssueOptions { access: Access::PaceAndBac(PaceParameters::default()), ..IssueOptions::default() };
    let mut specimen = issued(&options);
    let mut malformed = card_access(2, 13);
    malformed[3] += 1;
    specimen.files_mut().insert(ElementaryFile::CardAccess, malformed);
    let outcome = read(&specimen, mrz(&specimen));
    let expected = SessionError::MalformedFile(ElementaryFile::CardAccess);
    assert!(matches!(outcome, Err(ReadError::Protocol(error)) if error == expected));
}

/// A chip without PACE may have an EF.CardAccess that was made and never written.
#[test]
fn a_blank_ef_card_access_is_none() {
    for (content, read_by) in
        [(vec![0x00; 32], Some("bac")), (vec![0xFF; 32], Some("bac")), (vec![0xFE; 32], None)]
    {
        let mut specimen = issued(&IssueOptions { access: Access::Bac, ..IssueOptions::default() });
        specimen.files_mut().insert(ElementaryFile::CardAccess, content);
        let record = read(&specimen, mrz(&specimen)).ok().map(|reading| reading.record);
        assert_eq!(record.as_ref().map(|record| record.access.used.as_str()), read_by);
        assert!(record.is_none_or(|record| record.file(ElementaryFile::CardAccess).is_none()));
    }
}

/// BER leaves the length of EF.SOD open: it is read to its end and says the same.
#[test]
fn an_ef_sod_of_indefinite_length_is_read_whole() {
    let mut specimen = issued(&IssueOptions::default());
    let definite = specimen.files()[&ElementaryFile::Sod].clone();
    let inner = tlv::parse_exactly(&definite, 0x77).unwrap().value.to_vec();
    let open = [&[0x77, 0x80][..], &inner, &[0, 0]].concat();
    specimen.files_mut().insert(ElementaryFile::Sod, open);
    let record = read(&specimen, mrz(&specimen)).unwrap().record;
    assert_eq!(&record.files, specimen.files());
    let read = EfSod::parse(record.file(ElementaryFile::Sod).unwrap()).unwrap();
    assert_eq!(read.lds, EfSod::parse(&definite).unwrap().lds);
    assert_eq!(judged(&record), Ok(()));
}

#[test]
fn a_pace_that_fails_with_the_right_password_is_no_way_to_bac() {
    let options =
        IssueOptions { access: Access::PaceAndBac(PaceParameters::default()), ..IssueOptions::default() };
    let specimen = issued(&options);
    // Answers 0 to 3 are EF.CardAccess, 4 to 8 the five of PACE.
    for at in 5..9 {
        let mut card = Flipping { card: SimulatedCard::new(specimen.clone()), at, sent: 0 };
        let outcome = read_chip(&mut card, plan(mrz(&specimen)), &mut |_| ());
        assert!(
            matches!(
                outcome,
                Err(ReadError::Protocol(SessionError::Pace(_) | SessionError::AccessDenied(_)))
            ),
            "answer {at}"
        );
        assert!(card.sent <= 9, "answer {at}");
    }
}

#[test]
fn active_authentication_signs_the_challenge_of_the_plan() {
    for key in [
        ActiveAuthenticationKey::Rsa(1024),
        ActiveAuthenticationKey::Rsa(2048),
        ActiveAuthenticationKey::Ecdsa(Curve::BrainpoolP256r1),
        ActiveAuthenticationKey::Ecdsa(Curve::P521),
    ] {
        let specimen = issued(&IssueOptions { active_authentication: Some(key), ..IssueOptions::default() });
        let record = read(&specimen, mrz(&specimen)).unwrap().record;
        let dg15 = DataGroup15::parse(record.data_group(DataGroup::DG15).unwrap()).unwrap();
        let public =
            ActiveAuthenticationPublicKey::from_subject_public_key_info(dg15.subject_public_key_info());
        let public = public.unwrap();
        let transcript = record.active_authentication.as_ref().unwrap();
        assert_eq!(transcript.challenge, CHALLENGE);
        assert!(active_authentication::verify(&public, None, transcript).is_ok(), "{key:?}");
        assert_eq!(judged(&record), Ok(()));
        let mut without_key = specimen.clone_without_keys();
        // A failed Chip Authentication would end the session before.
        without_key.files_mut().remove(&ElementaryFile::DataGroup(DataGroup::DG14));
        let record = read(&without_key, mrz(&specimen)).unwrap().record;
        let transcript = record.active_authentication.as_ref().unwrap();
        assert!(active_authentication::verify(&public, None, transcript).is_err(), "{key:?}");
    }
}

#[test]
fn only_the_data_groups_of_the_plan_are_read() {
    let specimen = issued(&IssueOptions::default());
    let plan = ReadPlan {
        data_groups: Selection::Only(vec![DataGroup::DG1, DataGroup::DG11]),
        ..plan(mrz(&specimen))
    };
    let record = read_chip(&mut SimulatedCard::new(specimen), plan, &mut |_| ()).unwrap().record;
    let names: Vec<String> = record.files.keys().map(ToString::to_string).collect();
    assert_eq!(names, ["EF.CardAccess", "EF.COM", "EF.SOD", "EF.DG1"]);
    assert!(record.chip_authentication.is_none() && record.active_authentication.is_none());
}

#[test]
fn what_neither_list_names_is_not_selected() {
    let options = IssueOptions { access: Access::Open, chip_authentication: None, ..IssueOptions::default() };
    let select_dg14: [&[u8]; 2] =
        [&[0x00, 0xA4, 0x02, 0x0C, 0x02, 0x01, 0x0E], &[0x00, 0xB0, 0x8E, 0x00, 0x06]];
    for (options, listed) in
        [(options, false), (IssueOptions { access: Access::Open, ..IssueOptions::default() }, true)]
    {
        let specimen = issued(&options);
        let named = Selection::Only(vec![DataGroup::DG1, DataGroup::DG14]);
        let plan = ReadPlan { data_groups: named, ..plan(mrz(&specimen)) };
        let mut card = Watched::new(chip(&specimen));
        read_chip(&mut card, plan, &mut |_| ()).unwrap();
        let selects = |command: &Vec<u8>| select_dg14.contains(&command.as_slice());
        assert_eq!(card.commands.iter().any(selects), listed);
    }
}

#[test]
fn a_chip_without_access_control_is_read_in_the_clear_and_proven() {
    let specimen = issued(&IssueOptions {
        access: Access::Open,
        active_authentication: Some(ActiveAuthenticationKey::Ecdsa(Curve::P256)),
        ..IssueOptions::default()
    });
    let record = read(&specimen, mrz(&specimen)).unwrap().record;
    assert_eq!((record.access.used.as_str(), record.access.offered.len()), ("none", 0));
    assert_eq!(&record.files, specimen.files());
    assert_eq!(judged(&record), Ok(()));
    assert!(record.active_authentication.is_some_and(|transcript| !transcript.signature.is_empty()));
}

/// The twin: a chip that refuses the challenge and keeps its files closed is not read.
#[test]
fn a_chip_that_refuses_the_challenge_and_its_files_is_left() {
    let specimen = issued(&IssueOptions::default());
    let mut closed = specimen.clone();
    closed.files_mut().remove(&ElementaryFile::CardAccess);
    let outcome = read(&closed, mrz(&specimen)).err();
    let refused = SessionError::Bac(BacError::NoChallenge(StatusWord(0x6985)));
    assert_eq!(outcome, Some(ReadError::Protocol(refused)));
}

/// A file that ends before its header says, on chips that name the right length and on those that give what there is.
#[test]
fn a_corrected_length_does_not_break_secure_messaging() {
    for access in [Access::Bac, Access::Pace(PaceParameters::default())] {
        let mut specimen = issued(&IssueOptions { access, ..IssueOptions::default() });
        let group = ElementaryFile::DataGroup(DataGroup::DG2);
        let shortened = specimen.files_mut().get_mut(&group).unwrap();
        shortened.truncate(shortened.len() - 3);
        for chip in [chip(&specimen), chip(&specimen).with_corrected_lengths()] {
            let record =
                read_chip(&mut Watched::new(chip), plan(mrz(&specimen)), &mut |_| ()).unwrap().record;
            assert!(record.files == *specimen.files());
            assert_eq!(judged(&record), Ok(()));
        }
    }
}

/// The verdict is the verifier's: a malformed file is handed over as far as it goes, and the session goes on.
#[test]
fn a_malformed_file_does_not_end_the_session() {
    for (file, header) in [(ElementaryFile::Com, &[0x60, 0x85][..]), (ElementaryFile::Sod, &[0x77, 0x85])] {
        let mut specimen = issued(&IssueOptions::default());
        specimen.files_mut().get_mut(&file).unwrap()[..2].copy_from_slice(header);
        let record = read(&specimen, mrz(&specimen)).unwrap().record;
        assert!(record.file(file).is_some_and(|bytes| bytes.starts_with(header) && bytes.len() < 10));
        assert!(record.data_group(DataGroup::DG14).is_some());
    }
}

#[test]
fn the_strongest_of_several_pace_variants_is_run_on_its_own_curve() {
    let variant = PaceParameters::ecdh_gm;
    let weak = variant(Cipher::Aes128, Curve::P256);
    for strong in [variant(Cipher::Aes256, Curve::BrainpoolP384r1), variant(Cipher::Aes192, Curve::P256)] {
        for (first, second) in [(weak, strong), (strong, weak)] {
            let specimen = issued(&IssueOptions {
                access: Access::Pace(first),
                further_pace: vec![second, variant(Cipher::TripleDes, Curve::P521)],
                ..IssueOptions::default()
            });
            let record = read(&specimen, can(&specimen)).unwrap().record;
            let name = format!("pace-ecdh-gm-{}/{}", strong.cipher.name(), strong.domain.parameter_id());
            assert_eq!((record.access.used, record.access.offered.len()), (name, 3));
            assert_eq!(&record.files, specimen.files());
        }
    }
    // The same variant on two curves: the stronger one, and DO'84' says that it is meant.
    let specimen = issued(&IssueOptions {
        access: Access::Pace(variant(Cipher::Aes128, Curve::BrainpoolP256r1)),
        further_pace: vec![variant(Cipher::Aes128, Curve::P521)],
        ..IssueOptions::default()
    });
    let record = read(&specimen, mrz(&specimen)).unwrap().record;
    assert_eq!(record.access.used, "pace-ecdh-gm-aes-cbc-cmac-128/18");
}

#[test]
fn every_listed_data_group_is_read_and_signed() {
    let name = [tlv::encode(0x5C, &[0x5F, 0x0E]), tlv::encode(0x5F0E, "ÅSE<<BJØRG".as_bytes())].concat();
    let issue = [tlv::encode(0x5C, &[0x5F, 0x26]), tlv::encode(0x5F26, b"20260105")].concat();
    let further: BTreeMap<_, _> = [(11, tlv::encode(0x6B, &name)), (12, tlv::encode(0x6C, &issue))]
        .into_iter()
        .map(|(number, content)| (DataGroup::new(number).unwrap(), content))
        .collect();
    let specimen = issued(&IssueOptions { further_data_groups: further.clone(), ..IssueOptions::default() });
    let record = read(&specimen, mrz(&specimen)).unwrap().record;
    let security_object = EfSod::parse(record.file(ElementaryFile::Sod).unwrap()).unwrap();
    for (group, content) in further {
        assert_eq!(record.data_group(group), Some(content.as_slice()));
        assert!(security_object.lds.hashes.contains_key(&group));
    }
    let details = DataGroup11::parse(record.data_group(DataGroup::new(11).unwrap()).unwrap()).unwrap();
    assert_eq!(details.name.unwrap().primary_identifier, "ÅSE");
}

#[test]
fn dg14_hidden_from_ef_com_is_still_read() {
    let mut specimen = issued(&IssueOptions::default());
    let com = specimen.files_mut().get_mut(&ElementaryFile::Com).unwrap();
    let dg14 = com.iter().rposition(|byte| *byte == 0x6E).unwrap();
    com[dg14] = 0x61;
    let record = read(&specimen, mrz(&specimen)).unwrap().record;
    assert_eq!(judged(&record), Ok(()));
    specimen.files_mut().remove(&ElementaryFile::Com);
    assert_eq!(judged(&read(&specimen, mrz(&specimen)).unwrap().record), Ok(()));
}

#[test]
fn a_long_face_beyond_32767_bytes_is_read_whole() {
    let mut specimen = issued(&IssueOptions { access: Access::Bac, ..IssueOptions::default() });
    let content: Vec<u8> = (0u8..251).cycle().take(70_000).collect();
    let dg2 = emrtd::tlv::encode(0x75, &content);
    specimen.files_mut().insert(ElementaryFile::DataGroup(DataGroup::DG2), dg2.clone());
    let record = read(&specimen, mrz(&specimen)).unwrap().record;
    assert_eq!(record.data_group(DataGroup::DG2), Some(dg2.as_slice()));
}

#[test]
fn every_stage_is_told_once_in_order_and_timed() {
    let specimen = issued(&IssueOptions {
        active_authentication: Some(ActiveAuthenticationKey::Ecdsa(Curve::P256)),
        ..IssueOptions::default()
    });
    let mut told = Vec::new();
    let reading =
        read_chip(&mut SimulatedCard::new(specimen.clone()), plan(mrz(&specimen)), &mut |stage: &Stage| {
            told.push(stage.to_string())
        })
        .unwrap();
    let expected = "EF.CardAccess,PACE,EF.COM,EF.SOD,EF.DG14,EF.DG15,Chip Authentication,Active Authentication,EF.DG1,EF.DG2";
    assert_eq!(told.join(","), expected);
    assert_eq!(reading.stages.iter().map(|(stage, _)| stage.to_string()).collect::<Vec<_>>(), told);
    let content: usize = specimen.files().values().map(Vec::len).sum();
    assert!(reading.apdus > 20 && reading.bytes > content as u64);
}
