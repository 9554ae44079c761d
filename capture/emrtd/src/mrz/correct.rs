//! Corrections of characters that were read for others, proposed only where check digits prove a single one.
//!
//! A field that no check digit covers is never changed. Within one that fails, a single confusion is sought (and every
//! letter among digits is one); it must make the field's check digit fit and that over all fields too. Where two readings
//! do, neither is proposed. Some confusions no check digit notices, since the values differ by a multiple of ten: G and 6,
//! L and 1, K and the filler.

use super::covered::Part;
use super::icao::Layout;
use super::{CheckedField, Mrz, MrzProblem, confusion, icao};
use serde::Serialize;
use std::fmt;

/// More joint readings than this are not told apart: two would be equally good.
const MAXIMUM_READINGS: usize = 4096;

/// A character that was most likely another; a proposal, which nobody applies but a person who looks at the document.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// Whose check digit proves it.
    pub field: CheckedField,
    /// The line, counted from one.
    pub line: usize,
    /// The position in the line, counted from one.
    pub position: usize,
    /// What stands there.
    pub read: char,
    /// What should.
    pub proposed: char,
}

/// Never shows what the zone says.
impl fmt::Debug for Correction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Correction {{ {:?}, {}:{} }}", self.field, self.line, self.position)
    }
}

impl Correction {
    /// The zone with these corrections, for whoever has seen that they are right.
    pub fn apply(corrections: &[Self], mrz: &Mrz) -> Option<Mrz> {
        let mut lines: Vec<Vec<char>> = mrz.lines().iter().map(|line| line.chars().collect()).collect();
        for correction in corrections {
            let line = lines.get_mut(correction.line.checked_sub(1)?)?;
            *line.get_mut(correction.position.checked_sub(1)?)? = correction.proposed;
        }
        let lines: Vec<String> = lines.into_iter().map(String::from_iter).collect();
        Mrz::parse(&lines.join("\n")).ok()
    }
}

/// Changes that belong together.
type Reading = Vec<Correction>;

/// The corrections that check digits prove; none for the French and Swiss formats.
pub(super) fn corrections(mrz: &Mrz) -> Vec<Correction> {
    let Some(layout) = icao::layout(mrz.format()) else { return Vec::new() };
    let parts = layout.covered(mrz.lines());
    let doubtful = doubtful_fields(mrz, layout);
    let mut fields: Vec<(CheckedField, Vec<Reading>)> =
        doubtful.into_iter().map(|field| (field, readings(mrz, field, &parts))).collect();
    if fields.iter().any(|(_, readings)| readings.is_empty()) {
        // Nothing can be said of the digit over all while one of the fields cannot be read.
        fields.retain(|(field, _)| *field != CheckedField::Composite);
    } else if layout.composite.is_some() {
        agree_with_all(mrz, &mut fields);
    }
    let single = |(_, mut readings): (_, Vec<Reading>)| readings.pop().filter(|_| readings.is_empty());
    fields.into_iter().filter_map(single).flatten().collect()
}

/// The fields in which something must be wrong. The check digit over all counts alone, or when it is no digit itself.
fn doubtful_fields(mrz: &Mrz, layout: &Layout) -> Vec<CheckedField> {
    use CheckedField::{Composite, DateOfBirth, DateOfExpiry, DocumentNumber, OptionalData};
    let own = [DocumentNumber, DateOfBirth, DateOfExpiry, OptionalData];
    let mut fields: Vec<CheckedField> = own.into_iter().filter(|field| is_wrong(mrz, *field)).collect();
    let unread = layout.composite_digit(mrz.lines()).is_some_and(|digit| !digit.is_ascii_digit());
    if is_wrong(mrz, Composite) && (fields.is_empty() || unread) {
        fields.push(Composite);
    }
    fields
}

fn is_wrong(mrz: &Mrz, field: CheckedField) -> bool {
    let no_date = match field {
        CheckedField::DateOfBirth => mrz.problems().contains(&MrzProblem::DateOfBirth),
        CheckedField::DateOfExpiry => mrz.problems().contains(&MrzProblem::DateOfExpiry),
        _ => false,
    };
    no_date || mrz.failed_checks().contains(&field)
}

/// Every reading of a field's characters after which nothing is wrong with the field.
fn readings(mrz: &Mrz, field: CheckedField, parts: &[Part]) -> Vec<Reading> {
    let parts = || parts.iter().filter(|part| part.field == field);
    let changes = |part: &Part| changes(mrz, part);
    let misplaced: Vec<Reading> = parts().filter(|part| is_misplaced(mrz, part)).map(changes).collect();
    let candidates = match misplaced.is_empty() {
        true => parts().flat_map(changes).map(|change| vec![change]).collect(),
        false => {
            product(misplaced.into_iter().map(|changes| changes.into_iter().map(|one| vec![one]).collect()))
        }
    };
    // The check digit over all can only be judged once the other fields are read.
    let fits = |reading: &Reading| {
        field == CheckedField::Composite
            || Correction::apply(reading, mrz).is_some_and(|read| !is_wrong(&read, field))
    };
    candidates.into_iter().filter(fits).collect()
}

/// A letter where only digits stand.
fn is_misplaced(mrz: &Mrz, part: &Part) -> bool {
    part.digits_only && part.character(mrz.lines()).is_some_and(|character| character.is_ascii_uppercase())
}

fn changes(mrz: &Mrz, part: &Part) -> Vec<Correction> {
    let Some(read) = part.character(mrz.lines()) else { return Vec::new() };
    let allowed = |meant: &char| !part.digits_only || !meant.is_ascii_uppercase();
    let correction = |proposed| Correction {
        field: part.field,
        line: part.line + 1,
        position: part.position + 1,
        read,
        proposed,
    };
    confusion::meant(read).filter(allowed).map(correction).collect()
}

/// Keeps of each field the readings with which the check digit over all fits.
fn agree_with_all(mrz: &Mrz, fields: &mut [(CheckedField, Vec<Reading>)]) {
    let mut joint = product(fields.iter().map(|(_, readings)| readings.clone()));
    joint.retain(|reading| {
        Correction::apply(reading, mrz).is_some_and(|read| !is_wrong(&read, CheckedField::Composite))
    });
    for (_, readings) in fields {
        readings.retain(|reading| {
            joint.iter().any(|joint| reading.iter().all(|correction| joint.contains(correction)))
        });
    }
}

/// One reading of each field, in every way; nothing when there are too many.
fn product(fields: impl IntoIterator<Item = Vec<Reading>>) -> Vec<Reading> {
    fields.into_iter().fold(vec![Vec::new()], |joint, readings| {
        if joint.len().saturating_mul(readings.len()) > MAXIMUM_READINGS {
            return Vec::new();
        }
        let with = |reading: &Reading| {
            joint.iter().map(|one| [one.as_slice(), reading].concat()).collect::<Vec<_>>()
        };
        readings.iter().flat_map(with).collect()
    })
}
