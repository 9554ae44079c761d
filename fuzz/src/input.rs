//! Input in parts: a length of two bytes before each, so that libFuzzer can change one part and leave the others.

/// Reads parts one after the other; what is missing is empty.
pub struct Parts<'a>(&'a [u8]);

impl<'a> Parts<'a> {
    /// The parts of these bytes.
    pub fn of(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// These parts as one input.
    pub fn joined<B: AsRef<[u8]>>(parts: impl IntoIterator<Item = B>) -> Vec<u8> {
        let mut out = Vec::new();
        for part in parts {
            let part = part.as_ref();
            let length = u16::try_from(part.len()).unwrap_or(u16::MAX);
            out.extend(length.to_be_bytes());
            out.extend(part.iter().take(usize::from(length)));
        }
        out
    }

    /// The next part, as far as there are bytes.
    pub fn part(&mut self) -> &'a [u8] {
        let Some((length, rest)) = self.0.split_first_chunk::<2>() else {
            return std::mem::take(&mut self.0);
        };
        let length = usize::from(u16::from_be_bytes(*length)).min(rest.len());
        let (part, rest) = rest.split_at(length);
        self.0 = rest;
        part
    }

    /// The next byte; zero at the end.
    pub fn byte(&mut self) -> u8 {
        let Some((byte, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *byte
    }

    /// What was not read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// True when nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
