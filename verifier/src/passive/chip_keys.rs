//! The chip's own keys and ciphers by the policy's rules for signatures: a weak key proves little.

use super::{Acceptance, AcceptedAlgorithms};
use emrtd::chip::active_authentication::ActiveAuthenticationPublicKey;
use emrtd::crypto::Cipher;
use emrtd::domain_parameters::DomainParameters;
use time::OffsetDateTime;

/// How the keys of a chip are judged: by what its document was judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChipKeyRules {
    algorithms: AcceptedAlgorithms,
    at: OffsetDateTime,
}

impl ChipKeyRules {
    pub(super) fn new(algorithms: &AcceptedAlgorithms, at: OffsetDateTime) -> Self {
        Self { algorithms: algorithms.clone(), at }
    }

    /// The key in DG15.
    pub fn signature(&self, key: &ActiveAuthenticationPublicKey) -> Acceptance {
        let bits = u32::try_from(key.bits()).unwrap_or(u32::MAX);
        if key.is_elliptic() { self.algorithms.elliptic(bits) } else { self.algorithms.modular(bits) }
    }

    /// A key agreement and the cipher of the session it starts: PACE and Chip Authentication. The weakest part counts.
    pub fn agreement(&self, parameters: DomainParameters, cipher: Cipher) -> Acceptance {
        let bits = |bytes: usize| u32::try_from(bytes.saturating_mul(8)).unwrap_or(u32::MAX);
        let key = match parameters {
            DomainParameters::Ec(curve) => self.algorithms.elliptic(bits(curve.order_length())),
            DomainParameters::Modp(group) => {
                let prime = self.algorithms.modular(bits(group.element_length()));
                prime.max(self.algorithms.elliptic(bits(group.order_length())))
            }
        };
        match cipher {
            Cipher::TripleDes => key.max(self.algorithms.triple_des(self.at)),
            Cipher::Aes128 | Cipher::Aes192 | Cipher::Aes256 => key,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emrtd::domain_parameters::{Curve, ModpGroup};
    use time::macros::datetime;

    fn rules(text: &str) -> ChipKeyRules {
        ChipKeyRules::new(&toml::from_str(text).unwrap(), datetime!(2026-11-24 12:00 UTC))
    }

    #[test]
    fn the_weakest_part_counts() {
        let rules = rules("");
        let modp = DomainParameters::Modp;
        for (parameters, cipher, expected) in [
            (DomainParameters::Ec(Curve::P256), Cipher::Aes128, Acceptance::Accepted),
            (DomainParameters::Ec(Curve::P256), Cipher::TripleDes, Acceptance::Tolerated),
            (DomainParameters::Ec(Curve::P192), Cipher::Aes256, Acceptance::Tolerated),
            (modp(ModpGroup::Modp2048Order224), Cipher::Aes128, Acceptance::Accepted),
            (modp(ModpGroup::Modp1024Order160), Cipher::Aes128, Acceptance::Tolerated),
        ] {
            assert_eq!(rules.agreement(parameters, cipher), expected, "{parameters} {cipher:?}");
        }
    }

    #[test]
    fn a_policy_may_refuse_what_is_tolerated_by_default() {
        let curve = DomainParameters::Ec(Curve::P192);
        assert_eq!(rules("ec_bits_tolerated = 224").agreement(curve, Cipher::Aes128), Acceptance::Refused);
        let prime = DomainParameters::Modp(ModpGroup::Modp1024Order160);
        assert_eq!(rules("rsa_bits_tolerated = 2048").agreement(prime, Cipher::Aes128), Acceptance::Refused);
        let strong = DomainParameters::Ec(Curve::P256);
        let until = "triple_des = { tolerated_until = '2026-11-23' }";
        assert_eq!(rules(until).agreement(strong, Cipher::TripleDes), Acceptance::Refused);
        assert_eq!(rules(until).agreement(strong, Cipher::Aes128), Acceptance::Accepted);
    }
}
