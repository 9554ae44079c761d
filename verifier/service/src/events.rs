//! An operator looks whether the events are those that were written: nothing changed, nothing taken out.

use crate::config::Config;
use crate::store::{self, ChainReport, StoreError};

/// Computes the chain of events again, also beside a running server; `witnessed` is a head that was noted before, which
/// must still be a part of it: that alone shows that nothing was cut off at its end.
pub async fn verify_events(config: &Config, witnessed: Option<&str>) -> Result<ChainReport, StoreError> {
    store::check_file(&config.database(), witnessed).await
}
