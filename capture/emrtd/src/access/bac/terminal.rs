//! The terminal's side of Basic Access Control, ICAO 9303-11 §4.3.4: GET CHALLENGE, then EXTERNAL AUTHENTICATE.

use super::{BacError, BacKeys, Keying, session};
use crate::apdu::{CommandApdu, ResponseApdu};
use crate::crypto::CryptoError;
use crate::password::MrzKey;
use crate::protocol::{Answers, Protocol, Randomness, Step};
use crate::secure_messaging::SecureMessaging;
use zeroize::Zeroizing;

/// Basic Access Control, waiting for one of its two answers; it ends in the session.
pub enum Bac {
    /// RND.IC is awaited.
    Challenge(ExpectChallenge),
    /// The chip's cryptogram is awaited.
    Authentication(ExpectAuthentication),
}

/// Waits for RND.IC.
pub struct ExpectChallenge {
    keys: BacKeys,
    nonce: [u8; 8],
    material: Zeroizing<[u8; 16]>,
}

/// Waits for the chip's cryptogram.
pub struct ExpectAuthentication {
    keys: BacKeys,
    sent: Keying,
}

impl Bac {
    /// Asks for the challenge; RND.IFD and K.IFD are drawn here.
    pub fn start(key: &MrzKey, randomness: &mut impl Randomness) -> Result<Step<Self>, CryptoError> {
        let mut wait =
            ExpectChallenge { keys: BacKeys::derive(key)?, nonce: [0; 8], material: Zeroizing::new([0; 16]) };
        randomness.fill(&mut wait.nonce)?;
        randomness.fill(wait.material.as_mut_slice())?;
        let get_challenge = CommandApdu::new(0x00, 0x84, 0x00, 0x00).expecting(8);
        Ok(Step::send(get_challenge, Self::Challenge(wait)))
    }
}

impl Protocol for Bac {
    type Output = SecureMessaging;
    type Error = BacError;

    fn receive(self, answers: Answers) -> Result<Step<Self>, BacError> {
        match self {
            Self::Challenge(wait) => wait.receive(&answers.last()),
            Self::Authentication(wait) => wait.receive(&answers.last()).map(Step::Done),
        }
    }
}

impl ExpectChallenge {
    fn receive(self, response: &ResponseApdu) -> Result<Step<Bac>, BacError> {
        let challenge = <[u8; 8]>::try_from(response.data.as_slice())
            .ok()
            .filter(|_| response.status.is_ok())
            .ok_or(BacError::NoChallenge(response.status))?;
        let sent = Keying { own_nonce: self.nonce, other_nonce: challenge, material: *self.material };
        let authenticate =
            CommandApdu::new(0x00, 0x82, 0x00, 0x00).with_data(self.keys.seal(&sent)?).expecting(40);
        Ok(Step::send(authenticate, Bac::Authentication(ExpectAuthentication { keys: self.keys, sent })))
    }
}

impl ExpectAuthentication {
    fn receive(self, response: &ResponseApdu) -> Result<SecureMessaging, BacError> {
        if !response.status.is_ok() {
            return Err(BacError::Denied(response.status));
        }
        let chip = self.keys.open(&response.data)?.ok_or(BacError::ChipNotAuthenticated)?;
        if chip.own_nonce != self.sent.other_nonce || chip.other_nonce != self.sent.own_nonce {
            return Err(BacError::ChipNotAuthenticated);
        }
        Ok(session(&self.sent, &chip)?)
    }
}
