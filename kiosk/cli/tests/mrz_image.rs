//! A picture of the zone opens the chip whose zone it shows, and no other.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

#[path = "../../../capture/tests/drawn/document.rs"]
#[allow(dead_code, reason = "the scan's own tests draw more")]
mod document;
mod support;

use document::{Faces, document};
use std::path::{Path, PathBuf};
use support::{Office, Run, check_arguments, portrait, run};

/// A passport's page in millimetres.
const PAGE: [f32; 2] = [125.0, 88.0];

/// An office and the faces that pages are printed in; CI lets nothing be skipped.
fn office() -> Option<(Office, Faces)> {
    let office = Office::open(&[])?;
    match Faces::open() {
        Ok(faces) => Some((office, faces)),
        Err(error) => {
            assert!(!std::env::var("CI").is_ok_and(|value| value == "true"), "{error}");
            eprintln!("skipped: {error}");
            None
        }
    }
}

fn picture(office: &Office, faces: &Faces, zone: &str) -> PathBuf {
    let path = office.file("zone.png");
    document(faces, zone, PAGE, true).save(&path).unwrap();
    path
}

/// A whole control of the passport, opened with this picture.
fn control(office: &Office, selfie: &Path, zone: &str) -> Run {
    let mut arguments = check_arguments(selfie, "control", "demo");
    let officer = ["--officer-key", "officer.pem", "--officers", "officer.pem.jwks.json"];
    arguments.extend(["--mrz-image", zone]);
    arguments.extend(officer);
    run(office.path(), &arguments)
}

#[test]
fn the_zone_in_a_picture_opens_its_chip() {
    let Some((office, faces)) = office() else { return };
    let zone = picture(&office, &faces, &office.mrz);
    let zone = zone.to_str().unwrap();
    let scanned = run(office.path(), &["mrz", "scan", "--json", zone]);
    assert_eq!((scanned.code, scanned.json()["valid"].as_bool()), (0, Some(true)), "{}", scanned.out);
    assert_eq!(scanned.json()["fields"]["document_number"], "L898902C3");
    let read = ["chip", "read", "--reader", "sim:passport", "--mrz-image", zone, "--out", "read"];
    assert_eq!(run(office.path(), &read).code, 0);
    let read = std::fs::read(office.file("read/EF_DG1.bin")).unwrap();
    assert_eq!(read, std::fs::read(office.file("passport/EF_DG1.bin")).unwrap());

    let Some(selfie) = portrait("obama2.jpg") else { return };
    let control = control(&office, &selfie, zone);
    assert_eq!((control.code, control.verdict().as_str()), (0, "accepted"), "{}", control.out);
}

#[test]
fn the_zone_of_another_document_does_not() {
    let Some((office, faces)) = office() else { return };
    // Another number, with its own check digit and that of the whole line: a valid zone.
    let other = office.mrz.replace("L898902C36", "L898902C47").replace("<<<<<18", "<<<<<16");
    let zone = picture(&office, &faces, &other);
    let zone = zone.to_str().unwrap();
    let scanned = run(office.path(), &["mrz", "scan", "--json", zone]);
    assert_eq!((scanned.code, scanned.json()["valid"].as_bool()), (0, Some(true)), "{}", scanned.out);
    let read = ["chip", "read", "--json", "--reader", "sim:passport", "--mrz-image", zone, "--out", "read"];
    let read = run(office.path(), &read);
    assert_eq!((read.code, read.reasons()), (1, vec!["access_denied".to_owned()]), "{}", read.out);

    let Some(selfie) = portrait("obama2.jpg") else { return };
    let control = control(&office, &selfie, zone);
    assert_eq!((control.code, control.verdict().as_str()), (1, "refused"), "{}", control.out);
    assert_eq!(control.reasons(), ["access_denied"]);
}

#[test]
fn a_zone_whose_check_digit_fails_never_reaches_the_chip() {
    let Some((office, faces)) = office() else { return };
    let zone = picture(&office, &faces, &office.mrz.replace("7408122", "7408123"));
    let zone = zone.to_str().unwrap();
    let scanned = run(office.path(), &["mrz", "scan", "--json", zone]);
    assert_eq!(scanned.code, 1, "{}", scanned.out);
    assert_eq!(scanned.json()["failed_checks"], serde_json::json!(["date_of_birth", "composite"]));
    let read = ["chip", "read", "--reader", "sim:passport", "--mrz-image", zone, "--out", "read"];
    let read = run(office.path(), &read);
    read.assert_could_not_run();
    assert!(read.err.contains("check digit of the date of birth"), "{}", read.err);
    assert!(!read.err.contains("740812") && !office.file("read").exists(), "{}", read.err);
}
