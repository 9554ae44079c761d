//! Data objects with tags and lengths of one to three bytes.

/// A data object; with `long` its length field has a byte more than it needs.
pub fn object(tag: &[u8], value: &[u8], long: bool) -> Vec<u8> {
    let length = value.len();
    let [high, low] = u16::try_from(length).unwrap().to_be_bytes();
    let field = match (length, long) {
        (0..=0x7F, false) => vec![low],
        (0..=0x7F, true) | (0x80..=0xFF, false) => vec![0x81, low],
        _ => vec![0x82, high, low],
    };
    [tag, &field, value].concat()
}

/// Tag, value, and both with the length as they stood.
type Object<'a> = (u8, &'a [u8], &'a [u8]);

/// The data objects of one byte of tag that stand one after the other.
pub fn objects(mut bytes: &[u8]) -> Option<Vec<Object<'_>>> {
    let mut found = Vec::new();
    while let [tag, rest @ ..] = bytes {
        let (length, head) = match rest {
            [length @ 0..=0x7F, ..] => (usize::from(*length), 2),
            [0x81, length, ..] => (usize::from(*length), 3),
            [0x82, high, low, ..] => (usize::from(u16::from_be_bytes([*high, *low])), 4),
            _ => return None,
        };
        let raw = bytes.get(..head + length)?;
        found.push((*tag, raw.get(head..)?, raw));
        bytes = bytes.get(head + length..)?;
    }
    Some(found)
}
