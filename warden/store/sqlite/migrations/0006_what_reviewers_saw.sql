-- Version 6. Beside a decision, what the reviewer saw: rank, basis and confidence of the identification, the material
-- (warden.records.Seen); the values that are there, as JSON.
ALTER TABLE verdict ADD COLUMN seen TEXT NOT NULL DEFAULT '{}';
