//! Bad input of every kind: exit 2 or a refusal, one clear line, no panic, nothing half-written.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use serde_json::json;
use std::fs;
use std::path::Path;
use support::{Office, check_arguments, names, portrait, run, run_with_input, test_data};
use tempfile::TempDir;

#[test]
fn a_missing_or_foreign_file_could_not_be_run_and_leaves_nothing() {
    let (Some(office), Some(selfie)) = (Office::open(&[]), portrait("obama2.jpg")) else { return };
    fs::write(office.file("text"), "neither picture nor key").unwrap();
    fs::write(office.file("corrupt.jpg"), &fs::read(&selfie).unwrap()[..2000]).unwrap();
    let before = names(office.path());
    for picture in ["missing.jpg", "text", "corrupt.jpg", "passport"] {
        office.check(Path::new(picture), "out").assert_could_not_run();
        run(office.path(), &["face", "detect", picture]).assert_could_not_run();
        run(office.path(), &["mrz", "scan", picture]).assert_could_not_run();
        run(office.path(), &["mrz", "scan", "--can", picture]).assert_could_not_run();
        let read = ["chip", "read", "--reader", "sim:passport", "--mrz-image", picture, "--out", "out"];
        run(office.path(), &read).assert_could_not_run();
        run(office.path(), &["face", "pad", "--json", picture]).assert_could_not_run();
    }
    let changed = |argument: &str, value: &str| {
        let mut arguments = check_arguments(&selfie, "out", "demo");
        arguments.extend(["--mrz", &office.mrz]);
        let place = arguments.iter().position(|known| *known == argument).unwrap();
        arguments[place + 1] = value;
        run(office.path(), &arguments)
    };
    for (argument, value) in [
        ("--reader", "sim:nowhere"),
        ("--reader", "pcsc:no reader has this name"),
        ("--reader", "carrier-pigeon"),
        ("--mrz", "P<UTO"),
        ("--policy", "low"),
        ("--policy", "text"),
        ("--audience", ""),
        ("--nonce", ""),
        ("--signing-key", "text"),
        ("--signing-key", "missing.pem"),
        ("--trust", "nowhere"),
    ] {
        changed(argument, value).assert_could_not_run();
    }
    assert_eq!(names(office.path()), before);
}

#[test]
fn a_policy_file_may_not_take_a_built_in_policys_name() {
    let (Some(office), Some(selfie)) = (Office::open(&[]), portrait("obama2.jpg")) else { return };
    let text = include_str!("../../../assets/policy/high.toml");
    fs::write(office.file("own.toml"), text.replace("accept_specimen = false", "accept_specimen = true"))
        .unwrap();
    office.check_with(&selfie, "out", "own.toml", &[]).assert_could_not_run();
    fs::write(office.file("same.toml"), text).unwrap();
    assert_eq!(office.check_with(&selfie, "out", "same.toml", &[]).code, 1);
}

#[test]
fn a_threshold_holds_for_its_own_network() {
    let (Some(office), Some(selfie)) = (Office::open(&[]), portrait("obama2.jpg")) else { return };
    let selfie = selfie.to_str().unwrap();
    let compare =
        |policy: &str| run(office.path(), &["face", "compare", "--json", "--policy", policy, selfie, selfie]);
    let text = include_str!("../../../assets/policy/demo.toml");
    let own = text.replace("name = \"demo\"", "name = \"own\"");
    fs::write(office.file("own.toml"), &own).unwrap();
    let matched = compare("own.toml");
    assert_eq!((matched.code, matched.verdict().as_str(), matched.reasons().len()), (0, "match", 0));
    fs::write(office.file("own.toml"), own.replace("sface-2021dec", "fr_feature")).unwrap();
    compare("own.toml").assert_could_not_run();
}

#[test]
fn no_face_and_two_faces_are_answers() {
    let (Some(office), Some(selfie)) = (Office::open(&[]), portrait("obama2.jpg")) else { return };
    let two = office.file("two.png");
    let face =
        image::open(&selfie).unwrap().resize(400, 400, image::imageops::FilterType::Triangle).to_rgb8();
    let mut pair = image::RgbImage::new(face.width() * 2, face.height());
    image::imageops::replace(&mut pair, &face, 0, 0);
    image::imageops::replace(&mut pair, &face, i64::from(face.width()), 0);
    pair.save(&two).unwrap();
    let none = office.file("none.png");
    image::RgbImage::from_pixel(300, 400, image::Rgb([90, 120, 150])).save(&none).unwrap();
    for (picture, reason, faces) in [(&two, "multiple_faces", 2), (&none, "face_not_found", 0)] {
        let path = picture.to_str().unwrap();
        let found = run(office.path(), &["face", "detect", "--json", path]);
        assert_eq!((found.code, found.json()["faces"].as_array().unwrap().len()), (0, faces));
        let compared = run(office.path(), &["face", "compare", "--json", selfie.to_str().unwrap(), path]);
        assert_eq!((compared.code, compared.reasons()), (1, vec![reason.to_owned()]));
        let members = json!({
            "verdict": "not_assessed", "score": null, "threshold": 0.422, "false_match_rate": 1e-4,
            "reasons": [reason], "network": "sface-2021dec",
        });
        assert_eq!(compared.json(), members);
        let judged = run(office.path(), &["face", "pad", "--json", path]);
        assert_eq!((judged.code, judged.reasons()), (1, vec![reason.to_owned()]));
        assert_eq!((judged.verdict().as_str(), judged.json()["score"].is_null()), ("not_assessed", true));
        assert!(judged.json()["threshold"].is_number(), "{}", judged.out);
        let check = office.check(picture, reason);
        assert_eq!((check.code, check.verdict().as_str()), (1, "inconclusive"), "{}", check.out);
        assert!(check.reasons().contains(&reason.to_owned()), "{:?}", check.reasons());
    }
}

#[test]
fn a_text_file_is_no_security_object_and_a_cut_one_is_no_better() {
    let Some(data) = test_data() else { return };
    let folder = TempDir::new().unwrap();
    let (path, emrtd) = (folder.path(), data.join("emrtd"));
    let certificate = emrtd.join("crl/CSCA05.cer");
    assert_eq!(run(path, &["trust", "import", "--out", "trust", certificate.to_str().unwrap()]).code, 0);
    fs::write(path.join("text"), "not an EF.SOD").unwrap();
    let genuine = fs::read(emrtd.join("sod/DE.sod.bin")).unwrap();
    fs::write(path.join("cut"), &genuine[..genuine.len() - 1]).unwrap();
    for sod in ["text", "cut", "missing"] {
        run(path, &["passive", "--json", "--trust", "trust", "--sod", sod]).assert_could_not_run();
    }
    for group in ["1", "0=text", "17=text", "1=missing"] {
        let sod = emrtd.join("sod/DE.sod.bin");
        let arguments = ["passive", "--trust", "trust", "--sod", sod.to_str().unwrap(), "--dg", group];
        run(path, &arguments).assert_could_not_run();
    }
}

#[test]
fn a_torn_import_leaves_the_store_as_it_was() {
    let Some(office) = Office::open(&[]) else { return };
    let store = fs::read(office.file("trust/trust.store")).unwrap();
    fs::write(office.file("text"), "no certificate").unwrap();
    run(office.path(), &["trust", "import", "--out", "trust", "passport/trust/csca.cer", "text"])
        .assert_could_not_run();
    assert_eq!(fs::read(office.file("trust/trust.store")).unwrap(), store);
    run(office.path(), &["trust", "import", "--out", "new", "text"]).assert_could_not_run();
    assert!(!office.file("new").exists());
    fs::write(office.file("trust/trust.store"), &store[..store.len() - 1]).unwrap();
    run(office.path(), &["trust", "list", "--trust", "trust"]).assert_could_not_run();
}

#[test]
fn a_network_with_a_wrong_hash_is_not_run() {
    let Some(selfie) = portrait("obama2.jpg") else { return };
    let cache = models::Cache::open(None).unwrap();
    let folder = TempDir::new().unwrap();
    let copy = folder.path().join("cache");
    copy_folder(cache.folder(), &copy);
    let network = copy.join("networks/sface-2021dec.onnx");
    let mut bytes = fs::read(&network).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&network, bytes).unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_idkontroll"))
        .args(["face", "detect"])
        .arg(&selfie)
        .env("IDK_CACHE", &copy)
        .output()
        .unwrap();
    let line = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(2), "{line}");
    assert!(line.contains("sface-2021dec") && line.lines().count() == 1, "{line}");
    let missing = std::process::Command::new(env!("CARGO_BIN_EXE_idkontroll"))
        .args(["face", "detect"])
        .arg(&selfie)
        .env("IDK_CACHE", folder.path().join("empty"))
        .output()
        .unwrap();
    assert_eq!(missing.status.code(), Some(2));
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn zones_from_standard_input() {
    let folder = TempDir::new().unwrap();
    let good = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n";
    let parsed = run_with_input(folder.path(), &["mrz", "parse", "--json"], good);
    assert_eq!(parsed.code, 0, "{}", parsed.out);
    assert_eq!(parsed.json()["format"], "TD3");
    assert_eq!(parsed.json()["fields"]["surname"], "ERIKSSON");
    let bad = run_with_input(folder.path(), &["mrz", "parse", "--json"], &good.replace("C36", "C37"));
    assert_eq!((bad.code, bad.json()["valid"].as_bool()), (1, Some(false)));
    assert!(bad.json()["failed_checks"].as_array().unwrap().contains(&json!("document_number")));
    let misread =
        run_with_input(folder.path(), &["mrz", "parse", "--json"], &good.replace("7408122F", "74O8122F"));
    assert_eq!((misread.code, &misread.json()["fields"]["date_of_birth"]), (1, &json!("74O812")));
    assert_eq!(misread.json()["corrections"][0]["proposed"], "0");
    for nothing in ["", "\n\n", "hello", "P<UTO"] {
        let parsed = run_with_input(folder.path(), &["mrz", "parse", "--json"], nothing);
        assert_eq!((parsed.code, parsed.json()["valid"].as_bool()), (1, Some(false)), "{nothing:?}");
    }
}

/// A zone that fills what is read leaves nothing unread: one more byte and it is none.
#[test]
fn a_zone_is_never_cut() {
    let folder = TempDir::new().unwrap();
    let zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n";
    let padded = |length: usize| format!("{zone}{}", "\n".repeat(length - zone.len()));
    for (input, valid) in [(padded(4096), true), (padded(4096) + "L898902C3", false), (padded(4097), false)] {
        let parsed = run_with_input(folder.path(), &["mrz", "parse", "--json"], &input);
        assert_eq!((parsed.code == 0, parsed.json()["valid"].as_bool()), (valid, Some(valid)));
    }
}

#[test]
fn keys_are_never_overwritten_and_a_pin_protects() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    let made =
        run_with_input(path, &["key", "generate", "--json", "--pin", "--out", "k.pem"], "correct horse\n");
    assert_eq!((made.code, made.json()["encrypted"].as_bool()), (0, Some(true)), "{}", made.err);
    assert!(fs::read_to_string(path.join("k.pem")).unwrap().contains("ENCRYPTED PRIVATE KEY"));
    run_with_input(path, &["key", "generate", "--pin", "--out", "k.pem"], "correct horse\n")
        .assert_could_not_run();
    let short = run_with_input(path, &["key", "generate", "--pin", "--out", "short.pem"], "123\n");
    short.assert_could_not_run();
    assert_eq!(names(path), ["k.pem", "k.pem.jwks.json"]);
}

#[test]
fn everything_the_chip_lets_be_read_lies_in_the_folder() {
    let Some(office) = Office::open(&["--access", "bac", "--chip", "both"]) else { return };
    let arguments =
        ["chip", "read", "--json", "--reader", "sim:passport", "--mrz", &office.mrz, "--out", "read"];
    let read = run(office.path(), &arguments);
    assert_eq!((read.code, read.verdict().as_str()), (0, "read"), "{}", read.out);
    assert_eq!(read.json()["access"]["used"], "bac");
    assert_eq!(read.json()["chip"]["verdict"], "not_checked");
    assert_eq!(read.json()["passive"], serde_json::Value::Null);
    let contents = &read.json()["contents"];
    assert_eq!(contents.as_object().unwrap().len(), 7);
    assert_eq!(read.json()["quirks"], serde_json::json!([]));
    let steps = read.json()["reading"]["steps"].as_array().unwrap().clone();
    assert!(
        steps.iter().any(|step| step["step"] == "EF.DG2" && step["bytes"].as_u64() > Some(1000)),
        "{steps:?}"
    );
    assert!(
        contents.as_object().unwrap().values().all(|content| content["status"] == "parsed"),
        "{contents}"
    );
    let expected = [
        "EF_ATR-INFO.bin",
        "EF_COM.bin",
        "EF_DG1.bin",
        "EF_DG14.bin",
        "EF_DG15.bin",
        "EF_DG2.bin",
        "EF_SOD.bin",
        "chip-record.json",
        "portrait-unverified.jpg",
        "report.json",
    ];
    assert_eq!(names(&office.file("read")), expected);
    for file in ["EF_DG2.bin", "EF_SOD.bin"] {
        assert_eq!(
            fs::read(office.file("read").join(file)).unwrap(),
            fs::read(office.file("passport").join(file)).unwrap()
        );
    }
    let mut proven = arguments.to_vec();
    *proven.last_mut().unwrap() = "proven";
    proven.extend(["--trust", "trust"]);
    let read = run(office.path(), &proven);
    assert_eq!((read.code, read.json()["chip"]["verdict"].as_str()), (0, Some("genuine")), "{}", read.out);
    assert!(office.file("proven/portrait.jpg").exists());
    let can =
        run(office.path(), &["chip", "read", "--reader", "sim:passport", "--can", "123456", "--out", "can"]);
    can.assert_could_not_run();
}
