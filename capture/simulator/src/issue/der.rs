//! Writes the few ASN.1 types that certificates and the document security object are made of, X.690 DER.

use emrtd::mrz::CalendarDate;
use emrtd::tlv::encode;

pub(super) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    encode(0x30, &parts.concat())
}

/// SET OF: the elements in the order DER demands.
pub(super) fn set_of(mut elements: Vec<Vec<u8>>) -> Vec<u8> {
    elements.sort();
    encode(0x31, &elements.concat())
}

/// An object identifier from its content bytes.
pub(super) fn object_identifier(content: &[u8]) -> Vec<u8> {
    encode(0x06, content)
}

/// A number that is not negative, from its big-endian bytes.
pub(super) fn integer(magnitude: &[u8]) -> Vec<u8> {
    let mut content: Vec<u8> = magnitude.iter().copied().skip_while(|byte| *byte == 0).collect();
    if content.first().is_none_or(|byte| byte & 0x80 != 0) {
        content.insert(0, 0);
    }
    encode(0x02, &content)
}

pub(super) fn octet_string(content: &[u8]) -> Vec<u8> {
    encode(0x04, content)
}

pub(super) fn bit_string(content: &[u8]) -> Vec<u8> {
    encode(0x03, &[&[0], content].concat())
}

pub(super) const NULL: [u8; 2] = [0x05, 0x00];

/// `[number]`, constructed.
pub(super) fn context(number: u8, content: &[u8]) -> Vec<u8> {
    encode(u32::from(0xA0 | number), content)
}

/// Midnight at the start of this day, as GeneralizedTime writes it.
pub(super) fn timestamp(date: CalendarDate) -> String {
    format!("{:04}{:02}{:02}000000Z", date.year, date.month, date.day)
}

/// UTCTime until 2049, GeneralizedTime after, RFC 5280 §4.1.2.5.
pub(super) fn time(date: CalendarDate) -> Vec<u8> {
    let text = timestamp(date);
    match text.split_at_checked(2) {
        Some((_, short)) if (1950..2050).contains(&date.year) => encode(0x17, short.as_bytes()),
        _ => encode(0x18, text.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_never_negative() {
        assert_eq!(integer(&[]), [2, 1, 0]);
        assert_eq!(integer(&[0, 0, 1]), [2, 1, 1]);
        assert_eq!(integer(&[0x80]), [2, 2, 0, 0x80]);
    }

    #[test]
    fn times_on_both_sides_of_2050() {
        let of = |year| time(CalendarDate::new(year, 1, 2).unwrap());
        assert_eq!(of(2049), *b"\x17\x0D490102000000Z");
        assert_eq!(of(2050), *b"\x18\x0F20500102000000Z");
    }
}
