-- Version 3. What an answer brings lies together. Ids are hashes: every table or index in their order takes each of an
-- answer's fifty rows into a leaf of its own, and writing those leaves was half of what storing cost. Only listings
-- are still found by their key; revisions belong to a listing's number, readings to a revision's, sightings to a page.
-- Pages are found by their site and time (the health of sites) and by their place in the archive (re-reading).
-- Applied without foreign keys.

CREATE TABLE revision_rows (
    revision_n INTEGER PRIMARY KEY,
    revision_id TEXT NOT NULL,
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
    change INTEGER,            -- that moment, when it was a material change
    UNIQUE (listing_n, revision_id)
);
INSERT INTO revision_rows (
    revision_id, listing_n, site, page_kind, content_hash, first_at, last_at, cause, difference, site_version,
    parser_version, page_id, recipe, content, seq, change
) SELECT * FROM revision ORDER BY seq;

CREATE TABLE reading_rows (
    revision_n INTEGER NOT NULL REFERENCES revision ON DELETE CASCADE,
    recipe TEXT NOT NULL,
    at TEXT NOT NULL,
    grade TEXT NOT NULL,
    score REAL NOT NULL,
    targets TEXT NOT NULL,
    assessment TEXT NOT NULL,
    PRIMARY KEY (revision_n, recipe)
) WITHOUT ROWID;
INSERT INTO reading_rows
    SELECT n.revision_n, g.recipe, g.at, g.grade, g.score, g.targets, g.assessment
    FROM revision_rows n JOIN revision r ON r.seq = n.seq AND r.revision_id = n.revision_id
    JOIN reading g ON g.revision_id = r.revision_id
    ORDER BY n.revision_n;
DROP TABLE reading;
DROP TABLE revision;
ALTER TABLE revision_rows RENAME TO revision;
ALTER TABLE reading_rows RENAME TO reading;
CREATE INDEX revision_seq ON revision (seq);

-- A sighting is one listing on one page; its id follows from the two.
CREATE TABLE sighting_rows (
    page_id TEXT NOT NULL REFERENCES page,
    listing_n INTEGER NOT NULL REFERENCES listing ON DELETE CASCADE,
    revision_id TEXT,
    at TEXT NOT NULL,
    rank INTEGER,
    PRIMARY KEY (page_id, listing_n)
) WITHOUT ROWID;
INSERT INTO sighting_rows SELECT page_id, listing_n, revision_id, at, rank FROM sighting;
DROP TABLE sighting;
ALTER TABLE sighting_rows RENAME TO sighting;
CREATE INDEX sighting_listing ON sighting (listing_n, page_id);

CREATE INDEX page_site ON page (site, at);
CREATE INDEX page_archive ON page (archive, archive_offset) WHERE archive IS NOT NULL;
