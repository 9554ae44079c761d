//! The French national identity card issued until 2021: two lines of 36 with positions of its own.

use super::parse::{Reading, Span, spaced};
use super::{CheckedField, MrzFields, MrzProblem, Sex};

const SURNAME: Span = (0, 5..30);
const ADMINISTRATIVE_CODE: Span = (0, 30..36);
const DATE_OF_ISSUE: Span = (1, 0..4);
const DOCUMENT_NUMBER: Span = (1, 0..12);
const GIVEN_NAMES: Span = (1, 13..27);
const DATE_OF_BIRTH: Span = (1, 27..33);
const SEX: Span = (1, 34..35);

pub(super) fn read(reading: &mut Reading<'_>) -> MrzFields {
    check(reading);
    let (surname, given_names) = (spaced(reading.raw(&SURNAME)), spaced(reading.raw(&GIVEN_NAMES)));
    reading.demand_name(&[&surname, &given_names]);
    let sex = Sex::parse(reading.raw(&SEX));
    reading.demand(sex.is_some(), MrzProblem::Sex);
    MrzFields {
        document_code: reading.trimmed(&(0, 0..2)),
        issuing_state: reading.state(&(0, 2..5), MrzProblem::IssuingState),
        document_number: reading.trimmed(&DOCUMENT_NUMBER),
        date_of_birth: reading.date(&DATE_OF_BIRTH, MrzProblem::DateOfBirth),
        sex,
        nationality: Some("FRA".to_owned()),
        surname,
        given_names,
        date_of_issue: Some(reading.trimmed(&DATE_OF_ISSUE)),
        administrative_code: Some(reading.trimmed(&ADMINISTRATIVE_CODE)),
        ..MrzFields::default()
    }
}

fn check(reading: &mut Reading<'_>) {
    let (first, second) = (reading.raw(&(0, 0..36)), reading.raw(&(1, 0..35)));
    let (number, birth) = (reading.raw(&DOCUMENT_NUMBER), reading.raw(&DATE_OF_BIRTH));
    let digit = |reading: &Reading<'_>, at| reading.raw(&(1, at..at + 1)).to_owned();
    let digits = (digit(reading, 12), digit(reading, 33), digit(reading, 35));
    reading.check(CheckedField::DocumentNumber, number, &digits.0);
    reading.check(CheckedField::DateOfBirth, birth, &digits.1);
    reading.check(CheckedField::Composite, &format!("{first}{second}"), &digits.2);
}
