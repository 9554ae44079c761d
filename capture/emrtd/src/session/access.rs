//! The way in: EF.CardAccess, then PACE where it is offered, else Basic Access Control, ICAO 9303-11 §4.2.

use super::SessionError;
use super::channel::Channel;
use super::file_reader::{FileReader, Files};
use super::machine::{Next, Run, Wait};
use crate::access::bac::{Bac, BacError};
use crate::access::pace::{Pace, PaceError, PaceOutcome};
use crate::apdu::{CommandApdu, StatusWord};
use crate::chip::terminal_authentication::ChipIdentifier;
use crate::file::ElementaryFile;
use crate::password::Password;
use crate::protocol::{Answers, Exchange, Protocol, Randomness, Step};
use crate::quirk::Quirk;
use crate::secure_messaging::SecureMessaging;
use crate::security_info::{PaceInfo, SecurityInfos};

/// The application identifier of the eMRTD application, ICAO 9303-10 §3.5.
const APPLICATION: [u8; 7] = [0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01];

impl<R: Randomness> Run<R> {
    /// Chooses the access protocol by EF.CardAccess. A PACE that fails is never replaced by Basic Access Control.
    pub(super) fn access(mut self, files: Files) -> Next<R> {
        let infos = match files.content.get(&ElementaryFile::CardAccess) {
            Some(bytes) => SecurityInfos::from_card_access(bytes)
                .map_err(|_| SessionError::MalformedFile(ElementaryFile::CardAccess))?,
            None => SecurityInfos::default(),
        };
        self.record.access.offered = infos.pace().iter().map(ToString::to_string).collect();
        self.keep(files);
        self.choose_access(&infos)
    }

    fn choose_access(self, infos: &SecurityInfos) -> Next<R> {
        match infos.strongest_pace() {
            Some(info) => self.pace(info),
            None if matches!(self.plan.password, Password::Can(_)) => Err(SessionError::PasswordNotUsable),
            None => self.send(Selecting::Silently.command(), Wait::ApplicationThenBac(Selecting::Silently)),
        }
    }

    fn pace(mut self, info: &PaceInfo) -> Next<R> {
        self.record.access.used = info.to_string();
        let demanded = Quirk::ParameterReferenceDemanded;
        self.record.quirks.extend(self.known.expects(demanded).then_some(demanded));
        let step = Pace::start(info, &self.plan.password, &mut self.randomness)?;
        self.follow(step, Wait::Pace, Self::after_pace)
    }

    /// A chip that refuses a long command may take it in parts: PACE begins anew.
    pub(super) fn pace_answered(mut self, pace: Pace, answers: Answers) -> Next<R> {
        match pace.receive(answers) {
            Err(PaceError::Refused(_)) if self.long.fall_back() => {
                let announced = self.record.file(ElementaryFile::CardAccess).unwrap_or_default();
                let infos = SecurityInfos::from_card_access(announced).unwrap_or_default();
                self.choose_access(&infos)
            }
            step => self.follow(step?, Wait::Pace, Self::after_pace),
        }
    }

    /// Where the mapping proves the chip its key is in EF.CardSecurity, which is read while the master file is selected.
    pub(super) fn after_pace(mut self, outcome: PaceOutcome) -> Next<R> {
        self.channel = Channel::Secure(outcome.messaging);
        self.identity.chip = Some(outcome.chip_identifier);
        self.record.access.pace_chip_authentication = outcome.chip_authentication;
        match self.record.access.pace_chip_authentication {
            Some(_) if !self.is_resuming() => {
                let step = FileReader::start([ElementaryFile::CardSecurity], self.chunk());
                self.card_security(step)
            }
            _ => self.open_application(Selecting::Silently),
        }
    }

    pub(super) fn card_security(self, step: Step<FileReader>) -> Next<R> {
        self.follow(step, Wait::CardSecurity, |mut run, files| {
            run.keep(files);
            run.open_application(Selecting::Silently)
        })
    }

    fn open_application(self, selecting: Selecting) -> Next<R> {
        match self.first_files() {
            Step::Transmit(exchange, reader) => {
                let exchange = Exchange::new(selecting.command()).append(exchange);
                self.exchange(exchange, Wait::Application(selecting, reader))
            }
            step @ Step::Done(_) => self.files(step),
        }
    }

    /// The answer to SELECT, then those of the first file.
    pub(super) fn application(self, selecting: Selecting, reader: FileReader, answers: Answers) -> Next<R> {
        let (selected, rest) = answers.split_first();
        match (rest, selecting.otherwise(selected.status)) {
            (Some(answers), _) if selected.status.is_ok() => self.files(reader.receive(answers)?),
            (_, Some(other)) => self.open_application(other),
            _ => Err(SessionError::NotATravelDocument(selected.status)),
        }
    }

    pub(super) fn bac(mut self, selecting: Selecting, selected: StatusWord) -> Next<R> {
        if let Some(other) = selecting.otherwise(selected) {
            return self.send(other.command(), Wait::ApplicationThenBac(other));
        }
        if !selected.is_ok() {
            return Err(SessionError::NotATravelDocument(selected));
        }
        let Password::Mrz(key) = &self.plan.password else { return Err(SessionError::PasswordNotUsable) };
        self.record.access.used = "bac".to_owned();
        let step = Bac::start(key, &mut self.randomness)?;
        self.follow(step, Wait::Bac, Self::after_bac)
    }

    /// A chip that refuses a challenge may be one without access control.
    pub(super) fn bac_answered(self, bac: Bac, answers: Answers) -> Next<R> {
        match bac.receive(answers) {
            Err(BacError::NoChallenge(status)) if !status.is_ok() => {
                let step = self.first_files();
                self.in_the_clear(step, status)
            }
            step => self.follow(step?, Wait::Bac, Self::after_bac),
        }
    }

    /// Only a chip whose EF.COM opens to anyone has no access control; any other keeps its refusal.
    pub(super) fn in_the_clear(self, step: Step<FileReader>, refusal: StatusWord) -> Next<R> {
        let wait = |reader| Wait::InTheClear(reader, refusal);
        self.follow(step, wait, |mut run, files| {
            let first = if run.is_resuming() { ElementaryFile::Sod } else { ElementaryFile::Com };
            if !files.content.contains_key(&first) {
                return Err(BacError::NoChallenge(refusal).into());
            }
            run.record.access.used = "none".to_owned();
            run.files(Step::Done(files))
        })
    }

    fn after_bac(mut self, messaging: SecureMessaging) -> Next<R> {
        self.channel = Channel::Secure(messaging);
        if let Password::Mrz(key) = &self.plan.password {
            self.identity.chip = Some(ChipIdentifier::from_mrz(key));
        }
        let step = self.first_files();
        self.files(step)
    }
}

/// SELECT of the eMRTD application.
#[derive(Clone, Copy)]
pub(super) enum Selecting {
    /// As ICAO 9303-10 §3.6.1 demands: without an answer.
    Silently,
    /// As a chip may want it that does not know this P2: with control information.
    ForInformation,
}

impl Selecting {
    fn command(self) -> CommandApdu {
        let command = |p2| CommandApdu::new(0x00, 0xA4, 0x04, p2).with_data(APPLICATION);
        match self {
            Self::Silently => command(0x0C),
            Self::ForInformation => command(0x00).expecting(256),
        }
    }

    /// How else it may be selected after this answer: 6A81 and 6A86 refuse the parameters, 6700 the missing Le.
    fn otherwise(self, answer: StatusWord) -> Option<Self> {
        let refused = matches!(answer.0, 0x6700 | 0x6A81 | 0x6A86);
        (matches!(self, Self::Silently) && refused).then_some(Self::ForInformation)
    }
}
