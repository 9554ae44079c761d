//! The chip's side of Basic Access Control, ICAO 9303-11 §4.3.4.

use super::refusal::Refusal;
use emrtd::access::bac::{BacKeys, Keying, session};
use emrtd::password::MrzKey;
use emrtd::protocol::Randomness;
use emrtd::secure_messaging::SecureMessaging;

/// RND.IC, good for one EXTERNAL AUTHENTICATE.
pub(super) struct Challenge([u8; 8]);

impl Challenge {
    /// GET CHALLENGE.
    pub(super) fn draw(mut randomness: impl Randomness) -> Result<Self, Refusal> {
        let mut challenge = [0; 8];
        randomness.fill(&mut challenge)?;
        Ok(Self(challenge))
    }

    pub(super) fn bytes(&self) -> [u8; 8] {
        self.0
    }

    /// EXTERNAL AUTHENTICATE: the session, and the cryptogram with which the chip answers.
    pub(super) fn authenticate(
        self,
        key: &MrzKey,
        cryptogram: &[u8],
        mut randomness: impl Randomness,
    ) -> Result<(SecureMessaging, Vec<u8>), Refusal> {
        let keys = BacKeys::derive(key)?;
        let terminal = keys
            .open(cryptogram)?
            .filter(|terminal| terminal.other_nonce == self.0)
            .ok_or(Refusal::AUTHENTICATION_FAILED)?;
        let mut chip = Keying { own_nonce: self.0, other_nonce: terminal.own_nonce, material: [0; 16] };
        randomness.fill(&mut chip.material)?;
        Ok((session(&terminal, &chip)?, keys.seal(&chip)?))
    }
}
