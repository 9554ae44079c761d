//! A caller that waits for a change, for as long as it is on the line and the server goes on.

use crate::server::{Leaving, Presence};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::future::pending;

/// A caller that may hang up while it waits, and a server that may be asked to end.
pub(super) struct Waiting(Option<Presence>, Option<Leaving>);

impl<S: Send + Sync> FromRequestParts<S> for Waiting {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get().cloned(), parts.extensions.get().cloned()))
    }
}

impl Waiting {
    /// What is waited for; `None` when the caller has hung up before, or the server was asked to end.
    pub(super) async fn on<T>(self, change: impl Future<Output = T>) -> Option<T> {
        let Self(presence, leaving) = self;
        let hung_up = async {
            match presence {
                Some(presence) => presence.over().await,
                None => pending().await,
            }
        };
        let ends = async {
            match leaving {
                Some(mut leaving) => leaving.begun().await,
                None => pending().await,
            }
        };
        tokio::select! {
            changed = change => Some(changed),
            () = hung_up => None,
            () = ends => None,
        }
    }
}
