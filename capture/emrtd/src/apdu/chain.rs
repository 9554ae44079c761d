//! Command chaining, ISO/IEC 7816-4 §5.3.3: a data field in parts, each in a command whose CLA says whether more follow.

use super::CommandApdu;

impl CommandApdu {
    /// Bit 5 of CLA: the command is not the last one of its chain.
    pub const MORE_FOLLOWS: u8 = 0x10;

    /// The command as short commands of at most `longest` bytes of data each; only the last one expects an answer, a short
    /// one.
    pub fn chained(&self, longest: usize) -> Vec<Self> {
        let bare = Self { data: Vec::new(), expected: None, ..self.clone() };
        let mut parts: Vec<Self> =
            self.data.chunks(longest.max(1)).map(|part| bare.clone().with_data(part)).collect();
        let mut last = parts.pop().unwrap_or(bare);
        for part in &mut parts {
            part.class |= Self::MORE_FOLLOWS;
        }
        last.expected = self.expected.map(|expected| expected.min(256));
        parts.push(last);
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn all_but_the_last_say_that_more_follow() {
        let command = CommandApdu::new(0x0C, 0x2A, 0x00, 0xBE).with_data([1, 2, 3, 4, 5]).expecting(300);
        let sent: Vec<Vec<u8>> = command.chained(2).iter().map(|part| part.encode().unwrap()).collect();
        assert_eq!(
            sent,
            [
                &[0x1C, 0x2A, 0x00, 0xBE, 2, 1, 2][..],
                &[0x1C, 0x2A, 0x00, 0xBE, 2, 3, 4],
                &[0x0C, 0x2A, 0x00, 0xBE, 1, 5, 0]
            ]
        );
        let without_data = CommandApdu::new(0x00, 0x84, 0, 0).expecting(8);
        assert_eq!(without_data.chained(2), std::slice::from_ref(&without_data));
        assert_eq!(command.chained(5).len(), 1);
    }

    proptest! {
        #[test]
        fn the_parts_are_the_whole(data in proptest::collection::vec(any::<u8>(), 0..700), longest in 0usize..300) {
            let parts = CommandApdu::new(0x00, 0x86, 0, 0).with_data(data.clone()).chained(longest);
            prop_assert!(parts.iter().all(|part| part.data.len() <= longest.max(1)));
            prop_assert_eq!(parts.into_iter().flat_map(|part| part.data).collect::<Vec<u8>>(), data);
        }
    }
}
