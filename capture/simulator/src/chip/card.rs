//! The chip as a whole: which command goes where, in the clear or under secure messaging.

use super::basic_access::Challenge;
use super::chain::Chain;
use super::chip_authentication::Selected;
use super::file_system::{FileSystem, Grant};
use super::hostile::{Line, Reaction};
use super::keys::Keys;
use super::length_fields::LengthFields;
use super::pace::Pace;
use super::refusal::{Answer, Refusal, done};
use super::terminal_authentication::{ExtendedAccess, Rights, Step};
use super::unsent::Unsent;
use crate::specimen::{Passwords, Specimen};
use emrtd::apdu::{CommandApdu, ResponseApdu};
use emrtd::protocol::Randomness;
use emrtd::quirk::Quirk;
use emrtd::secure_messaging::SecureMessaging;
use std::collections::BTreeSet;

/// The bits of CLA that say secure messaging with an authenticated header.
const SECURE_MESSAGING: u8 = 0x0C;

/// The chip of a specimen, powered and waiting for commands.
pub struct SimulatedChip {
    pub(super) files: FileSystem,
    pub(super) length_fields: LengthFields,
    pub(super) passwords: Passwords,
    pub(super) basic_access_control: bool,
    /// Anyone may read.
    open: bool,
    pub(super) keys: Keys,
    /// Keeps fingerprints and irises from terminals that nobody authorized.
    pub(super) extended_access: Option<ExtendedAccess>,
    pub(super) randomness: Box<dyn Randomness + Send>,
    /// The session; access to the application's files is granted while there is one.
    session: Option<SecureMessaging>,
    /// The session that replaces it once the answer is sent.
    pub(super) next_session: Option<SecureMessaging>,
    pub(super) pending: Option<Pending>,
    pub(super) chain: Chain,
    unsent: Unsent,
    pub(super) quirks: BTreeSet<Quirk>,
    /// What befalls its answers.
    pub(super) line: Line,
}

/// A protocol that waits for its next command.
pub(super) enum Pending {
    Bac(Challenge),
    Pace(Pace),
    ChipAuthentication(Selected),
    Terminal(Step),
}

impl SimulatedChip {
    /// The chip of this specimen; what its files announce decides what it speaks.
    pub fn new(specimen: Specimen, mut randomness: Box<dyn Randomness + Send>) -> Self {
        let keys = Keys::load(&specimen, &mut *randomness);
        let authority = specimen.terminal_authority.as_ref();
        let chip = Self {
            extended_access: authority.and_then(|one| ExtendedAccess::new(one, one.effective)),
            files: FileSystem::new(specimen.files),
            length_fields: LengthFields::Short,
            passwords: specimen.passwords,
            basic_access_control: specimen.basic_access_control,
            open: specimen.open,
            keys,
            randomness,
            session: None,
            next_session: None,
            pending: None,
            chain: Chain::new(),
            unsent: Unsent::default(),
            quirks: specimen.quirks,
            line: Line::default(),
        };
        chip.with_length_fields(LengthFields::Extended(u16::MAX)).with_faulty_parts()
    }

    /// The chip's answer to one command APDU, whatever its bytes are; empty where a hostile chip gives none.
    pub fn respond(&mut self, command: &[u8]) -> Vec<u8> {
        self.react(command).into_answer()
    }

    /// What comes of one command APDU.
    pub fn react(&mut self, command: &[u8]) -> Reaction {
        let response = match CommandApdu::parse(command) {
            Ok(command) => self.answer(&command),
            Err(_) => refused(Refusal::WRONG_LENGTH),
        };
        self.line.react(response.encode())
    }

    /// GET RESPONSE belongs to the command before, and is never protected.
    fn answer(&mut self, command: &CommandApdu) -> ResponseApdu {
        if let Some(rest) = self.unsent.fetch(command) {
            return rest;
        }
        let response = self.receive(command);
        self.unsent.send(response, command)
    }

    /// A command in the clear ends a session, and with it the access that was granted.
    fn receive(&mut self, command: &CommandApdu) -> ResponseApdu {
        let secure = command.class & SECURE_MESSAGING == SECURE_MESSAGING;
        match (self.session.take(), secure) {
            (Some(session), true) => self.receive_secure(session, command),
            (None, true) => refused(Refusal::WRONG_SECURE_MESSAGING),
            (ended, false) => {
                if ended.is_some() {
                    self.pending = None;
                }
                if let Some(access) = &mut self.extended_access {
                    access.opened(None);
                }
                let response = match self.length_fields.takes(command) {
                    true => self.execute(command, self.open).unwrap_or_else(refused),
                    false => refused(Refusal::WRONG_LENGTH),
                };
                self.session = self.next_session.take();
                response
            }
        }
    }

    /// Any error in secure messaging ends the session.
    fn receive_secure(&mut self, mut session: SecureMessaging, command: &CommandApdu) -> ResponseApdu {
        let Ok(plain) = session.unprotect_command(command) else {
            self.pending = None;
            return refused(Refusal::WRONG_SECURE_MESSAGING);
        };
        if self.length_fields == LengthFields::EndSession && command.needs_extended() {
            return refused(Refusal::WRONG_LENGTH);
        }
        if let Some(refusal) = self.ends_session(&plain) {
            return refused(refusal);
        }
        let response = match self.length_fields.takes(command) {
            true => self.execute(&plain, true).unwrap_or_else(refused),
            false => refused(Refusal::WRONG_LENGTH),
        };
        let next_session = self.next_session.take();
        let Ok(protected) = session.protect_response(&response) else { return refused(Refusal::FAILURE) };
        if command.needs_extended() && protected.data.len() > self.length_fields.longest_answer() {
            return refused(Refusal::WRONG_LENGTH);
        }
        self.session = Some(next_session.unwrap_or(session));
        protected
    }

    /// What the terminal may read now.
    fn grant(&self, session: bool) -> Grant {
        let all = Rights { data_group_3: true, data_group_4: true };
        let rights = self.extended_access.as_ref().map_or(all, ExtendedAccess::granted);
        Grant { session, rights }
    }

    fn execute(&mut self, command: &CommandApdu, granted: bool) -> Answer {
        if command.class & !0x10 != 0 {
            return Err(Refusal::UNKNOWN_CLASS);
        }
        let Some(command) = &self.chain.receive(command)? else { return Ok(done([])) };
        match self.refuses(command, granted) {
            Some(refusal) => Err(refusal),
            None => self.carry_out(command, granted).map(|answer| self.distorted(command, answer)),
        }
    }

    fn carry_out(&mut self, command: &CommandApdu, granted: bool) -> Answer {
        let pending = self.pending.take();
        match command.instruction {
            0xA4 => self.files.select(command),
            0xB0 => self.files.read(command, self.grant(granted)),
            0xB1 => self.files.read_odd(command, self.grant(granted)),
            0x84 if !self.open => self.get_challenge(granted, pending),
            0x82 => self.external_authenticate(command, pending),
            0x2A => self.verify_certificate(command, pending),
            0x22 => self.manage_security_environment(command, granted),
            0x86 => self.general_authenticate(command, pending),
            0x88 => self.internal_authenticate(command, granted),
            _ => Err(Refusal::UNKNOWN_INSTRUCTION),
        }
    }
}

fn refused(Refusal(status): Refusal) -> ResponseApdu {
    ResponseApdu::new([], status)
}
