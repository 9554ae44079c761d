//! The Swiss driving licence: lines of 9, 30 and 30 without check digits.

use super::parse::{Reading, Span};
use super::{MrzFields, MrzProblem};

const DOCUMENT_NUMBER: Span = (0, 0..6);
const LANGUAGE: Span = (0, 6..7);
const HOLDER_NUMBER_AND_VERSION: Span = (1, 5..17);
const DATE_OF_BIRTH: Span = (1, 19..25);
const FILLERS: [Span; 3] = [(0, 7..9), (1, 17..19), (1, 25..30)];

pub(super) fn read(reading: &mut Reading<'_>) -> MrzFields {
    let filled = FILLERS.iter().all(|span| reading.trimmed(span).is_empty());
    reading.demand(filled, MrzProblem::Filler);
    let document_number = reading.trimmed(&DOCUMENT_NUMBER);
    reading.demand(!document_number.is_empty(), MrzProblem::DocumentNumber);
    let (surname, given_names) = reading.names(&(2, 0..30));
    MrzFields {
        document_code: reading.trimmed(&(1, 0..2)),
        issuing_state: reading.state(&(1, 2..5), MrzProblem::IssuingState),
        document_number,
        date_of_birth: reading.date(&DATE_OF_BIRTH, MrzProblem::DateOfBirth),
        surname,
        given_names,
        optional_data: Some(reading.trimmed(&HOLDER_NUMBER_AND_VERSION)),
        administrative_code: Some(reading.trimmed(&LANGUAGE)),
        ..MrzFields::default()
    }
}
