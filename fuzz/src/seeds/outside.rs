//! What people and programs outside give: bodies and proofs, configurations, folders, what networks read.

use super::Seeds;
use crate::callers::{ADDRESS, proof};
use crate::folders::FILES;
use crate::input::Parts;
use crate::scans::DICTIONARY;
use crate::specimen;
use base64::{Engine, engine::general_purpose::STANDARD};
use std::fs;

pub(super) fn add(seeds: &mut Seeds) {
    add_calls(seeds);
    add_configurations(seeds);
    add_scans(seeds);
    add_folder(seeds);
    add_record(seeds);
    let film = [0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 7, 0xFF, 0xD0, 8, 0xFF, 0xD9];
    seeds.add("mjpeg_file", film.repeat(2));
    seeds.add(
        "yuyv",
        [&[0, 2, 0, 2, 0, 6][..], &[235, 128, 16, 128, 9, 9], &[16, 128, 235, 128, 9, 9]].concat(),
    );
    seeds.add("reader_properties", [0x0B, 2, 0xE6, 0x04, 0x0A, 4, 0, 0, 1, 0]);
}

fn add_calls(seeds: &mut Seeds) {
    for more in ["", r#","nonce":"0","ath":"0""#] {
        let payload = format!(r#"{{"htm":"POST","htu":"{ADDRESS}","iat":1000,"jti":"one"{more}}}"#);
        seeds.add("dpop_proof", proof(payload.as_bytes()).unwrap_or_default());
        seeds.add("dpop_proof", payload);
    }
    for body in [
        r#"{"policy":"demo","purpose":"An eID","nonce":"n-0S6_WzA2Mj","state":"af0ifjsldkj","redirect":"https://issuer.example/"}"#,
        r#"{"document_number":"L898902C","birth":"1969-08-06","expiry":"940623"}"#,
        r#"{"can":"123456"}"#,
        r#"{"mrz":"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C<3UTO6908061F9406236ZE184226B<<<<<14"}"#,
    ] {
        seeds.add("request_body", body);
    }
    seeds.add("request_body", format!(r#"{{"bytes":1000,"sha256":"{}"}}"#, "0a".repeat(32)));
    for (url, network) in [
        ("https://issuer.example/hook", "10.0.0.0/8"),
        ("http://127.0.0.1:9/hook", "127.0.0.0/8"),
        ("https://[::ffff:10.0.0.1]/", "fd00::/8"),
        ("http://localhost:9/", "::1"),
    ] {
        seeds.add("webhook_address", Parts::joined([url, network]));
    }
}

fn add_configurations(seeds: &mut Seeds) {
    seeds.add("service_configuration", include_str!("service.toml"));
    let anchors = specimen::specimen().map(|specimen| specimen.trust_anchors()).unwrap_or_default();
    for anchor in anchors {
        let text = STANDARD.encode(anchor);
        seeds.add("authorities", format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n"));
    }
}

/// A zone's lines as the recognition network gives them, and a map with a bar on it.
fn add_scans(seeds: &mut Seeds) {
    let classes: Vec<&str> = DICTIONARY.split('\n').collect();
    let step = |character: char| {
        let at = classes.iter().position(|class| class.chars().eq([character]));
        let class = at.and_then(|at| u8::try_from(at + 1).ok()).unwrap_or_default();
        [class, 0, 240, 0, 0, 253]
    };
    let line = |text: &str| text.chars().flat_map(step).collect::<Vec<u8>>();
    let passport =
        ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];
    let swiss = ["AAA001D<<", "FACHE305142128097<<800126<<<<<", "MARCHAND<<FABIENNE<<<<<<<<<<<<"];
    seeds.add("scanned_lines", Parts::joined(passport.map(line)));
    seeds.add("scanned_lines", Parts::joined(swiss.map(line)));
    let bar =
        |at: usize| if (3..7).contains(&(at / 100)) && (5..95).contains(&(at % 100)) { 230 } else { 10 };
    let map: Vec<u8> = (0..1000).map(bar).collect();
    seeds.add("scanned_map", [vec![100, 8, 0, 6, 0], map].concat());
}

fn add_folder(seeds: &mut Seeds) {
    let (Some(specimen), Ok(folder)) = (specimen::specimen(), tempfile::tempdir()) else { return };
    if specimen.store(folder.path()).is_ok() {
        let files = FILES.map(|name| fs::read(folder.path().join(name)).unwrap_or_default());
        seeds.add("specimen_folder", Parts::joined(&files));
        seeds.add("specimen_folder", Parts::joined(files.first()));
    }
}

/// A record of the specimen, its portrait left out.
fn add_record(seeds: &mut Seeds) {
    let Some(specimen) = specimen::specimen() else { return };
    let short = specimen.files().iter().filter(|(_, bytes)| bytes.len() < 4096);
    let record = specimen::record(short.map(|(file, bytes)| (*file, bytes.clone())).collect());
    seeds.add("judged_record", serde_json::to_vec(&record).unwrap_or_default());
}
