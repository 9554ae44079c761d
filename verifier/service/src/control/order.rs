//! What the issuer ordered, as it is sealed.

use super::ControlError;
use crate::service::Service;
use crate::store::ControlRow;
use serde::{Deserialize, Serialize};

/// The name under which it is sealed.
pub(crate) const ORDER: &str = "order";

/// What the issuer ordered.
#[derive(Clone, Serialize, Deserialize)]
pub struct Order {
    /// Why the person is asked, shown on the phone.
    pub purpose: String,
    /// The issuer's nonce, which the result holds.
    pub nonce: String,
    /// The issuer's state, given back in the redirect.
    pub state: String,
    /// Where the phone's browser is sent at the end.
    pub redirect: String,
    /// Where changes are told.
    pub webhook: Option<String>,
}

impl Service {
    /// The order of a control whose data are not destroyed.
    pub(crate) async fn order(&self, row: &ControlRow) -> Result<Order, ControlError> {
        let bytes = self.unseal(row, ORDER).await?.ok_or(ControlError::NotFound)?;
        serde_json::from_slice(&bytes).map_err(ControlError::internal)
    }

    /// What is sealed under a name.
    pub(crate) async fn unseal(
        &self,
        row: &ControlRow,
        name: &str,
    ) -> Result<Option<zeroize::Zeroizing<Vec<u8>>>, ControlError> {
        let Some(sealed) = self.store.sealed(&row.id, name).await? else { return Ok(None) };
        Ok(Some(self.data_key(row)?.open(name, &sealed)?))
    }
}
