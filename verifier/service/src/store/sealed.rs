//! What is sealed under a control's key.

use super::{Store, StoreError};
use sqlx::Row;

impl Store {
    /// The sealed bytes under a name.
    pub(crate) async fn sealed(&self, control: &str, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let row = sqlx::query("SELECT bytes FROM sealed WHERE control = ? AND name = ?")
            .bind(control)
            .bind(name)
            .fetch_optional(&self.reader)
            .await?;
        row.map(|row| Ok(row.try_get("bytes")?)).transpose()
    }

    /// Everything whose name begins like this, in the order of the names.
    pub(crate) async fn sealed_under(
        &self,
        control: &str,
        beginning: &str,
    ) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let rows = sqlx::query(
            "SELECT name, bytes FROM sealed WHERE control = ? AND name >= ? AND name < ? ORDER BY name",
        )
        .bind(control)
        .bind(beginning)
        .bind(format!("{beginning}\u{7f}"))
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(|row| Ok((row.try_get("name")?, row.try_get("bytes")?))).collect()
    }
}
