//! Waiting for a document that was taken away from its reader.

use super::{open, watch};
use crate::card::Card;
use std::time::{Duration, Instant};

/// Between two looks at the reader.
const PAUSE: Duration = Duration::from_millis(200);

/// The card of the document that is put back on this reader; nothing where nobody puts one back in time, or where `wanted`
/// says that it is no longer waited for.
pub fn wait_until_put_back(
    uri: &str,
    within: Duration,
    wanted: &mut dyn FnMut() -> bool,
) -> Option<Box<dyn Card>> {
    let mut reader = watch(uri).ok()?;
    let until = Instant::now() + within;
    while Instant::now() < until && wanted() {
        if reader.document_present()
            && let Ok(card) = open(uri)
        {
            return Some(card);
        }
        std::thread::sleep(PAUSE);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_waited_for_longer_than_wanted() {
        let mut looks = 0;
        let mut wanted = || {
            looks += 1;
            looks < 3
        };
        assert!(wait_until_put_back("sim:/nowhere", Duration::from_secs(60), &mut wanted).is_none());
        assert_eq!(looks, 3);
        let begun = Instant::now();
        assert!(wait_until_put_back("sim:/nowhere", Duration::ZERO, &mut || true).is_none());
        assert!(wait_until_put_back("nowhere", Duration::from_secs(60), &mut || true).is_none());
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
}
