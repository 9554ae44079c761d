//! Fields of fixed size, as the records of ISO/IEC 19794 hold them.

use super::LdsError;

/// Reads fields one after the other; where the bytes end too early, `error` says which record that was.
pub(super) struct Fields<'a> {
    rest: &'a [u8],
    error: LdsError,
}

impl<'a> Fields<'a> {
    pub(super) fn new(bytes: &'a [u8], error: LdsError) -> Self {
        Self { rest: bytes, error }
    }

    pub(super) fn take(&mut self, bytes: usize) -> Result<&'a [u8], LdsError> {
        let (taken, rest) = self.rest.split_at_checked(bytes).ok_or(self.error)?;
        self.rest = rest;
        Ok(taken)
    }

    /// The next `bytes` bytes as fields of their own.
    pub(super) fn part(&mut self, bytes: usize) -> Result<Self, LdsError> {
        Ok(Self { rest: self.take(bytes)?, error: self.error })
    }

    /// A big-endian number of up to eight bytes.
    pub(super) fn number(&mut self, bytes: usize) -> Result<usize, LdsError> {
        let digits = self.take(bytes)?;
        digits
            .iter()
            .try_fold(0usize, |sum, byte| sum.checked_mul(256)?.checked_add(usize::from(*byte)))
            .ok_or(self.error)
    }

    pub(super) fn short(&mut self) -> Result<u16, LdsError> {
        let bytes = self.take(2)?.try_into().map_err(|_| self.error)?;
        Ok(u16::from_be_bytes(bytes))
    }

    pub(super) fn byte(&mut self) -> Result<u8, LdsError> {
        self.take(1)?.first().copied().ok_or(self.error)
    }

    pub(super) fn remaining(&self) -> &'a [u8] {
        self.rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_read_beyond_the_end() {
        let mut fields = Fields::new(&[1, 2, 3], LdsError::FaceRecord);
        assert_eq!((fields.number(2), fields.byte()), (Ok(0x0102), Ok(3)));
        assert_eq!(fields.byte(), Err(LdsError::FaceRecord));
        assert_eq!(Fields::new(&[0xFF; 9], LdsError::FaceRecord).number(9), Err(LdsError::FaceRecord));
        assert!(Fields::new(&[0; 4], LdsError::FaceRecord).part(5).is_err());
    }
}
