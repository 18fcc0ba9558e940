-- Version 1. Columns of a primary key come first: SQLite 3.40's integrity_check finds false NULLs else.
-- Times are YYYY-MM-DDTHH:MM:SSZ text in UTC, lane times UNIX seconds.

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- the ledger -----------------------------------------------------------------------------------

CREATE TABLE run (
    run_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    signature TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    status TEXT NOT NULL,
    watch TEXT,
    made_by TEXT,
    command TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX run_signature ON run (signature, started_at);

CREATE TABLE recipe (
    recipe TEXT PRIMARY KEY,
    terms_version TEXT NOT NULL,
    site_version TEXT NOT NULL,
    matcher_version INTEGER NOT NULL,
    parser_version INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE run_recipe (
    run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
    recipe TEXT NOT NULL REFERENCES recipe,
    PRIMARY KEY (run_id, recipe)
) WITHOUT ROWID;

CREATE TABLE probe (
    probe_id TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    kind TEXT NOT NULL,
    term_id TEXT,
    form TEXT,
    lang TEXT,
    place TEXT,
    url TEXT
) WITHOUT ROWID;

CREATE TABLE run_probe (
    run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
    probe_id TEXT NOT NULL REFERENCES probe,
    position INTEGER NOT NULL,
    PRIMARY KEY (run_id, probe_id)
) WITHOUT ROWID;

CREATE TABLE work (
    work_id TEXT PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
    probe_id TEXT,
    site TEXT NOT NULL,
    lane TEXT NOT NULL,
    kind TEXT NOT NULL,
    page INTEGER NOT NULL,
    cursor TEXT,
    listing_key TEXT,
    hit_id TEXT,
    priority INTEGER NOT NULL,
    status TEXT NOT NULL,
    outcome TEXT,
    reason TEXT,
    due_at TEXT,
    attempts INTEGER NOT NULL,
    restarted INTEGER NOT NULL,
    position INTEGER NOT NULL,
    requests INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
-- The order work is taken in: the same in every run, whatever was killed in between.
CREATE INDEX work_next ON work (run_id, lane, priority DESC, position, page, work_id) WHERE status = 'due';
CREATE INDEX work_run ON work (run_id, position, page);
CREATE INDEX work_listing ON work (listing_key, kind) WHERE listing_key IS NOT NULL;

CREATE TABLE lane (
    lane TEXT PRIMARY KEY,
    owner TEXT,
    epoch INTEGER NOT NULL DEFAULT 0,
    ends REAL NOT NULL DEFAULT 0,
    not_before REAL NOT NULL DEFAULT 0,
    paused_until REAL NOT NULL DEFAULT 0,
    blocks INTEGER NOT NULL DEFAULT 0,
    day TEXT NOT NULL DEFAULT '',
    requests INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- what was seen ----------------------------------------------------------------------------------

CREATE TABLE page (
    page_id TEXT PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES run,
    work_id TEXT,
    probe_id TEXT,
    site TEXT NOT NULL,
    platform TEXT NOT NULL,
    kind TEXT NOT NULL,
    page_kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    captured_at TEXT,
    stored_at TEXT NOT NULL,
    at TEXT NOT NULL,          -- captured_at, else stored_at
    week TEXT NOT NULL,        -- of at
    url TEXT,
    reason TEXT,
    variant TEXT,
    rows INTEGER NOT NULL,
    listings INTEGER NOT NULL,
    dropped INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    total INTEGER,
    bytes INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    archive TEXT,
    archive_offset INTEGER,
    archive_sha256 TEXT,
    recipe TEXT,
    source TEXT
) WITHOUT ROWID;
CREATE INDEX page_week ON page (week, site, probe_id) WHERE probe_id IS NOT NULL;
CREATE INDEX page_run ON page (run_id, probe_id);
CREATE INDEX page_work ON page (work_id) WHERE work_id IS NOT NULL;

CREATE TABLE effort (
    page_id TEXT PRIMARY KEY REFERENCES page ON DELETE CASCADE,
    minutes REAL NOT NULL,
    found INTEGER NOT NULL,
    made_by TEXT
) WITHOUT ROWID;

CREATE TABLE listing (
    n INTEGER PRIMARY KEY AUTOINCREMENT,   -- never used again: search rows and erased counts name it
    listing_key TEXT NOT NULL UNIQUE,
    platform TEXT NOT NULL,
    site TEXT NOT NULL,
    listing_id TEXT NOT NULL,
    url TEXT,
    language TEXT,
    country TEXT,
    seller_key TEXT,
    card TEXT,                 -- the revision shown: the item page's newest, else the list's
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    sightings INTEGER NOT NULL DEFAULT 0,
    revisions INTEGER NOT NULL DEFAULT 0,
    gone_at TEXT,
    gone_reason TEXT,
    relisted_at TEXT,          -- first seen on offer after gone_at
    recheck_at TEXT,
    cluster_id TEXT
);
CREATE INDEX listing_recheck ON listing (recheck_at) WHERE recheck_at IS NOT NULL;
CREATE INDEX listing_seller ON listing (seller_key) WHERE seller_key IS NOT NULL;
CREATE INDEX listing_last ON listing (last_seen_at);
CREATE INDEX listing_url ON listing (url) WHERE url IS NOT NULL;

CREATE TABLE contact (
    contact_key TEXT NOT NULL,
    listing_n INTEGER NOT NULL REFERENCES listing ON DELETE CASCADE,
    PRIMARY KEY (contact_key, listing_n)
) WITHOUT ROWID;
CREATE INDEX contact_listing ON contact (listing_n);

CREATE TABLE revision (
    revision_id TEXT PRIMARY KEY,
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
) WITHOUT ROWID;
CREATE INDEX revision_listing ON revision (listing_n);
CREATE INDEX revision_seq ON revision (seq);

CREATE TABLE reading (
    revision_id TEXT NOT NULL REFERENCES revision ON DELETE CASCADE,
    recipe TEXT NOT NULL,
    at TEXT NOT NULL,
    grade TEXT NOT NULL,
    score REAL NOT NULL,
    targets TEXT NOT NULL,
    assessment TEXT NOT NULL,
    PRIMARY KEY (revision_id, recipe)
) WITHOUT ROWID;

CREATE TABLE sighting (
    sighting_id TEXT PRIMARY KEY,
    listing_n INTEGER NOT NULL REFERENCES listing ON DELETE CASCADE,
    page_id TEXT NOT NULL REFERENCES page,
    revision_id TEXT,
    at TEXT NOT NULL,
    rank INTEGER
) WITHOUT ROWID;
CREATE INDEX sighting_listing ON sighting (listing_n, page_id);
CREATE INDEX sighting_page ON sighting (page_id);

CREATE TABLE evidence (
    listing_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    meta TEXT NOT NULL,
    PRIMARY KEY (listing_key, kind, file)
) WITHOUT ROWID;

-- Exact marks of a re-listing: the hash of title and seller, the hash of a picture's address.
CREATE TABLE likeness (
    mark TEXT NOT NULL,
    listing_n INTEGER NOT NULL REFERENCES listing ON DELETE CASCADE,
    PRIMARY KEY (mark, listing_n)
) WITHOUT ROWID;
CREATE INDEX likeness_listing ON likeness (listing_n);

-- hits and what people decide ------------------------------------------------------------------

CREATE TABLE hit (
    hit_id TEXT PRIMARY KEY,
    listing_n INTEGER NOT NULL REFERENCES listing ON DELETE CASCADE,
    target TEXT,
    origins TEXT NOT NULL,     -- comma-separated, in the order of records.Origin
    grade TEXT NOT NULL,
    score REAL,
    revision_id TEXT,          -- whose reading makes it
    restricted INTEGER NOT NULL DEFAULT 0,
    withdrawn INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'new',
    changed INTEGER NOT NULL DEFAULT 0,
    decision TEXT,
    verdict_id TEXT,
    counted INTEGER NOT NULL DEFAULT 1,
    claimed_by TEXT,
    claimed_until TEXT,
    first_seen_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    made_by TEXT
) WITHOUT ROWID;
CREATE INDEX hit_listing ON hit (listing_n);
CREATE INDEX hit_seen ON hit (first_seen_at, hit_id);
CREATE INDEX hit_target ON hit (target);

CREATE TABLE verdict (
    verdict_id TEXT PRIMARY KEY,
    hit_id TEXT NOT NULL REFERENCES hit ON DELETE CASCADE,
    revision_id TEXT,
    recipe TEXT,
    decision TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    at TEXT NOT NULL,
    taxon TEXT,
    reasons TEXT NOT NULL,
    note TEXT,
    via TEXT,
    adjudicates INTEGER NOT NULL,
    after_seq INTEGER NOT NULL -- the newest revision its author could have seen
) WITHOUT ROWID;
CREATE INDEX verdict_hit ON verdict (hit_id, at);

CREATE TABLE undo (
    verdict_id TEXT PRIMARY KEY REFERENCES verdict ON DELETE CASCADE,
    at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE selection (
    hit_id TEXT NOT NULL REFERENCES hit ON DELETE CASCADE,
    reviewer TEXT NOT NULL,
    queue TEXT NOT NULL,
    at TEXT NOT NULL,
    stratum TEXT NOT NULL,
    probability REAL NOT NULL,
    PRIMARY KEY (hit_id, reviewer, queue, at)
) WITHOUT ROWID;

-- watches ----------------------------------------------------------------------------------------

CREATE TABLE watch (
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    spec TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    retired_at TEXT,
    PRIMARY KEY (name, version)
) WITHOUT ROWID;

CREATE TABLE watch_probe (
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    probe_id TEXT NOT NULL REFERENCES probe,
    PRIMARY KEY (name, version, position)
) WITHOUT ROWID;

-- counts -----------------------------------------------------------------------------------------

CREATE TABLE seller (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    seller_key TEXT NOT NULL UNIQUE
);

-- What one listing adds to the figures. After erasure only these numbers stay, marked.
CREATE TABLE contribution (
    listing_n INTEGER NOT NULL,
    week TEXT NOT NULL,
    site TEXT NOT NULL,
    probe_id TEXT NOT NULL,
    target TEXT NOT NULL,
    language TEXT NOT NULL,
    seller_n INTEGER,
    sightings INTEGER NOT NULL,
    new INTEGER NOT NULL,
    erased INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (listing_n, week, site, probe_id, target)
) WITHOUT ROWID;
CREATE INDEX contribution_week ON contribution (week);

-- '*' in a column means: over all of them, each listing once.
CREATE TABLE rollup (
    week TEXT NOT NULL,
    site TEXT NOT NULL,
    target TEXT NOT NULL,
    language TEXT NOT NULL,
    listings INTEGER NOT NULL,
    new INTEGER NOT NULL,
    sightings INTEGER NOT NULL,
    erased INTEGER NOT NULL,
    PRIMARY KEY (week, site, target, language)
) WITHOUT ROWID;

CREATE TABLE rollup_seller (
    week TEXT NOT NULL,
    site TEXT NOT NULL,
    target TEXT NOT NULL,
    language TEXT NOT NULL,
    seller_n INTEGER NOT NULL,
    listings INTEGER NOT NULL,
    PRIMARY KEY (week, site, target, language, seller_n)
) WITHOUT ROWID;

-- search -----------------------------------------------------------------------------------------
-- Contentless: written only through warden.store.sqlite.index, with tokens of the stored text.
CREATE VIRTUAL TABLE words USING fts5 (
    tokens, content='', tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* S* Co'"
);
