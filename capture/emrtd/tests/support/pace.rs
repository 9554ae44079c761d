//! Runs the terminal of PACE against the answers of a worked example.

use super::Drawn;
use emrtd::access::pace::{Pace, PaceError, PaceOutcome};
use emrtd::apdu::ResponseApdu;
use emrtd::password::Password;
use emrtd::protocol::{Protocol, Step};
use emrtd::security_info::{PaceInfo, SecurityInfos};

/// A worked example: what the terminal knows and draws, and what the chip answers.
pub struct Example {
    /// `PACEInfo` in hexadecimal.
    pub info: &'static str,
    pub password: Password,
    /// In the order in which they are drawn.
    pub drawn: Vec<Vec<u8>>,
    /// With their status words.
    pub answers: Vec<Vec<u8>>,
}

/// The commands that were sent, and how the run ended.
pub type Course = (Vec<Vec<u8>>, Result<PaceOutcome, PaceError>);

impl Example {
    pub fn info(&self) -> PaceInfo {
        let set = format!("31{:02X}{}", self.info.len() / 2, self.info);
        SecurityInfos::from_card_access(&hex::decode(set).unwrap()).unwrap().pace()[0].clone()
    }

    pub fn run(&self) -> Course {
        self.run_against(&self.answers)
    }

    pub fn run_against(&self, answers: &[Vec<u8>]) -> Course {
        let mut drawn = Drawn::keys(self.drawn.clone());
        let mut step = Pace::start(&self.info(), &self.password, &mut drawn).unwrap();
        let mut sent = Vec::new();
        let mut answers = answers.iter();
        loop {
            let (exchange, pace) = match step {
                Step::Transmit(exchange, pace) => (exchange, pace),
                Step::Done(outcome) => return (sent, Ok(outcome)),
            };
            sent.extend(exchange.requests().iter().map(|request| request.command.encode().unwrap()));
            let parse = |answer: &Vec<u8>| ResponseApdu::parse(answer).unwrap();
            let received = answers.by_ref().take(exchange.requests().len()).map(parse).collect();
            step = match pace.receive(exchange.answered(received).unwrap()) {
                Ok(step) => step,
                Err(error) => return (sent, Err(error)),
            };
        }
    }

    /// The outcome when one answer's last data bit is flipped.
    pub fn changed(&self, index: usize) -> Option<PaceError> {
        let mut answers = self.answers.clone();
        let last = answers[index].len() - 3;
        answers[index][last] ^= 1;
        self.run_against(&answers).1.err()
    }
}

/// Drawn as it is where private keys are drawn as what follows their seed.
pub fn as_drawn(mut nonce: Vec<u8>) -> Vec<u8> {
    *nonce.last_mut().unwrap() += 1;
    nonce
}
