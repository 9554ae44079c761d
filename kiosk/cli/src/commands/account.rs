//! The account of a control for people: what was proven, with which algorithm, scores beside thresholds, time spent.

use crate::outcome::words;
use capture::Reading;
use emrtd::file::ElementaryFile;
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;
use verifier::assurance::{Decision, Verdict};
use verifier::genuineness::{ChipOutcome, ChipProtocol, ChipReport};
use verifier::report::{AttackReport, AttackVerdict, FaceReport, FaceVerdict, LegReports};

/// What a control that came to an examination has to tell.
pub struct Account<'a> {
    pub reports: &'a LegReports,
    pub reading: &'a Reading,
    pub verification: Duration,
}

/// The whole account.
pub fn tell(out: &Path, decision: &Decision, account: Option<&Account<'_>>) -> String {
    let mut text = String::new();
    if let Some(account) = account {
        chip(&mut text, account.reading);
        legs(&mut text, account.reports);
        line(&mut text, "", format!("examined in {} ms", account.verification.as_millis()));
    }
    conclusion(&mut text, decision);
    line(&mut text, "written", out.display());
    text
}

fn line(text: &mut String, name: &str, outcome: impl std::fmt::Display) {
    let _ = write!(text, "\n  {name:<10} {outcome}");
}

fn chip(text: &mut String, reading: &Reading) {
    let files: Vec<String> = reading.record.files.keys().map(ElementaryFile::to_string).collect();
    line(text, "access", &reading.record.access.used);
    line(text, "read", files.join(", "));
    let Reading { apdus, bytes, milliseconds, .. } = reading;
    line(text, "", format!("{bytes} bytes in {apdus} APDUs, {milliseconds} ms"));
    let stages =
        reading.stages.iter().map(|(stage, time)| format!("{stage} {:.1}", time.as_secs_f64() * 1e3));
    line(text, "", format!("in ms: {}", stages.collect::<Vec<_>>().join(", ")));
}

fn legs(text: &mut String, reports: &LegReports) {
    let passive = &reports.passive;
    let outcome = format!(
        "{}, {} with {}, issuing state {}",
        words(&passive.verdict),
        passive.algorithms.signature,
        passive.algorithms.digest,
        passive.issuing_state.as_deref().unwrap_or("unknown")
    );
    line(text, "document", outcome);
    line(text, "chip", chip_verdict(&reports.chip));
    line(text, "face", face(&reports.face));
    line(text, "attack", attack(&reports.presentation_attack));
}

fn chip_verdict(report: &ChipReport) -> String {
    let proven = report.protocols.iter().map(|protocol| match protocol {
        ChipProtocol::ChipAuthentication => "Chip Authentication",
        ChipProtocol::ActiveAuthentication => "Active Authentication",
        ChipProtocol::PaceChipAuthenticationMapping => "PACE Chip Authentication Mapping",
    });
    match report.verdict {
        ChipOutcome::Genuine => format!("genuine by {}", proven.collect::<Vec<_>>().join(" and ")),
        ChipOutcome::Refused => "refused: it did not prove what the document announces".into(),
        ChipOutcome::NotOffered => "the document offers no way to prove it".into(),
        ChipOutcome::NotChecked => "not checked: the document is not proven".into(),
    }
}

/// A comparison in a line.
pub fn face(report: &FaceReport) -> String {
    let threshold = format!("threshold {} set for FMR {:e}", report.threshold, report.false_match_rate);
    match (report.verdict, report.score) {
        (FaceVerdict::Match, Some(score)) => format!("match: score {score:.4}, {threshold}"),
        (FaceVerdict::NoMatch, Some(score)) => format!("no match: score {score:.4}, {threshold}"),
        _ => "not assessed".into(),
    }
}

/// A presentation attack detection in a line.
pub fn attack(report: &AttackReport) -> String {
    match (report.verdict, report.score, report.threshold) {
        (AttackVerdict::BonaFide, Some(score), Some(threshold)) => {
            format!("bona fide: score {score:.4}, threshold {threshold} for {}", report.networks)
        }
        (AttackVerdict::Attack, Some(score), Some(threshold)) => {
            format!("presentation attack: score {score:.4}, threshold {threshold} for {}", report.networks)
        }
        _ => "not assessed".into(),
    }
}

fn conclusion(text: &mut String, decision: &Decision) {
    let outcome = match (&decision.verdict, &decision.assurance_level, &decision.trust_framework) {
        (Verdict::Accepted, Some(level), Some(framework)) => {
            format!("accepted, level {level} under {framework}")
        }
        (verdict, _, _) => words(verdict),
    };
    *text = format!("{outcome}{text}");
    for reason in &decision.reasons {
        line(text, "reason", format!("{reason}: {}", reason.advice()));
    }
    if !decision.unmet.is_empty() {
        line(text, "not met", words(&decision.unmet));
    }
}
