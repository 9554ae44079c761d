//! A caller that waits for a change, for as long as it is on the line.

use crate::server::Presence;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::future::pending;

/// A caller that may hang up while it waits.
pub(super) struct Waiting(Option<Presence>);

impl<S: Send + Sync> FromRequestParts<S> for Waiting {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get().cloned()))
    }
}

impl Waiting {
    /// What is waited for; `None` when the caller has hung up before.
    pub(super) async fn on<T>(self, change: impl Future<Output = T>) -> Option<T> {
        let hung_up = async {
            match self.0 {
                Some(presence) => presence.over().await,
                None => pending().await,
            }
        };
        tokio::select! {
            changed = change => Some(changed),
            () = hung_up => None,
        }
    }
}
