//! Indefinite lengths and constructed octet strings (BER) made definite and primitive, X.690 §8.1.3.6 and §8.7.

use super::{Header, Reader, TlvError, encode};

/// Nesting beyond this is refused.
const MAXIMUM_DEPTH: usize = 32;

/// Resolves indefinite lengths and constructed octet strings (BER) into definite, primitive ones.
///
/// Content that is definite already is kept byte for byte.
pub(crate) fn resolve_indefinite(bytes: &[u8]) -> Result<Vec<u8>, TlvError> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        let (object, used) = resolve_object(rest, 0)?;
        out.extend(object);
        rest = rest.get(used..).ok_or(TlvError::Truncated)?;
    }
    Ok(out)
}

fn resolve_object(bytes: &[u8], depth: usize) -> Result<(Vec<u8>, usize), TlvError> {
    if depth > MAXIMUM_DEPTH {
        return Err(TlvError::TooDeep);
    }
    let header = Header::parse(bytes)?;
    if !header.constructed {
        let end =
            header.length.and_then(|l| l.checked_add(header.size)).ok_or(TlvError::UnsupportedHeader)?;
        return Ok((bytes.get(..end).ok_or(TlvError::Truncated)?.to_vec(), end));
    }
    let (content, used) = resolve_content(bytes, &header, depth)?;
    if header.tag == 0x24 {
        let joined = join_octet_strings(&content)?;
        return Ok((encode(0x04, &joined), used));
    }
    match header.length {
        Some(length) if content.len() == length => Ok((
            bytes.get(..used).map_or_else(Vec::new, |raw| {
                let mut same = raw.get(..header.size).unwrap_or_default().to_vec();
                same.extend(&content);
                same
            }),
            used,
        )),
        _ => Ok((encode(header.tag, &content), used)),
    }
}

fn resolve_content(bytes: &[u8], header: &Header, depth: usize) -> Result<(Vec<u8>, usize), TlvError> {
    let mut content = Vec::new();
    let mut position = header.size;
    let end = header.length.map(|length| header.size.saturating_add(length));
    loop {
        match end {
            Some(end) if position == end => return Ok((content, position)),
            Some(end) if position > end => return Err(TlvError::Truncated),
            _ => {}
        }
        let rest = bytes.get(position..end.unwrap_or(bytes.len())).ok_or(TlvError::Truncated)?;
        if end.is_none() && rest.starts_with(&[0, 0]) {
            return Ok((content, position.saturating_add(2)));
        }
        let (object, used) = resolve_object(rest, depth.saturating_add(1))?;
        content.extend(object);
        position = position.saturating_add(used);
    }
}

fn join_octet_strings(content: &[u8]) -> Result<Vec<u8>, TlvError> {
    let mut reader = Reader::new(content);
    let mut joined = Vec::new();
    while !reader.is_empty() {
        joined.extend_from_slice(reader.expect(0x04)?.value);
    }
    Ok(joined)
}

/// True for a constructed data object whose header leaves its length open.
pub(crate) fn is_indefinite(bytes: &[u8]) -> bool {
    Header::parse(bytes).is_ok_and(|header| header.constructed && header.length.is_none())
}

/// Follows a data object of indefinite length to its end-of-contents octets as its bytes come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Extent {
    /// Up to here everything is followed.
    position: usize,
    /// How many objects of indefinite length are open here.
    open: usize,
    begun: bool,
}

impl Extent {
    /// True once the end was met: then [`Self::follow`] gives its size.
    pub(crate) fn is_whole(self) -> bool {
        self.begun && self.open == 0
    }

    /// The size of the object as far as `bytes`, all that has come of it, let it be known: the least it can be.
    pub(crate) fn follow(&mut self, bytes: &[u8]) -> Result<usize, TlvError> {
        while !self.is_whole() {
            let rest = bytes.get(self.position..).unwrap_or_default();
            if self.begun && rest.starts_with(&[0, 0]) {
                self.position = self.position.saturating_add(2);
                self.open = self.open.saturating_sub(1);
                continue;
            }
            match Header::parse(rest) {
                Err(TlvError::Truncated) => return Ok(self.least().max(bytes.len().saturating_add(1))),
                header => self.enter(&header?)?,
            }
        }
        Ok(self.position)
    }

    /// What is open is yet to be closed.
    fn least(self) -> usize {
        self.position.saturating_add(self.open.saturating_mul(2))
    }

    /// An object of definite length is passed over whole.
    fn enter(&mut self, header: &Header) -> Result<(), TlvError> {
        self.begun = true;
        self.position = self.position.saturating_add(header.size);
        match header.length {
            Some(length) => self.position = self.position.saturating_add(length),
            None if !header.constructed => return Err(TlvError::UnsupportedHeader),
            None if self.open > MAXIMUM_DEPTH => return Err(TlvError::TooDeep),
            None => self.open = self.open.saturating_add(1),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_open_object_is_followed_to_its_end() {
        let ber = [0x77, 0x80, 0x30, 0x80, 0x04, 0x02, 0, 0, 0x30, 0x02, 0x04, 0, 0, 0, 0, 0];
        let bytes = [&ber[..], &[0, 0, 7]].concat();
        assert!(is_indefinite(&ber) && !is_indefinite(&ber[4..]));
        let mut piecewise = Extent::default();
        for end in 2..ber.len() {
            let least = piecewise.follow(&bytes[..end]).unwrap();
            assert!(!piecewise.is_whole() && end < least && least <= ber.len(), "{end}");
        }
        assert_eq!(piecewise.follow(&bytes), Ok(ber.len()));
        assert!(piecewise.is_whole());
        let deep = [0x30, 0x80].repeat(40);
        assert_eq!(Extent::default().follow(&deep), Err(TlvError::TooDeep));
        assert_eq!(Extent::default().follow(&[0x77, 0x80, 0x04, 0x80]), Err(TlvError::UnsupportedHeader));
    }

    #[test]
    fn indefinite_length_becomes_definite() {
        let ber = [0x30, 0x80, 0x24, 0x80, 0x04, 0x01, 0xAA, 0x04, 0x01, 0xBB, 0, 0, 0, 0];
        assert_eq!(resolve_indefinite(&ber).unwrap(), [0x30, 0x04, 0x04, 0x02, 0xAA, 0xBB]);
        assert_eq!(resolve_indefinite(&ber[..13]).err(), Some(TlvError::Truncated));
    }

    #[test]
    fn deep_nesting_is_refused() {
        assert_eq!(resolve_indefinite(&[0x30, 0x80].repeat(40)).err(), Some(TlvError::TooDeep));
    }

    proptest! {
        #[test]
        fn what_is_definite_stays_as_it_is(value in proptest::collection::vec(any::<u8>(), 0..70_000)) {
            let bytes = encode(0x04, &value);
            prop_assert!(resolve_indefinite(&bytes).unwrap() == bytes);
        }

        #[test]
        fn arbitrary_bytes_give_only_definite_lengths(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(resolved) = resolve_indefinite(&bytes) {
                prop_assert!(resolve_indefinite(&resolved).unwrap() == resolved);
            }
        }
    }
}
