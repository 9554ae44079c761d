//! Signature algorithms: RSA by RFC 8017, ECDSA by BSI TR-03111.

use crate::hash::DigestAlgorithm;
use openssl::hash::MessageDigest;
use std::fmt;

/// How the holder of a key signs with it. ECDSA is over the key's own curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5.
    RsaPkcs1(DigestAlgorithm),
    /// RSASSA-PSS, the salt as long as the digest.
    RsaPss(DigestAlgorithm),
    /// ECDSA, plain signatures of TR-03111: r ‖ s, each as long as the order of the curve.
    Ecdsa(DigestAlgorithm),
}

impl SignatureAlgorithm {
    /// The digest that is signed.
    pub fn digest(self) -> DigestAlgorithm {
        match self {
            Self::RsaPkcs1(digest) | Self::RsaPss(digest) | Self::Ecdsa(digest) => digest,
        }
    }

    /// Its digest, for the library.
    pub(crate) fn message_digest(self) -> MessageDigest {
        match self.digest() {
            DigestAlgorithm::Sha1 => MessageDigest::sha1(),
            DigestAlgorithm::Sha224 => MessageDigest::sha224(),
            DigestAlgorithm::Sha256 => MessageDigest::sha256(),
            DigestAlgorithm::Sha384 => MessageDigest::sha384(),
            DigestAlgorithm::Sha512 => MessageDigest::sha512(),
        }
    }
}

/// `rsa-pkcs1-sha256`, `rsa-pss-sha256`, `ecdsa-sha256`: the names used in reports.
impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self {
            Self::RsaPkcs1(_) => "rsa-pkcs1",
            Self::RsaPss(_) => "rsa-pss",
            Self::Ecdsa(_) => "ecdsa",
        };
        write!(f, "{scheme}-{}", self.digest())
    }
}
