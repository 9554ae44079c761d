//! What strangers send, read without a server: for whoever tries the readers with any bytes.

use crate::config::WebhookSettings;
use crate::control::{AccessInput, NewControl, NewUpload, check_texts};
use crate::dpop::Proof;
use crate::http::object;
use crate::webhook::{Address, Reachable};

/// Whether this is a DPoP proof for this method and address.
pub fn is_proof(token: &str, method: &str, address: &str) -> bool {
    Proof::verify(token, method, address).is_ok()
}

/// Whether a webhook may go to this address while these private networks may be called.
pub fn is_webhook(url: &str, allow_private: Vec<String>) -> bool {
    Address::parse(url, &Reachable::of(&WebhookSettings { allow_private })).is_ok()
}

/// An issuer's order whose texts are as they may be.
pub fn order(body: &[u8]) -> Option<NewControl> {
    object::<NewControl>(body).ok().filter(|order| check_texts(order).is_ok())
}

/// What a person typed to open the chip.
pub fn access(body: &[u8]) -> Option<AccessInput> {
    object(body).ok()
}

/// A picture that is announced, of so many bytes at most.
pub fn upload(body: &[u8], most: u64) -> Option<NewUpload> {
    object::<NewUpload>(body).ok().filter(|upload| upload.check(most).is_ok())
}
