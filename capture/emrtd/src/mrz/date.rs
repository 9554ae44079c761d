//! Dates in the machine readable zone, ICAO 9303-3 §4.8: YYMMDD, unknown parts as fillers.

use std::fmt;

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CalendarDate {
    /// The year with its century.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl CalendarDate {
    /// This day, if the calendar has it.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
        (1..=days_in_month(month, leap)?).contains(&day).then_some(Self { year, month, day })
    }
}

/// `1974-08-12`
impl fmt::Display for CalendarDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

fn days_in_month(month: u8, leap: bool) -> Option<u8> {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 if leap => Some(29),
        2 => Some(28),
        _ => None,
    }
}

/// A date as it stands in the zone: parts may be unknown, and the century is not written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct MrzDate {
    year: Option<u8>,
    month: Option<u8>,
    day: Option<u8>,
}

impl MrzDate {
    /// Reads YYMMDD; `None` when no calendar has such a day.
    pub fn parse(text: &str) -> Option<Self> {
        let part = |range| part(text.get(range)?);
        let date = Self { year: part(0..2)?, month: part(2..4)?, day: part(4..6)? };
        (text.len() == 6 && date.can_be()).then_some(date)
    }

    fn can_be(self) -> bool {
        let leap = self.year.is_none_or(|year| year.is_multiple_of(4));
        let longest = match self.month {
            None => Some(31),
            Some(month) => days_in_month(month, leap),
        };
        longest.is_some_and(|longest| self.day.is_none_or(|day| (1..=longest).contains(&day)))
    }

    /// The latest such day that is not after `today`: a date of birth. `None` when a part is unknown.
    pub fn last_until(self, today: CalendarDate) -> Option<CalendarDate> {
        let century = today.year / 100;
        let centuries = [Some(century), century.checked_sub(1)].into_iter().flatten();
        centuries.filter_map(|century| self.in_century(century)).find(|date| *date <= today)
    }

    /// The first such day that is not before `start`: a date of expiry. `None` when a part is unknown.
    pub fn first_from(self, start: CalendarDate) -> Option<CalendarDate> {
        let century = start.year / 100;
        let centuries = [Some(century), century.checked_add(1)].into_iter().flatten();
        centuries.filter_map(|century| self.in_century(century)).find(|date| *date >= start)
    }

    fn in_century(self, century: u16) -> Option<CalendarDate> {
        let year = century.checked_mul(100)?.checked_add(self.year?.into())?;
        CalendarDate::new(year, self.month?, self.day?)
    }
}

/// Two digits, or two fillers for what is not known.
fn part(text: &str) -> Option<Option<u8>> {
    match text {
        "<<" => Some(None),
        _ if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok().map(Some),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn unknown_parts_are_allowed_and_impossible_days_are_not() {
        for good in ["740812", "<<<<<<", "74<<<<", "7408<<", "000229", "960229"] {
            assert!(MrzDate::parse(good).is_some(), "{good}");
        }
        for bad in ["741312", "740832", "970229", "740431", "7<0812", "74081", "7408123", "+40812", "740800"]
        {
            assert!(MrzDate::parse(bad).is_none(), "{bad}");
        }
    }

    fn day(year: u16, month: u8, day: u8) -> CalendarDate {
        CalendarDate::new(year, month, day).unwrap()
    }

    fn shown(date: Option<CalendarDate>) -> Option<String> {
        date.map(|date| date.to_string())
    }

    #[test]
    fn a_birth_does_not_lie_after_the_day() {
        let today = day(2026, 11, 24);
        for (text, expected) in [
            ("740812", Some("1974-08-12")),
            ("261124", Some("2026-11-24")),
            ("261125", Some("1926-11-25")),
            ("261231", Some("1926-12-31")),
            ("270812", Some("1927-08-12")),
            ("74<<<<", None),
            ("7408<<", None),
            ("<<0812", None),
        ] {
            let date = MrzDate::parse(text).unwrap();
            assert_eq!(shown(date.last_until(today)).as_deref(), expected, "{text}");
        }
        let leap = MrzDate::parse("000229").unwrap();
        assert_eq!(shown(leap.last_until(day(2000, 2, 28))), None);
        assert_eq!(shown(leap.last_until(day(2000, 2, 29))).as_deref(), Some("2000-02-29"));
    }

    #[test]
    fn an_expiry_does_not_lie_before_the_start() {
        let start = day(2015, 6, 1);
        for (text, expected) in [
            ("361123", Some("2036-11-23")),
            ("150601", Some("2015-06-01")),
            ("150531", Some("2115-05-31")),
            ("990101", Some("2099-01-01")),
            ("000101", Some("2100-01-01")),
            ("000229", None),
            ("36<<<<", None),
        ] {
            let date = MrzDate::parse(text).unwrap();
            assert_eq!(shown(date.first_from(start)).as_deref(), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_and_day(text in ".{0,8}|[0-9]{6}", year in any::<u16>(), month in 1..=12_u8, number in 1..=28_u8) {
            let reference = day(year, month, number);
            if let Some(date) = MrzDate::parse(&text) {
                prop_assert!(date.last_until(reference).is_none_or(|date| date <= reference));
                prop_assert!(date.first_from(reference).is_none_or(|date| date >= reference));
            }
        }
    }
}
