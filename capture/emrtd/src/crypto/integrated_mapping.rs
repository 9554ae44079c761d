//! The functions of PACE's integrated mapping: pseudo-random numbers and the point encoding, ICAO 9303-11 §4.4.3.3.2 and
//! appendix B.

use super::secret_number::SecretNumber;
use super::{Cipher, CryptoError, KeyAgreementError, SymmetricKey};
use crate::domain_parameters::Curve;
use openssl::bn::{BigNum, BigNumContext, BigNumRef};
use zeroize::Zeroizing;

/// c0 and c1 for triple DES and AES-128.
const SHORT: [[u8; 16]; 2] = [
    [0xA6, 0x68, 0x89, 0x2A, 0x7C, 0x41, 0xE3, 0xCA, 0x73, 0x9F, 0x40, 0xB0, 0x57, 0xD8, 0x59, 0x04],
    [0xA4, 0xE1, 0x36, 0xAC, 0x72, 0x5F, 0x73, 0x8B, 0x01, 0xC1, 0xF6, 0x02, 0x17, 0xC1, 0x88, 0xAD],
];
/// c0 and c1 for AES-192 and AES-256.
const LONG: [[u8; 32]; 2] = [
    [
        0xD4, 0x63, 0xD6, 0x52, 0x34, 0x12, 0x4E, 0xF7, 0x89, 0x70, 0x54, 0x98, 0x6D, 0xCA, 0x0A, 0x17, 0x4E,
        0x28, 0xDF, 0x75, 0x8C, 0xBA, 0xA0, 0x3F, 0x24, 0x06, 0x16, 0x41, 0x4D, 0x5A, 0x16, 0x76,
    ],
    [
        0x54, 0xBD, 0x72, 0x55, 0xF0, 0xAA, 0xF8, 0x31, 0xBE, 0xC3, 0x42, 0x3F, 0xCF, 0x39, 0xD6, 0x9B, 0x6C,
        0xBF, 0x06, 0x66, 0x77, 0xD0, 0xFA, 0xAE, 0x5A, 0xAD, 0xD9, 0x9D, 0xF8, 0xE5, 0x35, 0x17,
    ],
];

impl From<CryptoError> for KeyAgreementError {
    fn from(error: CryptoError) -> Self {
        match error {
            CryptoError::Library => Self::Library,
            CryptoError::KeyLength | CryptoError::NotBlockAligned | CryptoError::Padding => {
                Self::InvalidNonce
            }
        }
    }
}

impl Cipher {
    /// The length l of the PACE nonce s in bytes: whole blocks that hold a key (ICAO 9303-11 §4.4.3.3).
    pub fn nonce_length(self) -> usize {
        self.key_length().next_multiple_of(self.block_length())
    }

    fn constants(self) -> (&'static [u8], &'static [u8]) {
        match self {
            Self::TripleDes | Self::Aes128 => (&SHORT[0], &SHORT[1]),
            Self::Aes192 | Self::Aes256 => (&LONG[0], &LONG[1]),
        }
    }
}

/// R(s, t): so many blocks x1 ‖ x2 ‖ … that reducing them modulo a prime of `bits` bits leaves no bias.
fn pseudo_random(
    cipher: Cipher,
    nonce: &[u8],
    terminal_nonce: &[u8],
    bits: usize,
) -> Result<Zeroizing<Vec<u8>>, KeyAgreementError> {
    if nonce.len() != cipher.nonce_length() || terminal_nonce.len() != cipher.key_length() {
        return Err(KeyAgreementError::InvalidNonce);
    }
    let (next, output) = cipher.constants();
    let blocks = bits.saturating_add(64).div_ceil(nonce.len().saturating_mul(8));
    let mut numbers = Zeroizing::new(Vec::with_capacity(blocks.saturating_mul(nonce.len())));
    let mut state = Zeroizing::new(SymmetricKey::new(cipher, terminal_nonce)?.encrypt(None, nonce)?);
    for _ in 0..blocks {
        let key = state.get(..cipher.key_length()).ok_or(KeyAgreementError::InvalidNonce)?;
        let key = SymmetricKey::new(cipher, key)?;
        numbers.extend_from_slice(&Zeroizing::new(key.encrypt(None, output)?));
        state = Zeroizing::new(key.encrypt(None, next)?);
    }
    Ok(numbers)
}

/// R_p(s, t): an element of the field of this prime.
pub(super) fn to_field(
    cipher: Cipher,
    nonce: &[u8],
    terminal_nonce: &[u8],
    prime: &BigNumRef,
) -> Result<SecretNumber, KeyAgreementError> {
    let bits = usize::try_from(prime.num_bits()).map_err(|_| KeyAgreementError::Library)?;
    let number = SecretNumber::from_bytes(&pseudo_random(cipher, nonce, terminal_nonce, bits)?)?;
    let mut element = SecretNumber::zero()?;
    element.number_mut().nnmod(number.number(), prime, &mut *BigNumContext::new()?)?;
    Ok(element)
}

/// f_G(R_p(s, t)), an uncompressed point; every standardized curve has cofactor 1.
pub(super) fn to_point(
    curve: Curve,
    cipher: Cipher,
    nonce: &[u8],
    terminal_nonce: &[u8],
) -> Result<Zeroizing<Vec<u8>>, KeyAgreementError> {
    let field = Field::of(curve)?;
    let element = to_field(cipher, nonce, terminal_nonce, &field.prime)?;
    field.encode(element)
}

/// The field of a curve, and the curve's coefficients in it.
struct Field {
    curve: Curve,
    prime: BigNum,
    a: BigNum,
    b: BigNum,
}

impl Field {
    fn of(curve: Curve) -> Result<Self, KeyAgreementError> {
        let (mut prime, mut a, mut b) = (BigNum::new()?, BigNum::new()?, BigNum::new()?);
        curve.group()?.components_gfp(&mut prime, &mut a, &mut b, &mut *BigNumContext::new()?)?;
        if !(prime.is_bit_set(0) && prime.is_bit_set(1)) {
            return Err(KeyAgreementError::UnsupportedMapping);
        }
        Ok(Self { curve, prime, a, b })
    }

    /// Appendix B.2. Both candidates are computed whatever t is, and one is taken without a branch.
    fn encode(&self, t: SecretNumber) -> Result<Zeroizing<Vec<u8>>, KeyAgreementError> {
        let squared = self.multiply(t.number(), t.number())?;
        let alpha = self.negate(&squared)?;
        let sum = self.add(&alpha, &self.multiply(alpha.number(), alpha.number())?)?;
        let denominator = self.invert(&self.multiply(&self.a, sum.number())?)?;
        let one = SecretNumber::from_bytes(&[1])?;
        let numerator = self.multiply(self.add(&one, &sum)?.number(), &self.b)?;
        let x2 = self.multiply(self.negate(&numerator)?.number(), denominator.number())?;
        let x3 = self.multiply(alpha.number(), x2.number())?;
        let h2 = self.equation(&x2)?;
        let u = self.multiply(self.multiply(squared.number(), t.number())?.number(), h2.number())?;
        let root = self.inverse_root(&h2)?;
        let check = self.multiply(self.multiply(root.number(), root.number())?.number(), h2.number())?;
        let second = self.point(&x2, &self.multiply(root.number(), h2.number())?)?;
        let third = self.point(&x3, &self.multiply(root.number(), u.number())?)?;
        let length = self.curve.field_length();
        let square = openssl::memcmp::eq(&check.to_bytes(length)?, &one.to_bytes(length)?);
        Ok(select(square, &second, &third))
    }

    /// X³ + aX + b
    fn equation(&self, x: &SecretNumber) -> Result<SecretNumber, KeyAgreementError> {
        let squared = self.multiply(x.number(), x.number())?;
        let sum = self.add_number(&squared, &self.a)?;
        self.add_number(&self.multiply(sum.number(), x.number())?, &self.b)
    }

    /// h^(p − 1 − (p + 1)/4): the inverse of h's square root, where it has one.
    fn inverse_root(&self, h: &SecretNumber) -> Result<SecretNumber, KeyAgreementError> {
        let mut quarter = self.prime.to_owned()?;
        quarter.add_word(1)?;
        quarter.div_word(4)?;
        let mut less_one = self.prime.to_owned()?;
        less_one.sub_word(1)?;
        let mut exponent = BigNum::new()?;
        exponent.checked_sub(&less_one, &quarter)?;
        self.power(h, exponent)
    }

    /// x^(p − 2); zero has no inverse and stays zero.
    fn invert(&self, x: &SecretNumber) -> Result<SecretNumber, KeyAgreementError> {
        let mut exponent = self.prime.to_owned()?;
        exponent.sub_word(2)?;
        self.power(x, exponent)
    }

    fn power(&self, x: &SecretNumber, mut exponent: BigNum) -> Result<SecretNumber, KeyAgreementError> {
        exponent.set_const_time();
        let mut power = SecretNumber::zero()?;
        let mut context = BigNumContext::new()?;
        power.number_mut().mod_exp(x.number(), &exponent, &self.prime, &mut context)?;
        Ok(power)
    }

    fn multiply(&self, x: &BigNumRef, y: &BigNumRef) -> Result<SecretNumber, KeyAgreementError> {
        let mut product = SecretNumber::zero()?;
        product.number_mut().mod_mul(x, y, &self.prime, &mut *BigNumContext::new()?)?;
        Ok(product)
    }

    fn add(&self, x: &SecretNumber, y: &SecretNumber) -> Result<SecretNumber, KeyAgreementError> {
        self.add_number(x, y.number())
    }

    fn add_number(&self, x: &SecretNumber, y: &BigNumRef) -> Result<SecretNumber, KeyAgreementError> {
        let mut sum = SecretNumber::zero()?;
        sum.number_mut().mod_add(x.number(), y, &self.prime, &mut *BigNumContext::new()?)?;
        Ok(sum)
    }

    fn negate(&self, x: &SecretNumber) -> Result<SecretNumber, KeyAgreementError> {
        let zero = BigNum::new()?;
        let mut negative = SecretNumber::zero()?;
        negative.number_mut().mod_sub(&zero, x.number(), &self.prime, &mut *BigNumContext::new()?)?;
        Ok(negative)
    }

    fn point(&self, x: &SecretNumber, y: &SecretNumber) -> Result<Zeroizing<Vec<u8>>, KeyAgreementError> {
        let length = self.curve.field_length();
        let mut point = Zeroizing::new(Vec::with_capacity(length.saturating_mul(2).saturating_add(1)));
        point.push(0x04);
        point.extend_from_slice(&x.to_bytes(length)?);
        point.extend_from_slice(&y.to_bytes(length)?);
        Ok(point)
    }
}

fn select(first: bool, one: &[u8], other: &[u8]) -> Zeroizing<Vec<u8>> {
    let mask = u8::from(first).wrapping_neg();
    Zeroizing::new(one.iter().zip(other).map(|(one, other)| (one & mask) | (other & !mask)).collect())
}
