//! One control from order to deletion: the state machine, and one file for each thing that can be done with it.

mod access;
mod cancel;
mod chip;
mod claim;
mod code;
mod conclude;
mod create;
mod delete;
mod error;
mod event;
mod link;
mod one_session;
mod order;
mod plain_text;
mod probe;
mod recover;
mod release;
mod state;
mod status;
mod tenant;
mod ticket;

pub use access::AccessInput;
pub use chip::{ChipEnd, RelayGrant};
pub use claim::{Introduction, Kept};
pub use code::Redeemed;
pub use create::{Created, NewControl};
pub use error::ControlError;
pub use event::Event;
pub use order::Order;
pub(crate) use probe::PIECE;
pub use probe::{Advice, AttackAdvice, FaceAdvice, NewUpload, UploadProgress};
pub use state::{NotAllowed, State};
pub use status::{IssuerStatus, PhoneStatus, Step};
pub use tenant::{NewTenant, TenantSecrets};
pub use ticket::Ticket;
