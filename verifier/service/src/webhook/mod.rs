//! Webhooks: a signed word that a control has changed. Name, state and version, nothing else.

mod address;
mod call;
mod deliver;
mod network;
mod signature;
mod under_way;

pub(crate) use address::{Address, Reachable};
pub(crate) use network::Network;
