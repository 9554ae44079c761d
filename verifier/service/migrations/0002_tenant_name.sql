-- The name that people read; NULL: the audience.
ALTER TABLE tenant ADD COLUMN name TEXT;
