//! Where the fields stand in the formats of ICAO 9303-4 to 9303-7.

use super::parse::{Reading, Span};
use super::{CheckedField, MrzFields, MrzFormat, MrzProblem, Sex, check_digit};

/// The positions of one format, counted from zero; a check digit follows its field at once.
pub(super) struct Layout {
    pub(super) code: Span,
    pub(super) issuing_state: Span,
    pub(super) names: Span,
    pub(super) document_number: Span,
    pub(super) date_of_birth: Span,
    pub(super) sex: Span,
    pub(super) date_of_expiry: Span,
    pub(super) nationality: Span,
    pub(super) optional_data: Span,
    pub(super) optional_data_2: Option<Span>,
    pub(super) long_document_numbers: bool,
    pub(super) optional_data_is_checked: bool,
    pub(super) composite: Option<(Span, &'static [Span])>,
}

pub(super) const TD1: Layout = Layout {
    code: (0, 0..2),
    issuing_state: (0, 2..5),
    document_number: (0, 5..14),
    optional_data: (0, 15..30),
    date_of_birth: (1, 0..6),
    sex: (1, 7..8),
    date_of_expiry: (1, 8..14),
    nationality: (1, 15..18),
    optional_data_2: Some((1, 18..29)),
    names: (2, 0..30),
    long_document_numbers: true,
    optional_data_is_checked: false,
    composite: Some(((1, 29..30), &[(0, 5..30), (1, 0..7), (1, 8..15), (1, 18..29)])),
};

pub(super) const MRV_A: Layout = Layout {
    code: (0, 0..2),
    issuing_state: (0, 2..5),
    names: (0, 5..44),
    document_number: (1, 0..9),
    nationality: (1, 10..13),
    date_of_birth: (1, 13..19),
    sex: (1, 20..21),
    date_of_expiry: (1, 21..27),
    optional_data: (1, 28..44),
    optional_data_2: None,
    long_document_numbers: false,
    optional_data_is_checked: false,
    composite: None,
};

pub(super) const TD3: Layout = Layout {
    optional_data: (1, 28..42),
    optional_data_is_checked: true,
    composite: Some(((1, 43..44), &[(1, 0..10), (1, 13..20), (1, 21..43)])),
    ..MRV_A
};

pub(super) const MRV_B: Layout = Layout { names: (0, 5..36), optional_data: (1, 28..36), ..MRV_A };

pub(super) const TD2: Layout = Layout {
    optional_data: (1, 28..35),
    long_document_numbers: true,
    composite: Some(((1, 35..36), &[(1, 0..10), (1, 13..20), (1, 21..35)])),
    ..MRV_B
};

/// The layout of a format of ICAO 9303.
pub(super) fn layout(format: MrzFormat) -> Option<&'static Layout> {
    match format {
        MrzFormat::Td1 => Some(&TD1),
        MrzFormat::Td2 => Some(&TD2),
        MrzFormat::Td3 => Some(&TD3),
        MrzFormat::MrvA => Some(&MRV_A),
        MrzFormat::MrvB => Some(&MRV_B),
        MrzFormat::French | MrzFormat::Swiss => None,
    }
}

pub(super) fn read(reading: &mut Reading<'_>, layout: &Layout) -> MrzFields {
    let (surname, given_names) = reading.names(&layout.names);
    let (document_number, optional_data) = document_number(reading, layout);
    checked(reading, CheckedField::DateOfBirth, &layout.date_of_birth);
    checked(reading, CheckedField::DateOfExpiry, &layout.date_of_expiry);
    check_optional_data(reading, layout);
    check_composite(reading, layout);
    let sex = Sex::parse(reading.raw(&layout.sex));
    reading.demand(sex.is_some(), MrzProblem::Sex);
    MrzFields {
        document_code: reading.trimmed(&layout.code),
        issuing_state: reading.state(&layout.issuing_state, MrzProblem::IssuingState),
        document_number,
        date_of_birth: reading.date(&layout.date_of_birth, MrzProblem::DateOfBirth),
        date_of_expiry: Some(reading.date(&layout.date_of_expiry, MrzProblem::DateOfExpiry)),
        sex,
        nationality: Some(reading.state(&layout.nationality, MrzProblem::Nationality)),
        surname,
        given_names,
        optional_data: Some(optional_data),
        optional_data_2: layout.optional_data_2.as_ref().map(|span| reading.trimmed(span)),
        ..MrzFields::default()
    }
}

/// The check digit right after a field.
pub(super) fn after((line, range): &Span) -> Span {
    (*line, range.end..range.end + 1)
}

fn checked(reading: &mut Reading<'_>, field: CheckedField, span: &Span) {
    let (characters, digit) = (reading.raw(span), reading.raw(&after(span)));
    reading.check(field, characters, digit);
}

/// The document number and the optional data; a filler as check digit says that the number continues there, ends with
/// its check digit and a filler (ICAO 9303-5 §4.2.2, 9303-6 §4.2.2). Belgium's check digit counts that first filler too.
fn document_number(reading: &mut Reading<'_>, layout: &Layout) -> (String, String) {
    let span = &layout.document_number;
    let (start, optional) = (reading.raw(span), reading.raw(&layout.optional_data));
    if layout.long_document_numbers && reading.raw(&after(span)) == "<" {
        let (rest, optional) = optional.split_once('<').unwrap_or((optional, ""));
        if let Some((more, digit)) = rest.len().checked_sub(1).and_then(|at| rest.split_at_checked(at)) {
            let number = format!("{start}{more}");
            let with_filler = format!("{start}<{more}");
            let belgian = check_digit(&with_filler).is_some_and(|right| digit.chars().eq([right]));
            reading.check_document_number(if belgian { &with_filler } else { &number }, digit);
            return (number, optional.trim_matches('<').to_owned());
        }
    }
    reading.check_document_number(start, reading.raw(&after(span)));
    let number = reading.trimmed(span);
    reading.demand(!number.is_empty(), MrzProblem::DocumentNumber);
    (number, reading.trimmed(&layout.optional_data))
}

/// Where there is no optional data its check digit may be a filler, ICAO 9303-4 §4.2.2.
fn check_optional_data(reading: &mut Reading<'_>, layout: &Layout) {
    let empty = reading.trimmed(&layout.optional_data).is_empty();
    let filler = reading.raw(&after(&layout.optional_data)) == "<";
    if layout.optional_data_is_checked && !(empty && filler) {
        checked(reading, CheckedField::OptionalData, &layout.optional_data);
    }
}

fn check_composite(reading: &mut Reading<'_>, layout: &Layout) {
    if let Some((digit, parts)) = &layout.composite {
        let characters: String = parts.iter().map(|span| reading.raw(span)).collect();
        let digit = reading.raw(digit);
        reading.check(CheckedField::Composite, &characters, digit);
    }
}
