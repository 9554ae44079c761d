//! Uploads of pictures, piece by piece.

use super::{Store, StoreError};
use sqlx::{Row, sqlite::SqliteRow};

/// An upload under way or complete.
#[derive(Clone)]
pub(crate) struct UploadRow {
    pub id: String,
    pub bytes: i64,
    pub sha256: String,
    pub received: i64,
    pub complete: bool,
    pub advice: Option<String>,
}

impl UploadRow {
    fn read(row: &SqliteRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.try_get("id")?,
            bytes: row.try_get("bytes")?,
            sha256: row.try_get("sha256")?,
            received: row.try_get("received")?,
            complete: row.try_get("complete")?,
            advice: row.try_get("advice")?,
        })
    }

    /// The name under which the piece at this offset is sealed.
    pub(crate) fn piece(&self, offset: i64) -> String {
        format!("{}{offset:012}", self.pieces())
    }

    /// How the names of all its pieces begin.
    pub(crate) fn pieces(&self) -> String {
        format!("upload/{}/", self.id)
    }
}

impl Store {
    /// Begins an upload; false when the control has as many as it may.
    pub(crate) async fn begin_upload(
        &self,
        control: &str,
        upload: &UploadRow,
        limit: i64,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO upload (id, control, bytes, sha256) SELECT ?, ?, ?, ? \
             WHERE (SELECT COUNT(*) FROM upload WHERE control = ?) < ?",
        )
        .bind(&upload.id)
        .bind(control)
        .bind(upload.bytes)
        .bind(&upload.sha256)
        .bind(control)
        .bind(limit)
        .execute(&self.writer)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// An upload of this control.
    pub(crate) async fn upload(&self, control: &str, id: &str) -> Result<Option<UploadRow>, StoreError> {
        let row = sqlx::query("SELECT * FROM upload WHERE control = ? AND id = ?")
            .bind(control)
            .bind(id)
            .fetch_optional(&self.reader)
            .await?;
        row.as_ref().map(UploadRow::read).transpose()
    }

    /// Keeps one sealed piece at its offset; false when the offset is no longer the next.
    pub(crate) async fn keep_piece(
        &self,
        control: &str,
        upload: &UploadRow,
        length: i64,
        sealed: &[u8],
    ) -> Result<bool, StoreError> {
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        let done = sqlx::query(
            "UPDATE upload SET received = received + ? WHERE id = ? AND control = ? AND received = ? AND complete = 0",
        )
        .bind(length)
        .bind(&upload.id)
        .bind(control)
        .bind(upload.received)
        .execute(&mut *transaction)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        sqlx::query("INSERT INTO sealed (control, name, bytes) VALUES (?, ?, ?)")
            .bind(control)
            .bind(upload.piece(upload.received))
            .bind(sealed)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Marks an upload as complete, with what the phone is told, and drops its pieces.
    pub(crate) async fn complete_upload(
        &self,
        control: &str,
        upload: &UploadRow,
        advice: &str,
    ) -> Result<(), StoreError> {
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query(
            "UPDATE upload SET complete = 1, received = bytes, advice = ? WHERE id = ? AND control = ?",
        )
        .bind(advice)
        .bind(&upload.id)
        .bind(control)
        .execute(&mut *transaction)
        .await?;
        let beginning = upload.pieces();
        sqlx::query("DELETE FROM sealed WHERE control = ? AND name >= ? AND name < ?")
            .bind(control)
            .bind(&beginning)
            .bind(format!("{beginning}\u{7f}"))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}
