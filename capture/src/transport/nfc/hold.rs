//! Who holds a reader: two that have a reader open disturb each other.

use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The connection strings of the readers that this process has open.
static OPEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
static GIVEN_BACK: Condvar = Condvar::new();

/// A reader that nobody else in this process opens until this is dropped.
pub(super) struct Hold(String);

impl Hold {
    /// The reader of this connection string, once nobody else holds it; nothing if that is not in time.
    pub(super) fn wait(connection: &str, within: Duration) -> Option<Self> {
        let taken = |open: &mut BTreeSet<String>| open.iter().any(|held| may_be_one(held, connection));
        let (mut open, waited) =
            GIVEN_BACK.wait_timeout_while(open(), within, taken).unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            return None;
        }
        open.insert(connection.to_owned());
        Some(Self(connection.to_owned()))
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        open().remove(&self.0);
        GIVEN_BACK.notify_all();
    }
}

/// An empty connection string names whichever reader libnfc finds first.
fn may_be_one(one: &str, other: &str) -> bool {
    one == other || one.is_empty() || other.is_empty()
}

fn open() -> MutexGuard<'static, BTreeSet<String>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn a_reader_is_given_from_one_to_the_next() {
        let first = Hold::wait("a", Duration::ZERO);
        assert!(first.is_some() && Hold::wait("b", Duration::ZERO).is_some());
        assert!(Hold::wait("a", Duration::from_millis(10)).is_none());
        let waiting = thread::spawn(|| Hold::wait("a", Duration::from_secs(10)).is_some());
        thread::sleep(Duration::from_millis(20));
        drop(first);
        assert!(waiting.join().unwrap());
        assert!(Hold::wait("a", Duration::ZERO).is_some());
        let named = Hold::wait("a", Duration::ZERO);
        assert!(named.is_some() && Hold::wait("", Duration::ZERO).is_none());
        drop(named);
        let first_found = Hold::wait("", Duration::ZERO);
        assert!(first_found.is_some() && Hold::wait("a", Duration::ZERO).is_none());
    }
}
