//! The tenants: the eID issuers that order controls.

use super::{Store, StoreError};
use crate::clock::Moment;
use sqlx::{Row, sqlite::SqliteRow};

/// A tenant as the database keeps it.
#[derive(Clone)]
pub(crate) struct TenantRow {
    pub id: String,
    pub audience: String,
    pub name: String,
    pub webhook_secret: Vec<u8>,
    pub policies: Vec<String>,
    pub redirects: Vec<String>,
}

impl TenantRow {
    fn read(row: &SqliteRow) -> Result<Self, StoreError> {
        let list = |name| -> Result<Vec<String>, StoreError> {
            serde_json::from_str(row.try_get(name)?).map_err(|_| StoreError::Unknown("tenant"))
        };
        let audience: String = row.try_get("audience")?;
        Ok(Self {
            id: row.try_get("id")?,
            name: row.try_get::<Option<String>, _>("name")?.unwrap_or_else(|| audience.clone()),
            audience,
            webhook_secret: row.try_get("webhook_secret")?,
            policies: list("policies")?,
            redirects: list("redirects")?,
        })
    }
}

impl Store {
    /// Adds a tenant with the hash of its API key.
    pub(crate) async fn add_tenant(&self, tenant: &TenantRow, key_hash: &[u8]) -> Result<(), StoreError> {
        let list = |list: &[String]| serde_json::to_string(list).map_err(|_| StoreError::Unknown("tenant"));
        sqlx::query(
            "INSERT INTO tenant (id, audience, name, key_hash, webhook_secret, policies, redirects, created_at) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&tenant.id)
        .bind(&tenant.audience)
        .bind(&tenant.name)
        .bind(key_hash)
        .bind(&tenant.webhook_secret)
        .bind(list(&tenant.policies)?)
        .bind(list(&tenant.redirects)?)
        .bind(Moment::now().0)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// The tenant whose API key has this hash.
    pub(crate) async fn tenant_by_key(&self, key_hash: &[u8]) -> Result<Option<TenantRow>, StoreError> {
        let query = sqlx::query("SELECT * FROM tenant WHERE key_hash = ?").bind(key_hash);
        query.fetch_optional(&self.reader).await?.as_ref().map(TenantRow::read).transpose()
    }

    /// The tenant with this name.
    pub(crate) async fn tenant(&self, id: &str) -> Result<Option<TenantRow>, StoreError> {
        let query = sqlx::query("SELECT * FROM tenant WHERE id = ?").bind(id);
        query.fetch_optional(&self.reader).await?.as_ref().map(TenantRow::read).transpose()
    }

    /// How many tenants there are.
    pub(crate) async fn count_tenants(&self) -> Result<i64, StoreError> {
        Ok(sqlx::query("SELECT COUNT(*) FROM tenant").fetch_one(&self.reader).await?.try_get(0)?)
    }
}
