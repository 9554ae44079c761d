//! A control as its phone or its tenant may see it; everybody else finds nothing.

use super::ControlError;
use crate::service::Service;
use crate::store::{ControlRow, TenantRow};
use crate::token;

impl Service {
    /// The control, for whoever knows its link's secret.
    pub(crate) async fn by_link(&self, id: &str, secret: &str) -> Result<ControlRow, ControlError> {
        let row = self.existing(id).await?;
        if token::is_secret_of(secret, &row.secret_hash) { Ok(row) } else { Err(ControlError::Forbidden) }
    }

    /// The control, for the phone whose key claimed it.
    pub(crate) async fn by_holder(&self, id: &str, thumbprint: &str) -> Result<ControlRow, ControlError> {
        let row = self.existing(id).await?;
        let claimed = row.holder_key.as_deref() == Some(thumbprint);
        if claimed { Ok(row) } else { Err(ControlError::Forbidden) }
    }

    /// The control, for the tenant that ordered it.
    pub(crate) async fn by_tenant(&self, id: &str, tenant: &TenantRow) -> Result<ControlRow, ControlError> {
        let row = self.existing(id).await?;
        if row.tenant == tenant.id { Ok(row) } else { Err(ControlError::NotFound) }
    }

    async fn existing(&self, id: &str) -> Result<ControlRow, ControlError> {
        let row = self.store.control(id).await?.ok_or(ControlError::NotFound)?;
        if row.data_key.is_some() { Ok(row) } else { Err(ControlError::NotFound) }
    }
}
