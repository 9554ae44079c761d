//! Document number, date of birth and date of expiry as they are printed on the document, without check digits.

use super::Secret;
use emrtd::password::MrzKey;
use time::{Date, Month};
use zeroize::Zeroizing;

/// No document number is longer, ICAO 9303-5 §4.2.2.1 with the optional data of TD1.
const LONGEST_NUMBER: usize = 24;
/// Digits of a date with the whole year.
const DATE_DIGITS: usize = 8;
/// The years a document can speak of.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2099;

/// A printed field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintedField {
    /// The document number.
    DocumentNumber,
    /// The date of birth.
    DateOfBirth,
    /// The last day of validity.
    DateOfExpiry,
}

impl PrintedField {
    /// Every field, in the order in which they are typed.
    pub const ALL: [Self; 3] = [Self::DocumentNumber, Self::DateOfBirth, Self::DateOfExpiry];
}

/// Why a field cannot be what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldProblem {
    /// The number has other characters than letters and digits.
    Character,
    /// The number is too long.
    TooLong,
    /// The date has another form than day, month and year.
    DateForm,
    /// There is no such day.
    NoSuchDay,
}

/// How far a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintedState {
    /// Not typed to its end.
    Open,
    /// It can be what is printed.
    Good,
    /// It cannot.
    Wrong(FieldProblem),
}

/// The three fields as they are being typed.
#[derive(Debug, Clone, Default)]
pub struct PrintedFields {
    number: Secret,
    birth: Secret,
    expiry: Secret,
}

impl PrintedFields {
    /// The text of a field.
    pub fn text(&self, field: PrintedField) -> &Secret {
        match field {
            PrintedField::DocumentNumber => &self.number,
            PrintedField::DateOfBirth => &self.birth,
            PrintedField::DateOfExpiry => &self.expiry,
        }
    }

    pub(super) fn set(&mut self, field: PrintedField, text: Secret) {
        match field {
            PrintedField::DocumentNumber => self.number = text,
            PrintedField::DateOfBirth => self.birth = text,
            PrintedField::DateOfExpiry => self.expiry = text,
        }
    }

    /// How far a field is.
    pub fn state(&self, field: PrintedField) -> PrintedState {
        let text = self.text(field).text();
        match field {
            PrintedField::DocumentNumber => number(text).map_or_else(|state| state, |_| PrintedState::Good),
            _ => date(text).map_or_else(|state| state, |_| PrintedState::Good),
        }
    }

    /// The key of the chip, once every field is good.
    pub fn key(&self) -> Option<MrzKey> {
        let number = number(self.number.text()).ok()?;
        let (birth, expiry) = (date(self.birth.text()).ok()?, date(self.expiry.text()).ok()?);
        MrzKey::new(number.text(), short(birth).text(), short(expiry).text()).ok()
    }
}

/// The number in capitals and without blanks.
fn number(text: &str) -> Result<Secret, PrintedState> {
    let mut own = Secret::default();
    own.text_mut().extend(text.chars().filter(|c| *c != ' ').map(|c| c.to_ascii_uppercase()));
    if own.is_empty() {
        return Err(PrintedState::Open);
    }
    if !own.text().chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err(PrintedState::Wrong(FieldProblem::Character));
    }
    match own.text().len() <= LONGEST_NUMBER {
        true => Ok(own),
        false => Err(PrintedState::Wrong(FieldProblem::TooLong)),
    }
}

/// Day, month and year, or the year first; separated by full stops, hyphens, strokes or blanks, or by nothing.
fn date(text: &str) -> Result<Date, PrintedState> {
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let form = Err(PrintedState::Wrong(FieldProblem::DateForm));
    if digits > DATE_DIGITS || !text.chars().all(|c| c.is_ascii_digit() || is_separator(c)) {
        return form;
    }
    let mut parts: Vec<&str> = text.split(is_separator).filter(|part| !part.is_empty()).collect();
    if let ([whole], DATE_DIGITS) = (parts.as_slice(), digits) {
        parts = [0..2, 2..4, 4..8].into_iter().filter_map(|range| whole.get(range)).collect();
    }
    match parts.as_slice() {
        [day, month, year] | [year, month, day] if is_date(day, month, year) => day_of(day, month, year),
        [_, _, _, _, ..] => form,
        [day, month, year] if day.len() <= 2 && month.len() <= 2 && year.len() < 4 => Err(PrintedState::Open),
        [year, ..] if year.len() == 4 && parts.len() < 3 => Err(PrintedState::Open),
        [day, month] if day.len() <= 2 && month.len() <= 2 => Err(PrintedState::Open),
        [] | [_] => Err(PrintedState::Open),
        _ => form,
    }
}

fn is_separator(character: char) -> bool {
    matches!(character, '.' | '-' | '/' | ' ')
}

fn is_date(day: &str, month: &str, year: &str) -> bool {
    year.len() == 4 && day.len() <= 2 && month.len() <= 2
}

fn day_of(day: &str, month: &str, year: &str) -> Result<Date, PrintedState> {
    let month = month.parse::<u8>().ok().and_then(|month| Month::try_from(month).ok());
    let year = year.parse().ok().filter(|year| YEARS.contains(year));
    let date = match (year, month, day.parse().ok()) {
        (Some(year), Some(month), Some(day)) => Date::from_calendar_date(year, month, day).ok(),
        _ => None,
    };
    date.ok_or(PrintedState::Wrong(FieldProblem::NoSuchDay))
}

/// The six digits of the machine readable zone: year, month and day.
fn short(date: Date) -> Secret {
    let (year, month, day) = (date.year() % 100, u8::from(date.month()), date.day());
    Secret::new(&Zeroizing::new(format!("{year:02}{month:02}{day:02}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(number: &str, birth: &str, expiry: &str) -> PrintedFields {
        let mut fields = PrintedFields::default();
        for (field, text) in PrintedField::ALL.into_iter().zip([number, birth, expiry]) {
            fields.set(field, Secret::new(text));
        }
        fields
    }

    fn states(number: &str, birth: &str, expiry: &str) -> [PrintedState; 3] {
        let fields = fields(number, birth, expiry);
        PrintedField::ALL.map(|field| fields.state(field))
    }

    #[test]
    fn the_printed_fields_make_the_key_of_the_zone() {
        // ICAO 9303-11 appendix D.2.
        let expected = MrzKey::new("L898902C", "690806", "940623").unwrap();
        for (number, birth, expiry) in [
            ("L898902C", "06.08.1969", "23.06.1994"),
            ("l 898 902 c", "6/8/1969", "1994-06-23"),
            ("L898902C", "06081969", "23 06 1994 "),
        ] {
            assert!(
                fields(number, birth, expiry).key() == Some(expected.clone()),
                "{number} {birth} {expiry}"
            );
        }
        assert!(fields("L898902C", "07.08.1969", "23.06.1994").key() != Some(expected));
        assert!(fields("L898902C", "06.08.1969", "23.06.199").key().is_none());
    }

    #[test]
    fn what_is_half_typed_is_open_and_what_cannot_be_is_wrong() {
        use FieldProblem::{Character, DateForm, NoSuchDay, TooLong};
        use PrintedState::{Good, Open, Wrong};
        assert_eq!(states("", "", ""), [Open; 3]);
        assert_eq!(states("A", "0", "06.0"), [Good, Open, Open]);
        assert_eq!(states("AB-12", "06.08.", "06.08.19"), [Wrong(Character), Open, Open]);
        assert_eq!(states("ÆØ1", "1969-", "1969-08"), [Wrong(Character), Open, Open]);
        assert_eq!(
            states(&"1".repeat(25), "29.02.1970", "31.04.2030"),
            [Wrong(TooLong), Wrong(NoSuchDay), Wrong(NoSuchDay)]
        );
        assert_eq!(states("A", "6. august", "1.2.3.4"), [Good, Wrong(DateForm), Wrong(DateForm)]);
        assert_eq!(states("A", "690806", "123.06.94"), [Good, Open, Wrong(DateForm)]);
        assert_eq!(states("A", "01.01.1850", "060819699"), [Good, Wrong(NoSuchDay), Wrong(DateForm)]);
    }
}
