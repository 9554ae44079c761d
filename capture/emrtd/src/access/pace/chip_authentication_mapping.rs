//! The chip authentication data of PACE with chip authentication mapping, ICAO 9303-11 §4.4.3.5: shared by terminal, chip
//! and verifier.

use crate::crypto::padding::{pad, unpad};
use crate::crypto::{CryptoError, EcDomain, EcKeyPair, KeyAgreementError, SymmetricKey};
use crate::domain_parameters::{Curve, EcPublicKey};
use openssl::bn::{BigNum, BigNumContext};
use zeroize::Zeroizing;

/// The block of AES, the only cipher of this mapping.
const BLOCK: usize = 16;

/// CA_IC = (SK_IC)⁻¹ · SK_Map,IC modulo the order, as long as the order.
pub fn chip_authentication_data(
    curve: Curve,
    static_private_key: &[u8],
    mapping_private_key: &[u8],
) -> Result<Zeroizing<Vec<u8>>, KeyAgreementError> {
    let mut context = BigNumContext::new_secure()?;
    let mut order = BigNum::new()?;
    curve.group()?.order(&mut order, &mut context)?;
    let (mut own, mut mapping) = (BigNum::new_secure()?, BigNum::new_secure()?);
    own.copy_from_slice(static_private_key)?;
    mapping.copy_from_slice(mapping_private_key)?;
    own.set_const_time();
    let (mut inverse, mut data) = (BigNum::new_secure()?, BigNum::new_secure()?);
    inverse.mod_inverse(&own, &order, &mut context)?;
    data.mod_mul(&inverse, &mapping, &order, &mut context)?;
    let length = i32::try_from(curve.order_length()).map_err(|_| KeyAgreementError::Library)?;
    let bytes = Zeroizing::new(data.to_vec_padded(length)?);
    for number in [&mut own, &mut mapping, &mut inverse, &mut data] {
        number.clear();
    }
    Ok(bytes)
}

/// A_IC = E(KS_Enc, CA_IC), with padding method 2 and IV = E(KS_Enc, −1).
pub fn encrypt_chip_authentication_data(
    encryption_key: &SymmetricKey,
    data: &[u8],
) -> Result<Vec<u8>, CryptoError> {
    let padded = Zeroizing::new(pad(data, BLOCK));
    encryption_key.encrypt(Some(&initialization_vector(encryption_key)?), &padded)
}

/// CA_IC = D(KS_Enc, A_IC), without its padding.
pub fn decrypt_chip_authentication_data(
    encryption_key: &SymmetricKey,
    encrypted: &[u8],
) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let padded =
        Zeroizing::new(encryption_key.decrypt(Some(&initialization_vector(encryption_key)?), encrypted)?);
    Ok(Zeroizing::new(unpad(&padded, BLOCK)?.to_vec()))
}

fn initialization_vector(encryption_key: &SymmetricKey) -> Result<Vec<u8>, CryptoError> {
    encryption_key.encrypt(None, &[0xFF; BLOCK])
}

/// PK_Map,IC = KA(CA_IC, PK_IC, D_IC): the data is that of the chip whose static key this is.
pub fn is_chip_authentication_data(
    static_public_key: &EcPublicKey,
    data: &[u8],
    mapping_public_key: &[u8],
) -> Result<bool, KeyAgreementError> {
    if data.len() != static_public_key.curve.order_length() {
        return Ok(false);
    }
    let domain = EcDomain::with_generator(static_public_key.curve, &static_public_key.point)?;
    match EcKeyPair::from_private(&domain, data) {
        Ok(pair) => Ok(pair.public_key() == mapping_public_key),
        Err(KeyAgreementError::InvalidPrivateKey) => Ok(false),
        Err(error) => Err(error),
    }
}
