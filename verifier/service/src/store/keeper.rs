//! Which master key the data belong to: a value that only this key opens.

use super::{Store, StoreError};
use sqlx::Row;

/// The name under which it is sealed.
const NAME: &str = "master";

/// What a database tells of its master key.
pub(crate) enum Keeper {
    /// The value that its key opens.
    Sealed(Vec<u8>),
    /// None yet, but what is sealed for this tenant tells the same.
    OfTenant { tenant: String, sealed: Vec<u8> },
    /// Nothing is sealed yet.
    Nobody,
}

impl Store {
    /// What there is to try a master key on.
    pub(crate) async fn keeper(&self) -> Result<Keeper, StoreError> {
        let query = sqlx::query("SELECT bytes FROM keeper WHERE name = ?").bind(NAME);
        if let Some(row) = query.fetch_optional(&self.writer).await? {
            return Ok(Keeper::Sealed(row.try_get("bytes")?));
        }
        let query = sqlx::query("SELECT id, webhook_secret FROM tenant ORDER BY created_at LIMIT 1");
        Ok(match query.fetch_optional(&self.writer).await? {
            Some(row) => {
                Keeper::OfTenant { tenant: row.try_get("id")?, sealed: row.try_get("webhook_secret")? }
            }
            None => Keeper::Nobody,
        })
    }

    /// Keeps the value, unless another was quicker.
    pub(crate) async fn keep_keeper(&self, sealed: &[u8]) -> Result<(), StoreError> {
        let query = sqlx::query("INSERT OR IGNORE INTO keeper (name, bytes) VALUES (?, ?)");
        query.bind(NAME).bind(sealed).execute(&self.writer).await?;
        Ok(())
    }
}
