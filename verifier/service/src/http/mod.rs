//! HTTP: routes, what callers must show, and errors as problem documents (RFC 9457).

mod address;
mod answers;
mod body;
mod bytes;
mod docs;
mod dpop;
mod id;
mod issuer;
mod openapi;
mod operator;
mod page;
mod phone;
mod problem;
mod query;
mod relay;
mod release;
mod router;
mod secret;
mod shell;
mod system;
mod tenant;
mod waiting;

pub(crate) use address::Peer;
pub(crate) use body::object;
pub(crate) use id::ControlId;
pub(crate) use operator::operators_router;
pub(crate) use problem::Problem;
pub use router::router;
