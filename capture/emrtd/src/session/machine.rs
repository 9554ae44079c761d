//! The session itself: it waits for the answers to one exchange at a time and passes them on to the protocol that asked.

use super::access::Selecting;
use super::answer_length::AnswerLength;
use super::channel::Channel;
use super::file_reader::FileReader;
use super::long_commands::LongCommands;
use super::terminal::{Identity, Terminal};
use super::{ReadPlan, SessionError, Stage};
use crate::access::bac::Bac;
use crate::access::pace::Pace;
use crate::apdu::{CommandApdu, StatusWord};
use crate::chip::active_authentication::ActiveAuthentication;
use crate::chip::chip_authentication::ChipAuthentication;
use crate::file::ElementaryFile;
use crate::protocol::{Answers, Exchange, Protocol, Randomness, Step};
use crate::quirk::Quirk;
use crate::record::{AccessRecord, ChipAuthenticationTranscript, ChipRecord, PasswordRecord};
use crate::secure_messaging::SecureMessagingError;
use std::collections::{BTreeMap, BTreeSet};

/// A chip session, waiting for the chip's answers.
pub struct Session<R: Randomness> {
    run: Run<R>,
    wait: Wait,
}

/// Starts a session at a chip that has just been powered.
pub fn start<R: Randomness>(plan: ReadPlan, randomness: R) -> Step<Session<R>> {
    start_knowing(BTreeSet::new(), plan, randomness)
}

/// The same at a chip that has already shown these faults.
fn start_knowing<R: Randomness>(quirks: BTreeSet<Quirk>, plan: ReadPlan, randomness: R) -> Step<Session<R>> {
    let record = ChipRecord {
        access: AccessRecord {
            offered: Vec::new(),
            used: "none".to_owned(),
            password: Some(PasswordRecord::from(&plan.password)),
            pace_chip_authentication: None,
        },
        files: BTreeMap::new(),
        chip_authentication: None,
        active_authentication: None,
        terminal_authentication: None,
        quirks,
        reading: None,
    };
    let longest = AnswerLength::SHORT;
    let long = LongCommands::new(AnswerLength::new(plan.maximum_response).is_extended());
    let (channel, identity) = (Channel::Plain, Identity::default());
    let run = Run { plan, randomness, channel, record, longest, long, identity, lists_unread: true };
    run.begin()
}

/// What a session carries from exchange to exchange.
pub(super) struct Run<R> {
    pub(super) plan: ReadPlan,
    pub(super) randomness: R,
    pub(super) channel: Channel,
    pub(super) record: ChipRecord,
    /// What the chip takes, once it is known.
    pub(super) longest: AnswerLength,
    pub(super) long: LongCommands,
    pub(super) identity: Identity,
    /// EF.COM and EF.SOD will say which data groups there are.
    pub(super) lists_unread: bool,
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
    TrustPoints,
    TerminalAuthentication(Terminal),
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

    /// Extended length has ended the session of a chip that cannot: it is opened anew and read by short commands.
    fn start_again(self) -> Step<Session<R>> {
        let quirks = [Quirk::ExtendedLengthEndsSession].into();
        let plan = ReadPlan { maximum_response: ReadPlan::SHORT_RESPONSE, ..self.plan };
        start_knowing(quirks, plan, self.randomness)
    }

    /// The chip's way to break off: a status word without protection.
    fn broken_off(self, status: SecureMessagingError, wait: Wait) -> Next<R> {
        match (status, wait) {
            (SecureMessagingError::Unprotected(_), _) if self.long.were_extended() => Ok(self.start_again()),
            (SecureMessagingError::Unprotected(_), Wait::ChipAuthentication(protocol)) => {
                self.chip_authentication_broken_off(protocol)
            }
            (SecureMessagingError::Unprotected(_), Wait::ActiveAuthentication(_)) => {
                self.active_authentication_broken_off()
            }
            (error, Wait::TrustPoints | Wait::TerminalAuthentication(_) | Wait::Guarded(_)) => {
                self.terminal_broken_off(error)
            }
            (error, _) => Err(error.into()),
        }
    }
}

impl<R: Randomness> Session<R> {
    pub(super) fn new(run: Run<R>, wait: Wait) -> Self {
        Self { run, wait }
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
            Wait::TrustPoints | Wait::TerminalAuthentication(_) => Stage::TerminalAuthentication,
            Wait::Guarded(reader) => reader.file().map_or(Stage::TerminalAuthentication, Stage::File),
        }
    }
}

impl<R: Randomness> Protocol for Session<R> {
    type Output = ChipRecord;
    type Error = SessionError;

    fn receive(self, answers: Answers) -> Next<R> {
        let Self { mut run, wait } = self;
        if let Wait::ChipConfirmation(transcript) = wait {
            return run.chip_confirmation(transcript, answers.last());
        }
        let answers = match run.channel.unprotect(answers) {
            Ok(answers) => answers,
            Err(error) => return run.broken_off(error, wait),
        };
        let answers = run.long.receive(answers).ok_or(SecureMessagingError::Malformed)?;
        match wait {
            Wait::MasterFile(reader) => run.master_file(reader, answers),
            Wait::CardAccess(reader) => run.card_access(reader.receive(answers)?),
            Wait::Pace(pace) => run.pace_answered(pace, answers),
            Wait::CardSecurity(reader) => run.card_security(reader.receive(answers)?),
            Wait::ApplicationThenBac(selecting) => run.bac(selecting, answers.last().status),
            Wait::Bac(bac) => run.bac_answered(bac, answers),
            Wait::InTheClear(reader, refusal) => run.in_the_clear(reader.receive(answers)?, refusal),
            Wait::Application(selecting, reader) => run.application(selecting, reader, answers),
            Wait::Files(reader) => run.files(reader.receive(answers)?),
            Wait::ChipAuthentication(protocol) => run.chip_authentication(protocol, answers),
            Wait::ChipConfirmation(transcript) => run.chip_confirmation(transcript, answers.last()),
            Wait::ActiveAuthentication(protocol) => run.active_authentication(protocol, answers),
            Wait::TrustPoints => run.trust_points(answers),
            Wait::TerminalAuthentication(terminal) => run.terminal_answered(terminal, answers),
            Wait::Guarded(reader) => run.guarded_answered(reader.receive(answers)),
        }
    }
}
