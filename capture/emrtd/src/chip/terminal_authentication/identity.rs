//! What the terminal signs besides the challenge: which chip, and which key of its own, TR-03110-3 §A.2.2 and §B.3.

use crate::domain_parameters::DomainParameters;
use crate::hash::DigestAlgorithm;
use crate::password::MrzKey;
use std::fmt;
use zeroize::Zeroizing;

/// Birth and expiry with their check digits, which follow the document number.
const DATES: usize = 14;

/// ID_PICC: the chip, as the way in names it.
#[derive(Clone, PartialEq, Eq)]
pub struct ChipIdentifier(Zeroizing<Vec<u8>>);

impl ChipIdentifier {
    /// After Basic Access Control: the document number with its check digit.
    pub fn from_mrz(key: &MrzKey) -> Self {
        let information = key.information().as_bytes();
        let number = information.len().saturating_sub(DATES);
        Self(Zeroizing::new(information.get(..number).unwrap_or_default().to_vec()))
    }

    /// After PACE: the chip's ephemeral public key on the mapped domain of these parameters, compressed.
    pub fn from_pace(parameters: DomainParameters, chip_public_key: &[u8]) -> Self {
        Self(Zeroizing::new(compressed_public_key(parameters, chip_public_key)))
    }

    /// The bytes that are signed.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Never shows the document number.
impl fmt::Debug for ChipIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChipIdentifier")
    }
}

/// Comp: the x coordinate of a point, the SHA-1 digest of an integer.
pub fn compressed_public_key(parameters: DomainParameters, public_key: &[u8]) -> Vec<u8> {
    match parameters {
        DomainParameters::Ec(curve) => {
            let coordinates = public_key.get(1..).unwrap_or_default();
            coordinates.get(..curve.field_length()).unwrap_or(coordinates).to_vec()
        }
        DomainParameters::Modp(_) => DigestAlgorithm::Sha1.digest(public_key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain_parameters::{Curve, ModpGroup};

    #[test]
    fn the_document_number_with_its_check_digit() {
        let key = MrzKey::new("L898902C", "690806", "940623").unwrap();
        assert_eq!(ChipIdentifier::from_mrz(&key).as_bytes(), b"L898902C<3");
        assert_eq!(format!("{:?}", ChipIdentifier::from_mrz(&key)), "ChipIdentifier");
    }

    #[test]
    fn the_x_coordinate_or_a_digest() {
        let point = [&[4][..], &[1; 32], &[2; 32]].concat();
        assert_eq!(compressed_public_key(DomainParameters::Ec(Curve::P256), &point), [1; 32]);
        assert_eq!(compressed_public_key(DomainParameters::Ec(Curve::P256), &[]), [0; 0]);
        let integer = DomainParameters::Modp(ModpGroup::ALL[0]);
        assert_eq!(compressed_public_key(integer, &[7; 128]).len(), 20);
    }
}
