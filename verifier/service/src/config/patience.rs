//! How long a caller is waited for, in seconds; 0 and more than a day are refused.

use serde::Deserialize;
use std::time::Duration;

/// The longest that may be set.
pub(super) const LONGEST: u64 = 86_400;

/// How long a connection is waited for.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Patience {
    /// A TLS handshake.
    pub handshake_seconds: u64,
    /// A request's head, and the pause between two requests.
    pub head_seconds: u64,
    /// A request's body, after its head.
    pub body_seconds: u64,
    /// A caller that takes nothing of an answer.
    pub answer_seconds: u64,
    /// What is under way when the server is asked to end.
    pub farewell_seconds: u64,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            handshake_seconds: 15,
            head_seconds: 15,
            body_seconds: 45,
            answer_seconds: 30,
            farewell_seconds: 10,
        }
    }
}

impl Patience {
    /// Every setting with its name.
    pub(super) fn named(&self) -> [(&'static str, u64); 5] {
        [
            ("patience.handshake_seconds", self.handshake_seconds),
            ("patience.head_seconds", self.head_seconds),
            ("patience.body_seconds", self.body_seconds),
            ("patience.answer_seconds", self.answer_seconds),
            ("patience.farewell_seconds", self.farewell_seconds),
        ]
    }

    pub(crate) fn handshake(&self) -> Duration {
        Duration::from_secs(self.handshake_seconds)
    }

    pub(crate) fn head(&self) -> Duration {
        Duration::from_secs(self.head_seconds)
    }

    pub(crate) fn body(&self) -> Duration {
        Duration::from_secs(self.body_seconds)
    }

    pub(crate) fn answer(&self) -> Duration {
        Duration::from_secs(self.answer_seconds)
    }

    pub(crate) fn farewell(&self) -> Duration {
        Duration::from_secs(self.farewell_seconds)
    }
}

/// How long a relay session may take.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RelayTimes {
    /// From the drawing of a ticket to its use.
    pub ticket_seconds: u64,
    /// The relay's next message.
    pub silence_seconds: u64,
    /// The whole session.
    pub session_seconds: u64,
}

impl Default for RelayTimes {
    fn default() -> Self {
        Self { ticket_seconds: 120, silence_seconds: 60, session_seconds: 300 }
    }
}

impl RelayTimes {
    /// Every setting with its name.
    pub(super) fn named(&self) -> [(&'static str, u64); 3] {
        [
            ("relay.ticket_seconds", self.ticket_seconds),
            ("relay.silence_seconds", self.silence_seconds),
            ("relay.session_seconds", self.session_seconds),
        ]
    }

    pub(crate) fn silence(&self) -> Duration {
        Duration::from_secs(self.silence_seconds)
    }

    pub(crate) fn session(&self) -> Duration {
        Duration::from_secs(self.session_seconds)
    }
}
