-- Runs that people ask for in the console, and the flag that stops one. No reference to run: it is there before its run.
CREATE TABLE request (
    run_id TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    made_by TEXT,
    command TEXT NOT NULL,     -- {} of a run that was begun without being asked for
    taken_at TEXT,
    refused TEXT,
    stop_at TEXT,
    stop_by TEXT
) WITHOUT ROWID;
CREATE INDEX request_at ON request (at);
