-- What is sealed under the master key, so that no other is ever used with these data.
CREATE TABLE keeper (
    name  TEXT PRIMARY KEY,
    bytes BLOB NOT NULL
);

-- An upload in whose place another has begun.
ALTER TABLE upload ADD COLUMN dropped INTEGER NOT NULL DEFAULT 0;

DROP INDEX webhook_by_due;
CREATE INDEX webhook_by_tenant ON webhook (tenant, due_at, id);
CREATE INDEX control_by_deletion ON control (delete_at) WHERE delete_at IS NOT NULL AND state <> 'deleted';
CREATE INDEX idempotency_by_age ON idempotency (created_at);
