//! A grant that is given back as lost when no session comes of it.

use crate::control::{ChipEnd, RelayGrant};
use crate::service::Service;
use std::sync::Arc;
use tokio::runtime::Handle;

/// A grant on its way to a session.
pub(super) struct Granted {
    service: Arc<Service>,
    grant: Option<RelayGrant>,
}

impl Granted {
    pub(super) fn new(service: Arc<Service>, grant: RelayGrant) -> Self {
        Self { service, grant: Some(grant) }
    }

    /// Hands the grant to a session, which ends it.
    pub(super) fn take(mut self) -> Option<RelayGrant> {
        self.grant.take()
    }
}

impl Drop for Granted {
    fn drop(&mut self) {
        if let (Some(grant), Ok(runtime)) = (self.grant.take(), Handle::try_current()) {
            let service = Arc::clone(&self.service);
            runtime.spawn(async move { service.end_relay(grant, ChipEnd::Lost).await });
        }
    }
}
