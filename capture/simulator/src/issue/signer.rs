//! Who signs: the algorithms of ICAO 9303-12 §4.4, their keys and their signatures.

use super::IssueError;
use super::chip_key::{self, EcParameters};
use super::der::{NULL, context, integer, object_identifier, sequence};
use emrtd::domain_parameters::Curve;
use emrtd::hash::DigestAlgorithm;
use emrtd::protocol::Randomness;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::rsa::{Padding, Rsa};
use openssl::sign::{RsaPssSaltlen, Signer};
use std::fmt;
use std::str::FromStr;

/// How the CSCA and the document signer sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignerAlgorithm {
    /// ECDSA on NIST P-256 with SHA-256.
    #[default]
    EcdsaP256Sha256,
    /// ECDSA on NIST P-384 with SHA-384.
    EcdsaP384Sha384,
    /// ECDSA on NIST P-521 with SHA-512.
    EcdsaP521Sha512,
    /// ECDSA on brainpoolP224r1 with SHA-224.
    EcdsaBrainpoolP224r1Sha224,
    /// ECDSA on brainpoolP256r1 with SHA-256.
    EcdsaBrainpoolP256r1Sha256,
    /// ECDSA on brainpoolP384r1 with SHA-384.
    EcdsaBrainpoolP384r1Sha384,
    /// ECDSA on brainpoolP512r1 with SHA-512.
    EcdsaBrainpoolP512r1Sha512,
    /// ECDSA on NIST P-256 with SHA-256, the curve spelled out.
    EcdsaP256Sha256Explicit,
    /// ECDSA on brainpoolP256r1 with SHA-256, the curve spelled out.
    EcdsaBrainpoolP256r1Sha256Explicit,
    /// ECDSA on brainpoolP384r1 with SHA-384, the curve spelled out.
    EcdsaBrainpoolP384r1Sha384Explicit,
    /// ECDSA on NIST P-256 with SHA-1.
    EcdsaP256Sha1,
    /// RSA PKCS#1 v1.5 with 2,048 bits and SHA-256.
    RsaPkcs1_2048Sha256,
    /// RSA PKCS#1 v1.5 with 3,072 bits and SHA-512.
    RsaPkcs1_3072Sha512,
    /// RSA PKCS#1 v1.5 with 2,048 bits and SHA-1.
    RsaPkcs1_2048Sha1,
    /// RSA-PSS with 2,048 bits and SHA-256.
    RsaPss2048Sha256,
    /// RSA-PSS with 3,072 bits and SHA-512.
    RsaPss3072Sha512,
}

enum Scheme {
    Ecdsa(Curve, EcParameters),
    RsaPkcs1(u32),
    RsaPss(u32),
}

impl SignerAlgorithm {
    /// Every algorithm.
    pub const ALL: [Self; 16] = [
        Self::EcdsaP256Sha256,
        Self::EcdsaP384Sha384,
        Self::EcdsaP521Sha512,
        Self::EcdsaBrainpoolP224r1Sha224,
        Self::EcdsaBrainpoolP256r1Sha256,
        Self::EcdsaBrainpoolP384r1Sha384,
        Self::EcdsaBrainpoolP512r1Sha512,
        Self::EcdsaP256Sha256Explicit,
        Self::EcdsaBrainpoolP256r1Sha256Explicit,
        Self::EcdsaBrainpoolP384r1Sha384Explicit,
        Self::EcdsaP256Sha1,
        Self::RsaPkcs1_2048Sha256,
        Self::RsaPkcs1_3072Sha512,
        Self::RsaPkcs1_2048Sha1,
        Self::RsaPss2048Sha256,
        Self::RsaPss3072Sha512,
    ];

    /// Its name, for example `ecdsa-brainpoolP256r1-sha256-explicit`.
    pub fn name(self) -> String {
        let digest = self.digest();
        match self.scheme() {
            Scheme::Ecdsa(curve, EcParameters::Named) => format!("ecdsa-{curve}-{digest}"),
            Scheme::Ecdsa(curve, EcParameters::Explicit) => format!("ecdsa-{curve}-{digest}-explicit"),
            Scheme::RsaPkcs1(bits) => format!("rsa-pkcs1-{bits}-{digest}"),
            Scheme::RsaPss(bits) => format!("rsa-pss-{bits}-{digest}"),
        }
    }

    /// The digest algorithm, of the data groups too.
    pub fn digest(self) -> DigestAlgorithm {
        match self {
            Self::EcdsaP256Sha1 | Self::RsaPkcs1_2048Sha1 => DigestAlgorithm::Sha1,
            Self::EcdsaBrainpoolP224r1Sha224 => DigestAlgorithm::Sha224,
            Self::EcdsaP384Sha384
            | Self::EcdsaBrainpoolP384r1Sha384
            | Self::EcdsaBrainpoolP384r1Sha384Explicit => DigestAlgorithm::Sha384,
            Self::EcdsaP521Sha512
            | Self::EcdsaBrainpoolP512r1Sha512
            | Self::RsaPkcs1_3072Sha512
            | Self::RsaPss3072Sha512 => DigestAlgorithm::Sha512,
            _ => DigestAlgorithm::Sha256,
        }
    }

    fn scheme(self) -> Scheme {
        use EcParameters::{Explicit, Named};
        match self {
            Self::EcdsaP256Sha1 | Self::EcdsaP256Sha256 => Scheme::Ecdsa(Curve::P256, Named),
            Self::EcdsaP384Sha384 => Scheme::Ecdsa(Curve::P384, Named),
            Self::EcdsaP521Sha512 => Scheme::Ecdsa(Curve::P521, Named),
            Self::EcdsaBrainpoolP224r1Sha224 => Scheme::Ecdsa(Curve::BrainpoolP224r1, Named),
            Self::EcdsaBrainpoolP256r1Sha256 => Scheme::Ecdsa(Curve::BrainpoolP256r1, Named),
            Self::EcdsaBrainpoolP384r1Sha384 => Scheme::Ecdsa(Curve::BrainpoolP384r1, Named),
            Self::EcdsaBrainpoolP512r1Sha512 => Scheme::Ecdsa(Curve::BrainpoolP512r1, Named),
            Self::EcdsaP256Sha256Explicit => Scheme::Ecdsa(Curve::P256, Explicit),
            Self::EcdsaBrainpoolP256r1Sha256Explicit => Scheme::Ecdsa(Curve::BrainpoolP256r1, Explicit),
            Self::EcdsaBrainpoolP384r1Sha384Explicit => Scheme::Ecdsa(Curve::BrainpoolP384r1, Explicit),
            Self::RsaPkcs1_2048Sha256 | Self::RsaPkcs1_2048Sha1 => Scheme::RsaPkcs1(2048),
            Self::RsaPkcs1_3072Sha512 => Scheme::RsaPkcs1(3072),
            Self::RsaPss2048Sha256 => Scheme::RsaPss(2048),
            Self::RsaPss3072Sha512 => Scheme::RsaPss(3072),
        }
    }
}

impl fmt::Display for SignerAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

impl FromStr for SignerAlgorithm {
    type Err = &'static str;
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let same = |algorithm: &Self| algorithm.name().eq_ignore_ascii_case(name);
        Self::ALL.into_iter().find(same).ok_or("no such signature algorithm")
    }
}

/// A key pair that signs certificates or documents.
pub(super) struct SignerKey {
    algorithm: SignerAlgorithm,
    key: PKey<Private>,
    subject_public_key_info: Vec<u8>,
}

impl SignerKey {
    /// A fresh key pair; RSA keys come from the library's own generator.
    pub(super) fn generate(
        algorithm: SignerAlgorithm,
        randomness: &mut impl Randomness,
    ) -> Result<Self, IssueError> {
        match algorithm.scheme() {
            Scheme::Ecdsa(curve, parameters) => {
                let (key, subject_public_key_info) = chip_key::generate_ec(curve, parameters, randomness)?;
                Ok(Self { algorithm, key, subject_public_key_info })
            }
            Scheme::RsaPkcs1(bits) | Scheme::RsaPss(bits) => {
                let key = PKey::from_rsa(Rsa::generate(bits)?)?;
                let subject_public_key_info = key.public_key_to_der()?;
                Ok(Self { algorithm, key, subject_public_key_info })
            }
        }
    }

    pub(super) fn subject_public_key_info(&self) -> &[u8] {
        &self.subject_public_key_info
    }

    pub(super) fn digest(&self) -> DigestAlgorithm {
        self.algorithm.digest()
    }

    /// The signature, ECDSA as a DER sequence.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, IssueError> {
        let mut signer = Signer::new(message_digest(self.digest()), &self.key)?;
        if let Scheme::RsaPss(_) = self.algorithm.scheme() {
            signer.set_rsa_padding(Padding::PKCS1_PSS)?;
            signer.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH)?;
        }
        Ok(signer.sign_oneshot_to_vec(message)?)
    }

    /// The AlgorithmIdentifier of [`Self::sign`].
    pub(super) fn algorithm_identifier(&self) -> Vec<u8> {
        match self.algorithm.scheme() {
            Scheme::Ecdsa(..) => sequence(&[&object_identifier(ecdsa_with(self.digest()))]),
            Scheme::RsaPkcs1(_) => {
                let oid = [RSA, &[rsa_with(self.digest())]].concat();
                sequence(&[&object_identifier(&oid), &NULL])
            }
            Scheme::RsaPss(_) => {
                let oid = [RSA, &[0x0A]].concat();
                sequence(&[&object_identifier(&oid), &pss_parameters(self.digest())])
            }
        }
    }
}

/// pkcs-1
const RSA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01];

fn rsa_with(digest: DigestAlgorithm) -> u8 {
    match digest {
        DigestAlgorithm::Sha1 => 5,
        DigestAlgorithm::Sha224 => 14,
        DigestAlgorithm::Sha256 => 11,
        DigestAlgorithm::Sha384 => 12,
        DigestAlgorithm::Sha512 => 13,
    }
}

fn ecdsa_with(digest: DigestAlgorithm) -> &'static [u8] {
    match digest {
        DigestAlgorithm::Sha1 => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x01],
        DigestAlgorithm::Sha224 => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x01],
        DigestAlgorithm::Sha256 => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02],
        DigestAlgorithm::Sha384 => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x03],
        DigestAlgorithm::Sha512 => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x04],
    }
}

/// RSASSA-PSS-params, RFC 4055 §3.1: MGF1 with the same digest, salt as long as the digest.
fn pss_parameters(digest: DigestAlgorithm) -> Vec<u8> {
    let hash = sequence(&[&object_identifier(digest.oid()), &NULL]);
    let mask = sequence(&[&object_identifier(&[RSA, &[0x08]].concat()), &hash]);
    let salt = integer(&digest.output_length().to_be_bytes());
    sequence(&[&context(0, &hash), &context(1, &mask), &context(2, &salt)])
}

pub(crate) fn message_digest(digest: DigestAlgorithm) -> MessageDigest {
    match digest {
        DigestAlgorithm::Sha1 => MessageDigest::sha1(),
        DigestAlgorithm::Sha224 => MessageDigest::sha224(),
        DigestAlgorithm::Sha256 => MessageDigest::sha256(),
        DigestAlgorithm::Sha384 => MessageDigest::sha384(),
        DigestAlgorithm::Sha512 => MessageDigest::sha512(),
    }
}
