//! What happens to a control, as the append-only log keeps it: never personal data.

use serde::{Deserialize, Serialize};
use verifier::{assurance::Verdict, reason::Reason};

/// Something that happened to a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The issuer ordered it.
    Created,
    /// A phone claimed it.
    Claimed {
        /// RFC 7638 thumbprint of the phone's key.
        holder_key: String,
    },
    /// The phone told what opens the chip.
    AccessGiven,
    /// The phone drew a ticket for a relay; a session that was under way is cut.
    TicketDrawn,
    /// A relay came with the ticket.
    ChipSessionStarted {
        /// RFC 7638 thumbprint of the relay's key.
        relay_key: String,
    },
    /// The relay went away before the chip was read.
    ChipSessionLost,
    /// The server started again in the middle.
    Restarted,
    /// The chip, or what stands between, refused the session.
    ChipRefused {
        /// Why.
        reason: Reason,
        /// What opens the chip must be told again.
        reopen: bool,
        /// There is no further attempt.
        last: bool,
    },
    /// The chip was read.
    ChipRead {
        /// SHA-256 of the record.
        sha256: String,
        /// The policy has no picture taken: nothing more is needed.
        last: bool,
    },
    /// A picture came too long after the chip was read, which is read anew.
    SessionOver {
        /// What opens the chip must be told again.
        reopen: bool,
    },
    /// A picture was not usable.
    ProbeDiscarded {
        /// Why.
        advice: String,
    },
    /// A picture was kept; it takes the place of an earlier one.
    ProbeReceived {
        /// SHA-256 of the picture.
        sha256: String,
        /// What presentation attack detection made of it.
        attack: String,
    },
    /// The phone has given everything.
    JudgingRequested,
    /// The verdict stands.
    Concluded {
        /// The verdict.
        verdict: Verdict,
        /// SHA-256 of the signed result.
        result: String,
    },
    /// It could not be judged.
    Failed {
        /// Why.
        reason: String,
    },
    /// The issuer redeemed the result.
    Redeemed,
    /// The issuer took the evidence.
    EvidenceTaken,
    /// Somebody ended it.
    Cancelled {
        /// Who.
        by: Canceller,
    },
    /// Its time ran out.
    Expired,
    /// Its data were destroyed.
    Deleted,
}

/// Who ended a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Canceller {
    /// The person.
    Holder,
    /// The issuer.
    Issuer,
}
