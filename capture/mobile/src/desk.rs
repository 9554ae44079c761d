//! Where the app's threads and the session's own thread meet.

use crate::{Chip, Introduction, Observer, SessionError};
use capture::relay::Interrupter;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What the app lends while the chip is read.
#[derive(Clone)]
pub(crate) struct Loan {
    pub(crate) chip: Arc<dyn Chip>,
    pub(crate) observer: Arc<dyn Observer>,
    pub(crate) longest_response: u32,
}

/// One session, seen from both sides. Its end comes once; whatever comes later changes nothing.
#[derive(Default)]
pub(crate) struct Desk {
    standing: Mutex<Standing>,
    changed: Condvar,
}

#[derive(Default)]
struct Standing {
    place: Place,
    introduction: Option<Introduction>,
    loan: Option<Loan>,
    interrupter: Option<Interrupter>,
    called: Option<Instant>,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Place {
    #[default]
    New,
    Opening,
    /// The person is asked.
    Introduced,
    Reading,
    Ended(Result<(), SessionError>),
}

impl Place {
    /// Where it must stand, or why it does not.
    fn must_be(self, expected: Self) -> Result<(), SessionError> {
        match self {
            place if place == expected => Ok(()),
            Self::Ended(Err(error)) => Err(error),
            _ => Err(SessionError::WrongOrder),
        }
    }
}

/// The app's side.
impl Desk {
    /// The session may be opened, once.
    pub(crate) fn begin(&self) -> Result<(), SessionError> {
        let mut standing = self.lock();
        standing.place.must_be(Place::New)?;
        standing.place = Place::Opening;
        Ok(())
    }

    /// Waits for what the person is to be asked.
    pub(crate) fn introduction(&self) -> Result<Introduction, SessionError> {
        let mut standing = self.lock();
        loop {
            match (standing.place, &standing.introduction) {
                (Place::Ended(Err(error)), _) => return Err(error),
                (_, Some(introduction)) => return Ok(introduction.clone()),
                _ => standing = self.wait(standing),
            }
        }
    }

    /// The person agrees: the chip may be used.
    pub(crate) fn lend(&self, loan: Loan) -> Result<(), SessionError> {
        let mut standing = self.lock();
        standing.place.must_be(Place::Introduced)?;
        standing.place = Place::Reading;
        standing.loan = Some(loan);
        self.changed.notify_all();
        Ok(())
    }

    /// Waits for the end, and ends the session when one call of the app takes longer than `patience`.
    pub(crate) fn ended(&self, patience: Duration) -> Result<(), SessionError> {
        let mut standing = self.lock();
        loop {
            if let Place::Ended(end) = standing.place {
                return end;
            }
            standing = match standing.called.map(|called| patience.saturating_sub(called.elapsed())) {
                None => self.wait(standing),
                Some(Duration::ZERO) => {
                    drop(standing);
                    self.end(Err(SessionError::NoAnswer));
                    self.lock()
                }
                Some(left) => {
                    self.changed.wait_timeout(standing, left).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }
}

/// The session's side.
impl Desk {
    /// The connection stands, and can be ended by this.
    pub(crate) fn opened(&self, interrupter: Interrupter) -> Result<(), SessionError> {
        let mut standing = self.lock();
        standing.place.must_be(Place::Opening)?;
        standing.interrupter = Some(interrupter);
        Ok(())
    }

    /// Waits until the person agrees, or does not.
    pub(crate) fn agrees(&self, introduction: Introduction) -> bool {
        let mut standing = self.lock();
        if standing.place != Place::Opening {
            return false;
        }
        standing.place = Place::Introduced;
        standing.introduction = Some(introduction);
        self.changed.notify_all();
        while standing.place == Place::Introduced {
            standing = self.wait(standing);
        }
        standing.place == Place::Reading
    }

    /// The longest data field of an answer that the phone takes.
    pub(crate) fn longest_response(&self) -> Option<u32> {
        self.lock().loan.as_ref().map(|loan| loan.longest_response)
    }

    /// Calls the app, unless the session has ended; what it gives after the end is dropped.
    pub(crate) fn call<T>(&self, call: impl FnOnce(&Loan) -> T) -> Option<T> {
        let mut standing = self.lock();
        let loan = standing.loan.clone()?;
        standing.called = Some(Instant::now());
        self.changed.notify_all();
        drop(standing);
        let given = call(&loan);
        let mut standing = self.lock();
        standing.called = None;
        standing.loan.is_some().then_some(given)
    }
}

/// Both sides.
impl Desk {
    /// Ends the session. The server hears a goodbye from a thread that is not busy; else the connection just ends.
    pub(crate) fn end(&self, end: Result<(), SessionError>) {
        let mut standing = self.lock();
        if matches!(standing.place, Place::Ended(_)) {
            return;
        }
        let asking = standing.place == Place::Introduced;
        standing.place = Place::Ended(end);
        let (loan, interrupter) = (standing.loan.take(), standing.interrupter.take());
        self.changed.notify_all();
        drop(standing);
        // Outside the lock: what was lent may run the app's code when it goes.
        drop(loan);
        if let Some(interrupter) = interrupter.filter(|_| !asking) {
            interrupter.interrupt();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, standing: MutexGuard<'a, Standing>) -> MutexGuard<'a, Standing> {
        self.changed.wait(standing).unwrap_or_else(PoisonError::into_inner)
    }
}
