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

    /// The day, with the latest century that does not lie after `reference_year`: a date of birth.
    pub fn in_the_past_of(self, reference_year: u16) -> Option<CalendarDate> {
        self.in_window_ending(reference_year)
    }

    /// The day, with the century nearest to `reference_year`: a date of expiry.
    pub fn nearest_to(self, reference_year: u16) -> Option<CalendarDate> {
        self.in_window_ending(reference_year.checked_add(49)?)
    }

    /// The only fitting year among the hundred that end with `last`.
    fn in_window_ending(self, last: u16) -> Option<CalendarDate> {
        let year_in_century = u16::from(self.year?);
        let back = (last % 100 + 100 - year_in_century) % 100;
        CalendarDate::new(last.checked_sub(back)?, self.month?, self.day?)
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

    #[test]
    fn centuries_follow_the_reference_year() {
        let shown = |date: Option<CalendarDate>| date.map(|date| date.to_string());
        let date = |text| MrzDate::parse(text).unwrap();
        assert_eq!(shown(date("740812").in_the_past_of(2026)).as_deref(), Some("1974-08-12"));
        assert_eq!(shown(date("260812").in_the_past_of(2026)).as_deref(), Some("2026-08-12"));
        assert_eq!(shown(date("270812").in_the_past_of(2026)).as_deref(), Some("1927-08-12"));
        assert_eq!(shown(date("340812").nearest_to(2026)).as_deref(), Some("2034-08-12"));
        assert_eq!(shown(date("980812").nearest_to(2026)).as_deref(), Some("1998-08-12"));
        assert_eq!(shown(date("74<<<<").in_the_past_of(2026)), None);
        assert_eq!(shown(date("000229").in_the_past_of(1950)), None);
    }

    proptest! {
        #[test]
        fn any_text_and_year(text in ".{0,8}", year in any::<u16>()) {
            if let Some(date) = MrzDate::parse(&text) {
                prop_assert!(date.in_the_past_of(year).is_none_or(|date| date.year <= year));
                prop_assert!(date.nearest_to(year).is_none_or(|date| date.year.abs_diff(year) <= 50));
            }
        }
    }
}
