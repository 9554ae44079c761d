//! Names of public keys: Certification Authority Reference and Certificate Holder Reference, TR-03110-3 §A.6.1.

use super::CvCertificateError;
use std::fmt;

/// Country code, holder's mnemonic and sequence number together.
const LONGEST: usize = 16;

/// The name of a public key: country code, holder's mnemonic, sequence number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKeyReference(Vec<u8>);

impl PublicKeyReference {
    /// Reads the characters (ISO/IEC 8859-1, one to sixteen of them).
    pub fn parse(bytes: &[u8]) -> Result<Self, CvCertificateError> {
        let readable = bytes.iter().all(|byte| matches!(byte, 0x20..=0x7E | 0xA0..=0xFF));
        let fits = (1..=LONGEST).contains(&bytes.len());
        if readable && fits { Ok(Self(bytes.to_vec())) } else { Err(CvCertificateError::Reference) }
    }

    /// The characters as they stand in certificates and commands.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for PublicKeyReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{}", char::from(*byte)))
    }
}

impl fmt::Debug for PublicKeyReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKeyReference({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_to_sixteen_readable_characters() {
        assert_eq!(PublicKeyReference::parse(b"DECVCAAT00001").unwrap().to_string(), "DECVCAAT00001");
        assert_eq!(PublicKeyReference::parse(b"DEM\xFCnchen00001").unwrap().to_string(), "DEMünchen00001");
        assert!(PublicKeyReference::parse(&[b'A'; 16]).is_ok());
        for bad in [&[][..], &[b'A'; 17], b"DE\x00", b"DE\x7F", b"DE\x9F"] {
            assert_eq!(PublicKeyReference::parse(bad), Err(CvCertificateError::Reference));
        }
    }
}
