//! The session itself: it waits for one answer at a time and passes it on to the protocol that asked.

use super::channel::Channel;
use super::file_reader::FileReader;
use super::{ReadPlan, SessionError, Stage};
use crate::access::bac::Bac;
use crate::access::pace::Pace;
use crate::apdu::{CommandApdu, ResponseApdu};
use crate::chip::active_authentication::ActiveAuthentication;
use crate::chip::chip_authentication::ChipAuthentication;
use crate::file::ElementaryFile;
use crate::protocol::{Protocol, Randomness, Step};
use crate::record::{AccessRecord, ChipAuthenticationTranscript, ChipRecord};
use crate::secure_messaging::SecureMessagingError;
use std::collections::{BTreeMap, VecDeque};

/// A chip session, waiting for the chip's answer.
pub struct Session<R: Randomness> {
    run: Run<R>,
    wait: Wait,
}

/// Starts a session at a chip that has just been powered.
pub fn start<R: Randomness>(plan: ReadPlan, randomness: R) -> Step<Session<R>> {
    let record = ChipRecord {
        access: AccessRecord { offered: Vec::new(), used: "none".to_owned() },
        files: BTreeMap::new(),
        chip_authentication: None,
        active_authentication: None,
    };
    let run = Run { plan, randomness, channel: Channel::Plain, record, pending: VecDeque::new() };
    run.begin()
}

/// What a session carries from answer to answer.
pub(super) struct Run<R> {
    pub(super) plan: ReadPlan,
    pub(super) randomness: R,
    pub(super) channel: Channel,
    pub(super) record: ChipRecord,
    pub(super) pending: VecDeque<ElementaryFile>,
}

/// Whose answer is awaited.
pub(super) enum Wait {
    MasterFile,
    CardAccess(FileReader),
    Pace(Pace),
    ApplicationThenBac,
    Bac(Bac),
    ApplicationThenFiles,
    File(FileReader),
    ChipAuthentication(ChipAuthentication),
    ChipConfirmation(ChipAuthenticationTranscript),
    ActiveAuthentication(ActiveAuthentication),
}

pub(super) type Next<R> = Result<Step<Session<R>>, SessionError>;

impl<R: Randomness> Run<R> {
    /// Sends a command over the channel as it is now.
    pub(super) fn send(mut self, command: CommandApdu, wait: Wait) -> Next<R> {
        let command = self.channel.protect(command)?;
        Ok(Step::Transmit(command, Session::new(self, wait)))
    }

    /// Goes on with an inner protocol, or with what follows when it is done.
    pub(super) fn follow<P: Protocol>(
        self,
        step: Step<P>,
        wait: impl FnOnce(P) -> Wait,
        done: impl FnOnce(Self, P::Output) -> Next<R>,
    ) -> Next<R> {
        match step {
            Step::Transmit(command, protocol) => self.send(command, wait(protocol)),
            Step::Done(output) => done(self, output),
        }
    }

    /// The chip's way to break off: a status word without protection.
    fn broken_off(self, status: SecureMessagingError, wait: Wait) -> Next<R> {
        match (status, wait) {
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

    /// What the session is at.
    pub fn stage(&self) -> Stage {
        match &self.wait {
            Wait::MasterFile | Wait::CardAccess(_) => Stage::CardAccess,
            Wait::Pace(_) | Wait::ApplicationThenFiles => Stage::Pace,
            Wait::ApplicationThenBac | Wait::Bac(_) => Stage::Bac,
            Wait::File(reader) => Stage::File(reader.file()),
            Wait::ChipAuthentication(_) | Wait::ChipConfirmation(_) => Stage::ChipAuthentication,
            Wait::ActiveAuthentication(_) => Stage::ActiveAuthentication,
        }
    }
}

impl<R: Randomness> Protocol for Session<R> {
    type Output = ChipRecord;
    type Error = SessionError;

    fn receive(self, response: ResponseApdu) -> Next<R> {
        let Self { mut run, wait } = self;
        if let Wait::ChipConfirmation(transcript) = wait {
            return run.chip_confirmation(transcript, response);
        }
        let response = match run.channel.unprotect(response) {
            Ok(response) => response,
            Err(error) => return run.broken_off(error, wait),
        };
        match wait {
            Wait::MasterFile => run.card_access(),
            Wait::CardAccess(reader) => run.follow(reader.receive(response)?, Wait::CardAccess, Run::access),
            Wait::Pace(pace) => run.follow(pace.receive(response)?, Wait::Pace, Run::after_pace),
            Wait::ApplicationThenBac => run.bac(response.status),
            Wait::Bac(bac) => run.follow(bac.receive(response)?, Wait::Bac, Run::after_bac),
            Wait::ApplicationThenFiles => run.files(response.status),
            Wait::File(reader) => run.file(reader, response),
            Wait::ChipAuthentication(protocol) => run.chip_authentication(protocol, response),
            Wait::ChipConfirmation(transcript) => run.chip_confirmation(transcript, response),
            Wait::ActiveAuthentication(protocol) => run.active_authentication(protocol, response),
        }
    }
}
