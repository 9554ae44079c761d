//! Uploads of pictures, piece by piece.

use super::batch::Batch;
use super::{Store, StoreError};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

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
    /// Begins an upload, in place of one that never came to its end; false when the control has as many as it may.
    pub(crate) async fn begin_upload(
        &self,
        control: &str,
        upload: &UploadRow,
        limit: i64,
    ) -> Result<bool, StoreError> {
        let (control, upload) = (control.to_owned(), upload.clone());
        self.changes
            .write(move |connection| {
                Box::pin(async move { begin(connection, &control, &upload, limit).await })
            })
            .await
    }

    /// An upload of this control, unless another has taken its place.
    pub(crate) async fn upload(&self, control: &str, id: &str) -> Result<Option<UploadRow>, StoreError> {
        let row = sqlx::query("SELECT * FROM upload WHERE control = ? AND id = ? AND dropped = 0")
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
        sealed: Vec<u8>,
    ) -> Result<bool, StoreError> {
        let (control, upload) = (control.to_owned(), upload.clone());
        self.changes
            .write(move |connection| {
                Box::pin(async move { keep_piece(connection, &control, &upload, length, &sealed).await })
            })
            .await
    }
}

async fn begin(
    connection: &mut SqliteConnection,
    control: &str,
    upload: &UploadRow,
    limit: i64,
) -> Result<bool, StoreError> {
    let begun = sqlx::query(
        "INSERT INTO upload (id, control, bytes, sha256) SELECT ?, ?, ?, ? \
         WHERE (SELECT COUNT(*) FROM upload WHERE control = ?) < ?",
    )
    .bind(&upload.id)
    .bind(control)
    .bind(upload.bytes)
    .bind(&upload.sha256)
    .bind(control)
    .bind(limit)
    .execute(&mut *connection)
    .await?;
    if begun.rows_affected() == 0 {
        return Ok(false);
    }
    drop_unfinished(connection, control, upload).await?;
    Ok(true)
}

/// Drops every upload but this one that never came to its end.
async fn drop_unfinished(
    connection: &mut SqliteConnection,
    control: &str,
    upload: &UploadRow,
) -> Result<(), StoreError> {
    for statement in [
        "UPDATE upload SET dropped = 1 WHERE control = ? AND id <> ? AND received < bytes AND complete = 0",
        "DELETE FROM sealed WHERE control = ? AND name LIKE 'upload/%' AND EXISTS (SELECT 1 FROM upload \
         WHERE id <> ? AND control = sealed.control AND dropped = 1 AND sealed.name LIKE 'upload/' || id || '/%')",
    ] {
        sqlx::query(statement).bind(control).bind(&upload.id).execute(&mut *connection).await?;
    }
    Ok(())
}

async fn keep_piece(
    connection: &mut SqliteConnection,
    control: &str,
    upload: &UploadRow,
    length: i64,
    sealed: &[u8],
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "UPDATE upload SET received = received + ? WHERE id = ? AND control = ? AND received = ? \
         AND complete = 0 AND dropped = 0",
    )
    .bind(length)
    .bind(&upload.id)
    .bind(control)
    .bind(upload.received)
    .execute(&mut *connection)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query("INSERT INTO sealed (control, name, bytes) VALUES (?, ?, ?)")
        .bind(control)
        .bind(upload.piece(upload.received))
        .bind(sealed)
        .execute(&mut *connection)
        .await?;
    Ok(true)
}

/// Whether an upload of this control is not yet complete.
pub(super) async fn is_open(
    connection: &mut SqliteConnection,
    control: &str,
    id: &str,
) -> Result<bool, StoreError> {
    let open = sqlx::query("SELECT 1 FROM upload WHERE id = ? AND control = ? AND complete = 0");
    Ok(open.bind(id).bind(control).fetch_optional(connection).await?.is_some())
}

/// Completes an upload with what the phone is told, and removes the pieces whose names begin like this.
pub(super) fn complete(batch: &mut Batch, (control, id): (&str, String), pieces: String, advice: String) {
    batch.say("UPDATE upload SET complete = 1, received = bytes, advice = ? WHERE id = ? AND control = ?");
    batch.with(advice).with(id).with(control);
    batch.say("DELETE FROM sealed WHERE control = ? AND name >= ? AND name < ?");
    let end = format!("{pieces}\u{7f}");
    batch.with(control).with(pieces).with(end);
}
