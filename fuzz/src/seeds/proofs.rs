//! What trust rests on: certificates, transcripts, tokens, evidence, policies.

use super::Seeds;
use crate::input::Parts;
use crate::specimen::{self, Repeatable};
use emrtd::domain_parameters::Curve;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::hash::DigestAlgorithm;
use emrtd::mrz::CalendarDate;
use emrtd::signing::SignatureAlgorithm;
use emrtd::tlv::{encode, encode_all, parse_exactly};
use emrtd_simulator::{CvContent, CvKeyPair};
use verifier::policy::Policy;
use verifier::trust::{ImportOptions, TrustStore, import};

pub(super) fn add(seeds: &mut Seeds) {
    add_cv_certificates(seeds);
    add_transcripts(seeds);
    add_texts(seeds);
    add_record(seeds);
    let portrait = specimen::file(ElementaryFile::DataGroup(DataGroup::DG2)).map(jpeg).unwrap_or_default();
    seeds.add("picture", portrait.clone());
    seeds.add("motion_jpeg", portrait);
    let anchors = specimen::specimen().map(|specimen| specimen.trust_anchors()).unwrap_or_default();
    for list in anchors.iter().filter_map(|anchor| revocation_list(anchor)) {
        seeds.add("revocation_list", list.clone());
        seeds.add("trust_import", list);
    }
}

/// A revocation list in the name of this certificate's issuer, of one serial number; its signature is none.
fn revocation_list(der: &[u8]) -> Option<Vec<u8>> {
    let mut body = parse_exactly(der, 0x30).ok()?.children().expect(0x30).ok()?.children();
    body.optional(0xA0).ok()?;
    body.expect(0x02).ok()?;
    let (algorithm, issuer) = (body.expect(0x30).ok()?.raw, body.expect(0x30).ok()?.raw);
    let (this, next) = (encode(0x17, b"260601120000Z"), encode(0x17, b"260901120000Z"));
    let revoked = encode(0x30, &encode_all(0x30, &[&encode(0x02, &[7]), &this]));
    let key = encode_all(
        0x30,
        &[&encode(0x06, &[0x55, 0x1D, 0x23]), &encode(0x04, &encode(0x30, &encode(0x80, &[9; 20])))],
    );
    let extensions = encode(0xA0, &encode(0x30, &key));
    let list =
        encode_all(0x30, &[&encode(0x02, &[1]), algorithm, issuer, &this, &next, &revoked, &extensions]);
    Some(encode_all(0x30, &[&list, algorithm, &encode(0x03, &[0, 1, 2, 3])]))
}

/// The portrait in a DG2.
fn jpeg(group: &[u8]) -> Vec<u8> {
    let faces = emrtd::lds::DataGroup2::parse(group).ok();
    faces
        .as_ref()
        .and_then(|group| group.faces().first())
        .map(|face| face.image().to_vec())
        .unwrap_or_default()
}

/// A certificate in every form in which one is imported, and its key.
pub(super) fn add_certificate(seeds: &mut Seeds, der: &[u8]) {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let text = STANDARD.encode(der);
    seeds.add("certificate", der);
    seeds.add("trust_import", der);
    seeds.add("trust_import", format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n"));
    seeds.add("trust_import", format!("dn: c=UT\ncACertificate;binary:: {text}\n\n"));
    let mut store = TrustStore::new();
    let at = time::OffsetDateTime::UNIX_EPOCH;
    let options = ImportOptions { roots: vec![], specimen: true, at };
    if import(&mut store, der, &options).is_ok() {
        seeds.add("trust_store", store.to_bytes());
    }
    if let Some(key) = subject_public_key_info(der) {
        seeds.add("public_key", key);
    }
}

/// The seventh part of a certificate with a version.
fn subject_public_key_info(der: &[u8]) -> Option<Vec<u8>> {
    let mut body = parse_exactly(der, 0x30).ok()?.children().expect(0x30).ok()?.children();
    for _ in 0..6 {
        body.next_object().ok()??;
    }
    Some(body.next_object().ok()??.raw.to_vec())
}

fn add_cv_certificates(seeds: &mut Seeds) {
    let ecdsa = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
    let rsa = SignatureAlgorithm::RsaPss(DigestAlgorithm::Sha256);
    for algorithm in [ecdsa, rsa] {
        let mut random = Repeatable(11);
        let pair = &mut || CvKeyPair::generate(algorithm, Curve::P256, &mut random).ok();
        let (Some(authority), Some(verifier), Some(terminal)) = (pair(), pair(), pair()) else { continue };
        let chain = [
            certificate("UTSPECCV00001", "UTSPECCV00001", 0xC3, &authority, &authority),
            certificate("UTSPECCV00001", "UTSPECDV00001", 0x83, &verifier, &authority),
            certificate("UTSPECDV00001", "UTSPECIS00001", 0x03, &terminal, &verifier),
        ];
        let chain: Vec<Vec<u8>> = chain.into_iter().flatten().collect();
        chain.iter().for_each(|certificate| seeds.add("cv_certificate", certificate.clone()));
        seeds.add("cv_chain", chain.concat());
        let answers: [&[u8]; 6] = [&[0x90, 0x00]; 6];
        let challenge = [&[7; 8][..], &[0x90, 0x00]].concat();
        let script = Parts::joined(answers.iter().map(|answer| answer.to_vec()).chain([challenge]));
        seeds.add("terminal_authentication", [Parts::joined([chain.concat()]), script].concat());
    }
}

fn certificate(
    by: &str,
    to: &str,
    authorization: u8,
    key: &CvKeyPair,
    signer: &CvKeyPair,
) -> Option<Vec<u8>> {
    let content = CvContent {
        authority: by,
        holder: to,
        authorization,
        effective: CalendarDate::new(2026, 1, 1)?,
        expiration: CalendarDate::new(2027, 1, 1)?,
        with_curve: by == to,
    };
    content.issue(key, signer).ok()
}

fn add_transcripts(seeds: &mut Seeds) {
    let content = |number, tag| {
        let group = DataGroup::new(number)?;
        parse_exactly(specimen::file(ElementaryFile::DataGroup(group))?, tag).ok().map(|object| object.value)
    };
    let (infos, key) = (content(14, 0x6E).unwrap_or_default(), content(15, 0x6F).unwrap_or_default());
    seeds.add("active_authentication", Parts::joined([key, infos, &[1; 8], &[5; 64]]));
    let read: &[u8] =
        &[0x0C, 0xB0, 0x00, 0x00, 0x0D, 0x97, 0x01, 0x04, 0x8E, 0x08, 1, 2, 3, 4, 5, 6, 7, 8, 0x00];
    let answer: &[u8] = &[0x99, 0x02, 0x90, 0x00, 0x8E, 0x08, 1, 2, 3, 4, 5, 6, 7, 8, 0x90, 0x00];
    seeds.add("chip_authentication", Parts::joined([infos, &[3; 32], read, answer]));
    let point = key.get(key.len().saturating_sub(65)..).unwrap_or_default();
    let card_access = specimen::file(ElementaryFile::CardAccess).unwrap_or_default();
    let parts = [card_access, &[4; 16], &[3; 32], point, &[2; 32], point, &[1; 8], &[6; 48]];
    seeds.add("pace_chip_authentication", Parts::joined(parts));
    seeds.add("public_key", key);
}

fn add_texts(seeds: &mut Seeds) {
    for policy in Policy::every_built_in().unwrap_or_default() {
        seeds.add("policy", policy.text());
        let name = format!("name = \"{}\"", policy.demands().name);
        seeds.add("policy", policy.text().replace(&name, "name = \"own\""));
    }
    seeds.add("quirk_table", include_str!("../../../assets/quirks.toml"));
    let names = [
        "EF.DG1",
        "EF_CardAccess.bin",
        "63C*",
        "9000",
        "pace-ecdh-gm-aes-cbc-cmac-128/13+bac",
        "pace-cam",
        "bac",
    ];
    names.into_iter().for_each(|name| seeds.add("names", name));
    seeds.add("key_set", include_str!("key_set.json"));
    seeds.add("result_token", include_str!("result.json"));
    seeds.add(
        "result_token",
        "eyJhbGciOiJFUzI1NiIsImtpZCI6ImEiLCJ0eXAiOiJpZGtvbnRyb2xsLXJlc3VsdCtqd3QifQ.e30.AAAA",
    );
    seeds.add("officer_statement", r#"{"case":"0","decision":"accept","aud":"0","nonce":"0"}"#);
}

fn add_record(seeds: &mut Seeds) {
    let Some(specimen) = specimen::specimen() else { return };
    let short = specimen.files().iter().filter(|(_, bytes)| bytes.len() < 2048);
    let Some(record) = specimen::record(short.map(|(file, bytes)| (*file, bytes.clone())).collect()) else {
        return;
    };
    let json = serde_json::to_vec(&record).unwrap_or_default();
    seeds.add("chip_record", json.clone());
    let record = String::from_utf8(json).unwrap_or_default();
    seeds.add("evidence_bundle", include_str!("bundle.json").replace("\"RECORD\"", &record));
}
