//! ECDSA signatures, BSI TR-03111 §4.2.1 and RFC 3279 §2.2.3.

use super::{SignatureError, brainpool::BrainpoolKey, curve::Curve};
use emrtd::hash::DigestAlgorithm;
use emrtd::tlv::{self, TlvError};
use openssl::bn::BigNumContext;
use openssl::ec::{EcKey, EcPoint, PointConversionForm};
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::pkey::Public;
use ring::signature::{self, EcdsaVerificationAlgorithm, UnparsedPublicKey};
use std::sync::OnceLock;

/// A public key on a named curve.
pub(super) struct EcdsaKey {
    /// The curve, named or spelled out whole.
    pub curve: &'static Curve,
    /// Uncompressed.
    point: Vec<u8>,
    /// For what ring does not take.
    prepared: OnceLock<Option<Prepared>>,
}

enum Prepared {
    Brainpool(BrainpoolKey),
    Openssl(EcKey<Public>),
}

impl EcdsaKey {
    /// A key from its public point; a compressed one is decompressed here.
    pub fn new(curve: &'static Curve, point: &[u8]) -> Option<Self> {
        let length = curve.field_length();
        let point = match point {
            [0x04, rest @ ..] if rest.len() == 2 * length => point.to_vec(),
            [0x02..=0x03, rest @ ..] if rest.len() == length => decompressed(curve, point)?,
            _ => return None,
        };
        Some(Self { curve, point, prepared: OnceLock::new() })
    }

    /// The public point, uncompressed.
    pub fn point(&self) -> &[u8] {
        &self.point
    }

    pub fn verify(
        &self,
        digest: DigestAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        if !is_strict(signature) {
            return Err(SignatureError::Invalid);
        }
        match ring_algorithm(self.curve.name, digest) {
            Some(algorithm) => UnparsedPublicKey::new(algorithm, &self.point)
                .verify(message, signature)
                .map_err(|_| SignatureError::Invalid),
            None => self.verify_digest(&digest.digest(message), signature),
        }
    }

    fn verify_digest(&self, digest: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let prepared = self.prepared.get_or_init(|| self.prepare()).as_ref();
        let valid = match prepared.ok_or(SignatureError::UnusableKey)? {
            Prepared::Brainpool(key) => key.verifies(digest, signature),
            Prepared::Openssl(key) => EcdsaSig::from_der(signature)
                .and_then(|signature| signature.verify(digest, key))
                .unwrap_or(false),
        };
        if valid { Ok(()) } else { Err(SignatureError::Invalid) }
    }

    /// The point must lie on the curve: every curve here has cofactor 1, so that it then is in the right group.
    fn prepare(&self) -> Option<Prepared> {
        if let Some(key) = BrainpoolKey::new(self.curve.name, &self.point) {
            return Some(Prepared::Brainpool(key));
        }
        let group = &self.curve.prepared()?.group;
        let point = EcPoint::from_bytes(group, &self.point, &mut *BigNumContext::new().ok()?).ok()?;
        EcKey::from_public_key(group, &point).ok().map(Prepared::Openssl)
    }
}

fn decompressed(curve: &Curve, compressed: &[u8]) -> Option<Vec<u8>> {
    let group = &curve.prepared()?.group;
    let uncompressed = || -> Result<Vec<u8>, ErrorStack> {
        let mut context = BigNumContext::new()?;
        let point = EcPoint::from_bytes(group, compressed, &mut context)?;
        point.to_bytes(group, PointConversionForm::UNCOMPRESSED, &mut context)
    };
    uncompressed().ok()
}

/// Two positive INTEGERs in a SEQUENCE, each in its shortest form, and nothing behind: what one library overlooks no other
/// must.
fn is_strict(signature: &[u8]) -> bool {
    let pair = || -> Result<Vec<u8>, TlvError> {
        let mut numbers = tlv::parse_exactly(signature, 0x30)?.children();
        let (r, s) = (numbers.expect(0x02)?.value, numbers.expect(0x02)?.value);
        numbers.finish()?;
        let positive = |number: &[u8]| match number {
            [0, next, ..] => next & 0x80 != 0,
            [first, ..] => first & 0x80 == 0,
            [] => false,
        };
        let shortest = tlv::encode(0x30, &[tlv::encode(0x02, r), tlv::encode(0x02, s)].concat());
        Ok(if positive(r) && positive(s) { shortest } else { Vec::new() })
    };
    pair().is_ok_and(|shortest| shortest == signature)
}

/// What ring verifies.
fn ring_algorithm(curve: &str, digest: DigestAlgorithm) -> Option<&'static EcdsaVerificationAlgorithm> {
    match (curve, digest) {
        ("P-256", DigestAlgorithm::Sha256) => Some(&signature::ECDSA_P256_SHA256_ASN1),
        ("P-256", DigestAlgorithm::Sha384) => Some(&signature::ECDSA_P256_SHA384_ASN1),
        ("P-384", DigestAlgorithm::Sha256) => Some(&signature::ECDSA_P384_SHA256_ASN1),
        ("P-384", DigestAlgorithm::Sha384) => Some(&signature::ECDSA_P384_SHA384_ASN1),
        _ => None,
    }
}
