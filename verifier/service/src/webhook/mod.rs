//! Webhooks: a signed word that a control has changed. Name, state and version, nothing else.

mod address;
mod deliver;
mod network;
mod signature;

pub(crate) use address::Address;
pub(crate) use network::Network;
