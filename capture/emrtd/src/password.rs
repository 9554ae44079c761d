//! The passwords that open a chip: MRZ information and card access number, ICAO 9303-11 §4.2 and §9.7.2.

use crate::crypto::{Cipher, CryptoError, KeyPurpose, SymmetricKey};
use crate::hash::DigestAlgorithm;
use crate::mrz::check_digit;
use crate::quirk::IssuedDocument;
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
#[derive(Clone)]
pub struct MrzKey {
    information: Zeroizing<String>,
    /// Whose document it is, where the zone was read whole.
    document: Option<IssuedDocument>,
}

/// Two keys are equal when they open the same chip.
impl PartialEq for MrzKey {
    fn eq(&self, other: &Self) -> bool {
        self.information == other.information
    }
}

impl Eq for MrzKey {}

impl MrzKey {
    /// The key of this document number and these dates (YYMMDD); check digits are computed.
    pub fn new(document_number: &str, birth: &str, expiry: &str) -> Result<Self, PasswordError> {
        let number = filled(document_number)?;
        let digit = check_digit(&number).ok_or(PasswordError::DocumentNumber)?;
        Self::join(&number, digit, birth, expiry)
    }

    /// The key with the document number's check digit as the zone has it: ICAO 9303-11 §4.3.2 takes it from there, and
    /// an issuing State that computes it otherwise personalized its chips with it.
    pub fn with_check_digit(
        document_number: &str,
        digit: char,
        birth: &str,
        expiry: &str,
    ) -> Result<Self, PasswordError> {
        if !digit.is_ascii_digit() {
            return Err(PasswordError::DocumentNumber);
        }
        Self::join(&filled(document_number)?, digit, birth, expiry)
    }

    fn join(number: &str, digit: char, birth: &str, expiry: &str) -> Result<Self, PasswordError> {
        let mut information =
            Zeroizing::new(String::with_capacity(MAXIMUM_DOCUMENT_NUMBER.saturating_add(15)));
        information.push_str(number);
        information.push(digit);
        for date in [birth, expiry] {
            let good = date.len() == 6 && date.chars().all(|c| c.is_ascii_digit() || c == '<');
            information.push_str(date);
            information.push(check_digit(date).filter(|_| good).ok_or(PasswordError::Date)?);
        }
        Ok(Self { information, document: None })
    }

    /// The same key of this document: what is known of such documents is then not asked of the chip.
    #[must_use]
    pub fn of_document(self, document: IssuedDocument) -> Self {
        Self { document: Some(document), ..self }
    }

    /// Whose document it is, where that is known.
    pub fn document(&self) -> Option<&IssuedDocument> {
        self.document.as_ref()
    }

    /// The MRZ information string, ICAO 9303-11 appendix D.2: each field followed by its check digit.
    pub fn information(&self) -> &str {
        &self.information
    }

    /// SHA-256 of the MRZ information, under a label so that it is no key: it tells whether two zones are the same.
    pub fn fingerprint(&self) -> String {
        let labelled = Zeroizing::new(format!("idkontroll MRZ information\0{}", self.information.as_str()));
        hex::encode(DigestAlgorithm::Sha256.digest(labelled.as_bytes()))
    }

    /// SHA-1 of the MRZ information: PACE derives from all of it, BAC from its first sixteen bytes.
    pub fn seed(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(DigestAlgorithm::Sha1.digest(self.information.as_bytes()))
    }
}

/// Never shows the key.
impl fmt::Debug for MrzKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MrzKey")
    }
}

/// The document number in at least nine characters.
fn filled(document_number: &str) -> Result<Zeroizing<String>, PasswordError> {
    let number = document_number.trim_end_matches('<');
    let allowed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '<';
    if number.is_empty() || number.len() > MAXIMUM_DOCUMENT_NUMBER || !number.chars().all(allowed) {
        return Err(PasswordError::DocumentNumber);
    }
    Ok(Zeroizing::new(format!("{number:<<9}")))
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
        let read = |digit| MrzKey::with_check_digit("L898902C", digit, "690806", "940623");
        assert_eq!(read('<'), Err(PasswordError::DocumentNumber));
        assert_eq!(read('3'), MrzKey::new("L898902C", "690806", "940623"));
        assert_ne!(read('4'), read('3'));
        assert_eq!(Can::new("12345"), Err(PasswordError::CardAccessNumber));
        assert_eq!(Can::new("12345٣"), Err(PasswordError::CardAccessNumber));
    }

    #[test]
    fn debug_shows_nothing() {
        let password = Password::Mrz(MrzKey::new("L898902C", "690806", "940623").unwrap());
        assert_eq!(format!("{password:?} {:?}", Can::new("123456").unwrap()), "Mrz Can");
    }
}
