-- Version 2. Revisions lie in the order they came, with an index of their ids. Clustered by id, which is a
-- hash, each of an answer's fifty rows of some 1,500 bytes fell into a leaf of its own: the file was twice
-- as large and storing a listing cost half as much again.
-- Applied without foreign keys: dropping the old table would take the readings along.

CREATE TABLE revision_rows (
    revision_id TEXT NOT NULL PRIMARY KEY,
    listing_n INTEGER NOT NULL REFERENCES listing ON DELETE CASCADE,
    site TEXT NOT NULL,
    page_kind TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    cause TEXT NOT NULL,       -- first | changed | reread
    difference TEXT NOT NULL,  -- material fields that differ from the road's revision before
    site_version TEXT,
    parser_version INTEGER,
    page_id TEXT,              -- the page it was last seen on
    recipe TEXT,               -- of the current reading
    content TEXT NOT NULL,
    seq INTEGER NOT NULL,      -- the moment it became its road's newest
    change INTEGER             -- that moment, when it was a material change
);
INSERT INTO revision_rows SELECT * FROM revision ORDER BY seq;
DROP TABLE revision;
ALTER TABLE revision_rows RENAME TO revision;
CREATE INDEX revision_listing ON revision (listing_n);
CREATE INDEX revision_seq ON revision (seq);
