//! `idkontroll trust`: import and list trust anchors.

use crate::arguments::TrustCommand;
use crate::files;
use crate::outcome::{Failure, Outcome, failure};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use verifier::trust::{ImportEntry, ImportOptions, ImportReport, ImportStatus, TrustStore, import};

pub fn run(command: &TrustCommand) -> Result<Outcome, Failure> {
    match command {
        TrustCommand::Import { out, root, specimen, files: paths, at } => {
            let options = ImportOptions {
                roots: root.iter().map(|path| files::read(path)).collect::<Result<_, _>>()?,
                specimen: *specimen,
                at: files::clock(at.as_deref())?,
            };
            import_files(out, paths, &options)
        }
        TrustCommand::List { trust } => list(trust),
    }
}

/// All files or none: the store is written once, and only when something of every file was taken.
fn import_files(out: &Path, paths: &[PathBuf], options: &ImportOptions) -> Result<Outcome, Failure> {
    let before = files::read_or_begin_trust(out)?;
    let mut store = before.clone();
    let mut reports = Vec::new();
    for path in paths {
        let report =
            import(&mut store, &files::read(path)?, options).map_err(|error| Failure::about(path, error))?;
        reports.push((path, report));
    }
    if reports.iter().any(|(_, report)| !takes_any(report)) {
        reports.retain(|(_, report)| !takes_any(report));
        return outcome(false, &before, &reports);
    }
    files::write_trust(out, &store)?;
    outcome(true, &store, &reports)
}

fn takes_any(report: &ImportReport) -> bool {
    let none = [ImportStatus::Refused, ImportStatus::NotACsca];
    report.entries.iter().any(|entry| !none.contains(&entry.status))
}

/// What was imported, or the files for whose sake nothing was.
fn outcome(
    imported: bool,
    store: &TrustStore,
    reports: &[(&PathBuf, ImportReport)],
) -> Result<Outcome, Failure> {
    let mut text = reports.iter().map(|(path, report)| describe(path, report)).collect::<String>();
    let files: Vec<Value> = reports
        .iter()
        .map(|(path, report)| json!({"file": path.display().to_string(), "report": report}))
        .collect();
    let anchors = store.anchors().len();
    let _ = match imported {
        true => write!(text, "trust store {}: {}", store.id(), counted(anchors)),
        false => write!(text, "nothing of any file was imported"),
    };
    let json = json!({"imported": imported, "id": store.id(), "anchors": anchors, "files": files});
    Outcome::new(imported, &json, text)
}

fn describe(path: &Path, report: &ImportReport) -> String {
    let mut text = format!("{}:", path.display());
    for (status, word) in [
        (ImportStatus::Added, "added"),
        (ImportStatus::Present, "there already"),
        (ImportStatus::Marked, "marked as specimen"),
        (ImportStatus::Superseded, "superseded"),
        (ImportStatus::NotACsca, "passed over: certificates outside a master list"),
        (ImportStatus::Refused, "refused"),
    ] {
        if report.count(status) > 0 {
            let _ = write!(text, " {} {word},", report.count(status));
        }
    }
    text = format!("{}\n", text.trim_end_matches([',', ':']));
    for entry in &report.entries {
        if let Some(problem) = &entry.problem {
            let _ = writeln!(text, "  refused: {}: {problem}", name(entry));
        }
    }
    text
}

/// The subject or, of a certificate without one, the serial number.
fn name(entry: &ImportEntry) -> String {
    match (entry.subject.as_str(), &entry.serial_number) {
        ("", Some(serial)) => format!("certificate {serial} without a subject"),
        ("", None) => "revocation list".to_owned(),
        (subject, _) => subject.to_owned(),
    }
}

fn list(folder: &Path) -> Result<Outcome, Failure> {
    let listing = files::read_trust(folder)?.listing();
    let mut text = format!("trust store {}: {}", listing.id, counted(listing.anchors.len()));
    for anchor in &listing.anchors {
        let _ = write!(
            text,
            "\n  {}  until {}  {}  {}{}",
            anchor.issuing_state.as_deref().unwrap_or("--"),
            anchor.not_after.date(),
            anchor.key.as_deref().unwrap_or("unknown key"),
            anchor.subject,
            if anchor.specimen { "  SPECIMEN" } else { "" }
        );
    }
    for revocation in &listing.revocation_lists {
        let _ = write!(
            text,
            "\n  revocation list of {}, {}: {} revoked",
            revocation.issuer,
            revocation.this_update.date(),
            revocation.revoked
        );
    }
    Outcome::done(&json!(listing), text).map_err(|_| failure("the list cannot be written"))
}

fn counted(count: usize) -> String {
    if count == 1 { "1 anchor".into() } else { format!("{count} anchors") }
}
