//! The way in: EF.CardAccess, then PACE where it is offered, else Basic Access Control, ICAO 9303-11 §4.2.

use super::SessionError;
use super::channel::Channel;
use super::file_reader::FileReader;
use super::machine::{Next, Run, Session, Wait};
use crate::access::bac::Bac;
use crate::access::pace::Pace;
use crate::apdu::{CommandApdu, StatusWord};
use crate::file::ElementaryFile;
use crate::password::Password;
use crate::protocol::{Randomness, Step};
use crate::secure_messaging::SecureMessaging;
use crate::security_info::{PaceInfo, SecurityInfos};
use std::cmp::Reverse;

/// The application identifier of the eMRTD application, ICAO 9303-10 §3.5.
const APPLICATION: [u8; 7] = [0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01];

impl<R: Randomness> Run<R> {
    /// Selects the master file; chips that have it selected already may refuse.
    pub(super) fn begin(self) -> Step<Session<R>> {
        let select = CommandApdu::new(0x00, 0xA4, 0x00, 0x0C).with_data([0x3F, 0x00]);
        Step::Transmit(select, Session::new(self, Wait::MasterFile))
    }

    pub(super) fn card_access(self) -> Next<R> {
        let step = FileReader::start(ElementaryFile::CardAccess);
        self.follow(step, Wait::CardAccess, Self::access)
    }

    /// Chooses the access protocol by EF.CardAccess. A PACE that fails is never replaced by Basic Access Control.
    pub(super) fn access(mut self, card_access: Option<Vec<u8>>) -> Next<R> {
        let infos = match &card_access {
            Some(bytes) => SecurityInfos::from_card_access(bytes)
                .map_err(|_| SessionError::MalformedFile(ElementaryFile::CardAccess))?,
            None => SecurityInfos::default(),
        };
        self.record.access.offered = infos.pace().iter().map(ToString::to_string).collect();
        if let Some(bytes) = card_access {
            self.record.files.insert(ElementaryFile::CardAccess, bytes);
        }
        match strongest(infos.pace()) {
            Some(info) => self.pace(info),
            None if matches!(self.plan.password, Password::Can(_)) => Err(SessionError::PasswordNotUsable),
            None => self.send(select_application(), Wait::ApplicationThenBac),
        }
    }

    fn pace(mut self, info: &PaceInfo) -> Next<R> {
        self.record.access.used = info.to_string();
        let step = Pace::start(info, &self.plan.password, &mut self.randomness)?;
        self.follow(step, Wait::Pace, Self::after_pace)
    }

    pub(super) fn after_pace(mut self, messaging: SecureMessaging) -> Next<R> {
        self.channel = Channel::Secure(messaging);
        self.send(select_application(), Wait::ApplicationThenFiles)
    }

    pub(super) fn bac(mut self, selected: StatusWord) -> Next<R> {
        if !selected.is_ok() {
            return Err(SessionError::NotATravelDocument(selected));
        }
        let Password::Mrz(key) = &self.plan.password else { return Err(SessionError::PasswordNotUsable) };
        self.record.access.used = "bac".to_owned();
        let step = Bac::start(key, &mut self.randomness)?;
        self.follow(step, Wait::Bac, Self::after_bac)
    }

    pub(super) fn after_bac(mut self, messaging: SecureMessaging) -> Next<R> {
        self.channel = Channel::Secure(messaging);
        self.files(StatusWord::OK)
    }
}

/// The offer with the strongest cipher among those this system runs, the first of equals.
fn strongest(offers: &[PaceInfo]) -> Option<&PaceInfo> {
    offers
        .iter()
        .filter(|info| info.supported_curve().is_some())
        .min_by_key(|info| Reverse(info.protocol.cipher))
}

fn select_application() -> CommandApdu {
    CommandApdu::new(0x00, 0xA4, 0x04, 0x0C).with_data(APPLICATION)
}
