//! A copy whose proof has failed is judged by what was read of it, however its relay breaks off then.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use capture::transport::SimulatedCard;
use capture::{Card, CardError};
use support::{Served, relay};

/// Gives out so many commands after it was asked to prove itself.
struct GivingOut {
    card: SimulatedCard,
    asked: bool,
    left: usize,
    end: End,
}

impl Card for GivingOut {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        if self.asked {
            match self.left.checked_sub(1) {
                Some(left) => self.left = left,
                None => return (self.end)(),
            }
        }
        self.asked |= matches!(command, [0x0C | 0x1C, 0x86, ..]);
        self.card.transmit(command)
    }
}

type End = fn() -> Result<Vec<u8>, CardError>;

const ENDS: [End; 3] = [|| Err(CardError::Lost), || Err(CardError::Reader), || Ok(vec![0x90])];

#[tokio::test(flavor = "multi_thread")]
async fn the_failed_proof_is_taken() {
    for end in ENDS {
        let mut served = Served::open().await;
        let url = served.session().await;
        let card = SimulatedCard::new(served.specimen.clone_without_keys());
        let _ = relay(GivingOut { card, asked: false, left: 5, end }, url, true).await;
        served.until("chip_read").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_genuine_document_that_is_lost_there_may_be_read_again() {
    let mut served = Served::open().await;
    for end in [ENDS[0], ENDS[1]] {
        let url = served.session().await;
        let card = SimulatedCard::new(served.specimen.clone());
        let _ = relay(GivingOut { card, asked: false, left: 2, end }, url, true).await;
        served.until("access_given").await;
    }
}
