//! The session itself: it waits for the answers to one exchange at a time and passes them on to the protocol that asked.

use super::access::Selecting;
use super::answer_length::AnswerLength;
use super::channel::Channel;
use super::file_reader::FileReader;
use super::files::Part;
use super::interrupted::as_resumed;
use super::known::Known;
use super::long_commands::LongCommands;
use super::partial::Partial;
use super::terminal::Identity;
use super::{ReadPlan, SessionError, Stage};
use crate::access::bac::Bac;
use crate::access::pace::Pace;
use crate::apdu::{CommandApdu, StatusWord};
use crate::chip::active_authentication::ActiveAuthentication;
use crate::chip::chip_authentication::ChipAuthentication;
use crate::chip::terminal_authentication::TerminalAuthentication;
use crate::file::ElementaryFile;
use crate::protocol::{Answers, Exchange, Protocol, Randomness, Step};
use crate::quirk::QuirkTable;
use crate::record::{AccessRecord, ChipAuthenticationTranscript, ChipRecord, PasswordRecord};
use crate::secure_messaging::SecureMessagingError;
use std::collections::BTreeMap;

/// A chip session, waiting for the chip's answers.
pub struct Session<R: Randomness> {
    run: Run<R>,
    wait: Wait,
}

/// Starts a session at a chip that has just been powered.
pub fn start<R: Randomness>(plan: ReadPlan, randomness: R) -> Step<Session<R>> {
    start_with(QuirkTable::built_in(), plan, randomness)
}

/// The same with another table of quirks than the one that comes with the program.
pub fn start_with<R: Randomness>(table: &QuirkTable, plan: ReadPlan, randomness: R) -> Step<Session<R>> {
    start_knowing(Known::of(&plan, table), plan, randomness)
}

/// The same at a chip of which something is known.
pub(super) fn start_knowing<R: Randomness>(
    mut known: Known,
    mut plan: ReadPlan,
    randomness: R,
) -> Step<Session<R>> {
    known.prepare(&mut plan);
    let failed = known.failed_proof.as_deref();
    let record = ChipRecord {
        access: AccessRecord {
            offered: Vec::new(),
            used: "none".to_owned(),
            password: Some(PasswordRecord::from(&plan.password)),
            pace_chip_authentication: None,
        },
        files: BTreeMap::new(),
        chip_authentication: failed.and_then(|record| record.chip_authentication.clone()),
        active_authentication: failed.and_then(|record| record.active_authentication.clone()),
        terminal_authentication: None,
        quirks: known.quirks.clone(),
        reading: None,
    };
    let longest = AnswerLength::SHORT;
    let long = LongCommands::new(AnswerLength::new(plan.maximum_response).is_extended());
    let (channel, identity) = (Channel::Plain, Identity::default());
    let (part, begun, disproved) = (Part::Lists, Vec::new(), false);
    Run { plan, randomness, known, channel, record, longest, long, identity, part, begun, disproved }.begin()
}

/// What a session carries from exchange to exchange.
pub(super) struct Run<R> {
    pub(super) plan: ReadPlan,
    pub(super) randomness: R,
    pub(super) known: Known,
    pub(super) channel: Channel,
    pub(super) record: ChipRecord,
    /// What the chip takes, once it is known.
    pub(super) longest: AnswerLength,
    pub(super) long: LongCommands,
    pub(super) identity: Identity,
    /// Which files are read, or were read last.
    pub(super) part: Part,
    /// Files that were begun before the document was taken away, and are read later.
    pub(super) begun: Vec<Partial>,
    /// The chip's proof failed, and its channel stands.
    pub(super) disproved: bool,
}

/// Whose answers are awaited.
pub(super) enum Wait {
    MasterFile(FileReader),
    CardAccess(FileReader),
    Pace(Pace),
    CardSecurity(FileReader),
    ApplicationThenBac(Selecting),
    Bac(Bac),
    /// The chip refused Basic Access Control with this status word.
    InTheClear(FileReader, StatusWord),
    Application(Selecting, FileReader),
    Files(FileReader),
    ChipAuthentication(ChipAuthentication),
    ChipConfirmation(ChipAuthenticationTranscript),
    ActiveAuthentication(ActiveAuthentication),
    /// EF.CVCA, of which so many bytes were asked for.
    TrustPoints(u32),
    TerminalAuthentication(TerminalAuthentication),
    /// The files that only authorized terminals read.
    Guarded(FileReader),
}

pub(super) type Next<R> = Result<Step<Session<R>>, SessionError>;

impl<R: Randomness> Run<R> {
    /// Sends one command.
    pub(super) fn send(self, command: CommandApdu, wait: Wait) -> Next<R> {
        self.exchange(Exchange::new(command), wait)
    }

    /// Sends commands over the channel as it is now.
    pub(super) fn exchange(mut self, exchange: Exchange, wait: Wait) -> Next<R> {
        let exchange = self.long.send(exchange, self.channel.is_secure());
        let exchange = self.channel.protect(exchange)?;
        Ok(Step::Transmit(exchange, Session::new(self, wait)))
    }

    /// Goes on with an inner protocol, or with what follows when it is done.
    pub(super) fn follow<P: Protocol>(
        self,
        step: Step<P>,
        wait: impl FnOnce(P) -> Wait,
        done: impl FnOnce(Self, P::Output) -> Next<R>,
    ) -> Next<R> {
        match step {
            Step::Transmit(exchange, protocol) => self.exchange(exchange, wait(protocol)),
            Step::Done(output) => done(self, output),
        }
    }

    /// The chip's way to break off: a status word without protection.
    fn broken_off(self, status: SecureMessagingError, wait: Wait) -> Next<R> {
        match (status, wait) {
            (SecureMessagingError::Unprotected(status), wait)
                if wait.tries_short_identifiers() && !status.is_ok() && !status.is_warning() =>
            {
                Ok(self.start_again_selecting())
            }
            // All that a control needs was read: nothing is begun anew for the rest.
            (error, Wait::TrustPoints(_) | Wait::TerminalAuthentication(_) | Wait::Guarded(_)) => {
                self.terminal_broken_off(error)
            }
            (SecureMessagingError::Unprotected(status), wait) if self.long.were_extended() => {
                Ok(self.start_again_by_short_commands(status, wait))
            }
            (SecureMessagingError::Unprotected(_), Wait::ChipAuthentication(protocol)) => {
                self.chip_authentication_broken_off(protocol)
            }
            (SecureMessagingError::Unprotected(_), Wait::ActiveAuthentication(_)) => {
                self.active_authentication_broken_off()
            }
            (error, _) => Err(error.into()),
        }
    }
}

impl<R: Randomness> Session<R> {
    pub(super) fn new(run: Run<R>, wait: Wait) -> Self {
        Self { run, wait }
    }

    pub(super) fn parts(&self) -> (&Run<R>, &Wait) {
        (&self.run, &self.wait)
    }

    pub(super) fn into_parts(self) -> (Run<R>, Wait) {
        (self.run, self.wait)
    }

    /// What the session is at.
    pub fn stage(&self) -> Stage {
        match &self.wait {
            Wait::MasterFile(_) | Wait::CardAccess(_) => Stage::CardAccess,
            Wait::Pace(_) => Stage::Pace,
            Wait::CardSecurity(_) => Stage::File(ElementaryFile::CardSecurity),
            Wait::ApplicationThenBac(_) | Wait::Bac(_) => Stage::Bac,
            Wait::InTheClear(reader, _) | Wait::Application(_, reader) | Wait::Files(reader) => {
                reader.file().map_or(Stage::Pace, Stage::File)
            }
            Wait::ChipAuthentication(_) | Wait::ChipConfirmation(_) => Stage::ChipAuthentication,
            Wait::ActiveAuthentication(_) => Stage::ActiveAuthentication,
            Wait::TrustPoints(_) | Wait::TerminalAuthentication(_) => Stage::TerminalAuthentication,
            Wait::Guarded(reader) => reader.file().map_or(Stage::TerminalAuthentication, Stage::File),
        }
    }
}

impl<R: Randomness> Protocol for Session<R> {
    type Output = ChipRecord;
    type Error = SessionError;

    fn receive(self, answers: Answers) -> Next<R> {
        let unproven = self.unproven();
        let outcome = match self.run.may_be_another_document() {
            true => self.run.pass_on(self.wait, answers).map_err(as_resumed),
            false => self.run.pass_on(self.wait, answers),
        };
        match (outcome, unproven) {
            (Err(error), Some(record)) if error != SessionError::Library => Ok(Step::Done(record)),
            (outcome, _) => outcome,
        }
    }
}

impl<R: Randomness> Run<R> {
    fn pass_on(mut self, wait: Wait, answers: Answers) -> Next<R> {
        if let Wait::ChipConfirmation(transcript) = wait {
            return self.chip_confirmation(transcript, answers.last());
        }
        let answers = match self.channel.unprotect(answers) {
            Ok(answers) => answers,
            Err(error) => return self.broken_off(error, wait),
        };
        let answers = self.long.receive(answers).ok_or(SecureMessagingError::Malformed)?;
        match wait {
            Wait::MasterFile(reader) => self.master_file(reader, answers),
            Wait::CardAccess(reader) => self.card_access(reader.receive(answers)?),
            Wait::Pace(pace) => self.pace_answered(pace, answers),
            Wait::CardSecurity(reader) => self.card_security(reader.receive(answers)?),
            Wait::ApplicationThenBac(selecting) => self.bac(selecting, answers.last().status),
            Wait::Bac(bac) => self.bac_answered(bac, answers),
            Wait::InTheClear(reader, refusal) => self.in_the_clear(reader.receive(answers)?, refusal),
            Wait::Application(selecting, reader) => self.application(selecting, reader, answers),
            Wait::Files(reader) => self.files(reader.receive(answers)?),
            Wait::ChipAuthentication(protocol) => self.chip_authentication(protocol, answers),
            Wait::ChipConfirmation(transcript) => self.chip_confirmation(transcript, answers.last()),
            Wait::ActiveAuthentication(protocol) => self.active_authentication(protocol, answers),
            Wait::TrustPoints(asked) => self.trust_points(asked, answers),
            Wait::TerminalAuthentication(terminal) => self.terminal_answered(terminal, answers),
            Wait::Guarded(reader) => self.guarded_answered(reader.receive(answers)),
        }
    }
}
