-- Chip and face in one session.
ALTER TABLE control ADD COLUMN chip_read_at INTEGER;
ALTER TABLE control ADD COLUMN probe_at INTEGER;
