-- Times are milliseconds since 1970. What is personal stands only in `sealed`, encrypted under the control's own key.

CREATE TABLE tenant (
    id             TEXT PRIMARY KEY,
    audience       TEXT NOT NULL,
    key_hash       BLOB NOT NULL UNIQUE,
    webhook_secret BLOB NOT NULL,
    policies       TEXT NOT NULL,
    redirects      TEXT NOT NULL,
    created_at     INTEGER NOT NULL
);

CREATE TABLE control (
    id                TEXT PRIMARY KEY,
    tenant            TEXT NOT NULL REFERENCES tenant (id),
    state             TEXT NOT NULL,
    version           INTEGER NOT NULL,
    policy            TEXT NOT NULL,
    has_webhook       INTEGER NOT NULL DEFAULT 0,
    created_at        INTEGER NOT NULL,
    expires_at        INTEGER NOT NULL,
    delete_at         INTEGER,
    secret_hash       BLOB NOT NULL,
    holder_key        TEXT,
    relay_key         TEXT,
    data_key          BLOB,
    ticket_hash       BLOB,
    ticket_expires_at INTEGER NOT NULL DEFAULT 0,
    relay_session     INTEGER NOT NULL DEFAULT 0,
    chip_attempts     INTEGER NOT NULL DEFAULT 0,
    probe_attempts    INTEGER NOT NULL DEFAULT 0,
    advice            TEXT,
    code_hash         BLOB,
    wrong_codes       INTEGER NOT NULL DEFAULT 0,
    verdict           TEXT,
    reason            TEXT
);
CREATE INDEX control_by_tenant ON control (tenant);
CREATE INDEX control_by_state ON control (state, expires_at);

CREATE TABLE idempotency (
    tenant     TEXT NOT NULL REFERENCES tenant (id),
    key_hash   BLOB NOT NULL,
    body_hash  BLOB NOT NULL,
    control    TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, key_hash)
);

-- The chain: hash = SHA-256 over the previous hash and the exact bytes of body.
CREATE TABLE event (
    sequence INTEGER PRIMARY KEY,
    control  TEXT NOT NULL,
    body     TEXT NOT NULL,
    hash     BLOB NOT NULL
);
CREATE INDEX event_by_control ON event (control);
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

CREATE TABLE sealed (
    control TEXT NOT NULL REFERENCES control (id),
    name    TEXT NOT NULL,
    bytes   BLOB NOT NULL,
    PRIMARY KEY (control, name)
);

CREATE TABLE upload (
    id       TEXT PRIMARY KEY,
    control  TEXT NOT NULL REFERENCES control (id),
    bytes    INTEGER NOT NULL,
    sha256   TEXT NOT NULL,
    received INTEGER NOT NULL DEFAULT 0,
    complete INTEGER NOT NULL DEFAULT 0,
    advice   TEXT
);
CREATE INDEX upload_by_control ON upload (control);

CREATE TABLE webhook (
    id       INTEGER PRIMARY KEY,
    control  TEXT NOT NULL,
    tenant   TEXT NOT NULL REFERENCES tenant (id),
    body     TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at   INTEGER NOT NULL
);
CREATE INDEX webhook_by_due ON webhook (due_at);
