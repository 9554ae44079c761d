//! Data and master key belong together: a value that only this key opens lies with the data, so that no other key ever
//! seals beside it.

use crate::service::ServiceError;
use crate::store::{Keeper, Store};
use crate::vault::MasterKey;

/// Refuses every master key but the one under which the data were sealed; the first one makes them its own.
pub(crate) async fn check(store: &Store, master: &MasterKey) -> Result<(), ServiceError> {
    let may_own = match store.keeper().await? {
        Keeper::Sealed(value) => return own_or_refuse(master.opens_keeper(&value)),
        Keeper::OfTenant { tenant, sealed } => master.open_of_tenant(&tenant, &sealed).is_ok(),
        Keeper::Nobody => true,
    };
    own_or_refuse(may_own)?;
    let value = master.seal_keeper().map_err(|_| ServiceError::OtherMasterKey)?;
    store.keep_keeper(&value).await?;
    // Another process may have been quicker, with another key.
    match store.keeper().await? {
        Keeper::Sealed(value) => own_or_refuse(master.opens_keeper(&value)),
        _ => Err(ServiceError::OtherMasterKey),
    }
}

fn own_or_refuse(is_own: bool) -> Result<(), ServiceError> {
    if is_own { Ok(()) } else { Err(ServiceError::OtherMasterKey) }
}
