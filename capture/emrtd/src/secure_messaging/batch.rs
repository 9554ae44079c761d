//! Commands protected ahead of the answers: the send sequence counter of each is known, ICAO 9303-11 §9.8.6.3.

use super::{SecureMessaging, SecureMessagingError};
use crate::protocol::{Answers, Exchange, Request};

impl SecureMessaging {
    /// The exchange as it goes to the chip. The counter stays before the first command: only answers move it on.
    pub fn protect_exchange(&mut self, exchange: &Exchange) -> Result<Exchange, SecureMessagingError> {
        let start = self.counter.mark();
        let protected = self.protect_ahead(exchange.requests());
        self.counter = start;
        Exchange::from_requests(protected?).ok_or(SecureMessagingError::Malformed)
    }

    fn protect_ahead(&mut self, requests: &[Request]) -> Result<Vec<Request>, SecureMessagingError> {
        let protect = |request: &Request| {
            let command = self.protect(&request.command)?;
            self.counter.raise();
            Ok(Request::accepting(command, &request.accept))
        };
        requests.iter().map(protect).collect()
    }

    /// The chip's answers as they were before protection; what was not answered was not sent and does not count.
    pub fn unprotect_exchange(&mut self, answers: Answers) -> Result<Answers, SecureMessagingError> {
        let unprotect = |answer| {
            self.counter.raise();
            self.unprotect(&answer)
        };
        let plain = answers.into_iter().map(unprotect).collect::<Result<Vec<_>, _>>()?;
        Answers::new(plain).ok_or(SecureMessagingError::Malformed)
    }
}
