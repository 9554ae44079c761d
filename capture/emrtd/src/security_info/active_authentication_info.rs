//! `ActiveAuthenticationInfo`, ICAO 9303-11 §9.2.4: the signature algorithm of Active Authentication with ECDSA.

use crate::hash::DigestAlgorithm;

/// TR-03111 ecdsa-plain-signatures without its last arc.
const ECDSA_PLAIN: [u8; 9] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x01, 0x04, 0x01];
/// X9.62 ecdsa-with-SHA1, and ecdsa-with-SHA2 without its last arc: some issuers name these instead.
const ECDSA_WITH_SHA_1: [u8; 7] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x01];
const ECDSA_WITH_SHA_2: [u8; 7] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03];

/// An `ActiveAuthenticationInfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveAuthenticationInfo {
    /// 1 for the Active Authentication of ICAO 9303.
    pub version: u64,
    /// Object identifier of the signature algorithm (content bytes of the DER encoding).
    pub signature_algorithm: Vec<u8>,
}

impl ActiveAuthenticationInfo {
    /// The digest of the ECDSA variant that is announced, if it is one.
    pub fn ecdsa_digest(&self) -> Option<DigestAlgorithm> {
        let numbered = |prefix: &[u8], digests: &[DigestAlgorithm]| {
            let [arc] = self.signature_algorithm.strip_prefix(prefix)? else { return None };
            digests.iter().zip(1u8..).find(|(_, number)| number == arc).map(|(digest, _)| *digest)
        };
        if self.signature_algorithm == ECDSA_WITH_SHA_1 {
            return Some(DigestAlgorithm::Sha1);
        }
        let [_, sha_2 @ ..] = &DigestAlgorithm::ALL;
        numbered(&ECDSA_PLAIN, &DigestAlgorithm::ALL).or_else(|| numbered(&ECDSA_WITH_SHA_2, sha_2))
    }
}
