//! `idkontroll trust`: import and list trust anchors.

use crate::arguments::TrustCommand;
use crate::files;
use crate::outcome::{Failure, Outcome, failure};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use verifier::trust::{ImportOptions, ImportReport, ImportStatus, import};

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

/// All files or none: the store is written once, after the last of them was taken.
fn import_files(out: &Path, paths: &[PathBuf], options: &ImportOptions) -> Result<Outcome, Failure> {
    let mut store = files::read_or_begin_trust(out)?;
    let mut reports = Vec::new();
    for path in paths {
        let report =
            import(&mut store, &files::read(path)?, options).map_err(|error| Failure::about(path, error))?;
        reports.push((path, report));
    }
    files::write_trust(out, &store)?;
    let text = reports.iter().map(|(path, report)| describe(path, report)).collect::<String>();
    let json: Vec<Value> = reports
        .iter()
        .map(|(path, report)| json!({"file": path.display().to_string(), "report": report}))
        .collect();
    let refused =
        reports.iter().any(|(_, report)| report.count(ImportStatus::Refused) == report.entries.len());
    let summary = format!("{text}trust store {}: {}", store.id(), anchors(store.anchors().len()));
    Outcome::new(
        !refused,
        &json!({"id": store.id(), "anchors": store.anchors().len(), "files": json}),
        summary,
    )
}

fn describe(path: &Path, report: &ImportReport) -> String {
    let mut text = format!("{}:", path.display());
    for (status, word) in [
        (ImportStatus::Added, "added"),
        (ImportStatus::Present, "there already"),
        (ImportStatus::Marked, "marked as specimen"),
        (ImportStatus::Superseded, "superseded"),
        (ImportStatus::Refused, "refused"),
    ] {
        if report.count(status) > 0 {
            let _ = write!(text, " {} {word},", report.count(status));
        }
    }
    text = format!("{}\n", text.trim_end_matches([',', ':']));
    for entry in &report.entries {
        if let Some(problem) = &entry.problem {
            let _ = writeln!(text, "  refused: {}: {problem}", entry.subject);
        }
    }
    text
}

fn list(folder: &Path) -> Result<Outcome, Failure> {
    let listing = files::read_trust(folder)?.listing();
    let mut text = format!("trust store {}: {}", listing.id, anchors(listing.anchors.len()));
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

fn anchors(count: usize) -> String {
    if count == 1 { "1 anchor".into() } else { format!("{count} anchors") }
}
