//! What still is to be typed of a machine readable zone, and which check digits fit so far, ICAO 9303-3 §4.9.

use emrtd::mrz::{CheckedField, Mrz, check_digit};
use std::ops::Range;

/// One line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineHelp {
    /// Characters typed.
    pub typed: usize,
    /// Characters the line has.
    pub expected: usize,
}

/// Whether a field's check digit fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldState {
    /// Not typed to its check digit yet.
    Open,
    /// It fits.
    Fits,
    /// It does not fit.
    Wrong,
}

/// One field with a check digit of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldHelp {
    /// The field.
    pub field: CheckedField,
    /// Its state.
    pub state: FieldState,
}

/// Help for the whole zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MrzHelp {
    /// Every line.
    pub lines: Vec<LineHelp>,
    /// The fields whose check digits open the chip.
    pub fields: Vec<FieldHelp>,
    /// What has a check digit besides and does not fit, once the zone is whole.
    pub others: Vec<FieldHelp>,
    /// The first character that no zone has: its line and its place there, both from one.
    pub foreign: Option<[usize; 2]>,
    /// True when the zone is whole and every check digit fits.
    pub whole: bool,
}

/// Where a format's fields stand: line, characters, their check digit behind them.
struct Layout {
    lines: usize,
    length: usize,
    fields: [(CheckedField, usize, Range<usize>); 3],
}

const BOOK: [(CheckedField, usize, Range<usize>); 3] = [
    (CheckedField::DocumentNumber, 1, 0..9),
    (CheckedField::DateOfBirth, 1, 13..19),
    (CheckedField::DateOfExpiry, 1, 21..27),
];
const TD3: Layout = Layout { lines: 2, length: 44, fields: BOOK };
const TD2: Layout = Layout { lines: 2, length: 36, fields: BOOK };
const TD1: Layout = Layout {
    lines: 3,
    length: 30,
    fields: [
        (CheckedField::DocumentNumber, 0, 5..14),
        (CheckedField::DateOfBirth, 1, 0..6),
        (CheckedField::DateOfExpiry, 1, 8..14),
    ],
};

impl MrzHelp {
    /// Help for what is typed so far, in capitals.
    pub fn of(text: &str) -> Self {
        let typed: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        let layout = layout(&typed);
        let zone = Mrz::parse(text).ok();
        let failed = zone.as_ref().map(Mrz::failed_checks);
        let fields = layout.fields.iter().map(|(field, line, range)| FieldHelp {
            field: *field,
            state: match failed {
                Some(failed) if failed.contains(field) => FieldState::Wrong,
                Some(_) => FieldState::Fits,
                None => state(typed.get(*line).copied().unwrap_or_default(), range),
            },
        });
        let own =
            |field: &CheckedField| !matches!(field, CheckedField::OptionalData | CheckedField::Composite);
        let others = failed.into_iter().flatten().filter(|field| !own(field));
        let others = others.map(|field| FieldHelp { field: *field, state: FieldState::Wrong });
        Self {
            lines: lines(&typed, &layout),
            fields: fields.collect(),
            others: others.collect(),
            foreign: foreign(&typed),
            whole: failed.is_some_and(<[CheckedField]>::is_empty),
        }
    }
}

fn lines(typed: &[&str], layout: &Layout) -> Vec<LineHelp> {
    let typed = |line: usize| typed.get(line).map_or(0, |line| line.chars().count());
    (0..layout.lines).map(|line| LineHelp { typed: typed(line), expected: layout.length }).collect()
}

impl MrzHelp {
    /// True when nothing is left to type, and no field says what is wrong.
    pub fn is_stuck(&self) -> bool {
        let told = self.fields.iter().chain(&self.others).any(|help| help.state == FieldState::Wrong);
        !told && self.lines.iter().all(|line| line.typed >= line.expected)
    }
}

/// Where the first character stands that no zone has.
fn foreign(lines: &[&str]) -> Option<[usize; 2]> {
    let own = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '<';
    let places = (1..).zip(lines).map(|(line, text)| (line, text.chars().position(|c| !own(c))));
    places.filter_map(|(line, column)| Some([line, column? + 1])).next()
}

/// The format that the lines so far look like; a passport's where nothing is typed.
fn layout(lines: &[&str]) -> Layout {
    let first = lines.first().copied().unwrap_or_default();
    match (first.starts_with('P') || first.is_empty(), lines.len(), first.len()) {
        (true, ..) => TD3,
        (false, 3.., _) => TD1,
        (false, 2, 36) => TD2,
        (false, _, ..=30) => TD1,
        (false, ..) => TD2,
    }
}

fn state(line: &str, range: &Range<usize>) -> FieldState {
    let (Some(field), Some(digit)) = (line.get(range.clone()), line.get(range.end..=range.end)) else {
        return FieldState::Open;
    };
    match (check_digit(field), digit) {
        // A number that continues in the optional data: only the whole zone tells.
        (_, "<") => FieldState::Open,
        (Some(computed), digit) if digit.starts_with(computed) => FieldState::Fits,
        _ => FieldState::Wrong,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: &str =
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

    fn states(text: &str) -> Vec<FieldState> {
        MrzHelp::of(text).fields.iter().map(|field| field.state).collect()
    }

    #[test]
    fn a_whole_zone_fits_and_a_wrong_digit_is_named() {
        let help = MrzHelp::of(ZONE);
        assert!(help.whole);
        assert_eq!(help.lines, [LineHelp { typed: 44, expected: 44 }; 2]);
        let wrong = MrzHelp::of(&ZONE.replace("7408122", "7408123"));
        assert!(!wrong.whole);
        assert_eq!(wrong.fields.get(1).map(|field| field.state), Some(FieldState::Wrong));
    }

    #[test]
    fn fields_are_judged_as_soon_as_their_digit_is_typed() {
        let upto = |characters: usize| states(&ZONE[..45 + characters]);
        assert_eq!(upto(9), [FieldState::Open; 3]);
        assert_eq!(upto(10), [FieldState::Fits, FieldState::Open, FieldState::Open]);
        assert_eq!(upto(28), [FieldState::Fits; 3]);
        assert_eq!(states("I<UTOD231458907"), [FieldState::Fits, FieldState::Open, FieldState::Open]);
        assert_eq!(states("I<UTOD231458908"), [FieldState::Wrong, FieldState::Open, FieldState::Open]);
    }

    #[test]
    fn what_else_is_wrong_is_named_too() {
        assert!(MrzHelp::of(ZONE).others.is_empty() && MrzHelp::of(ZONE).foreign.is_none());
        let wrong = |zone: &str| MrzHelp::of(zone).others.iter().map(|help| help.field).collect::<Vec<_>>();
        assert_eq!(wrong(&ZONE.replace("<<<<10", "<<<<11")), [CheckedField::Composite]);
        let optional = ZONE.replace("ZE184226B", "ZE184226C");
        assert!(wrong(&optional).contains(&CheckedField::OptionalData));
        assert_eq!(MrzHelp::of(&ZONE.replace("ERIKSSON", "ERIKSSØN")).foreign, Some([1, 12]));
        assert_eq!(MrzHelp::of(&ZONE.replace("ZE18", "ZÉ18")).foreign, Some([2, 30]));
    }

    #[test]
    fn a_zone_that_is_too_long_is_stuck_and_one_that_is_being_typed_is_not() {
        assert!(MrzHelp::of(&ZONE.replace("<<<<10", "<<<<100")).is_stuck());
        assert!(!MrzHelp::of(&ZONE[..80]).is_stuck());
        assert!(!MrzHelp::of(&ZONE.replace("<<<<10", "<<<<11")).is_stuck());
    }

    #[test]
    fn nothing_typed_is_a_passport_to_come() {
        let help = MrzHelp::of("");
        assert_eq!(help.lines, [LineHelp { typed: 0, expected: 44 }; 2]);
        assert!(!help.whole);
        assert!(!MrzHelp::of("øæå\n✓").whole);
    }
}
