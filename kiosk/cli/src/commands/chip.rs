//! `idkontroll chip read`: every file the chip lets be read, and what can be said of them.

use super::chip_contents::{self, FileStatus};
use crate::arguments::ChipCommand;
use crate::outcome::{Failure, Outcome, failure};
use crate::reading::{self, Figures, ReadOutcome};
use crate::{files, terminal, writing};
use capture::Reading;
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::lds::{DataGroup1, DataGroup2};
use emrtd::mrz::MrzReport;
use emrtd::quirk::Quirk;
use emrtd::record::{ChipRecord, ReadingRecord};
use serde::Serialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use time::OffsetDateTime;
use verifier::access::AccessReport;
use verifier::genuineness::{self, ChipReport, TerminalAuthenticationReport};
use verifier::passive::{AcceptedAlgorithms, AuthenticDocument, PassiveReport};
use verifier::reason::Reason;
use verifier::trust::TrustStore;

/// What was proven of a record.
struct Findings {
    passive: Option<PassiveReport>,
    chip: ChipReport,
    access: AccessReport,
    reasons: Vec<Reason>,
}

pub fn run(command: &ChipCommand) -> Result<Outcome, Failure> {
    let ChipCommand::Read { reader, access, extent, trust, out, at } = command;
    writing::must_be_free(out)?;
    let trust = trust.as_deref().map(files::read_trust).transpose()?;
    let at = files::clock(at.as_deref())?;
    let plan = terminal::extend(reading::plan(access, reading::Extent::Everything)?, extent, at)?;
    match reading::read(reader, plan)? {
        ReadOutcome::Read(reading) => conclude(out, &reading, trust.as_ref(), at),
        ReadOutcome::Refused(reason) => refuse(reason),
    }
}

/// A session that ended before anything was read: the same members as otherwise.
fn refuse(reason: Reason) -> Result<Outcome, Failure> {
    let report = json!({
        "verdict": "refused",
        "reasons": [reason],
        "access": null,
        "files": {},
        "contents": {},
        "passive": null,
        "chip": ChipReport::not_checked(),
        "mrz": null,
        "apdus": null,
        "bytes": null,
        "milliseconds": null,
        "reading": null,
        "quirks": [],
    });
    Outcome::new(false, &report, format!("refused\n  reason     {reason}: {}", reason.advice()))
}

fn conclude(
    out: &Path,
    reading: &Reading,
    trust: Option<&TrustStore>,
    at: OffsetDateTime,
) -> Result<Outcome, Failure> {
    let findings = examine(&reading.record, trust, at);
    let report = report(reading, &findings);
    let mut written: Vec<(String, Vec<u8>)> =
        reading.record.files.iter().map(|(file, bytes)| (file.file_name(), bytes.clone())).collect();
    written.extend(portrait(&reading.record, trust.is_some() && findings.passive_holds()));
    written.push(("chip-record.json".into(), serde_json::to_vec_pretty(&reading.record).map_err(failure)?));
    written.push(("report.json".into(), serde_json::to_vec_pretty(&report).map_err(failure)?));
    writing::write_folder(out, &written)?;
    Outcome::new(findings.reasons.is_empty(), &report, describe(out, reading, &findings))
}

fn examine(record: &ChipRecord, trust: Option<&TrustStore>, at: OffsetDateTime) -> Findings {
    let outcome =
        trust.map(|trust| verifier::passive::authenticate(record, trust, &AcceptedAlgorithms::default(), at));
    let (passive, document): (_, Option<&AuthenticDocument>) = match &outcome {
        Some(Ok(document)) => (Some(document.report().clone()), Some(document)),
        Some(Err(refusal)) => (Some(refusal.report().clone()), None),
        None => (None, None),
    };
    let chip = match &outcome {
        Some(Ok(document)) => genuineness::authenticate(document, record).report(),
        Some(Err(refusal)) => genuineness::disprove(refusal, record),
        None => ChipReport::not_checked(),
    };
    let chip = chip.with_terminal(record);
    let access = verifier::access::assess(document, record);
    let mut reasons: Vec<Reason> = passive.iter().flat_map(|report| report.reasons.iter().copied()).collect();
    reasons.extend(chip.reasons.iter().copied());
    reasons.extend(access.strictly());
    Findings { passive, chip, access, reasons }
}

impl Findings {
    fn passive_holds(&self) -> bool {
        self.passive.as_ref().is_some_and(|report| report.reasons.is_empty())
    }
}

/// What `--json` prints and report.json holds.
#[derive(Serialize)]
struct Report<'a> {
    verdict: &'static str,
    reasons: &'a [Reason],
    access: &'a AccessReport,
    files: BTreeMap<ElementaryFile, usize>,
    contents: BTreeMap<ElementaryFile, FileStatus>,
    passive: Option<&'a PassiveReport>,
    chip: &'a ChipReport,
    mrz: Option<MrzReport>,
    #[serde(flatten)]
    figures: Figures,
    reading: Option<&'a ReadingRecord>,
    quirks: &'a BTreeSet<Quirk>,
}

fn report<'a>(reading: &'a Reading, findings: &'a Findings) -> Report<'a> {
    let record = &reading.record;
    let first = record.data_group(DataGroup::DG1).and_then(|bytes| DataGroup1::parse(bytes).ok());
    Report {
        verdict: if findings.reasons.is_empty() { "read" } else { "refused" },
        reasons: &findings.reasons,
        access: &findings.access,
        files: record.files.iter().map(|(file, bytes)| (*file, bytes.len())).collect(),
        contents: chip_contents::of(record),
        passive: findings.passive.as_ref(),
        chip: &findings.chip,
        mrz: first.map(|group| MrzReport::from(group.mrz())),
        figures: Figures::of(reading),
        reading: record.reading.as_ref(),
        quirks: &record.quirks,
    }
}

/// The portrait, named for what is known of it.
fn portrait(record: &ChipRecord, proven: bool) -> Option<(String, Vec<u8>)> {
    let group = DataGroup2::parse(record.data_group(DataGroup::DG2)?).ok()?;
    let face = group.faces().first()?;
    let name = if proven { "portrait" } else { "portrait-unverified" };
    Some((format!("{name}.{}", face.format().file_extension()), face.image().to_vec()))
}

fn describe_terminal(report: &TerminalAuthenticationReport) -> String {
    let name = report.terminal.as_deref().unwrap_or_default();
    let status = report.status.as_deref().map(|status| format!(" ({status})")).unwrap_or_default();
    match report.problem {
        None => format!("authorized as {name}"),
        Some(problem) => format!("not authorized: {problem}{status}"),
    }
}

fn describe(out: &Path, reading: &Reading, findings: &Findings) -> String {
    let names: Vec<String> = reading.record.files.keys().map(ElementaryFile::to_string).collect();
    let proven = match &findings.passive {
        Some(report) if report.reasons.is_empty() => "authentic",
        Some(_) => "refused",
        None => "not checked (no --trust)",
    };
    let mut text = format!(
        "{}\n  access     {}\n  read       {} ({} bytes in {} APDUs, {} ms)\n  document   {proven}",
        if findings.reasons.is_empty() { "read" } else { "refused" },
        findings.access.used,
        names.join(", "),
        reading.bytes,
        reading.apdus,
        reading.milliseconds,
    );
    if let Some(time) = reading.simulated {
        text.push_str(&format!("\n  on the air {} ms, modelled", time.as_millis()));
    }
    if let Some(report) = &findings.chip.terminal_authentication {
        text.push_str(&format!("\n  terminal   {}", describe_terminal(report)));
    }
    for reason in &findings.reasons {
        text.push_str(&format!("\n  reason     {reason}: {}", reason.advice()));
    }
    text.push_str(&format!("\n  written    {}", out.display()));
    text
}
