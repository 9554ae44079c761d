//! Whether an audience has a tenant already.

use super::{Store, StoreError};
use sqlx::Row;

impl Store {
    /// How many tenants have this audience.
    pub(crate) async fn count_tenants_of(&self, audience: &str) -> Result<i64, StoreError> {
        let query = sqlx::query("SELECT COUNT(*) FROM tenant WHERE audience = ?").bind(audience);
        Ok(query.fetch_one(&self.reader).await?.try_get(0)?)
    }
}
