//! The relay: capture's own client over a simulated chip.

use capture::relay::{End, Introduction, Progress, RelayError, RelayUser, SessionUrl, pass};
use capture::{Card, CardError};

/// A person who agrees.
struct Agreed;

impl RelayUser for Agreed {
    fn agrees(&mut self, _: &Introduction) -> bool {
        true
    }

    fn progress(&mut self, _: &Progress) {}
}

/// A card whose commands are told of before they are sent.
pub struct Counted<'a> {
    pub card: Box<dyn Card>,
    pub told: &'a mut dyn FnMut(),
}

impl Card for Counted<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        (self.told)();
        self.card.transmit(command)
    }

    fn maximum_response(&self) -> u32 {
        self.card.maximum_response()
    }
}

/// Lets the server read the chip on this reader; `told` is called before each command.
pub fn relay(session: &str, reader: &str, told: &mut dyn FnMut()) -> Result<End, RelayError> {
    let url = SessionUrl::parse(session).unwrap();
    pass(&mut Counted { card: capture::open(reader).unwrap(), told }, &url, &mut Agreed)
}
