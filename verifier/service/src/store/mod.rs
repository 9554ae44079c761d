//! The database: SQLite, embedded. Every change of a control goes through [`advance`](Store::advance), which writes
//! the new state, the event and whatever else the change brings, all or nothing.

mod advance;
mod audience;
mod batch;
mod chain;
mod control;
mod effect;
mod error;
mod idempotency;
mod keeper;
mod open;
mod outbox;
mod sealed;
mod tenant;
mod upload;
mod writer;

pub(crate) use advance::AdvanceError;
pub(crate) use chain::{ChainReport, check_file};
pub(crate) use control::ControlRow;
pub(crate) use effect::Effect;
pub(crate) use error::StoreError;
pub(crate) use idempotency::{Claimed, IdempotencyKey, NewRow};
pub(crate) use keeper::Keeper;
pub(crate) use open::Store;
pub(crate) use outbox::Delivery;
pub(crate) use tenant::TenantRow;
pub(crate) use upload::UploadRow;
