//! Key pairs of Terminal Authentication: of authorities, verifiers and terminals, TR-03110-3 §A.7.3 and §D.3.

use super::{EcParameters, IssueError, chip_key};
use emrtd::crypto::EcDomain;
use emrtd::domain_parameters::Curve;
use emrtd::protocol::Randomness;
use emrtd::signing::{PrivateKey, SharedSigningKey, SignatureAlgorithm};
use emrtd::tlv;
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcKey, PointConversionForm};
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The length of RSA keys in bits.
const RSA_BITS: u32 = 2048;

/// A key pair, and how it signs.
pub struct CvKeyPair {
    algorithm: SignatureAlgorithm,
    key: PKey<Private>,
    signer: SharedSigningKey,
    curve: Curve,
}

impl CvKeyPair {
    /// A fresh key pair, on `curve` where the algorithm is ECDSA; RSA keys come from the library's own generator.
    pub fn generate(
        algorithm: SignatureAlgorithm,
        curve: Curve,
        randomness: &mut impl Randomness,
    ) -> Result<Self, IssueError> {
        let key = match algorithm {
            SignatureAlgorithm::Ecdsa(_) => chip_key::generate_ec(curve, EcParameters::Named, randomness)?.0,
            SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss(_) => {
                PKey::from_rsa(Rsa::generate(RSA_BITS)?)?
            }
        };
        let pkcs8 = Zeroizing::new(key.private_key_to_pkcs8()?);
        let signer = PrivateKey::from_pkcs8(&pkcs8).map_err(|_| IssueError::Cryptography)?;
        Ok(Self { algorithm, key, signer: Arc::new(signer), curve })
    }

    /// How it signs.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// The signature, ECDSA plain.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, IssueError> {
        self.signer.sign(self.algorithm, message).map_err(|_| IssueError::Cryptography)
    }

    /// The private key as a terminal signs with it.
    pub fn signer(&self) -> SharedSigningKey {
        Arc::clone(&self.signer)
    }

    /// The private key in PEM (PKCS #8).
    pub fn to_pem(&self) -> Result<Zeroizing<Vec<u8>>, IssueError> {
        Ok(Zeroizing::new(self.key.private_key_to_pem_pkcs8()?))
    }

    /// Data object 7F49, with the numbers of the curve where they are wanted.
    pub(super) fn public_key(&self, with_curve: bool) -> Result<Vec<u8>, IssueError> {
        let algorithm = tlv::encode(0x06, &self.algorithm.oid());
        let numbers = match self.algorithm {
            SignatureAlgorithm::Ecdsa(_) => self.point(with_curve)?,
            _ => {
                let key = self.key.rsa()?;
                [tlv::encode(0x81, &key.n().to_vec()), tlv::encode(0x82, &key.e().to_vec())].concat()
            }
        };
        Ok(tlv::encode_all(0x7F49, &[&algorithm, &numbers]))
    }

    fn point(&self, with_curve: bool) -> Result<Vec<u8>, IssueError> {
        let key: EcKey<Private> = self.key.ec_key()?;
        let mut context = BigNumContext::new()?;
        let form = PointConversionForm::UNCOMPRESSED;
        let point = tlv::encode(0x86, &key.public_key().to_bytes(key.group(), form, &mut context)?);
        if !with_curve {
            return Ok(point);
        }
        let (mut prime, mut a, mut b) = (BigNum::new()?, BigNum::new()?, BigNum::new()?);
        key.group().components_gfp(&mut prime, &mut a, &mut b, &mut context)?;
        let (mut order, mut cofactor) = (BigNum::new()?, BigNum::new()?);
        key.group().order(&mut order, &mut context)?;
        key.group().cofactor(&mut cofactor, &mut context)?;
        let number = |tag, number: &BigNum| tlv::encode(tag, &number.to_vec());
        let curve = [number(0x81, &prime), number(0x82, &a), number(0x83, &b)].concat();
        let generator = tlv::encode(0x84, &EcDomain::new(self.curve)?.generator()?);
        Ok([curve, generator, number(0x85, &order), point, number(0x87, &cofactor)].concat())
    }
}
