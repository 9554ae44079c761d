//! From lines of text to a [`Mrz`], with what is wrong with it beside it.

use super::issuing_state;
use super::{
    CalendarDate, CheckedField, Correction, Diagnosis, MrzDate, MrzFields, MrzFormat, MrzProblem, check_digit,
};
use super::{correct, diagnosis, french, icao, swiss};
use crate::password::{MrzKey, PasswordError};
use crate::quirk::{DocumentKind, IssuedDocument};
use std::fmt;
use std::ops::Range;
use thiserror::Error;

/// Why text is no machine readable zone at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MrzError {
    /// There is nothing but white space.
    #[error("there is no machine readable zone")]
    Empty,
    /// Only A to Z, 0 to 9 and the filler `<` may stand in the zone.
    #[error("a character that cannot stand in a machine readable zone")]
    Character,
    /// No document has lines of these numbers and lengths.
    #[error("no document has a machine readable zone of such lines")]
    Lines,
}

/// A machine readable zone; its check digits may still be wrong, see [`Mrz::valid`].
#[derive(Clone, PartialEq, Eq)]
pub struct Mrz {
    format: MrzFormat,
    lines: Vec<String>,
    fields: MrzFields,
    document_number_digit: Option<char>,
    failed_checks: Vec<CheckedField>,
    problems: Vec<MrzProblem>,
}

/// Never shows what the zone says.
impl fmt::Debug for Mrz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mrz {{ {:?}, {:?}, {:?} }}", self.format, self.failed_checks, self.problems)
    }
}

impl Mrz {
    /// Reads the lines of a zone, separated by line breaks or, as in DG1, by nothing.
    pub fn parse(text: &str) -> Result<Self, MrzError> {
        let lines = split_lines(text)?;
        let format = MrzFormat::recognise(&lines).ok_or(MrzError::Lines)?;
        let mut reading = Reading::new(&lines);
        let fields = match format {
            MrzFormat::French => french::read(&mut reading),
            MrzFormat::Swiss => swiss::read(&mut reading),
            MrzFormat::Td1 => icao::read(&mut reading, &icao::TD1),
            MrzFormat::Td2 => icao::read(&mut reading, &icao::TD2),
            MrzFormat::Td3 => icao::read(&mut reading, &icao::TD3),
            MrzFormat::MrvA => icao::read(&mut reading, &icao::MRV_A),
            MrzFormat::MrvB => icao::read(&mut reading, &icao::MRV_B),
        };
        let Reading { document_number_digit, failed_checks, problems, .. } = reading;
        Ok(Self { format, fields, document_number_digit, failed_checks, problems, lines })
    }

    /// Which kind of document this is.
    pub fn format(&self) -> MrzFormat {
        self.format
    }

    /// The lines as they were read.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// What the zone says, whether its check digits fit or not.
    pub fn fields(&self) -> &MrzFields {
        &self.fields
    }

    /// The fields whose check digits do not fit.
    pub fn failed_checks(&self) -> &[CheckedField] {
        &self.failed_checks
    }

    /// What is wrong beside the check digits.
    pub fn problems(&self) -> &[MrzProblem] {
        &self.problems
    }

    /// The fields with which something is wrong, and what.
    pub fn diagnoses(&self) -> Vec<Diagnosis> {
        diagnosis::diagnoses(self)
    }

    /// Characters that were most likely misread, where check digits prove a single correction; none is applied.
    pub fn corrections(&self) -> Vec<Correction> {
        correct::corrections(self)
    }

    /// True when every check digit fits and nothing else is wrong.
    pub fn valid(&self) -> bool {
        self.failed_checks.is_empty() && self.problems.is_empty()
    }

    /// The password for BAC and PACE, with the document number's check digit as it stands, where that fits.
    pub fn key(&self) -> Result<MrzKey, PasswordError> {
        let MrzFields { document_number, date_of_birth, date_of_expiry, .. } = &self.fields;
        let date_of_expiry = date_of_expiry.as_deref().unwrap_or_default();
        let fits = !self.failed_checks.contains(&CheckedField::DocumentNumber);
        let key = match self.document_number_digit.filter(|_| fits) {
            Some(digit) => MrzKey::with_check_digit(document_number, digit, date_of_birth, date_of_expiry),
            None => MrzKey::new(document_number, date_of_birth, date_of_expiry),
        };
        key.map(|key| key.of_document(self.document()))
    }

    /// Whose document it is, and what kind.
    pub fn document(&self) -> IssuedDocument {
        IssuedDocument {
            issuing_state: self.fields.issuing_state.clone(),
            kind: DocumentKind::of(&self.fields.document_code),
        }
    }

    /// The day of birth: the latest that is not after `today`; `None` when a part is unknown.
    pub fn date_of_birth(&self, today: CalendarDate) -> Option<CalendarDate> {
        MrzDate::parse(&self.fields.date_of_birth)?.last_until(today)
    }

    /// The last day of validity: the first that is not before `start`; `None` when the zone does not tell it.
    pub fn date_of_expiry(&self, start: CalendarDate) -> Option<CalendarDate> {
        MrzDate::parse(self.fields.date_of_expiry.as_deref()?)?.first_from(start)
    }
}

fn split_lines(text: &str) -> Result<Vec<String>, MrzError> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let allowed = |byte: u8| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'<');
    match *lines {
        [] => Err(MrzError::Empty),
        _ if !lines.iter().all(|line| line.bytes().all(allowed)) => Err(MrzError::Character),
        [one] => split_unbroken(one).ok_or(MrzError::Lines),
        _ => Ok(lines.into_iter().map(str::to_owned).collect()),
    }
}

fn split_unbroken(text: &str) -> Option<Vec<String>> {
    let mut rest = text;
    let cut = |length: &usize| {
        let (line, after) = rest.split_at_checked(*length)?;
        rest = after;
        Some(line.to_owned())
    };
    MrzFormat::line_lengths(text.len())?.iter().map(cut).collect()
}

/// Characters of one line, both counted from zero.
pub(super) type Span = (usize, Range<usize>);

/// A zone being read: its lines, whose lengths are known to be right, and what was found wrong so far.
pub(super) struct Reading<'a> {
    lines: &'a [String],
    document_number_digit: Option<char>,
    failed_checks: Vec<CheckedField>,
    problems: Vec<MrzProblem>,
}

impl<'a> Reading<'a> {
    fn new(lines: &'a [String]) -> Self {
        Self { lines, document_number_digit: None, failed_checks: Vec::new(), problems: Vec::new() }
    }

    /// The characters of a span as they stand.
    pub(super) fn raw(&self, (line, range): &Span) -> &'a str {
        self.lines.get(*line).and_then(|line| line.get(range.clone())).unwrap_or_default()
    }

    /// The characters of a span without the fillers that end it.
    pub(super) fn trimmed(&self, span: &Span) -> String {
        self.raw(span).trim_end_matches('<').to_owned()
    }

    /// Notes the field as failed unless the digit fits the characters.
    pub(super) fn check(&mut self, field: CheckedField, characters: &str, digit: &str) {
        if !check_digit(characters).is_some_and(|right| digit.chars().eq([right])) {
            self.failed_checks.push(field);
        }
    }

    /// Checks the document number, and keeps its digit.
    pub(super) fn check_document_number(&mut self, characters: &str, digit: &str) {
        self.document_number_digit = digit.chars().next();
        self.check(CheckedField::DocumentNumber, characters, digit);
    }

    /// Notes the problem unless `good` holds.
    pub(super) fn demand(&mut self, good: bool, problem: MrzProblem) {
        if !good && !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// A date field; any that is no date is noted.
    pub(super) fn date(&mut self, span: &Span, problem: MrzProblem) -> String {
        let text = self.raw(span);
        self.demand(MrzDate::parse(text).is_some(), problem);
        text.to_owned()
    }

    /// A code of a State or organization; any that is not in ICAO 9303-3 is noted.
    pub(super) fn state(&mut self, span: &Span, problem: MrzProblem) -> String {
        let code = self.trimmed(span);
        self.demand(issuing_state::is_known(&code), problem);
        code
    }

    /// Primary and secondary identifier, ICAO 9303-3 §4.6.
    pub(super) fn names(&mut self, span: &Span) -> (String, String) {
        let (primary, secondary) = self.raw(span).split_once("<<").unwrap_or((self.raw(span), ""));
        let names = (spaced(primary), spaced(secondary));
        self.demand_name(&[&names.0, &names.1]);
        names
    }

    /// Notes a name that is empty or holds a digit.
    pub(super) fn demand_name(&mut self, parts: &[&str]) {
        let name = parts.concat();
        self.demand(!name.is_empty() && !name.contains(|c: char| c.is_ascii_digit()), MrzProblem::Name);
    }
}

/// Fillers as single spaces between words.
pub(super) fn spaced(text: &str) -> String {
    text.split('<').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
