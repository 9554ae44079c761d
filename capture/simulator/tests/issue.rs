//! What is issued verifies under its CSCA with OpenSSL's own CMS code, and parses.

#![allow(clippy::unwrap_used, reason = "an integration test is a test")]

use emrtd::crypto::Cipher;
use emrtd::domain_parameters::Curve;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::lds::security_object::EfSod;
use emrtd::lds::{DataGroup1, DataGroup2, DataGroup15, EfCom};
use emrtd::mrz::CalendarDate;
use emrtd::protocol::{NoRandomness, Randomness};
use emrtd::security_info::SecurityInfos;
use emrtd::tlv;
use emrtd_simulator::{
    Access, ActiveAuthenticationKey, ChipAuthenticationKey, EcParameters, IssueError, IssueOptions,
    PaceParameters, SignerAlgorithm, Specimen, issue,
};
use openssl::cms::{CMSOptions, CmsContentInfo};
use openssl::x509::store::X509StoreBuilder;
use openssl::x509::verify::X509VerifyParam;
use openssl::x509::{X509, X509PurposeId};

/// The system's generator.
struct System;

impl Randomness for System {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        openssl::rand::rand_bytes(bytes).map_err(|_| NoRandomness)
    }
}

const DG1: ElementaryFile = ElementaryFile::DataGroup(DataGroup::DG1);
const DG2: ElementaryFile = ElementaryFile::DataGroup(DataGroup::DG2);
const DG14: ElementaryFile = ElementaryFile::DataGroup(DataGroup::DG14);
const DG15: ElementaryFile = ElementaryFile::DataGroup(DataGroup::DG15);

fn issued(options: &IssueOptions) -> Specimen {
    issue(options, &mut System).unwrap()
}

/// The signed content, if signature and certificate chain hold in the middle of 2027.
///
/// OpenSSL refuses explicit curve parameters in a chain, whatever they are: there the signature of the one certificate
/// is verified by itself.
fn verify(security_object: &[u8], csca: &[u8], explicit: bool) -> Option<Vec<u8>> {
    let csca = X509::from_der(csca).ok()?;
    let signed_data = EfSod::parse(security_object).ok()?.signed_data;
    let document_signer = X509::from_der(signed_data.certificates.first()?).ok()?;
    if !document_signer.verify(&*csca.public_key().ok()?).ok()? {
        return None;
    }
    let mut parameters = X509VerifyParam::new().ok()?;
    parameters.set_time(1_814_400_000);
    parameters.set_purpose(X509PurposeId::ANY).ok()?;
    let mut store = X509StoreBuilder::new().ok()?;
    store.set_param(&parameters).ok()?;
    store.add_cert(csca).ok()?;
    let options = if explicit { CMSOptions::NO_SIGNER_CERT_VERIFY } else { CMSOptions::empty() };
    let mut cms = CmsContentInfo::from_der(tlv::parse_exactly(security_object, 0x77).ok()?.value).ok()?;
    let mut content = Vec::new();
    cms.verify(None, Some(&store.build()), None, Some(&mut content), options).ok()?;
    Some(content)
}

#[test]
fn every_signature_algorithm_verifies_and_a_changed_byte_does_not() {
    for signer in SignerAlgorithm::ALL {
        let specimen = issued(&IssueOptions { signer, ..IssueOptions::default() });
        let bytes = &specimen.files()[&ElementaryFile::Sod];
        let parsed = EfSod::parse(bytes).unwrap();
        let explicit = signer.name().ends_with("explicit");
        let content = verify(bytes, &specimen.trust_anchors()[0], explicit);
        assert_eq!(content.as_ref(), Some(&parsed.signed_data.content), "{signer}");
        let mut twin = bytes.clone();
        *twin.last_mut().unwrap() ^= 1;
        assert!(verify(&twin, &specimen.trust_anchors()[0], explicit).is_none(), "{signer}");
        for (group, hash) in &parsed.lds.hashes {
            let data_group = &specimen.files()[&ElementaryFile::DataGroup(*group)];
            assert_eq!(*hash, signer.digest().digest(data_group), "{signer} {group}");
        }
        assert_eq!(signer.name().parse(), Ok(signer));
    }
}

#[test]
fn another_csca_does_not_vouch() {
    let (one, other) = (issued(&IssueOptions::default()), issued(&IssueOptions::default()));
    let security_object = &one.files()[&ElementaryFile::Sod];
    assert!(verify(security_object, &one.trust_anchors()[0], false).is_some());
    assert!(verify(security_object, &other.trust_anchors()[0], false).is_none());
}

#[test]
fn certificates_follow_the_profile_and_are_marked_as_specimen() {
    for signer in [SignerAlgorithm::EcdsaBrainpoolP256r1Sha256Explicit, SignerAlgorithm::RsaPss2048Sha256] {
        let specimen = issued(&IssueOptions { signer, ..IssueOptions::default() });
        let csca = X509::from_der(&specimen.trust_anchors()[0]).unwrap();
        let entry = |nid| csca.subject_name().entries_by_nid(nid).next().unwrap().data().to_string().unwrap();
        assert_eq!(entry(openssl::nid::Nid::COUNTRYNAME), "UT");
        assert_eq!(entry(openssl::nid::Nid::ORGANIZATIONNAME), "idkontroll specimen");
        let sod = EfSod::parse(&specimen.files()[&ElementaryFile::Sod]).unwrap();
        let document_signer = X509::from_der(&sod.signed_data.certificates[0]).unwrap();
        let (csca_key, authority) =
            (csca.subject_key_id().unwrap(), document_signer.authority_key_id().unwrap());
        assert_eq!(csca_key.as_slice(), authority.as_slice());
        let text = String::from_utf8(document_signer.to_text().unwrap()).unwrap();
        for part in ["Digital Signature", "2.23.136.1.1.6.2", "DirName:/L=UTO", "URI:http://specimen.invalid"]
        {
            assert!(text.contains(part), "{part} {text}");
        }
        let text = String::from_utf8(csca.to_text().unwrap()).unwrap();
        for part in ["Certificate Sign, CRL Sign", "CA:TRUE, pathlen:0", "Not Before: Jan  5 00:00:00 2025"] {
            assert!(text.contains(part), "{part} {text}");
        }
        assert!(
            text.contains("Private Key Usage Period") && text.contains("Not After: Jan  5 00:00:00 2030")
        );
    }
}

#[test]
fn files_say_what_the_options_say() {
    let options = IssueOptions {
        access: Access::PaceAndBac(PaceParameters::ecdh_gm(Cipher::Aes256, Curve::P384)),
        chip_authentication: Some(ChipAuthenticationKey {
            parameters: EcParameters::Explicit,
            ..ChipAuthenticationKey::new(Cipher::TripleDes, Curve::BrainpoolP224r1)
        }),
        active_authentication: Some(ActiveAuthenticationKey::Ecdsa(Curve::P256)),
        ..IssueOptions::default()
    };
    let specimen = issued(&options);
    let files = specimen.files();
    let com = EfCom::parse(&files[&ElementaryFile::Com]).unwrap();
    assert_eq!(com.data_groups().iter().map(|group| group.number()).collect::<Vec<_>>(), [1, 2, 14, 15]);
    let zone = DataGroup1::parse(&files[&DG1]).unwrap().into_mrz();
    assert!(zone.valid());
    assert_eq!(zone.lines()[1], "L898902C36UTO7408122F3601040ZE184226B<<<<<18");
    let face = DataGroup2::parse(&files[&DG2]).unwrap();
    assert_eq!((face.faces()[0].width(), face.faces()[0].height()), (413, 531));
    let announced = SecurityInfos::from_card_access(&files[&ElementaryFile::CardAccess]).unwrap();
    assert_eq!(announced.pace().len(), 1);
    let infos = SecurityInfos::from_data_group_14(&files[&DG14]).unwrap();
    assert_eq!((infos.pace().len(), infos.chip_authentication().len()), (1, 1));
    assert!(infos.active_authentication().is_some());
    DataGroup15::parse(&files[&DG15]).unwrap();
}

#[test]
fn an_old_chip_has_neither_card_access_nor_data_group_14() {
    let options = IssueOptions { access: Access::Bac, chip_authentication: None, ..IssueOptions::default() };
    let specimen = issued(&options);
    let names: Vec<String> = specimen.files().keys().map(ToString::to_string).collect();
    assert_eq!(names, ["EF.COM", "EF.SOD", "EF.DG1", "EF.DG2"]);
}

#[test]
fn what_cannot_be_printed_or_stored_is_refused() {
    let with = |change: fn(&mut IssueOptions)| {
        let mut options = IssueOptions::default();
        change(&mut options);
        issue(&options, &mut System)
    };
    assert!(matches!(
        with(|o| o.document_number = "1234567890".into()),
        Err(IssueError::MachineReadableZone(_))
    ));
    assert!(matches!(with(|o| o.holder.surname = "Åse".into()), Err(IssueError::MachineReadableZone(_))));
    assert!(matches!(with(|o| o.card_access_number = "12345".into()), Err(IssueError::Password(_))));
    assert!(matches!(with(|o| o.portrait = Some(b"GIF89a".to_vec())), Err(IssueError::Portrait(_))));
}

#[test]
fn a_folder_keeps_every_byte() {
    let options = IssueOptions {
        active_authentication: Some(ActiveAuthenticationKey::Rsa(1024)),
        ..IssueOptions::default()
    };
    let specimen = issued(&options);
    let folder = tempfile::tempdir().unwrap();
    specimen.store(folder.path()).unwrap();
    let loaded = Specimen::load(folder.path()).unwrap();
    assert_eq!(loaded.files(), specimen.files());
    assert_eq!(loaded.trust_anchors(), specimen.trust_anchors());
    assert!(loaded.passwords() == specimen.passwords());
    assert!(folder.path().join("chip_authentication.pem").exists());
    specimen.clone_without_keys().store(folder.path()).unwrap();
    assert!(!folder.path().join("chip_authentication.pem").exists());
    assert!(folder.path().join("trust/csca.cer").exists() && Specimen::load(folder.path()).is_ok());
}

#[test]
fn storing_replaces_what_an_earlier_specimen_left() {
    let folder = tempfile::tempdir().unwrap();
    issued(&IssueOptions::default()).store(folder.path()).unwrap();
    let old = IssueOptions { access: Access::Bac, chip_authentication: None, ..IssueOptions::default() };
    issued(&old).store(folder.path()).unwrap();
    assert_eq!(Specimen::load(folder.path()).unwrap().files().len(), 4);
}

#[test]
fn what_is_no_specimen_folder() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Specimen::load(folder.path()).is_err());
    issued(&IssueOptions::default()).store(folder.path()).unwrap();
    std::fs::write(folder.path().join("chip_authentication.pem"), "no key").unwrap();
    let error = Specimen::load(folder.path()).unwrap_err();
    assert!(error.to_string().ends_with("chip_authentication.pem is not a private key"), "{error}");
    std::fs::remove_file(folder.path().join("chip_authentication.pem")).unwrap();
    std::fs::write(folder.path().join("document.toml"), "[passwords]").unwrap();
    let error = Specimen::load(folder.path()).unwrap_err();
    assert!(error.to_string().ends_with("document.toml does not describe a specimen"), "{error}");
}

#[test]
fn dates_are_those_of_the_options() {
    let date = |year, month, day| CalendarDate::new(year, month, day).unwrap();
    let options =
        IssueOptions { issued: date(2024, 2, 29), expires: date(2034, 2, 28), ..IssueOptions::default() };
    let csca = X509::from_der(&issued(&options).trust_anchors()[0]).unwrap();
    assert_eq!(csca.not_before().to_string(), "Mar  1 00:00:00 2023 GMT");
    assert_eq!(csca.not_after().to_string(), "Feb 28 00:00:00 2035 GMT");
}
