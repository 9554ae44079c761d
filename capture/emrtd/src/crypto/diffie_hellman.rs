//! Diffie-Hellman over integers modulo a prime, on standardized and on mapped generators, ICAO 9303-11 §9.6 and RFC 2631.

use super::secret_number::SecretNumber;
use super::{Cipher, KeyAgreementError, integrated_mapping};
use crate::domain_parameters::ModpGroup;
use crate::protocol::Randomness;
use openssl::bn::{BigNum, BigNumContext, BigNumRef};
use zeroize::Zeroizing;

/// A group with a generator of its subgroup, which PACE maps to another one.
pub struct DhDomain {
    group: ModpGroup,
    prime: BigNum,
    order: BigNum,
    generator: SecretNumber,
}

impl DhDomain {
    /// The group with its standardized generator.
    pub fn new(group: ModpGroup) -> Result<Self, KeyAgreementError> {
        let parameters = group.parameters()?;
        let order = parameters.prime_q().ok_or(KeyAgreementError::Library)?.to_owned()?;
        let generator = SecretNumber::from_bytes(&parameters.generator().to_vec())?;
        Ok(Self { group, prime: parameters.prime_p().to_owned()?, order, generator })
    }

    /// The group.
    pub fn group(&self) -> ModpGroup {
        self.group
    }

    /// The generator, as long as the prime.
    pub fn generator(&self) -> Result<Vec<u8>, KeyAgreementError> {
        Ok(self.generator.to_bytes(self.group.element_length())?.to_vec())
    }

    /// Generic mapping, ICAO 9303-11 §4.4.3.3.1: g' = g^s · h with h the element both sides agreed on by `own` and `peer`.
    pub fn map_generic(&self, nonce: &[u8], own: &DhKeyPair, peer: &[u8]) -> Result<Self, KeyAgreementError> {
        let shared = own.shared_element(peer)?;
        let scaled = self.power(self.generator.number(), &SecretNumber::from_bytes(nonce)?)?;
        let mut generator = SecretNumber::zero()?;
        let mut context = BigNumContext::new()?;
        generator.number_mut().mod_mul(scaled.number(), shared.number(), &self.prime, &mut context)?;
        self.with_generator(generator)
    }

    /// Integrated mapping, ICAO 9303-11 §4.4.3.3.2: g' = f_g(R_p(s, t)) with f_g(x) = x^((p−1)/q).
    pub fn map_integrated(
        &self,
        cipher: Cipher,
        nonce: &[u8],
        terminal_nonce: &[u8],
    ) -> Result<Self, KeyAgreementError> {
        let element = integrated_mapping::to_field(cipher, nonce, terminal_nonce, &self.prime)?;
        let mut context = BigNumContext::new()?;
        let mut less_one = self.prime.to_owned()?;
        less_one.sub_word(1)?;
        let mut cofactor = BigNum::new()?;
        cofactor.checked_div(&less_one, &self.order, &mut context)?;
        let generator = self.power(element.number(), &SecretNumber::from_bytes(&cofactor.to_vec())?)?;
        self.with_generator(generator)
    }

    /// Neither zero nor one generates anything.
    fn with_generator(&self, generator: SecretNumber) -> Result<Self, KeyAgreementError> {
        if generator.number().num_bits() < 2 {
            return Err(KeyAgreementError::InvalidPublicKey);
        }
        Ok(Self {
            group: self.group,
            prime: self.prime.to_owned()?,
            order: self.order.to_owned()?,
            generator,
        })
    }

    /// A public key of the other side: between 2 and p − 1 and of the subgroup, y^q = 1 (RFC 2631 §2.1.5).
    fn element(&self, bytes: &[u8]) -> Result<SecretNumber, KeyAgreementError> {
        if bytes.len() > self.group.element_length() {
            return Err(KeyAgreementError::InvalidPublicKey);
        }
        let element = SecretNumber::from_bytes(bytes)?;
        let in_range = element.number().num_bits() > 1 && *element.number() < *self.prime;
        if !in_range {
            return Err(KeyAgreementError::InvalidPublicKey);
        }
        let power = self.power(element.number(), &SecretNumber::from_bytes(&self.order.to_vec())?)?;
        if power.number().num_bits() == 1 { Ok(element) } else { Err(KeyAgreementError::InvalidPublicKey) }
    }

    fn power(&self, base: &BigNumRef, exponent: &SecretNumber) -> Result<SecretNumber, KeyAgreementError> {
        let mut power = SecretNumber::zero()?;
        let mut context = BigNumContext::new()?;
        power.number_mut().mod_exp(base, exponent.number(), &self.prime, &mut context)?;
        Ok(power)
    }
}

/// A key pair on a [`DhDomain`]; the private key is wiped when it is dropped.
pub struct DhKeyPair {
    group: ModpGroup,
    private: Zeroizing<Vec<u8>>,
    public: Vec<u8>,
}

impl DhKeyPair {
    /// A fresh key pair.
    pub fn generate(domain: &DhDomain, randomness: &mut impl Randomness) -> Result<Self, KeyAgreementError> {
        let private = SecretNumber::draw(&domain.order, domain.group.order_length(), randomness)?;
        Self::from_private(domain, &private)
    }

    /// The key pair of a known private key, big-endian.
    pub fn from_private(domain: &DhDomain, private: &[u8]) -> Result<Self, KeyAgreementError> {
        let exponent = SecretNumber::from_bytes(private)?;
        let in_range = exponent.number().num_bits() > 0 && *exponent.number() < *domain.order;
        if !in_range {
            return Err(KeyAgreementError::InvalidPrivateKey);
        }
        let public = domain.power(domain.generator.number(), &exponent)?.number().to_vec();
        Ok(Self { group: domain.group, private: exponent.to_bytes(domain.group.order_length())?, public })
    }

    /// The public key, an unsigned integer without leading zeros (ICAO 9303-11 §9.4.3).
    pub fn public_key(&self) -> &[u8] {
        &self.public
    }

    /// The private key, big-endian, as long as the order.
    pub fn private_key(&self) -> &[u8] {
        &self.private
    }

    /// The shared secret with a public key, as long as the prime (RFC 2631 §2.1.2).
    pub fn shared_secret(&self, peer: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyAgreementError> {
        self.shared_element(peer)?.to_bytes(self.group.element_length())
    }

    fn shared_element(&self, peer: &[u8]) -> Result<SecretNumber, KeyAgreementError> {
        let domain = DhDomain::new(self.group)?;
        let peer = domain.element(peer)?;
        domain.power(peer.number(), &SecretNumber::from_bytes(&self.private)?)
    }
}
