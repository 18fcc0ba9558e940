-- Version 3. Readings and sightings lie in the order they came too, with an index of their ids, which are hashes:
-- clustered by id every row written made a leaf of its own dirty.
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

CREATE TABLE sighting_rows (
    sighting_id TEXT NOT NULL PRIMARY KEY,
    listing_n INTEGER NOT NULL REFERENCES listing ON DELETE CASCADE,
    page_id TEXT NOT NULL REFERENCES page,
    revision_id TEXT,
    at TEXT NOT NULL,
    rank INTEGER
);
INSERT INTO sighting_rows SELECT * FROM sighting ORDER BY at;
DROP TABLE sighting;
ALTER TABLE sighting_rows RENAME TO sighting;
CREATE INDEX sighting_listing ON sighting (listing_n, page_id);
CREATE INDEX sighting_page ON sighting (page_id);

CREATE INDEX page_site ON page (site, at);
CREATE INDEX page_archive ON page (archive, archive_offset) WHERE archive IS NOT NULL;
