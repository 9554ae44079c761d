//! Which positions of a zone each check digit covers, for the formats of ICAO 9303-4 to 9303-7.

use super::CheckedField::{self, Composite, DateOfBirth, DateOfExpiry, DocumentNumber, OptionalData};
use super::icao::{Layout, after};
use super::parse::Span;

/// One position that a check digit covers, or the check digit itself; all counted from zero.
pub(super) struct Part {
    pub field: CheckedField,
    pub line: usize,
    pub position: usize,
    /// Whether only digits and fillers stand here.
    pub digits_only: bool,
}

impl Part {
    /// What stands there.
    pub fn character(&self, lines: &[String]) -> Option<char> {
        lines.get(self.line)?.chars().nth(self.position)
    }
}

impl Layout {
    /// Every position that a check digit covers, under the check digit of its own field where there is one.
    pub(super) fn covered(&self, lines: &[String]) -> Vec<Part> {
        let number_digit = after(&self.document_number);
        let continued = self.continued_document_number(lines, &number_digit);
        let (line, optional) = &self.optional_data;
        let optional_data = (*line, continued.end..optional.end);
        let mut parts = positions(DocumentNumber, &self.document_number, false);
        parts.extend(positions(DocumentNumber, &number_digit, true));
        parts.extend(positions(DocumentNumber, &(*line, continued), false));
        for (field, span) in [(DateOfBirth, &self.date_of_birth), (DateOfExpiry, &self.date_of_expiry)] {
            parts.extend(positions(field, span, true));
            parts.extend(positions(field, &after(span), true));
        }
        if self.optional_data_is_checked {
            parts.extend(positions(OptionalData, &optional_data, false));
            parts.extend(positions(OptionalData, &after(&optional_data), true));
        }
        parts.extend(self.covered_by_composite_alone(&optional_data));
        parts
    }

    /// The digit over all fields.
    pub(super) fn composite_digit(&self, lines: &[String]) -> Option<char> {
        let (digit, _) = self.composite.as_ref()?;
        positions(Composite, digit, true).first()?.character(lines)
    }

    /// Where the document number goes on in the optional data, ICAO 9303-5 §4.2.2; empty where it does not.
    fn continued_document_number(&self, lines: &[String], digit: &Span) -> std::ops::Range<usize> {
        let (line, optional) = &self.optional_data;
        let character = |(line, range): &Span| lines.get(*line)?.get(range.clone());
        let length = match character(digit) {
            Some("<") if self.long_document_numbers => {
                character(&(*line, optional.clone())).map(|text| text.find('<').unwrap_or(text.len()))
            }
            _ => None,
        };
        optional.start..optional.start + length.unwrap_or_default()
    }

    fn covered_by_composite_alone(&self, optional_data: &Span) -> Vec<Part> {
        let Some((digit, _)) = &self.composite else { return Vec::new() };
        let first = (!self.optional_data_is_checked).then_some(optional_data);
        let fields = first.into_iter().chain(&self.optional_data_2);
        let mut parts: Vec<Part> = fields.flat_map(|span| positions(Composite, span, false)).collect();
        parts.extend(positions(Composite, digit, true));
        parts
    }
}

fn positions(field: CheckedField, (line, range): &Span, digits_only: bool) -> Vec<Part> {
    range.clone().map(|position| Part { field, line: *line, position, digits_only }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::icao;
    use super::*;

    /// A letter for each position: which check digit covers it.
    fn map(layout: &Layout, zone: &str) -> Vec<String> {
        let lines: Vec<String> = zone.lines().map(str::to_owned).collect();
        let mut map: Vec<Vec<char>> = lines.iter().map(|line| vec!['.'; line.len()]).collect();
        for part in layout.covered(&lines) {
            let letter = match part.field {
                DocumentNumber => 'n',
                DateOfBirth => 'b',
                DateOfExpiry => 'e',
                OptionalData => 'o',
                Composite => 'c',
            };
            assert_eq!(std::mem::replace(&mut map[part.line][part.position], letter), '.');
        }
        map.into_iter().map(String::from_iter).collect()
    }

    #[test]
    fn a_passport() {
        let zone =
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
        let [first, second] = &map(&icao::TD3, zone)[..] else { panic!("two lines") };
        assert_eq!(first, &".".repeat(44));
        assert_eq!(second, "nnnnnnnnnn...bbbbbbb.eeeeeeeoooooooooooooooc");
    }

    #[test]
    fn a_card_whose_number_goes_on() {
        let short =
            "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
        let long = short.replace("D231458907<<<<", "D23145890<7349");
        let expected = ["bbbbbbb.eeeeeee...cccccccccccc".to_owned(), ".".repeat(30)];
        let map_of_short = map(&icao::TD1, short);
        assert_eq!(map_of_short[0], ".....nnnnnnnnnnccccccccccccccc");
        assert_eq!(map_of_short[1..], expected);
        assert_eq!(map(&icao::TD1, &long)[0], ".....nnnnnnnnnnnnnnccccccccccc");
    }

    #[test]
    fn a_visa_has_nothing_over_all() {
        let zone = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<";
        assert_eq!(map(&icao::MRV_B, zone)[1], "nnnnnnnnnn...bbbbbbb.eeeeeee........");
    }
}
