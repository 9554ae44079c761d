//! One relay session: opened, agreed to, read. The relay runs on a thread of its own, so that nothing the app does or
//! leaves undone holds an app's thread longer than it said.

use crate::desk::{Desk, Loan};
use crate::phone::{Person, PhoneCard};
use crate::{Chip, Introduction, Observer, SessionError, Settings};
use capture::relay::{Authorities, Connection, SessionUrl, pass_over};
use emrtd::apdu::{LONGEST_RESPONSE, SHORT_RESPONSE};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// One relay session. It is opened once and read once; after any end a new one needs a new ticket.
#[derive(uniffi::Object)]
pub struct Session {
    url: SessionUrl,
    authorities: Authorities,
    patience: Duration,
    desk: Arc<Desk>,
}

#[uniffi::export]
impl Session {
    /// A session at the address that the page shows, with its ticket. Nothing is sent yet.
    #[uniffi::constructor]
    pub fn new(address: &str, settings: Settings) -> Result<Arc<Self>, SessionError> {
        let authorities = settings.authorities.as_deref().map(Authorities::parse).transpose()?;
        Ok(Arc::new(Self {
            url: SessionUrl::parse(address.trim())?,
            authorities: authorities.unwrap_or(Authorities::SYSTEM),
            patience: Duration::from_secs(settings.answer_seconds.clamp(1, 60).into()),
            desk: Arc::default(),
        }))
    }

    /// Opens the session, which uses the ticket up, and tells for whom and for what the chip is to be read. Waits for the
    /// server.
    pub fn open(&self) -> Result<Introduction, SessionError> {
        self.desk.begin()?;
        let (url, authorities, desk) = (self.url.clone(), self.authorities.clone(), Arc::clone(&self.desk));
        let work = move || {
            let end = catch_unwind(AssertUnwindSafe(|| relay(&url, &authorities, &desk)));
            desk.end(end.unwrap_or(Err(SessionError::Internal)));
        };
        if thread::Builder::new().name("idkontroll-relay".to_owned()).spawn(work).is_err() {
            self.desk.end(Err(SessionError::Internal));
        }
        self.desk.introduction()
    }

    /// Has the chip read: the person agreed to the introduction. `longest_response` is the longest data field of an answer
    /// that the phone takes: 256, or up to 65,536 with extended length. Waits for the end.
    pub fn read(
        &self,
        chip: Arc<dyn Chip>,
        observer: Arc<dyn Observer>,
        longest_response: u32,
    ) -> Result<(), SessionError> {
        let longest_response = longest_response.clamp(SHORT_RESPONSE, LONGEST_RESPONSE);
        self.desk.lend(Loan { chip, observer, longest_response })?;
        self.desk.ended(self.patience)
    }

    /// Ends the session from any thread; also says that the person does not agree. A call of the app that is under way is
    /// not waited for, and none begins after it.
    pub fn cancel(&self) {
        self.desk.end(Err(SessionError::Cancelled));
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.cancel();
    }
}

fn relay(url: &SessionUrl, authorities: &Authorities, desk: &Desk) -> Result<(), SessionError> {
    let connection = Connection::open_trusting(url, authorities)?;
    desk.opened(connection.interrupter()?)?;
    SessionError::check(&pass_over(connection, &mut PhoneCard(desk), &mut Person(desk))?)
}
