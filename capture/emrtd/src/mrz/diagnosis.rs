//! What is wrong with each field of a zone.

use super::{CheckedField, Mrz, MrzProblem};
use serde::Serialize;

/// A field and all that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// The field, named as in the report; `composite` and `filler` stand for no single one.
    pub field: &'static str,
    /// What was found, in the order of the checks.
    pub findings: Vec<Finding>,
}

/// Something wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Finding {
    /// The check digit does not fit.
    CheckDigit,
    /// No calendar has such a day.
    NotADate,
    /// Not a code of ICAO 9303-3.
    UnknownCode,
    /// Not one of the characters that may stand there.
    NotAllowed,
    /// No name, or one with a digit.
    NotAName,
    /// Nothing stands there.
    Empty,
}

/// The fields with which something is wrong; empty for a valid zone.
pub(super) fn diagnoses(mrz: &Mrz) -> Vec<Diagnosis> {
    let checks = mrz.failed_checks().iter().map(|field| (name(*field), Finding::CheckDigit));
    let problems = mrz.problems().iter().map(|problem| finding(*problem));
    let mut diagnoses: Vec<Diagnosis> = Vec::new();
    for (field, finding) in checks.chain(problems) {
        match diagnoses.iter_mut().find(|diagnosis| diagnosis.field == field) {
            Some(diagnosis) => diagnosis.findings.push(finding),
            None => diagnoses.push(Diagnosis { field, findings: vec![finding] }),
        }
    }
    diagnoses
}

fn name(field: CheckedField) -> &'static str {
    match field {
        CheckedField::DocumentNumber => "document_number",
        CheckedField::DateOfBirth => "date_of_birth",
        CheckedField::DateOfExpiry => "date_of_expiry",
        CheckedField::OptionalData => "optional_data",
        CheckedField::Composite => "composite",
    }
}

fn finding(problem: MrzProblem) -> (&'static str, Finding) {
    match problem {
        MrzProblem::DateOfBirth => ("date_of_birth", Finding::NotADate),
        MrzProblem::DateOfExpiry => ("date_of_expiry", Finding::NotADate),
        MrzProblem::Sex => ("sex", Finding::NotAllowed),
        MrzProblem::IssuingState => ("issuing_state", Finding::UnknownCode),
        MrzProblem::Nationality => ("nationality", Finding::UnknownCode),
        MrzProblem::Name => ("name", Finding::NotAName),
        MrzProblem::DocumentNumber => ("document_number", Finding::Empty),
        MrzProblem::Filler => ("filler", Finding::NotAllowed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSPORT: &str =
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

    #[test]
    fn each_field_is_named_once_with_all_that_is_wrong() {
        assert_eq!(Mrz::parse(PASSPORT).unwrap().diagnoses(), []);
        let mrz = Mrz::parse(&PASSPORT.replace("740812", "741312").replace("P<UTO", "P<QTO")).unwrap();
        let expected = [
            Diagnosis { field: "date_of_birth", findings: vec![Finding::CheckDigit, Finding::NotADate] },
            Diagnosis { field: "composite", findings: vec![Finding::CheckDigit] },
            Diagnosis { field: "issuing_state", findings: vec![Finding::UnknownCode] },
        ];
        assert_eq!(mrz.diagnoses(), expected);
    }
}
