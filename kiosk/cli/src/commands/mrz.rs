//! `idkontroll mrz parse`: a machine readable zone from standard input.

use crate::arguments::MrzCommand;
use crate::outcome::{Failure, Outcome, failure, words};
use emrtd::mrz::{Correction, Mrz, MrzError, MrzReport};
use serde_json::json;
use std::io::Read;
use zeroize::Zeroizing;

/// No machine readable zone is longer, however it is broken into lines.
const MAXIMUM_INPUT: usize = 4096;

pub fn run(MrzCommand::Parse: &MrzCommand) -> Result<Outcome, Failure> {
    match read()?.and_then(|text| Mrz::parse(&text)) {
        Ok(mrz) => Outcome::new(mrz.valid(), &MrzReport::from(&mrz), describe(&mrz)),
        Err(error) => {
            let report = json!({
                "format": null, "valid": false, "failed_checks": [], "problems": [error.to_string()],
                "diagnoses": [], "corrections": [], "fields": {}
            });
            Outcome::new(false, &report, format!("not valid: {error}"))
        }
    }
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
    lines.extend(report.failed_checks.iter().map(|field| format!("  check digit wrong: {}", words(field))));
    lines.extend(report.problems.iter().map(|problem| format!("  {problem}")));
    let proposal = |one: &Correction| {
        let Correction { line, position, read, proposed, .. } = one;
        format!("  line {line}, position {position}: {read} is most likely {proposed}")
    };
    lines.extend(report.corrections.iter().map(proposal));
    lines.join("\n")
}
