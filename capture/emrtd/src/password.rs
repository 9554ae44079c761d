//! The passwords that open a chip: MRZ information and card access number, ICAO 9303-11 §4.2 and §9.7.2.

use crate::crypto::{Cipher, CryptoError, KeyPurpose, SymmetricKey};
use crate::hash::DigestAlgorithm;
use std::fmt;
use thiserror::Error;
use zeroize::Zeroizing;

/// The longest document number of any format: nine characters and TD1's optional data.
const MAXIMUM_DOCUMENT_NUMBER: usize = 24;

/// Why text is not a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PasswordError {
    /// Not 1 to 24 letters A to Z, digits and fillers.
    #[error("a document number has letters A to Z, digits and fillers only")]
    DocumentNumber,
    /// Not six digits YYMMDD (fillers where a part is unknown).
    #[error("a date has the form YYMMDD")]
    Date,
    /// Not six digits.
    #[error("a card access number has six digits")]
    CardAccessNumber,
}

/// What is printed on the document and opens its chip.
#[derive(Clone)]
pub enum Password {
    /// Document number, date of birth and date of expiry.
    Mrz(MrzKey),
    /// The card access number.
    Can(Can),
}

impl Password {
    /// The password reference of MSE:Set AT, ICAO 9303-11 §4.4.4.1: 1 for the MRZ, 2 for the CAN.
    pub fn reference(&self) -> u8 {
        match self {
            Self::Mrz(_) => 1,
            Self::Can(_) => 2,
        }
    }

    /// K_π, the key that the PACE nonce is encrypted with.
    pub fn pace_key(&self, cipher: Cipher) -> Result<SymmetricKey, CryptoError> {
        let secret = match self {
            Self::Mrz(key) => key.seed(),
            Self::Can(can) => Zeroizing::new(can.0.as_bytes().to_vec()),
        };
        SymmetricKey::derive(cipher, &secret, KeyPurpose::Password)
    }
}

/// Never shows the password.
impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mrz(_) => "Mrz",
            Self::Can(_) => "Can",
        })
    }
}

/// The MRZ information: document number, date of birth and date of expiry with their check digits.
#[derive(Clone, PartialEq, Eq)]
pub struct MrzKey(Zeroizing<String>);

impl MrzKey {
    /// The key of this document number and these dates (YYMMDD); check digits are computed.
    pub fn new(document_number: &str, birth: &str, expiry: &str) -> Result<Self, PasswordError> {
        let number = document_number.trim_end_matches('<');
        let allowed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '<';
        if number.is_empty() || number.len() > MAXIMUM_DOCUMENT_NUMBER || !number.chars().all(allowed) {
            return Err(PasswordError::DocumentNumber);
        }
        let date = |date: &str| date.len() == 6 && date.chars().all(|c| c.is_ascii_digit() || c == '<');
        if !date(birth) || !date(expiry) {
            return Err(PasswordError::Date);
        }
        let number = Zeroizing::new(format!("{number:<<9}"));
        let mut information =
            Zeroizing::new(String::with_capacity(MAXIMUM_DOCUMENT_NUMBER.saturating_add(15)));
        for field in [number.as_str(), birth, expiry] {
            information.push_str(field);
            information.push(check_digit(field));
        }
        Ok(Self(information))
    }

    /// The MRZ information string, ICAO 9303-11 appendix D.2: each field followed by its check digit.
    pub fn information(&self) -> &str {
        &self.0
    }

    /// SHA-1 of the MRZ information: PACE derives from all of it, BAC from its first sixteen bytes.
    pub fn seed(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(DigestAlgorithm::Sha1.digest(self.0.as_bytes()))
    }
}

/// Never shows the key.
impl fmt::Debug for MrzKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MrzKey")
    }
}

/// The check digit of ICAO 9303-3 §4.9: weights 7, 3, 1.
fn check_digit(field: &str) -> char {
    let sum: u32 = field
        .chars()
        .zip([7u32, 3, 1].into_iter().cycle())
        .map(|(character, weight)| character.to_digit(36).unwrap_or(0).saturating_mul(weight))
        .sum();
    char::from_digit(sum % 10, 10).unwrap_or('0')
}

/// The card access number: six digits printed on the document.
#[derive(Clone, PartialEq, Eq)]
pub struct Can(Zeroizing<String>);

impl Can {
    /// The number with these six digits.
    pub fn new(digits: &str) -> Result<Self, PasswordError> {
        if digits.len() == 6 && digits.chars().all(|c| c.is_ascii_digit()) {
            Ok(Self(Zeroizing::new(digits.to_owned())))
        } else {
            Err(PasswordError::CardAccessNumber)
        }
    }

    /// The six digits.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

/// Never shows the number.
impl fmt::Debug for Can {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Can")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mrz_information_of_9303_11_appendix_d_2() {
        let of = |number, birth, expiry| MrzKey::new(number, birth, expiry).unwrap().information().to_owned();
        assert_eq!(of("L898902C", "690806", "940623"), "L898902C<369080619406236");
        assert_eq!(of("L898902C<", "690806", "940623"), "L898902C<369080619406236");
        assert_eq!(of("D23145890734", "340712", "950712"), "D23145890734934071279507122");
    }

    #[test]
    fn what_cannot_stand_in_an_mrz_is_refused() {
        assert_eq!(MrzKey::new("L898902c", "690806", "940623"), Err(PasswordError::DocumentNumber));
        assert_eq!(MrzKey::new("<<<", "690806", "940623"), Err(PasswordError::DocumentNumber));
        assert_eq!(MrzKey::new("L898902C", "69080", "940623"), Err(PasswordError::Date));
        assert_eq!(MrzKey::new("L898902C", "690806", "94062X"), Err(PasswordError::Date));
        assert_eq!(Can::new("12345"), Err(PasswordError::CardAccessNumber));
        assert_eq!(Can::new("12345٣"), Err(PasswordError::CardAccessNumber));
    }

    #[test]
    fn debug_shows_nothing() {
        let password = Password::Mrz(MrzKey::new("L898902C", "690806", "940623").unwrap());
        assert_eq!(format!("{password:?} {:?}", Can::new("123456").unwrap()), "Mrz Can");
    }
}
