//! The object identifiers of signature algorithms in Terminal Authentication, TR-03110-3 §A.7.3.

use crate::hash::DigestAlgorithm;
use crate::signing::SignatureAlgorithm;

/// id-TA, 0.4.0.127.0.7.2.2.2.
const TERMINAL_AUTHENTICATION: [u8; 8] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x02];

impl SignatureAlgorithm {
    /// Every algorithm that has an identifier in Terminal Authentication.
    pub const ALL: [Self; 11] = [
        Self::RsaPkcs1(DigestAlgorithm::Sha1),
        Self::RsaPkcs1(DigestAlgorithm::Sha256),
        Self::RsaPkcs1(DigestAlgorithm::Sha512),
        Self::RsaPss(DigestAlgorithm::Sha1),
        Self::RsaPss(DigestAlgorithm::Sha256),
        Self::RsaPss(DigestAlgorithm::Sha512),
        Self::Ecdsa(DigestAlgorithm::Sha1),
        Self::Ecdsa(DigestAlgorithm::Sha224),
        Self::Ecdsa(DigestAlgorithm::Sha256),
        Self::Ecdsa(DigestAlgorithm::Sha384),
        Self::Ecdsa(DigestAlgorithm::Sha512),
    ];

    /// The algorithm with this object identifier under id-TA (content bytes of the DER encoding).
    pub fn from_oid(oid: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.oid() == oid)
    }

    /// Its object identifier under id-TA (content bytes of the DER encoding).
    pub fn oid(self) -> [u8; 10] {
        let [a, b, c, d, e, f, g, h] = TERMINAL_AUTHENTICATION;
        let (family, number) = self.arcs();
        [a, b, c, d, e, f, g, h, family, number]
    }

    /// The last two arcs. RSA is not defined with SHA-224 and SHA-384; zero stands for what has no arc.
    fn arcs(self) -> (u8, u8) {
        use DigestAlgorithm::{Sha1, Sha224, Sha256, Sha384, Sha512};
        match self {
            Self::RsaPkcs1(Sha1) => (1, 1),
            Self::RsaPkcs1(Sha256) => (1, 2),
            Self::RsaPss(Sha1) => (1, 3),
            Self::RsaPss(Sha256) => (1, 4),
            Self::RsaPkcs1(Sha512) => (1, 5),
            Self::RsaPss(Sha512) => (1, 6),
            Self::RsaPkcs1(_) | Self::RsaPss(_) => (1, 0),
            Self::Ecdsa(Sha1) => (2, 1),
            Self::Ecdsa(Sha224) => (2, 2),
            Self::Ecdsa(Sha256) => (2, 3),
            Self::Ecdsa(Sha384) => (2, 4),
            Self::Ecdsa(Sha512) => (2, 5),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_algorithm_has_an_identifier_of_its_own() {
        for algorithm in SignatureAlgorithm::ALL {
            assert_eq!(SignatureAlgorithm::from_oid(&algorithm.oid()), Some(algorithm));
        }
        let mut unknown = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha512).oid();
        unknown[9] = 6;
        assert_eq!(SignatureAlgorithm::from_oid(&unknown), None);
    }
}
