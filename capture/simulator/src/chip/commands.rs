//! The commands of the access and authentication protocols, each handed to the protocol that waits for it.

use super::basic_access::Challenge;
use super::card::{Pending, SimulatedChip};
use super::chip_authentication::Agreed;
use super::pace::{Pace, Progress};
use super::refusal::{Answer, Refusal, done};
use super::terminal_authentication::{ExtendedAccess, Step};
use crate::specimen::Passwords;
use emrtd::apdu::CommandApdu;
use emrtd::chip::terminal_authentication::ChipIdentifier;
use emrtd::password::Password;
use emrtd::tlv;

impl SimulatedChip {
    pub(super) fn get_challenge(&mut self, granted: bool, pending: Option<Pending>) -> Answer {
        if granted {
            return self.get_terminal_challenge(pending);
        }
        if !self.basic_access_control || !self.files.application_selected() {
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
        let challenge = match pending {
            Some(Pending::Bac(challenge)) => challenge,
            Some(Pending::Terminal(Step::Challenge(terminal, challenge))) => {
                self.extended_access()?.authenticate(&terminal, &challenge, &command.data)?;
                return Ok(done([]));
            }
            _ => return Err(Refusal::CONDITIONS_NOT_SATISFIED),
        };
        let key = self.passwords.mrz().map_err(|_| Refusal::FAILURE)?;
        let (session, cryptogram) = challenge.authenticate(&key, &command.data, &mut *self.randomness)?;
        self.next_session = Some(session);
        self.opened(ChipIdentifier::from_mrz(&key));
        Ok(done(cryptogram))
    }

    /// GET CHALLENGE in a session: for the terminal that MSE:Set AT named.
    fn get_terminal_challenge(&mut self, pending: Option<Pending>) -> Answer {
        let Some(Pending::Terminal(Step::Terminal(terminal))) = pending else {
            return Err(Refusal::CONDITIONS_NOT_SATISFIED);
        };
        let mut challenge = [0; 8];
        self.randomness.fill(&mut challenge)?;
        self.pending = Some(Pending::Terminal(Step::Challenge(terminal, challenge)));
        Ok(done(challenge))
    }

    /// PERFORM SECURITY OPERATION: Verify Certificate.
    pub(super) fn verify_certificate(&mut self, command: &CommandApdu, pending: Option<Pending>) -> Answer {
        if (command.p1, command.p2) != (0x00, 0xBE) {
            return Err(Refusal::WRONG_PARAMETERS);
        }
        let Some(Pending::Terminal(Step::Certificate(issuer))) = pending else {
            return Err(Refusal::CONDITIONS_NOT_SATISFIED);
        };
        self.extended_access()?.verify_certificate(&issuer, &command.data)?;
        Ok(done([]))
    }

    fn extended_access(&mut self) -> Result<&mut ExtendedAccess, Refusal> {
        self.extended_access.as_mut().ok_or(Refusal::CONDITIONS_NOT_SATISFIED)
    }

    fn opened(&mut self, identifier: ChipIdentifier) {
        if let Some(access) = &mut self.extended_access {
            access.opened(Some(identifier));
        }
    }

    /// The session goes on under the keys that Chip Authentication agreed.
    fn agreed(&mut self, agreed: Agreed) {
        self.next_session = Some(agreed.session);
        if let Some(access) = &mut self.extended_access {
            access.chip_authenticated(Some(agreed.compressed_key));
        }
    }

    /// MANAGE SECURITY ENVIRONMENT: PACE in the clear, Chip and Terminal Authentication in a session.
    pub(super) fn manage_security_environment(&mut self, command: &CommandApdu, granted: bool) -> Answer {
        let data = &command.data;
        let pending = match (command.p1, command.p2, granted) {
            (0xC1, 0xA4, false) => Some(Pending::Pace(self.select_pace(data)?)),
            (0x41, 0xA4, true) => {
                Some(Pending::ChipAuthentication(self.keys.chip_authentication.select(data)?))
            }
            (0x41, 0xA6, true) => {
                let agreed = self.keys.chip_authentication.set_key_agreement_template(data)?;
                self.agreed(agreed);
                None
            }
            (0x81, 0xB6, true) => Some(Pending::Terminal(self.extended_access()?.set_issuer(data)?)),
            (0x81, 0xA4, true) => Some(Pending::Terminal(self.extended_access()?.set_terminal(data)?)),
            (0xC1 | 0x41 | 0x81, 0xA4, _) | (0x41, 0xA6, _) | (0x81, 0xB6, _) => {
                return Err(Refusal::CONDITIONS_NOT_SATISFIED);
            }
            _ => return Err(Refusal::WRONG_PARAMETERS),
        };
        self.pending = pending;
        Ok(done([]))
    }

    fn select_pace(&self, data: &[u8]) -> Result<Pace, Refusal> {
        let password = |reference| password(&self.passwords, reference);
        Pace::select(data, &self.keys.card_access, password, self.keys.mapping.clone())
    }

    pub(super) fn general_authenticate(&mut self, command: &CommandApdu, pending: Option<Pending>) -> Answer {
        let answer = match pending {
            Some(Pending::Pace(pace)) => match pace.receive(&command.data, &mut *self.randomness)? {
                Progress::Waiting(pace, answer) => {
                    self.pending = Some(Pending::Pace(pace));
                    answer
                }
                Progress::Established(session, identifier, answer) => {
                    self.next_session = Some(session);
                    self.opened(identifier);
                    answer
                }
            },
            Some(Pending::ChipAuthentication(protocol)) => {
                let agreed = self.keys.chip_authentication.agree(protocol, &command.data)?;
                self.agreed(agreed);
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
        let key = self.keys.active_authentication.as_ref().ok_or(Refusal::REFERENCED_DATA_NOT_FOUND)?;
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
