//! The chip's side of Active Authentication, ICAO 9303-11 §6.1.2: it signs the terminal's challenge.

use super::refusal::Refusal;
use emrtd::chip::active_authentication::{Trailer, message_representative, total_recovery_representative};
use emrtd::domain_parameters::PublicKey;
use emrtd::hash::DigestAlgorithm;
use emrtd::lds::DataGroup15;
use emrtd::protocol::Randomness;
use emrtd::tlv;
use openssl::bn::BigNum;
use openssl::ec::EcKey;
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::pkey::{Id, PKey, Private};
use openssl::rsa::{Padding, Rsa};

/// How a chip signs, beside what DG14 says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signing {
    /// The digest; `None` is the one DG14 announces, else SHA-256.
    pub digest: Option<DigestAlgorithm>,
    /// RSA: how the trailer names the digest.
    pub trailer: Trailer,
    /// RSA: the whole message is recovered from the signature.
    pub total_recovery: bool,
    /// RSA: the smaller of s and n − s is given.
    pub smaller: bool,
    /// ECDSA: what the two numbers are written as.
    pub format: SignatureFormat,
    /// A faulty chip: the answer ends after so many bytes, and says 9000.
    pub cut_at: Option<usize>,
}

/// How an ECDSA signature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignatureFormat {
    /// r ‖ s, each as long as the order.
    #[default]
    Plain,
    /// r ‖ s, each with a zero before it.
    PlainWithZeros,
    /// SEQUENCE { r, s } in DER.
    Der,
    /// SEQUENCE { r, s }, each with more zeros before it than DER allows.
    DerWithZeros,
}

/// The private key of a chip whose DG15 announces a key.
pub(super) struct SigningChip {
    key: PKey<Private>,
    announced: Option<DigestAlgorithm>,
    pub(super) signing: Signing,
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
        Some(Self { key, announced, signing: Signing::default() })
    }

    /// INTERNAL AUTHENTICATE.
    pub(super) fn sign(&self, challenge: &[u8], randomness: impl Randomness) -> Result<Vec<u8>, Refusal> {
        if challenge.len() != 8 {
            return Err(Refusal::WRONG_LENGTH);
        }
        let mut signature = match self.key.id() {
            Id::RSA => self.sign_with_recovery(challenge, randomness)?,
            _ => self.sign_ecdsa(challenge)?,
        };
        signature.truncate(self.signing.cut_at.unwrap_or(usize::MAX));
        Ok(signature)
    }

    fn digest(&self) -> DigestAlgorithm {
        self.signing.digest.or(self.announced).unwrap_or(DigestAlgorithm::Sha256)
    }

    /// ISO/IEC 9796-2 scheme 1.
    fn sign_with_recovery(&self, challenge: &[u8], randomness: impl Randomness) -> Result<Vec<u8>, Refusal> {
        let rsa = self.key.rsa()?;
        let length = usize::try_from(rsa.size()).map_err(|_| Refusal::FAILURE)?;
        let representative = self.representative(length, challenge, randomness)?;
        let mut signature = vec![0; length];
        rsa.private_encrypt(&representative, &mut signature, Padding::NONE)?;
        if self.signing.smaller {
            let number = BigNum::from_slice(&signature)?;
            let mut complement = BigNum::new()?;
            complement.checked_sub(rsa.n(), &number)?;
            signature =
                number.min(complement).to_vec_padded(i32::try_from(length).map_err(|_| Refusal::FAILURE)?)?;
        }
        Ok(signature)
    }

    /// The recovered part is random, and fills what digest and trailer leave unless the whole message is recovered.
    fn representative(
        &self,
        length: usize,
        challenge: &[u8],
        mut randomness: impl Randomness,
    ) -> Result<Vec<u8>, Refusal> {
        let Signing { trailer, total_recovery, .. } = self.signing;
        let digest = self.digest();
        if total_recovery {
            let mut prefix = [0; 32];
            randomness.fill(&mut prefix)?;
            let whole = total_recovery_representative(length, &prefix, challenge, digest, trailer);
            return whole.ok_or(Refusal::FAILURE);
        }
        let around = message_representative(&[], challenge, digest, trailer).len();
        let mut recovered = vec![0; length.checked_sub(around).ok_or(Refusal::FAILURE)?];
        randomness.fill(&mut recovered)?;
        Ok(message_representative(&recovered, challenge, digest, trailer))
    }

    fn sign_ecdsa(&self, challenge: &[u8]) -> Result<Vec<u8>, Refusal> {
        let key = self.key.ec_key()?;
        let half = i32::try_from(key.group().order_bits().div_ceil(8)).map_err(|_| Refusal::FAILURE)?;
        let signature = EcdsaSig::sign(&self.digest().digest(challenge), &key)?;
        let numbers = |length: i32| -> Result<_, Refusal> {
            Ok((signature.r().to_vec_padded(length)?, signature.s().to_vec_padded(length)?))
        };
        Ok(match self.signing.format {
            SignatureFormat::Plain => numbers(half).map(|(r, s)| [r, s].concat())?,
            SignatureFormat::PlainWithZeros => numbers(half + 1).map(|(r, s)| [r, s].concat())?,
            SignatureFormat::Der => signature.to_der()?,
            SignatureFormat::DerWithZeros => {
                let (r, s) = numbers(half + 2)?;
                tlv::encode_all(0x30, &[&tlv::encode(0x02, &r), &tlv::encode(0x02, &s)])
            }
        })
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
