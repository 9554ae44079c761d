//! The flow of a control at the counter and in the booth: one state machine without a window, a clock or a device.
//!
//! ```text
//! attended    SignIn ─▶ Idle ─────────────────────┐                          ┌─▶ Review ─┐
//!                                                 ├▶ Access ▶ Reading ▶ Face ▶ Judging    ├▶ Closing ▶ Ended ─▶ wipe
//! unattended  Attract ─▶ Languages ─▶ Guidance ───┘                          └───────────┘
//! ```
//!
//! Events go in, effects come out. What a control shows of a person is held by the state alone, so that leaving the
//! state wipes it.

mod access_entry;
mod clock;
mod effect;
mod ended;
mod event;
mod face_step;
mod findings;
mod holder;
mod machine;
mod mrz_help;
mod printed_fields;
mod progress;
mod report;
mod reports;
mod secret;
mod state;
mod steps;
mod timings;
mod wrong_pins;

pub use access_entry::{AccessEntry, AccessMethod, AccessProblem};
pub use effect::{CaseNumber, Effect, OfficerSays};
pub use ended::{Ended, Kept, Printing};
pub use event::{Event, Typed};
pub use face_step::{Advice, FaceStep};
pub use findings::{Attempt, Findings, is_of_the_picture};
pub use holder::{Holder, Photo};
pub use machine::Flow;
pub use mrz_help::{FieldHelp, FieldState, LineHelp, MrzHelp};
pub use printed_fields::{FieldProblem, PrintedField, PrintedFields, PrintedState};
pub use progress::{Progress, Row, Status};
pub use report::{Outage, PinProblem, Report};
pub use secret::Secret;
pub use state::{Mode, SignIn, State};
pub use timings::Timings;
