//! Status words, ISO/IEC 7816-4 §5.6, and patterns of them.

use super::ApduError;
use std::fmt;
use std::str::FromStr;

/// SW1 and SW2 of an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct StatusWord(pub u16);

impl StatusWord {
    /// 9000: normal processing.
    pub const OK: Self = Self(0x9000);

    /// True for 9000.
    pub fn is_ok(self) -> bool {
        self == Self::OK
    }

    /// True for 62xx and 63xx: processed, with a warning.
    #[cfg(feature = "crypto")]
    pub(crate) fn is_warning(self) -> bool {
        matches!(self.0 >> 8, 0x62 | 0x63)
    }
}

impl fmt::Display for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}", self.0)
    }
}

impl fmt::Debug for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Status words by their hexadecimal digits, each of which may be left open: `9000`, `63C*`, `****`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct StatusPattern {
    word: u16,
    mask: u16,
}

impl StatusPattern {
    /// 9000 alone.
    pub const OK: Self = Self { word: 0x9000, mask: 0xFFFF };
    /// Every status word.
    pub const ANY: Self = Self { word: 0, mask: 0 };
    /// 63Cx: so many tries are left, ISO/IEC 7816-4 §5.6.
    pub const TRIES_LEFT: Self = Self { word: 0x63C0, mask: 0xFFF0 };

    /// True for a status word that the pattern covers.
    pub fn matches(self, status: StatusWord) -> bool {
        status.0 & self.mask == self.word
    }
}

impl FromStr for StatusPattern {
    type Err = ApduError;
    fn from_str(text: &str) -> Result<Self, ApduError> {
        if text.len() != 4 {
            return Err(ApduError::Malformed);
        }
        text.chars().try_fold(Self::ANY, |pattern, digit| {
            let (value, mask) = match digit {
                '*' => (0, 0),
                '0'..='9' | 'A'..='F' => (digit.to_digit(16).ok_or(ApduError::Malformed)?, 0xF),
                _ => return Err(ApduError::Malformed),
            };
            let value = u16::try_from(value).map_err(|_| ApduError::Malformed)?;
            Ok(Self { word: pattern.word << 4 | value, mask: pattern.mask << 4 | mask })
        })
    }
}

impl fmt::Display for StatusPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        [12, 8, 4, 0].into_iter().try_for_each(|shift| match self.mask >> shift & 0xF {
            0 => f.write_str("*"),
            _ => write!(f, "{:X}", self.word >> shift & 0xF),
        })
    }
}

impl fmt::Debug for StatusPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_patterns_read_and_written() {
        for (text, inside, outside) in
            [("9000", 0x9000, 0x9001), ("63C*", 0x63C2, 0x63D2), ("61**", 0x6110, 0x6210)]
        {
            let pattern: StatusPattern = text.parse().unwrap();
            assert_eq!(pattern.to_string(), text);
            assert!(pattern.matches(StatusWord(inside)) && !pattern.matches(StatusWord(outside)));
        }
        assert_eq!("63C*".parse(), Ok(StatusPattern::TRIES_LEFT));
        assert_eq!("****".parse(), Ok(StatusPattern::ANY));
        for malformed in ["", "900", "90000", "9x00", "+000", "ff00"] {
            assert_eq!(malformed.parse::<StatusPattern>(), Err(ApduError::Malformed), "{malformed}");
        }
    }
}
