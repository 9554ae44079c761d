//! UTCTime and GeneralizedTime, RFC 5280 §4.1.2.5.

use emrtd::tlv::Tlv;
use time::{Date, Month, OffsetDateTime, Time};

/// The moment an ASN.1 time names; `None` when it is none.
pub(crate) fn parse_time(object: &Tlv<'_>) -> Option<OffsetDateTime> {
    let (year, rest) = match object.tag {
        0x17 => {
            let (year, rest) = two_digits(object.value)?;
            (if year < 50 { 2000 + i32::from(year) } else { 1900 + i32::from(year) }, rest)
        }
        0x18 => {
            let (century, rest) = two_digits(object.value)?;
            let (year, rest) = two_digits(rest)?;
            (i32::from(century) * 100 + i32::from(year), rest)
        }
        _ => return None,
    };
    let (month, rest) = two_digits(rest)?;
    let (day, rest) = two_digits(rest)?;
    let (hour, rest) = two_digits(rest)?;
    let (minute, rest) = two_digits(rest)?;
    let (second, rest) = two_digits(rest).unwrap_or((0, rest));
    if !matches!(rest, b"Z" | b"+0000") {
        return None;
    }
    let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
    Some(date.with_time(Time::from_hms(hour, minute, second).ok()?).assume_utc())
}

fn two_digits(text: &[u8]) -> Option<(u8, &[u8])> {
    match text {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9', rest @ ..] => {
            Some(((tens - b'0') * 10 + (ones - b'0'), rest))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emrtd::tlv::{encode, parse_exactly};
    use time::macros::datetime;

    fn parsed(tag: u32, text: &str) -> Option<OffsetDateTime> {
        parse_time(&parse_exactly(&encode(tag, text.as_bytes()), tag).unwrap())
    }

    #[test]
    fn both_forms_and_the_century_of_utc_time() {
        assert_eq!(parsed(0x17, "491231235959Z"), Some(datetime!(2049-12-31 23:59:59 UTC)));
        assert_eq!(parsed(0x17, "500101000000Z"), Some(datetime!(1950-01-01 0:00 UTC)));
        assert_eq!(parsed(0x17, "2610310912Z"), Some(datetime!(2026-10-31 9:12 UTC)));
        assert_eq!(parsed(0x18, "20330101000000Z"), Some(datetime!(2033-01-01 0:00 UTC)));
        assert_eq!(parsed(0x18, "20331301000000Z"), None);
        assert_eq!(parsed(0x17, "491231235959"), None);
    }
}
