//! Hostile chips on real connections: each is refused for its own reason within its time, by whatever reads it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod libnfc_reader;
mod support;
mod virtual_reader;

use emrtd_simulator::Hostile;
use libnfc_reader::{Desk, READER};
use std::collections::BTreeSet;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};
use support::document::Document;
use support::{Office, Run, check_arguments, portrait, run, succeed};
use virtual_reader::{Played, VirtualReaders};

/// What a chip is asked for twice: PACE that can be hidden, both proofs.
const ISSUED: (&str, &[&str]) = ("pace+bac", &["--chip", "both"]);
/// What an undisturbed run of the command, and noticing a document, may take on a busy machine.
const USUAL: Duration = Duration::from_secs(12);

/// How a control ends.
enum End {
    /// Exit 1 with these reasons alone.
    Refused(&'static [&'static str]),
    /// Exit 2 with this line.
    Unread(&'static str),
}

/// A hostile chip, its end, and how much longer than usual it may take.
struct Case {
    name: &'static str,
    end: End,
    longer: u64,
    /// What else tells it apart: a member of the report, and its value.
    finding: Option<(&'static str, &'static str)>,
}

const fn ends(name: &'static str, end: End, longer: u64) -> Case {
    Case { name, end, longer, finding: None }
}

const fn refused(name: &'static str, reasons: &'static [&'static str]) -> Case {
    ends(name, End::Refused(reasons), 0)
}

const fn told(case: Case, member: &'static str, value: &'static str) -> Case {
    Case { finding: Some((member, value)), ..case }
}

/// Every hostile chip but the slow one; the files of another document with and without its state's anchor.
const CASES: [Case; 16] = [
    refused("clone_without_proofs", &["chip_not_genuine", "data_group_missing"]),
    told(
        refused("data_group_swapped", &["data_group_hash_mismatch"]),
        "/passive/data_groups",
        r#"{"1":"match","14":"match","15":"match","2":"mismatch"}"#,
    ),
    refused("security_object_of_another", &["csca_not_found", "data_group_hash_mismatch"]),
    told(
        refused("security_object_of_another --other other", &["data_group_hash_mismatch"]),
        "/passive/data_groups",
        r#"{"1":"mismatch","14":"mismatch","15":"not_in_sod","2":"match"}"#,
    ),
    told(
        refused("active_authentication_by_another_key", &["chip_not_genuine"]),
        "/chip/protocols",
        r#"["chip_authentication"]"#,
    ),
    told(refused("chip_authentication_by_another_key", &["chip_not_genuine"]), "/chip/protocols", "[]"),
    // Its failed proof stands, whether it leaves then or answers nonsense.
    refused(
        "chip_authentication_by_another_key --hostile leaves_at=30",
        &["chip_not_genuine", "data_group_missing"],
    ),
    refused(
        "chip_authentication_by_another_key --hostile truncated_answers=28",
        &["chip_not_genuine", "data_group_missing"],
    ),
    refused("access_downgrade", &["access_downgrade"]),
    refused("wrong_mac", &["secure_messaging_failed"]),
    refused("truncated_answers", &["answer_malformed"]),
    // Three hundred pieces, each as late as the connection is slow.
    ends("endless_61xx", End::Refused(&["answer_endless"]), 20),
    refused("length_of_four_gigabytes", &["file_too_large"]),
    refused("tlv_bomb", &["malformed"]),
    ends("silent", End::Unread("the reader does not answer"), 20),
    ends("leaves_at", End::Unread("the card is gone"), 3),
];

/// No chip is waited for longer than half a minute that gives next to nothing.
const SLOW: Case = ends("one_byte_a_second", End::Refused(&["chip_too_slow"]), 30);

impl Case {
    /// The arguments of `simulate chip`.
    fn arguments(&self) -> Vec<&'static str> {
        ["--hostile"].into_iter().chain(self.name.split(' ')).collect()
    }

    /// What was otherwise than it must be.
    fn judge(&self, run: &Run, took: Duration, way: &str) -> Option<String> {
        let told = format!("{} over {way}: {} in {:.1} s", self.name, ended(run), took.as_secs_f64());
        eprintln!("{told}");
        let within = USUAL + Duration::from_secs(self.longer);
        let found = |(member, value): (&str, &str)| {
            run.json().pointer(member).map(ToString::to_string).as_deref() == Some(value)
        };
        let as_it_must = match self.end {
            End::Refused(reasons) => {
                ended(run) == format!("exit 1 {}", reasons.join(", ")) && self.finding.is_none_or(found)
            }
            End::Unread(line) => ended(run).starts_with("exit 2") && run.err.contains(line),
        };
        (!as_it_must || took > within).then_some(told)
    }
}

/// Exit code, and the reasons or the line.
fn ended(run: &Run) -> String {
    if run.code == 1 {
        let reasons: BTreeSet<String> = run.reasons().into_iter().collect();
        return format!("exit 1 {}", reasons.into_iter().collect::<Vec<_>>().join(", "));
    }
    if run.code == 2 {
        run.assert_could_not_run();
    }
    format!("exit {} {}", run.code, run.err.trim_end())
}

/// The trust store knows the document's state, and that of another document.
fn trust(folder: &Path) {
    succeed(folder, &["simulate", "issue", "--out", "other", "--document-number", "X12345678"]);
    for anchor in ["passport/trust/csca.cer", "other/trust/csca.cer"] {
        succeed(folder, &["trust", "import", "--out", "trust", anchor]);
    }
}

fn reading<'a>(document: &'a Document, reader: &'a str) -> Vec<&'a str> {
    let mut arguments = document.reading(reader, "out");
    arguments.extend(["--trust", "trust"]);
    arguments
}

/// What was read of it goes, so that the next can be written there.
fn clear(folder: &Path) {
    let _ = std::fs::remove_dir_all(folder.join("out"));
}

#[test]
fn every_hostile_chip_is_tried() {
    for facts in Hostile::ALL {
        assert!(CASES.iter().chain([&SLOW]).any(|case| case.name == facts.name), "{}", facts.name);
    }
}

/// Reads as soon as the service has noticed the document, and tells how long that took.
fn read_by(readers: &VirtualReaders, document: &Document) -> (Run, Duration) {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let started = Instant::now();
        let run = readers.run(document.path(), &reading(document, "pcsc:00 00"));
        if !run.err.contains("no document lies") || Instant::now() > until {
            return (run, started.elapsed());
        }
        thread::sleep(Duration::from_millis(100));
    }
}

/// What was otherwise than it must be over PC/SC.
fn over_pc_sc(cases: &[Case]) -> Vec<String> {
    let Some(mut readers) = VirtualReaders::start() else { return Vec::new() };
    let document = Document::issue(ISSUED.0, ISSUED.1);
    trust(document.path());
    let mut wrong = Vec::new();
    for case in cases {
        let played = Played::lay_with(document.path(), "passport", &readers.address(0), &case.arguments());
        let (run, took) = read_by(&readers, &document);
        wrong.extend(case.judge(&run, took, "PC/SC"));
        clear(document.path());
        let ended = played.take_off();
        assert_eq!(ended.code, 0, "{}", ended.err);
        assert_eq!(ended.json()["ended"] == "chip_left", case.name.contains("leaves_at"));
        readers.start_again();
    }
    wrong
}

/// The same over libnfc.
fn over_libnfc(cases: &[Case]) -> Vec<String> {
    let Some(mut desk) = Desk::set_up(ISSUED.0, ISSUED.1) else { return Vec::new() };
    desk.unplug();
    trust(desk.path());
    let mut wrong = Vec::new();
    for case in cases {
        desk.play_with(&case.arguments());
        let started = Instant::now();
        let run = run(desk.path(), &reading(&desk.document, READER));
        wrong.extend(case.judge(&run, started.elapsed(), "PN532"));
        clear(desk.path());
        assert_eq!(desk.unplug().code, 0);
    }
    wrong
}

#[test]
fn each_ends_in_time_for_its_own_reason() {
    let by_libnfc = thread::spawn(|| over_libnfc(&CASES));
    let wrong = [over_pc_sc(&CASES), by_libnfc.join().unwrap()].concat();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn one_byte_a_second_is_too_slow() {
    let by_libnfc = thread::spawn(|| over_libnfc(&[SLOW]));
    let wrong = [over_pc_sc(&[SLOW]), by_libnfc.join().unwrap()].concat();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_help_lists_them_and_another_name_is_refused_with_the_list() {
    let document = Document::issue(ISSUED.0, ISSUED.1);
    let help = succeed(document.path(), &["simulate", "chip", "--help"]);
    let play = |more: &[&str]| {
        let play = ["simulate", "chip", "--document", "passport", "--stdio"];
        run(document.path(), &[&play[..], more].concat())
    };
    let unknown = play(&["--hostile", "silen"]);
    unknown.assert_could_not_run();
    for facts in Hostile::ALL {
        assert!(help.out.contains(&facts.usage()) && unknown.err.contains(&facts.usage()), "{}", facts.name);
    }
    for (name, said) in [
        ("", "no such hostile chip"),
        ("Silent", "no such hostile chip"),
        ("leaves_at=0", "leaves_at= takes the number of an answer"),
        ("leaves_at=-1", "leaves_at= takes the number of an answer"),
        ("tlv_bomb=EF.NONE", "tlv_bomb= takes the name of a file"),
        ("access_downgrade=1", "access_downgrade stands alone"),
    ] {
        let run = play(&["--hostile", name]);
        run.assert_could_not_run();
        assert!(run.err.contains(said), "{}", run.err);
    }
    for (more, said) in [
        (["--hostile", "leaves_at=1", "--other", "passport"], "nothing is taken from another document"),
        (["--hostile", "data_group_swapped", "--other", "passport"], "the same EF.DG2"),
        (["--hostile", "data_group_swapped", "--other", "none"], "no such file or folder"),
    ] {
        let run = play(&more);
        run.assert_could_not_run();
        assert!(run.err.contains(said), "{}", run.err);
    }
    play(&["--other", "passport"]).assert_could_not_run();
}

/// A chip that lacks what a hostile one misuses is not played as an honest one.
#[test]
fn a_document_that_cannot_be_so_is_refused() {
    let document = Document::issue("bac", &["--chip", "none"]);
    for (name, said) in [
        ("clone_without_proofs", "neither DG14 nor DG15"),
        ("active_authentication_by_another_key", "no key of Active Authentication"),
        ("chip_authentication_by_another_key", "no key of Chip Authentication"),
        ("access_downgrade", "no PACE"),
    ] {
        let play = ["simulate", "chip", "--document", "passport", "--stdio", "--hostile", name];
        let run = run(document.path(), &play);
        run.assert_could_not_run();
        assert!(run.err.contains(said), "{}", run.err);
    }
}

/// A whole control refuses them by the same reasons, and what it signs is no result.
#[test]
fn a_control_refuses_them_and_signs_no_result() {
    let Some(office) = Office::open(&["--access", ISSUED.0, ISSUED.1[0], ISSUED.1[1]]) else { return };
    let (Some(mut readers), Some(selfie)) = (VirtualReaders::start(), portrait("obama.jpg")) else { return };
    for (name, reason) in [
        ("clone_without_proofs", "data_group_missing"),
        ("endless_61xx", "answer_endless"),
        ("length_of_four_gigabytes", "file_too_large"),
    ] {
        let played = Played::lay_with(office.path(), "passport", &readers.address(0), &["--hostile", name]);
        let mut arguments = check_arguments(&selfie, name, "demo");
        arguments.extend(["--mrz", &office.mrz]);
        let reader = arguments.iter_mut().find(|argument| **argument == "sim:passport").unwrap();
        *reader = "pcsc:00 00";
        let run = readers.run_once_it_lies_there(office.path(), &arguments);
        assert_eq!(run.code, 1, "{name}: {}{}", run.out, run.err);
        assert!(
            run.verdict() == "refused" && run.reasons().contains(&reason.to_owned()),
            "{name}: {}",
            run.out
        );
        assert_eq!(office.verify_result(name).reasons(), ["not_a_result"], "{name}");
        played.take_off();
        readers.start_again();
    }
}
