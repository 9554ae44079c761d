//! The commands of the access and authentication protocols, each handed to the protocol that waits for it.

use super::basic_access::Challenge;
use super::card::{Pending, SimulatedChip};
use super::pace::{Pace, Progress};
use super::refusal::{Answer, Refusal, done};
use crate::specimen::Passwords;
use emrtd::apdu::CommandApdu;
use emrtd::password::Password;
use emrtd::tlv;

impl SimulatedChip {
    pub(super) fn get_challenge(&mut self, granted: bool) -> Answer {
        if granted || !self.basic_access_control || !self.files.application_selected() {
            return Err(Refusal::CONDITIONS_NOT_SATISFIED);
        }
        let challenge = Challenge::draw(&mut *self.randomness)?;
        let answer = done(challenge.bytes());
        self.pending = Some(Pending::Bac(challenge));
        Ok(answer)
    }

    pub(super) fn external_authenticate(
        &mut self,
        command: &CommandApdu,
        pending: Option<Pending>,
    ) -> Answer {
        let Some(Pending::Bac(challenge)) = pending else { return Err(Refusal::CONDITIONS_NOT_SATISFIED) };
        let key = self.passwords.mrz().map_err(|_| Refusal::FAILURE)?;
        let (session, cryptogram) = challenge.authenticate(&key, &command.data, &mut *self.randomness)?;
        self.next_session = Some(session);
        Ok(done(cryptogram))
    }

    /// MANAGE SECURITY ENVIRONMENT: PACE in the clear, Chip Authentication in a session.
    pub(super) fn manage_security_environment(&mut self, command: &CommandApdu, granted: bool) -> Answer {
        match (command.p1, command.p2, granted) {
            (0xC1, 0xA4, false) => {
                let passwords = &self.passwords;
                let password = |reference| password(passwords, reference);
                let mapping_key = self.mapping_key.clone();
                let pace = Pace::select(&command.data, &self.card_access, password, mapping_key)?;
                self.pending = Some(Pending::Pace(pace));
            }
            (0x41, 0xA4, true) => {
                let protocol = self.chip_authentication.select(&command.data)?;
                self.pending = Some(Pending::ChipAuthentication(protocol));
            }
            (0x41, 0xA6, true) => {
                let session = self.chip_authentication.set_key_agreement_template(&command.data)?;
                self.next_session = Some(session);
            }
            (0xC1 | 0x41, 0xA4, _) | (0x41, 0xA6, _) => return Err(Refusal::CONDITIONS_NOT_SATISFIED),
            _ => return Err(Refusal::WRONG_PARAMETERS),
        }
        Ok(done([]))
    }

    pub(super) fn general_authenticate(&mut self, command: &CommandApdu, pending: Option<Pending>) -> Answer {
        let answer = match pending {
            Some(Pending::Pace(pace)) => match pace.receive(&command.data, &mut *self.randomness)? {
                Progress::Waiting(pace, answer) => {
                    self.pending = Some(Pending::Pace(pace));
                    answer
                }
                Progress::Established(session, answer) => {
                    self.next_session = Some(session);
                    answer
                }
            },
            Some(Pending::ChipAuthentication(protocol)) => {
                self.next_session = Some(self.chip_authentication.agree(protocol, &command.data)?);
                Vec::new()
            }
            _ => return Err(Refusal::CONDITIONS_NOT_SATISFIED),
        };
        Ok(done(tlv::encode(0x7C, &answer)))
    }

    pub(super) fn internal_authenticate(&mut self, command: &CommandApdu, granted: bool) -> Answer {
        if !granted {
            return Err(Refusal::SECURITY_STATUS_NOT_SATISFIED);
        }
        let key = self.active_authentication.as_ref().ok_or(Refusal::REFERENCED_DATA_NOT_FOUND)?;
        Ok(done(key.sign(&command.data, &mut *self.randomness)?))
    }
}

/// The passwords by the reference of MSE:Set AT, ICAO 9303-11 §4.4.4.1.
fn password(passwords: &Passwords, reference: u8) -> Option<Password> {
    match reference {
        1 => passwords.mrz().ok().map(Password::Mrz),
        2 => passwords.can().ok().map(Password::Can),
        _ => None,
    }
}
