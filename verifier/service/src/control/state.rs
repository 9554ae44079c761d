//! The state machine of a control: which event may follow in which state.

use super::event::Event;
use serde::{Deserialize, Serialize};
use thiserror::Error;

macro_rules! states {
    ($($(#[doc = $meaning:literal])+ $variant:ident = $name:literal;)+) => {
        /// Where a control stands.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum State { $($(#[doc = $meaning])+ $variant,)+ }

        impl State {
            /// Every state.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name in JSON, in the database and in metrics.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

states! {
    /// Ordered by the issuer; nobody has claimed the link.
    Created = "created";
    /// One phone's key holds the control.
    Claimed = "claimed";
    /// What opens the chip is known.
    AccessGiven = "access_given";
    /// A relay passes the chip's answers.
    ChipReading = "chip_reading";
    /// The chip's record is kept.
    ChipRead = "chip_read";
    /// A picture of the person is kept.
    ProbeReceived = "probe_received";
    /// Nothing more is needed; the verdict is being computed.
    Judging = "judging";
    /// The signed result lies ready.
    Concluded = "concluded";
    /// The person or the issuer ended it.
    Cancelled = "cancelled";
    /// It was not carried out in time.
    Expired = "expired";
    /// It could not be judged, by no fault of the person's.
    Failed = "failed";
    /// Its data are destroyed.
    Deleted = "deleted";
}

impl State {
    /// The state with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.name() == name)
    }

    /// Nothing follows but deletion.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Concluded | Self::Cancelled | Self::Expired | Self::Failed | Self::Deleted)
    }

    /// The person still has something to do.
    pub fn is_open(self) -> bool {
        !self.is_final() && self != Self::Judging
    }

    /// The state after `event`, where it may happen here.
    pub fn after(self, event: &Event) -> Result<Self, NotAllowed> {
        let next = match (self, event) {
            (Self::Created, Event::Created) => Self::Created,
            (Self::Created, Event::Claimed { .. }) => Self::Claimed,
            (Self::Claimed | Self::AccessGiven, Event::AccessGiven) => Self::AccessGiven,
            (Self::AccessGiven | Self::ChipReading, Event::TicketDrawn) => Self::AccessGiven,
            (Self::AccessGiven, Event::ChipSessionStarted { .. }) => Self::ChipReading,
            (Self::ChipReading, Event::ChipSessionLost | Event::Restarted) => Self::AccessGiven,
            (Self::ChipReading, Event::ChipRefused { last: true, .. }) => Self::Judging,
            (Self::ChipReading, Event::ChipRefused { reopen: true, .. }) => Self::Claimed,
            (Self::ChipReading, Event::ChipRefused { .. }) => Self::AccessGiven,
            (Self::ChipReading, Event::ChipRead { last: true, .. }) => Self::Judging,
            (Self::ChipReading, Event::ChipRead { .. }) => Self::ChipRead,
            (Self::ChipRead | Self::ProbeReceived, Event::SessionOver { reopen: true }) => Self::Claimed,
            (Self::ChipRead | Self::ProbeReceived, Event::SessionOver { .. }) => Self::AccessGiven,
            (Self::ChipRead | Self::ProbeReceived, Event::ProbeDiscarded { .. }) => self,
            (Self::ChipRead | Self::ProbeReceived, Event::ProbeReceived { .. }) => Self::ProbeReceived,
            (Self::ProbeReceived, Event::JudgingRequested) => Self::Judging,
            (Self::Judging, Event::Restarted) => Self::Judging,
            _ => return self.end_after(event),
        };
        Ok(next)
    }

    /// The end that `event` brings, or leaves as it is.
    fn end_after(self, event: &Event) -> Result<Self, NotAllowed> {
        match (self, event) {
            (Self::Judging, Event::Concluded { .. }) => Ok(Self::Concluded),
            (Self::Judging, Event::Failed { .. }) => Ok(Self::Failed),
            (Self::Concluded, Event::Redeemed | Event::EvidenceTaken) => Ok(Self::Concluded),
            (_, Event::Cancelled { .. }) if self.is_open() => Ok(Self::Cancelled),
            (_, Event::Expired) if self.is_open() => Ok(Self::Expired),
            (_, Event::Deleted) if self.is_final() && self != Self::Deleted => Ok(Self::Deleted),
            _ => Err(NotAllowed { state: self }),
        }
    }
}

/// The event cannot happen in this state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not possible while the control is {}", state.name())]
pub struct NotAllowed {
    /// The state.
    pub state: State,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::event::Canceller;
    use verifier::{assurance::Verdict, reason::Reason};

    fn every_event() -> Vec<Event> {
        let refused = |reopen, last| Event::ChipRefused { reason: Reason::AccessDenied, reopen, last };
        vec![
            Event::Created,
            Event::Claimed { holder_key: String::new() },
            Event::AccessGiven,
            Event::TicketDrawn,
            Event::ChipSessionStarted { relay_key: String::new() },
            Event::ChipSessionLost,
            Event::Restarted,
            refused(true, false),
            refused(false, false),
            refused(false, true),
            Event::ChipRead { sha256: String::new(), last: false },
            Event::ChipRead { sha256: String::new(), last: true },
            Event::SessionOver { reopen: false },
            Event::SessionOver { reopen: true },
            Event::ProbeDiscarded { advice: "face_not_found".into() },
            Event::ProbeReceived { sha256: String::new(), attack: "bona_fide".into() },
            Event::JudgingRequested,
            Event::Concluded { verdict: Verdict::Accepted, result: String::new() },
            Event::Failed { reason: "x".into() },
            Event::Redeemed,
            Event::EvidenceTaken,
            Event::Cancelled { by: Canceller::Issuer },
            Event::Expired,
            Event::Deleted,
        ]
    }

    #[test]
    fn names_agree_with_json_and_lead_back() {
        for state in State::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.name());
            assert_eq!(State::named(state.name()), Some(*state));
        }
        assert_eq!(State::named("accepted"), None);
    }

    #[test]
    fn nothing_but_deletion_and_redeeming_follows_an_end() {
        for state in State::ALL.iter().filter(|state| state.is_final()) {
            for event in every_event() {
                let allowed = state.after(&event).is_ok();
                let expected = match event {
                    Event::Deleted => *state != State::Deleted,
                    Event::Redeemed | Event::EvidenceTaken => *state == State::Concluded,
                    _ => false,
                };
                assert_eq!(allowed, expected, "{state:?} {event:?}");
            }
        }
    }

    #[test]
    fn only_judging_concludes() {
        let concluded = Event::Concluded { verdict: Verdict::Accepted, result: String::new() };
        for state in State::ALL {
            assert_eq!(state.after(&concluded).is_ok(), *state == State::Judging, "{state:?}");
        }
    }

    #[test]
    fn every_open_state_can_be_cancelled_and_expire() {
        for state in State::ALL {
            let cancelled = state.after(&Event::Cancelled { by: Canceller::Holder });
            assert_eq!(cancelled.is_ok(), state.is_open());
            assert_eq!(state.after(&Event::Expired).is_ok(), state.is_open());
        }
    }

    #[test]
    fn no_step_can_be_skipped() {
        let judged = Event::JudgingRequested;
        for state in State::ALL {
            assert_eq!(state.after(&judged).is_ok(), *state == State::ProbeReceived, "{state:?}");
        }
        let probe = Event::ProbeReceived { sha256: String::new(), attack: String::new() };
        assert!(State::AccessGiven.after(&probe).is_err());
        assert!(State::Claimed.after(&Event::Claimed { holder_key: String::new() }).is_err());
    }
}
