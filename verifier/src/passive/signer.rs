//! The document signer's signature over the LDS security object, ICAO 9303-10 §4.6.2.

use super::examination::Examination;
use crate::reason::Reason;
use crate::signature::{PublicKey, SignatureAlgorithm, SignatureError};
use crate::trust::Certificate;
use emrtd::cms::{SignedData, SignerInfo};
use emrtd::hash::DigestAlgorithm;

/// The signer whose certificate came along.
pub(super) fn find(signed_data: &SignedData) -> Option<(&SignerInfo, Certificate<'_>)> {
    signed_data.signers.iter().find_map(|signer| {
        let certificates = signed_data.certificates.iter().filter_map(|der| Certificate::parse(der).ok());
        let mut named = certificates.filter(|certificate| certificate.is_named_by(&signer.identifier));
        named.next().map(|certificate| (signer, certificate))
    })
}

impl Examination<'_> {
    /// The signed attributes name the content, and the document signer signed them.
    pub(super) fn examine_signature(
        &mut self,
        signed_data: &SignedData,
        signer: &SignerInfo,
        certificate: &Certificate<'_>,
    ) {
        let attributes = &signer.signed_attributes;
        let Some(digest) = DigestAlgorithm::from_oid(&signer.digest_algorithm.oid) else {
            return self.refuse(Reason::AlgorithmNotAccepted);
        };
        self.judge_digest(digest);
        let same_type = attributes.content_type == signed_data.content_type;
        if !same_type || attributes.message_digest != digest.digest(&signed_data.content) {
            self.refuse(Reason::MessageDigestMismatch);
        }
        let algorithm = SignatureAlgorithm::parse(&signer.signature_algorithm, Some(digest));
        match (algorithm, PublicKey::parse(certificate.public_key)) {
            (Some(algorithm), Ok(key)) => self.examine_signed_attributes(signer, algorithm, &key),
            _ => self.refuse(Reason::AlgorithmNotAccepted),
        }
    }

    fn examine_signed_attributes(
        &mut self,
        signer: &SignerInfo,
        algorithm: SignatureAlgorithm,
        key: &PublicKey,
    ) {
        self.report.algorithms.signature = algorithm.to_string();
        self.report.algorithms.key = key.to_string();
        self.judge_digest(algorithm.digest());
        self.judge_key(key);
        match key.verify(algorithm, &signer.signed_attributes.to_be_signed, &signer.signature) {
            Ok(()) => {}
            Err(SignatureError::UnusableKey) => self.refuse(Reason::AlgorithmNotAccepted),
            Err(_) => self.refuse(Reason::SignatureInvalid),
        }
    }
}
