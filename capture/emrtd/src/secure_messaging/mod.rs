//! Secure messaging, ICAO 9303-11 §9.8: encrypt-then-authenticate of every command and answer, from both sides.

mod batch;
mod card;
mod counter;
mod objects;
mod terminal;

use crate::apdu::StatusWord;
use crate::crypto::{Cipher, CryptoError, SessionKeys, padding};
use crate::tlv::TlvError;
use counter::SendSequenceCounter;
use std::fmt;
use thiserror::Error;

/// Why a message could not be protected or did not stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SecureMessagingError {
    /// The other side answered without protection: it has ended the session.
    #[error("the chip answered {0} without secure messaging")]
    Unprotected(StatusWord),
    /// The data objects are not those of secure messaging, or not in its order.
    #[error("secure messaging data objects are malformed")]
    Malformed,
    /// The MAC is not that of the message.
    #[error("the MAC of a message is wrong")]
    WrongMac,
    /// Encryption, decryption or padding failed.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
}

impl From<TlvError> for SecureMessagingError {
    fn from(_: TlvError) -> Self {
        Self::Malformed
    }
}

/// One side of a secure messaging session. After any error it must be thrown away.
pub struct SecureMessaging {
    keys: SessionKeys,
    counter: SendSequenceCounter,
    /// The card's side: the command being answered had an odd INS.
    odd_instruction: bool,
}

impl SecureMessaging {
    /// A session with these keys; the send sequence counter is the value before the first command.
    pub fn new(keys: SessionKeys, counter: u128) -> Self {
        Self { keys, counter: SendSequenceCounter::new(counter), odd_instruction: false }
    }

    /// The session that starts after PACE or Chip Authentication with this shared secret, counter zero.
    pub fn from_secret(cipher: Cipher, secret: &[u8]) -> Result<Self, CryptoError> {
        Ok(Self::new(SessionKeys::derive(cipher, secret)?, 0))
    }

    /// The cipher in use.
    pub fn cipher(&self) -> Cipher {
        self.keys.cipher()
    }

    fn block(&self) -> usize {
        self.cipher().block_length()
    }

    /// Triple DES starts from zeros, AES from the encrypted counter (§9.8.6.1).
    fn iv(&self) -> Result<Vec<u8>, CryptoError> {
        match self.cipher() {
            Cipher::TripleDes => Ok(vec![0; self.block()]),
            _ => self.keys.encryption.encrypt(None, &self.counter.bytes(self.block())),
        }
    }

    fn encrypt(&self, data: &[u8]) -> Result<Vec<u8>, CryptoError> {
        self.keys.encryption.encrypt(Some(&self.iv()?), &padding::pad(data, self.block()))
    }

    fn decrypt(&self, cryptogram: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let padded = self.keys.encryption.decrypt(Some(&self.iv()?), cryptogram)?;
        Ok(padding::unpad(&padded, self.block())?.to_vec())
    }

    /// What the MAC is over: counter and message, padded here for AES; the retail MAC pads by itself.
    fn authenticated(&self, message: &[u8]) -> Vec<u8> {
        let mut input = self.counter.bytes(self.block());
        input.extend_from_slice(message);
        match self.cipher() {
            Cipher::TripleDes => input,
            _ => padding::pad(&input, self.block()),
        }
    }

    fn mac(&self, message: &[u8]) -> Result<[u8; 8], CryptoError> {
        self.keys.authentication.mac(&self.authenticated(message))
    }

    fn check_mac(&self, message: &[u8], mac: &[u8]) -> Result<(), SecureMessagingError> {
        match self.keys.authentication.verify_mac(&self.authenticated(message), mac)? {
            true => Ok(()),
            false => Err(SecureMessagingError::WrongMac),
        }
    }
}

/// Never shows keys or counter.
impl fmt::Debug for SecureMessaging {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecureMessaging({:?})", self.cipher())
    }
}
