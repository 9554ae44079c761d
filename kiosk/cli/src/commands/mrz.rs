//! `idkontroll mrz`: a machine readable zone from standard input, or from a picture.

use crate::arguments::MrzCommand;
use crate::outcome::{Failure, Outcome, failure, words};
use crate::scanning;
use capture::mrz_scan::Candidate;
use emrtd::mrz::{Correction, Mrz, MrzError, MrzReport};
use serde_json::json;
use std::io::Read;
use std::path::Path;
use zeroize::Zeroizing;

/// No machine readable zone is longer, however it is broken into lines.
const MAXIMUM_INPUT: usize = 4096;

pub fn run(command: &MrzCommand) -> Result<Outcome, Failure> {
    match command {
        MrzCommand::Parse => {
            report(read()?.and_then(|text| Mrz::parse(&text)).map_err(|error| error.to_string()))
        }
        MrzCommand::Scan { image, can: false } => {
            report(scanning::zone(image)?.map_err(|error| error.to_string()))
        }
        MrzCommand::Scan { image, can: true } => scan_can(image),
    }
}

/// What was read, or why nothing could be.
fn report(mrz: Result<Mrz, String>) -> Result<Outcome, Failure> {
    match mrz {
        Ok(mrz) => Outcome::new(mrz.valid(), &MrzReport::from(&mrz), describe(&mrz)),
        Err(error) => {
            let report = json!({
                "format": null, "valid": false, "failed_checks": [], "problems": [error], "diagnoses": [],
                "corrections": [], "fields": {}
            });
            Outcome::new(false, &report, format!("not valid: {error}"))
        }
    }
}

/// The card access number when a single one stands there, and all that could be it.
fn scan_can(image: &Path) -> Result<Outcome, Failure> {
    let scanned = scanning::card_access_numbers(image)?;
    let problem = match &scanned {
        Err(error) => Some(error.to_string()),
        Ok(numbers) if numbers.number().is_some() => None,
        Ok(numbers) if numbers.candidates.is_empty() => {
            Some("no six digits stand alone in the picture".into())
        }
        Ok(_) => Some("several groups of six digits stand alone in the picture".into()),
    };
    let numbers = scanned.unwrap_or_default();
    let report =
        json!({"can": numbers.number(), "candidates": numbers.candidates, "problems": problem.as_slice()});
    let candidate = |one: &Candidate| {
        format!("\n  {}{}", one.number, if one.labelled { " (called a card access number)" } else { "" })
    };
    let text = match (problem, numbers.number()) {
        (None, Some(number)) => format!("card access number {number}"),
        (problem, _) => format!("not found: {}", problem.unwrap_or_default()),
    };
    let seen: String = numbers.candidates.iter().map(candidate).collect();
    Outcome::new(numbers.number().is_some(), &report, format!("{text}{seen}"))
}

/// What stands on standard input; a zone that is cut off could pass for a valid one.
fn read() -> Result<Result<Zeroizing<String>, MrzError>, Failure> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAXIMUM_INPUT + 1));
    let unreadable = |_| failure("standard input cannot be read");
    let limit = u64::try_from(MAXIMUM_INPUT + 1).map_err(failure)?;
    std::io::stdin().lock().take(limit).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > MAXIMUM_INPUT {
        return Ok(Err(MrzError::Lines));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| MrzError::Character);
    Ok(text.map(|text| Zeroizing::new(text.to_owned())))
}

fn describe(mrz: &Mrz) -> String {
    let report = MrzReport::from(mrz);
    let fields = &report.fields;
    let mut lines = vec![
        format!("{}: {}", words(&report.format), if report.valid { "valid" } else { "not valid" }),
        format!("  document  {} {}", fields.issuing_state, fields.document_number),
        format!("  holder    {}, {}", fields.surname, fields.given_names),
        format!("  born      {}", fields.date_of_birth),
        format!("  expires   {}", fields.date_of_expiry.as_deref().unwrap_or("-")),
    ];
    let wrong = |field| format!("  check digit wrong: {}", words(field).replace('_', " "));
    lines.extend(report.failed_checks.iter().map(wrong));
    lines.extend(report.problems.iter().map(|problem| format!("  {problem}")));
    let proposal = |one: &Correction| {
        let Correction { line, position, read, proposed, .. } = one;
        format!("  line {line}, position {position}: {read} is most likely {proposed}")
    };
    lines.extend(report.corrections.iter().map(proposal));
    lines.join("\n")
}
