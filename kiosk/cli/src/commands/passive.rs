//! `idkontroll passive`: passive authentication of files that were read before.

use crate::arguments::Passive;
use crate::files;
use crate::outcome::{Failure, Outcome};
use emrtd::file::DataGroup;
use emrtd::lds::security_object::EfSod;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use verifier::passive::{AcceptedAlgorithms, PassiveReport, SecurityObject};
use verifier::trust::{ImportOptions, TrustStore, import};

pub fn run(arguments: &Passive) -> Result<Outcome, Failure> {
    let at = files::clock(arguments.at.as_deref())?;
    let mut trust = files::read_trust(&arguments.trust)?;
    for path in &arguments.crl {
        add_revocation_list(&mut trust, path, at)?;
    }
    let sod = files::read(&arguments.sod)?;
    let groups = data_groups(&arguments.data_groups)?;
    if EfSod::parse(&sod).is_err() {
        return Err(Failure::about(&arguments.sod, "not an EF.SOD"));
    }
    let groups = groups.iter().map(|(group, bytes)| (*group, bytes.as_slice())).collect();
    let outcome = SecurityObject::verify_with(&sod, &groups, &trust, &AcceptedAlgorithms::default(), at);
    let report = match &outcome {
        Ok(object) => object.report(),
        Err(refusal) => refusal.report(),
    };
    Outcome::new(outcome.is_ok(), report, describe(report))
}

fn add_revocation_list(trust: &mut TrustStore, path: &Path, at: time::OffsetDateTime) -> Result<(), Failure> {
    let options = ImportOptions { roots: vec![], specimen: false, at };
    let report = import(trust, &files::read(path)?, &options).map_err(|error| Failure::about(path, error))?;
    match report.entries.iter().find_map(|entry| entry.problem.as_ref()) {
        Some(problem) => Err(Failure::about(path, problem)),
        None => Ok(()),
    }
}

/// Each number once: of two files for one number either could be meant.
fn data_groups(arguments: &[String]) -> Result<BTreeMap<DataGroup, Vec<u8>>, Failure> {
    let mut groups = BTreeMap::new();
    for argument in arguments {
        let (group, bytes) = data_group(argument)?;
        if groups.insert(group, bytes).is_some() {
            return Err(Failure::new(format!("--dg: {group} is given more than once")));
        }
    }
    Ok(groups)
}

/// `N=FILE`
fn data_group(argument: &str) -> Result<(DataGroup, Vec<u8>), Failure> {
    let parts = argument.split_once('=');
    let number = parts.and_then(|(number, _)| number.parse().ok()).and_then(DataGroup::new);
    match (number, parts) {
        (Some(group), Some((_, path))) => Ok((group, files::read(Path::new(path))?)),
        _ => Err(Failure::new("--dg: write N=FILE with N from 1 to 16")),
    }
}

fn describe(report: &PassiveReport) -> String {
    let mut text = if report.reasons.is_empty() { "authentic".to_owned() } else { "refused".to_owned() };
    let state = report.issuing_state.as_deref().unwrap_or("unknown");
    let _ = write!(text, "\n  state      {state}");
    if let Some(signer) = &report.document_signer {
        let _ = write!(text, "\n  signer     {}, until {}", signer.subject, signer.not_after.date());
    }
    if let Some(csca) = &report.csca {
        let _ = write!(text, "\n  CSCA       {}", csca.subject);
    }
    let _ = write!(text, "\n  algorithms {}, {}", report.algorithms.signature, report.algorithms.digest);
    for reason in &report.reasons {
        let _ = write!(text, "\n  reason     {reason}: {}", reason.advice());
    }
    for warning in &report.warnings {
        let _ = write!(text, "\n  warning    {warning}: {}", warning.advice());
    }
    text
}
