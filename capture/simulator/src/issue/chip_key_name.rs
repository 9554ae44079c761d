//! Names of Chip Authentication keys: key agreement, cipher and domain parameters.

use super::ChipAuthenticationKey;
use emrtd::crypto::Cipher;
use emrtd::domain_parameters::{Curve, DomainParameters, ModpGroup};
use std::str::FromStr;

/// `ecdh` and `dh` for the usual ones, or whole names such as `ecdh-aes-cbc-cmac-256/16` and `dh-3des-cbc-cbc/1`.
impl FromStr for ChipAuthenticationKey {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        const NO_NAME: &str =
            "a chip key is ecdh, dh or a whole name such as ecdh-aes-cbc-cmac-256/16 or dh-3des-cbc-cbc/1";
        match name {
            "ecdh" => return Ok(Self::new(Cipher::Aes128, Curve::BrainpoolP256r1)),
            "dh" => return Ok(Self::new(Cipher::Aes128, ModpGroup::Modp2048Order256)),
            _ => {}
        }
        let (variant, number) = name.split_once('/').ok_or(NO_NAME)?;
        let (agreement, cipher) = variant.split_once('-').ok_or(NO_NAME)?;
        let number = number.parse().ok().and_then(DomainParameters::from_parameter_id);
        let cipher = Cipher::ALL.into_iter().find(|one| one.name() == cipher);
        let (Some(cipher), Some(domain)) = (cipher, number) else { return Err(NO_NAME) };
        match (agreement, domain) {
            ("ecdh", DomainParameters::Ec(_)) | ("dh", DomainParameters::Modp(_)) => {
                Ok(Self::new(cipher, domain))
            }
            _ => Err(NO_NAME),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_agreement_cipher_and_parameters() {
        let key = |name: &str| name.parse::<ChipAuthenticationKey>();
        assert_eq!(
            key("dh-3des-cbc-cbc/1"),
            Ok(ChipAuthenticationKey::new(Cipher::TripleDes, ModpGroup::Modp2048Order224))
        );
        assert_eq!(
            key("ecdh-aes-cbc-cmac-256/12"),
            Ok(ChipAuthenticationKey::new(Cipher::Aes256, Curve::P256))
        );
        assert_eq!(key("ecdh"), Ok(ChipAuthenticationKey::default()));
        for none in [
            "",
            "ecdh-aes-cbc-cmac-256",
            "dh-aes-cbc-cmac-128/12",
            "ecdh-aes-cbc-cmac-128/1",
            "ecdh-aes-cbc-cmac-128/3",
        ] {
            assert!(key(none).is_err(), "{none}");
        }
    }
}
