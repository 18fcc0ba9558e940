-- Version 3. Readings lie in the order they came too: clustered by their revision's id, a hash, every row written made
-- a leaf of its own dirty.
-- Pages are found by their site and time (the health of sites) and by their place in the archive (re-reading).
-- Applied without foreign keys.

CREATE TABLE reading_rows (
    revision_id TEXT NOT NULL REFERENCES revision ON DELETE CASCADE,
    recipe TEXT NOT NULL,
    at TEXT NOT NULL,
    grade TEXT NOT NULL,
    score REAL NOT NULL,
    targets TEXT NOT NULL,
    assessment TEXT NOT NULL,
    PRIMARY KEY (revision_id, recipe)
);
INSERT INTO reading_rows SELECT * FROM reading ORDER BY at;
DROP TABLE reading;
ALTER TABLE reading_rows RENAME TO reading;

-- A sighting is one listing on one page; its id follows from the two. So a page's sightings lie together.
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
