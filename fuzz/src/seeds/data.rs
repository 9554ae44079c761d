//! Seeds out of the test data, where there is any: files of real documents, reference data sets, worked examples.

use super::Seeds;
use super::proofs::add_certificate;
use emrtd::lds::{DataGroup2, DataGroup4};
use std::fs;
use std::path::{Path, PathBuf};

/// Longer files are no seeds: libFuzzer would cut them anyway.
const LONGEST: u64 = 64 << 10;

pub(super) fn add(seeds: &mut Seeds, folder: &Path) {
    let emrtd = folder.join("emrtd");
    for (_, sod) in files(&emrtd.join("sod")) {
        for target in ["ef_sod", "document"] {
            seeds.add(target, sod.clone());
        }
        if let Ok(inner) = emrtd::tlv::parse_exactly(&sod, 0x77) {
            seeds.add("signed_data", inner.value);
        }
    }
    for folder in ["crl", "master-list", "master-list/IDN"] {
        for (name, bytes) in files(&emrtd.join(folder)) {
            match name.ends_with(".crl") {
                true => ["revocation_list", "trust_import"]
                    .iter()
                    .for_each(|target| seeds.add(target, bytes.clone())),
                false => add_certificate(seeds, &bytes),
            }
        }
    }
    add_reference_set(seeds, &emrtd.join("specimen/tr03105-5-refset"));
    add_zones(seeds, &emrtd.join("mrz/mrz_corpus.json"));
    files(&emrtd.join("vectors")).iter().for_each(|(_, bytes)| add_vectors(seeds, bytes));
}

fn add_reference_set(seeds: &mut Seeds, folder: &Path) {
    let targets = [
        ("Datagroup1.bin", "dg1"),
        ("Datagroup2.bin", "dg2"),
        ("Datagroup3.bin", "dg3"),
        ("Datagroup4.bin", "dg4"),
        ("Datagroup14.bin", "dg14"),
        ("Datagroup15.bin", "dg15"),
        ("DG14_pk.bin", "public_key"),
        ("DG15_pk.bin", "public_key"),
        ("EF_COM.bin", "ef_com"),
        ("EF_SOD.bin", "ef_sod"),
    ];
    for (name, target) in targets {
        if let Ok(bytes) = fs::read(folder.join(name)) {
            add_pictures(seeds, target, &bytes);
            seeds.add(target, bytes);
        }
    }
}

/// The pictures in the reference set's data groups: real encoders made them.
fn add_pictures(seeds: &mut Seeds, target: &str, bytes: &[u8]) {
    let images: Vec<Vec<u8>> = match target {
        "dg2" => DataGroup2::parse(bytes)
            .map(|group| group.faces().iter().map(|face| face.image().to_vec()).collect())
            .unwrap_or_default(),
        "dg4" => DataGroup4::parse(bytes)
            .map(|group| group.irises().iter().map(|iris| iris.image.clone()).collect())
            .unwrap_or_default(),
        _ => vec![],
    };
    images.into_iter().for_each(|image| seeds.add("picture", image));
}

fn add_zones(seeds: &mut Seeds, path: &Path) {
    let corpus =
        fs::read(path).ok().and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    for text in corpus.iter().flat_map(texts).filter(|text| text.len() >= 30) {
        seeds.add("mrz", text.clone());
    }
}

/// Every hexadecimal text of a worked example is an APDU, a data object, or both.
fn add_vectors(seeds: &mut Seeds, bytes: &[u8]) {
    let Ok(vectors) = serde_json::from_slice::<serde_json::Value>(bytes) else { return };
    for bytes in texts(&vectors).iter().filter_map(|text| hex::decode(text.replace(' ', "")).ok()) {
        let target = match bytes.as_slice() {
            [0x7F, 0x21, ..] => "cv_certificate",
            [0x31, ..] => "ef_card_access",
            [0x30, ..] => "public_key",
            [0x6E, ..] => "dg14",
            [0x7C, ..] => "tlv",
            _ => "apdu",
        };
        if (4..2048).contains(&bytes.len()) {
            seeds.add(target, bytes);
        }
    }
}

/// The texts in a JSON value, lists of texts as their lines.
fn texts(value: &serde_json::Value) -> Vec<String> {
    use serde_json::Value;
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(parts) if parts.iter().all(Value::is_string) && !parts.is_empty() => {
            let lines: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
            vec![lines.join("\n")]
        }
        Value::Array(parts) => parts.iter().flat_map(texts).collect(),
        Value::Object(members) => members.values().flat_map(texts).collect(),
        _ => vec![],
    }
}

/// The files of a folder that are short enough, by name.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let short = |path: &PathBuf| fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= LONGEST);
    let named = |path: PathBuf| Some((path.file_name()?.to_str()?.to_owned(), fs::read(&path).ok()?));
    paths.into_iter().filter(short).filter_map(named).collect()
}
