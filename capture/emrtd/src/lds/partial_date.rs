//! Dates of which a part may be unknown, as DG11, DG12 and DG16 write them, ICAO 9303-10 §4.7.11.

use crate::mrz::CalendarDate;
use std::fmt;

/// A date; what the issuer does not know or does not tell is `None`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PartialDate {
    /// The year with its century.
    pub year: Option<u16>,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31.
    pub day: Option<u8>,
}

/// Never shows the date.
impl fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PartialDate")
    }
}

impl PartialDate {
    /// This date, if a calendar can have it.
    pub fn new(year: Option<u16>, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        // An unknown year may have been a leap year.
        let (year_or_leap, month_or_long) = (year.unwrap_or(2000), month.unwrap_or(1));
        CalendarDate::new(year_or_leap, month_or_long, day.unwrap_or(1))?;
        Some(Self { year, month, day })
    }

    /// YYYYMMDD in digits; an unknown part is zeros, fillers or blanks, or is left out at the end.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_at_checked(4)?;
        let (month, day) = match rest.len() {
            0 => ("", ""),
            2 => (rest, ""),
            4 => rest.split_at_checked(2)?,
            _ => return None,
        };
        Self::new(part(year)?, part(month)?, part(day)?)
    }

    /// The day, where every part is known.
    pub fn day_of_calendar(self) -> Option<CalendarDate> {
        CalendarDate::new(self.year?, self.month?, self.day?)
    }
}

/// `Some(None)`: not known.
fn part<T: std::str::FromStr>(text: &str) -> Option<Option<T>> {
    let uniform = |filler: char| text.chars().all(|character| character == filler);
    if ['0', '<', ' '].into_iter().any(uniform) {
        return Some(None);
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok().map(Some) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn unknown_parts_and_days_that_no_calendar_has() {
        let date = |year, month, day| Some(PartialDate { year, month, day });
        for text in ["19740000", "1974<<<<", "1974    ", "1974"] {
            assert_eq!(PartialDate::parse(text), date(Some(1974), None, None), "{text}");
        }
        for text in ["19740800", "197408<<", "197408"] {
            assert_eq!(PartialDate::parse(text), date(Some(1974), Some(8), None), "{text}");
        }
        assert_eq!(PartialDate::parse("<<<<0229"), date(None, Some(2), Some(29)));
        let whole = PartialDate::parse("19740812").and_then(PartialDate::day_of_calendar);
        assert_eq!(whole, CalendarDate::new(1974, 8, 12));
        for text in ["19741300", "19740230", "19740832", "1974080<", "197408+1", "1974 8 1", "74081", "ÅÅ"]
        {
            assert_eq!(PartialDate::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_date_or_none(text in "[0-9< é]{0,10}") {
            if let Some(date) = PartialDate::parse(&text) {
                prop_assert!(date.month.is_none_or(|month| (1..=12).contains(&month)));
                prop_assert!(date.day.is_none_or(|day| (1..=31).contains(&day)));
            }
        }
    }
}
