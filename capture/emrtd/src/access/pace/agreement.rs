//! The nonce and the tokens of PACE, ICAO 9303-11 §4.4.3: shared by terminal and chip.

use crate::crypto::{CryptoError, SymmetricKey};
use crate::security_info::PaceProtocol;
use crate::tlv;

/// z = E(K_π, s), from zeros.
pub fn encrypt_nonce(password_key: &SymmetricKey, nonce: &[u8]) -> Result<Vec<u8>, CryptoError> {
    password_key.encrypt(None, nonce)
}

/// s = D(K_π, z), from zeros.
pub fn decrypt_nonce(password_key: &SymmetricKey, encrypted: &[u8]) -> Result<Vec<u8>, CryptoError> {
    password_key.decrypt(None, encrypted)
}

/// The authentication token over the *other* side's ephemeral public key, ICAO 9303-11 §4.4.3.4:
/// the MAC of the public key data object 7F49 with the protocol's object identifier and the key.
pub fn authentication_token(
    authentication_key: &SymmetricKey,
    protocol: &[u8],
    public_key: &[u8],
) -> Result<[u8; 8], CryptoError> {
    authentication_key.mac(&public_key_object(protocol, public_key))
}

/// A point stands under 86, an integer under 84 (ICAO 9303-11 §9.4.3 and §9.4.4).
fn public_key_object(protocol: &[u8], public_key: &[u8]) -> Vec<u8> {
    let over_integers =
        PaceProtocol::from_oid(protocol).is_some_and(|protocol| !protocol.mapping.on_elliptic_curve());
    let tag = if over_integers { 0x84 } else { 0x86 };
    tlv::encode_all(0x7F49, &[&tlv::encode(0x06, protocol), &tlv::encode(tag, public_key)])
}
