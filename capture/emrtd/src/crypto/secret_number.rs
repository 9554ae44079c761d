//! Secret numbers: computed with in constant time where the library can, and wiped when they are dropped.

use super::KeyAgreementError;
use crate::protocol::Randomness;
use openssl::bn::{BigNum, BigNumContext, BigNumRef};
use zeroize::Zeroizing;

/// A secret number.
pub(super) struct SecretNumber(BigNum);

impl SecretNumber {
    pub(super) fn zero() -> Result<Self, KeyAgreementError> {
        let mut number = BigNum::new()?;
        number.set_const_time();
        Ok(Self(number))
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, KeyAgreementError> {
        let mut number = BigNum::from_slice(bytes)?;
        number.set_const_time();
        Ok(Self(number))
    }

    /// A fresh private key between 1 and `order` − 1, big-endian; `length` is the order's in bytes.
    pub(super) fn draw(
        order: &BigNumRef,
        length: usize,
        randomness: &mut impl Randomness,
    ) -> Result<Zeroizing<Vec<u8>>, KeyAgreementError> {
        let mut context = BigNumContext::new()?;
        let mut limit = order.to_owned()?;
        limit.sub_word(1)?;
        // Eight bytes more than the order has: the bias of the reduction stays below 2^-64.
        let mut seed = Zeroizing::new(vec![0; length.saturating_add(8)]);
        randomness.fill(&mut seed)?;
        let mut reduced = Self::zero()?;
        reduced.0.nnmod(&Self::from_bytes(&seed)?.0, &limit, &mut context)?;
        reduced.0.add_word(1)?;
        reduced.to_bytes(length)
    }

    pub(super) fn number(&self) -> &BigNumRef {
        &self.0
    }

    pub(super) fn number_mut(&mut self) -> &mut BigNumRef {
        &mut self.0
    }

    /// Big-endian, with leading zeros up to `length`.
    pub(super) fn to_bytes(&self, length: usize) -> Result<Zeroizing<Vec<u8>>, KeyAgreementError> {
        let length = i32::try_from(length).map_err(|_| KeyAgreementError::Library)?;
        Ok(Zeroizing::new(self.0.to_vec_padded(length)?))
    }
}

impl Drop for SecretNumber {
    fn drop(&mut self) {
        self.0.clear();
    }
}
