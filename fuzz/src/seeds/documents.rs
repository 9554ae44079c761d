//! Documents that the simulator issues: every format, access, mapping, cipher, signature and encoding.

use super::Seeds;
use crate::input::Parts;
use crate::specimen::{self, Repeatable};
use emrtd::crypto::Cipher;
use emrtd::domain_parameters::{Curve, DomainParameters, ModpGroup};
use emrtd::file::ElementaryFile;
use emrtd::lds::security_object::EfSod;
use emrtd::mrz::{MrzFields, MrzFormat, Sex, compose};
use emrtd_simulator::data_groups::{self, Person};
use emrtd_simulator::{
    Access, ActiveAuthenticationKey, ChipAuthenticationKey, EcParameters, IssueOptions, PaceParameters,
    SignerAlgorithm, Specimen, issue,
};

/// A picture of one pixel: what stands around it is what the parsers read.
const JPEG: &[u8] =
    &[0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x10, b'J', b'F', b'I', b'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xFF, 0xD9];
const JPEG_2000: &[u8] = &[0xFF, 0x4F, 0xFF, 0x51, 0x00, 0x29, 0x00, 0x00];
const WSQ: &[u8] = &[0xFF, 0xA0, 0xFF, 0xA8, 0x00, 0x02];

pub(super) fn add(seeds: &mut Seeds) {
    for (number, options) in every().into_iter().enumerate() {
        let Ok(specimen) = issue(&options, &mut Repeatable(u64::try_from(number).unwrap_or_default())) else {
            continue;
        };
        add_specimen(seeds, &specimen);
    }
    add_data_groups(seeds);
    add_zones(seeds);
    if let Some(sod) = specimen::file(ElementaryFile::Sod) {
        seeds.add("document", sod);
    }
}

fn every() -> Vec<IssueOptions> {
    let mut all = vec![specimen::options()];
    all.extend(SignerAlgorithm::ALL.map(|signer| IssueOptions { signer, ..IssueOptions::default() }));
    all.extend([Access::Open, Access::Bac].map(|access| IssueOptions { access, ..IssueOptions::default() }));
    all.push(IssueOptions {
        access: Access::Pace(PaceParameters::ecdh_cam(Cipher::Aes128, Curve::P256)),
        further_pace: PaceParameters::all().step_by(7).collect(),
        active_authentication: Some(ActiveAuthenticationKey::Rsa(1024)),
        further_chip_authentication: further_keys(),
        format: MrzFormat::Td1,
        ..IssueOptions::default()
    });
    all
}

fn further_keys() -> Vec<ChipAuthenticationKey> {
    let key = |domain, parameters, key_id| ChipAuthenticationKey {
        cipher: Some(Cipher::Aes256),
        domain,
        parameters,
        key_id: Some(key_id),
    };
    let group = DomainParameters::Modp(ModpGroup::Modp2048Order256);
    vec![
        key(DomainParameters::Ec(Curve::P384), EcParameters::Explicit, 2),
        key(group, EcParameters::Named, 3),
    ]
}

fn add_specimen(seeds: &mut Seeds, specimen: &Specimen) {
    for (file, bytes) in specimen.files() {
        if let Some(target) = target_of(*file) {
            seeds.add(target, bytes.clone());
        }
        match file {
            ElementaryFile::Sod => add_signed_data(seeds, bytes),
            ElementaryFile::CardSecurity => seeds.add("signed_data", bytes.clone()),
            _ => {}
        }
        if bytes.len() < 512 {
            seeds.add("tlv", bytes.clone());
        }
    }
    for anchor in specimen.trust_anchors() {
        super::proofs::add_certificate(seeds, anchor);
    }
}

fn add_signed_data(seeds: &mut Seeds, sod: &[u8]) {
    if let Ok(inner) = emrtd::tlv::parse_exactly(sod, 0x77) {
        seeds.add("signed_data", inner.value);
    }
    if let Ok(read) = EfSod::parse(sod) {
        read.signed_data.certificates.iter().for_each(|der| super::proofs::add_certificate(seeds, der));
    }
}

/// The target of a file's parser.
pub(super) fn target_of(file: ElementaryFile) -> Option<&'static str> {
    Some(match file {
        ElementaryFile::CardAccess => "ef_card_access",
        ElementaryFile::CardSecurity => "ef_card_security",
        ElementaryFile::Dir => "ef_dir",
        ElementaryFile::AtrInfo => "ef_atr_info",
        ElementaryFile::Com => "ef_com",
        ElementaryFile::Sod => "ef_sod",
        ElementaryFile::Cvca => "ef_cvca",
        ElementaryFile::DataGroup(group) => match group.number() {
            1 => "dg1",
            2 => "dg2",
            3 => "dg3",
            4 => "dg4",
            5 => "dg5",
            7 => "dg7",
            8..=10 => "dg8_to_10",
            11 => "dg11",
            12 => "dg12",
            13 => "dg13",
            14 => "dg14",
            15 => "dg15",
            16 => "dg16",
            _ => return None,
        },
    })
}

fn add_data_groups(seeds: &mut Seeds) {
    let fingers: &[(u8, &[u8])] = &[(2, WSQ), (7, WSQ)];
    let person = Person { recorded: "20260105", name: "ERIKSSON<<ANNA", telephone: "123", address: "A<B" };
    let person_texts = [
        (0x5F0E, "ERIKSSON<<ANNA"),
        (0x5F10, "1"),
        (0x5F2B, "19740812"),
        (0x5F11, "ZENITH<UTOPIA"),
        (0x5F42, "A<B"),
        (0x5F12, "123"),
        (0x5F13, "POET"),
        (0x5F14, "DR"),
        (0x5F15, "X"),
        (0x5F17, "1<2"),
        (0x5F18, "C"),
    ];
    let document_texts =
        [(0x5F19, "UTOPIA"), (0x5F26, "20260105"), (0x5F1B, "E"), (0x5F1C, "T"), (0x5F55, "20260105120000")];
    let groups = [
        ("dg2", data_groups::face_in_39794_5(JPEG, 1, 1, 2026).ok()),
        ("dg2", data_groups::face_in_39794_5(JPEG_2000, 1, 1, 2026).ok()),
        ("dg2", emrtd::lds::DataGroup2::encode(JPEG, 1, 1).ok()),
        ("dg2", emrtd::lds::DataGroup2::encode(JPEG_2000, 1, 1).ok()),
        ("dg3", data_groups::fingers_in_19794_4(fingers, 1, 1).ok()),
        ("dg3", data_groups::fingers_in_19794_4(&[], 1, 1).ok()),
        ("dg3", data_groups::fingers_in_39794_4(fingers).ok()),
        ("dg4", data_groups::irises_in_39794_6(&[(1, JPEG_2000), (2, JPEG_2000)], 2026).ok()),
        ("dg5", data_groups::displayed_portrait(&[JPEG, JPEG]).ok()),
        ("dg7", data_groups::displayed_signature(&[JPEG]).ok()),
        ("dg8_to_10", Some(vec![0x68, 0x06, 0x02, 0x01, 0x01, 0x86, 0x01, 0x07])),
        ("dg11", Some(data_groups::personal_details(&person_texts))),
        ("dg12", Some(data_groups::document_details(&document_texts))),
        ("dg13", Some(data_groups::optional_details(b"optional"))),
        ("dg16", data_groups::persons_to_notify(&[person]).ok()),
        ("ef_atr_info", hex::decode("43010147030000E07F6608020203E8020207D2").ok()),
        ("ef_dir", hex::decode("61094F07A0000002471001").ok()),
        (
            "ef_cvca",
            hex::decode("420D5554535045434356303030303100000000000000000000000000000000000000000000").ok(),
        ),
    ];
    for (target, bytes) in groups {
        bytes.into_iter().for_each(|bytes| seeds.add(target, bytes));
    }
}

fn add_zones(seeds: &mut Seeds) {
    let fields = |format| MrzFields {
        document_code: if format == MrzFormat::Td3 { "P" } else { "I" }.into(),
        issuing_state: "UTO".into(),
        document_number: "L898902C3".into(),
        date_of_birth: "740812".into(),
        date_of_expiry: Some("360104".into()),
        sex: Some(Sex::F),
        nationality: Some("UTO".into()),
        surname: "ERIKSSON".into(),
        given_names: "ANNA MARIA".into(),
        ..MrzFields::default()
    };
    for format in [MrzFormat::Td1, MrzFormat::Td2, MrzFormat::Td3] {
        if let Ok(mrz) = compose(format, &fields(format)) {
            seeds.add("mrz", mrz.lines().join("\n"));
            seeds.add("dg1", emrtd::lds::DataGroup1::from(&mrz).encode());
        }
    }
    seeds.add("mrz", "IDFRAERIKSSON<<<<<<<<<<<<<<<<<<<<<<<\n7408122UTO12ANNA<<MARIA<<<<<7408122F6");
    seeds.add("password", Parts::joined(["L898902C3", "740812", "360104", "123456"]));
}
