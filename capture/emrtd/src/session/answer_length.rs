//! How long an answer may be: what reader and line carry, and what the chip says in EF.ATR/INFO, ISO/IEC 7816-4 §12.7.1.

use crate::lds::EfAtrInfo;

/// Ne of a short command.
const SHORT: u32 = 256;
/// What secure messaging adds around the cryptogram: header and padding indicator of DO'87', DO'99', DO'8E'.
const OVERHEAD: usize = 19;
/// The longest block of the ciphers.
const BLOCK: usize = 16;

/// The longest data field of an answer, 256 to 65,536.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct AnswerLength(u32);

impl AnswerLength {
    /// What every chip and every reader can.
    pub(super) const SHORT: Self = Self(SHORT);

    /// This many bytes, as far as an APDU can hold them.
    pub(super) fn new(bytes: u32) -> Self {
        Self(bytes.clamp(SHORT, 65_536))
    }

    /// What the chip announces; short where it announces nothing.
    pub(super) fn announced(content: &[u8]) -> Self {
        let answer = EfAtrInfo::beginning(content).0.extended_length.map(|lengths| lengths.response);
        // The announced length counts the status word.
        Self::new(answer.unwrap_or_default().saturating_sub(2))
    }

    pub(super) fn is_extended(self) -> bool {
        self > Self::SHORT
    }

    /// The bytes of a file that fit one protected answer under any cipher.
    pub(super) fn content(self) -> usize {
        let whole = usize::try_from(self.0).unwrap_or_default().saturating_sub(OVERHEAD);
        (whole / BLOCK).saturating_mul(BLOCK).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_short_answer_holds_223_bytes() {
        assert_eq!(AnswerLength::SHORT.content(), 223);
        assert_eq!(AnswerLength::new(65_536).content(), 65_503);
        assert_eq!(AnswerLength::new(0), AnswerLength::SHORT);
    }

    #[test]
    fn the_chips_announcement_is_read() {
        let content = hex::decode("43010147030000E07F6608020203E8020207D2").unwrap();
        assert_eq!(AnswerLength::announced(&content), AnswerLength(2000));
        assert_eq!(AnswerLength::announced(&content[..content.len() - 1]), AnswerLength::SHORT);
        assert_eq!(AnswerLength::announced(&[]), AnswerLength::SHORT);
    }

    proptest! {
        #[test]
        fn any_announcement_is_a_length_of_an_answer(content in proptest::collection::vec(any::<u8>(), 0..40)) {
            prop_assert!((256..=65_536).contains(&AnswerLength::announced(&content).0));
        }
    }
}
