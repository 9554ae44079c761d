//! Signature algorithms by object identifier and parameters, RFC 4055, RFC 5758 and ICAO 9303-12 §4.4.

use emrtd::cms::AlgorithmIdentifier;
use emrtd::hash::DigestAlgorithm;
use emrtd::tlv::{Reader, Tlv, parse_exactly};
use std::fmt;

const RSA_ARC: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01];
const ECDSA_ARC: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04];

/// How a signature was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5.
    RsaPkcs1(DigestAlgorithm),
    /// RSASSA-PSS.
    RsaPss {
        /// The digest of the message.
        digest: DigestAlgorithm,
        /// The digest of the mask generation function.
        mask_digest: DigestAlgorithm,
        /// The salt's length in bytes.
        salt_length: u32,
    },
    /// ECDSA with a signature in DER.
    Ecdsa(DigestAlgorithm),
}

impl SignatureAlgorithm {
    /// The algorithm that `identifier` names; `bare` is the digest where it names RSA alone, as CMS allows.
    pub fn parse(identifier: &AlgorithmIdentifier, bare: Option<DigestAlgorithm>) -> Option<Self> {
        if let Some(last) = identifier.oid.strip_prefix(RSA_ARC) {
            return match last {
                [1] => bare.map(Self::RsaPkcs1),
                [5] => Some(Self::RsaPkcs1(DigestAlgorithm::Sha1)),
                [10] => Self::parse_pss(identifier.parameters.as_deref()),
                [11] => Some(Self::RsaPkcs1(DigestAlgorithm::Sha256)),
                [12] => Some(Self::RsaPkcs1(DigestAlgorithm::Sha384)),
                [13] => Some(Self::RsaPkcs1(DigestAlgorithm::Sha512)),
                [14] => Some(Self::RsaPkcs1(DigestAlgorithm::Sha224)),
                _ => None,
            };
        }
        match identifier.oid.strip_prefix(ECDSA_ARC)? {
            [1] => Some(Self::Ecdsa(DigestAlgorithm::Sha1)),
            [3, 1] => Some(Self::Ecdsa(DigestAlgorithm::Sha224)),
            [3, 2] => Some(Self::Ecdsa(DigestAlgorithm::Sha256)),
            [3, 3] => Some(Self::Ecdsa(DigestAlgorithm::Sha384)),
            [3, 4] => Some(Self::Ecdsa(DigestAlgorithm::Sha512)),
            _ => None,
        }
    }

    /// RSASSA-PSS-params, RFC 4055 §3.1, with its defaults.
    fn parse_pss(parameters: Option<&[u8]>) -> Option<Self> {
        let (mut digest, mut mask_digest, mut salt_length) =
            (DigestAlgorithm::Sha1, DigestAlgorithm::Sha1, 20);
        let mut reader = match parameters {
            None | Some([0x05, 0x00]) => Reader::new(&[]),
            Some(parameters) => parse_exactly(parameters, 0x30).ok()?.children(),
        };
        if let Some(explicit) = reader.optional(0xA0).ok()? {
            digest = digest_algorithm(&explicit)?;
        }
        if let Some(explicit) = reader.optional(0xA1).ok()? {
            mask_digest = mask_digest_algorithm(&explicit)?;
        }
        if let Some(explicit) = reader.optional(0xA2).ok()? {
            salt_length = small_integer(parse_exactly(explicit.value, 0x02).ok()?.value)?;
        }
        // The only trailer field there is.
        if let Some(explicit) = reader.optional(0xA3).ok()? {
            (parse_exactly(explicit.value, 0x02).ok()?.value == [1]).then_some(())?;
        }
        reader.finish().ok()?;
        Some(Self::RsaPss { digest, mask_digest, salt_length })
    }

    /// The digest of the message.
    pub fn digest(self) -> DigestAlgorithm {
        match self {
            Self::RsaPkcs1(digest) | Self::RsaPss { digest, .. } | Self::Ecdsa(digest) => digest,
        }
    }
}

fn digest_algorithm(explicit: &Tlv<'_>) -> Option<DigestAlgorithm> {
    let identifier = AlgorithmIdentifier::parse(parse_exactly(explicit.value, 0x30).ok()?.value).ok()?;
    DigestAlgorithm::from_oid(&identifier.oid)
}

/// The digest of MGF1, the only mask generation function there is.
fn mask_digest_algorithm(explicit: &Tlv<'_>) -> Option<DigestAlgorithm> {
    let function = AlgorithmIdentifier::parse(parse_exactly(explicit.value, 0x30).ok()?.value).ok()?;
    (function.oid.strip_prefix(RSA_ARC)? == [8]).then_some(())?;
    let digest = parse_exactly(function.parameters.as_deref()?, 0x30).ok()?;
    DigestAlgorithm::from_oid(&AlgorithmIdentifier::parse(digest.value).ok()?.oid)
}

fn small_integer(content: &[u8]) -> Option<u32> {
    match *content {
        [low @ 0..=0x7F] => Some(u32::from(low)),
        [high @ 0..=0x7F, low] => Some(u32::from(u16::from_be_bytes([high, low]))),
        _ => None,
    }
}

/// As in reports and policies: `rsa-pkcs1-sha256`, `rsa-pss-sha256`, `ecdsa-sha384`.
impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self {
            Self::RsaPkcs1(_) => "rsa-pkcs1",
            Self::RsaPss { .. } => "rsa-pss",
            Self::Ecdsa(_) => "ecdsa",
        };
        write!(f, "{scheme}-{}", self.digest())
    }
}
