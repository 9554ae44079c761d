//! The chip's side of Active Authentication, ICAO 9303-11 §6.1.2: it signs the terminal's challenge.

use super::refusal::Refusal;
use emrtd::chip::active_authentication::message_representative;
use emrtd::domain_parameters::PublicKey;
use emrtd::hash::DigestAlgorithm;
use emrtd::lds::DataGroup15;
use emrtd::protocol::Randomness;
use openssl::ec::EcKey;
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::pkey::{Id, PKey, Private};
use openssl::rsa::{Padding, Rsa};

/// The private key of a chip whose DG15 announces a key.
pub(super) struct SigningChip {
    key: PKey<Private>,
    digest: DigestAlgorithm,
}

impl SigningChip {
    /// The key pair for DG15; a clone, which could not read the private key out, makes one of its own.
    pub(super) fn load(
        data_group_15: &[u8],
        announced: Option<DigestAlgorithm>,
        key: Option<&PKey<Private>>,
    ) -> Option<Self> {
        let group = DataGroup15::parse(data_group_15).ok()?;
        let public = PublicKey::from_subject_public_key_info(group.subject_public_key_info()).ok()?;
        let key = match key {
            Some(key) => key.clone(),
            None => similar(&public)?,
        };
        Some(Self { key, digest: announced.unwrap_or(DigestAlgorithm::Sha256) })
    }

    /// INTERNAL AUTHENTICATE.
    pub(super) fn sign(&self, challenge: &[u8], randomness: impl Randomness) -> Result<Vec<u8>, Refusal> {
        if challenge.len() != 8 {
            return Err(Refusal::WRONG_LENGTH);
        }
        match self.key.id() {
            Id::RSA => self.sign_with_recovery(challenge, randomness),
            _ => self.sign_plain(challenge),
        }
    }

    /// ISO/IEC 9796-2 scheme 1: the recovered part is random and fills what digest and trailer leave.
    fn sign_with_recovery(
        &self,
        challenge: &[u8],
        mut randomness: impl Randomness,
    ) -> Result<Vec<u8>, Refusal> {
        let rsa = self.key.rsa()?;
        let length = usize::try_from(rsa.size()).map_err(|_| Refusal::FAILURE)?;
        let around = self.digest.output_length() + 3;
        let mut recovered = vec![0; length.checked_sub(around).ok_or(Refusal::FAILURE)?];
        randomness.fill(&mut recovered)?;
        let representative = message_representative(&recovered, challenge, self.digest);
        let mut signature = vec![0; length];
        rsa.private_encrypt(&representative, &mut signature, Padding::NONE)?;
        Ok(signature)
    }

    /// ECDSA as r ‖ s, each as long as the order.
    fn sign_plain(&self, challenge: &[u8]) -> Result<Vec<u8>, Refusal> {
        let key = self.key.ec_key()?;
        let half = i32::try_from(key.group().order_bits().div_ceil(8)).map_err(|_| Refusal::FAILURE)?;
        let signature = EcdsaSig::sign(&self.digest.digest(challenge), &key)?;
        Ok([signature.r().to_vec_padded(half)?, signature.s().to_vec_padded(half)?].concat())
    }
}

/// A key of the same kind as the one it is not.
fn similar(public: &PublicKey) -> Option<PKey<Private>> {
    let key: Result<PKey<Private>, ErrorStack> = match public {
        PublicKey::Rsa(key) => {
            let bits = u32::try_from(key.modulus.len()).ok()?.checked_mul(8)?;
            Rsa::generate(bits).and_then(PKey::from_rsa)
        }
        PublicKey::Ec(key) => {
            key.curve.group().and_then(|group| EcKey::generate(&group)).and_then(PKey::from_ec_key)
        }
    };
    key.ok()
}
