-- Version 10. How long listings with a hit that counts stayed up: what each adds, and how many add the same, so that a question
-- about all of them costs no more when they are many. The sums are kept in step here, whoever writes. And of what each adds
-- to a week: the sightings that count once whatever targets it has, so that a total over targets need not sort them out.
ALTER TABLE contribution ADD COLUMN once INTEGER NOT NULL DEFAULT 0;
UPDATE contribution SET once = sightings WHERE target = (SELECT MIN(c.target) FROM contribution c
    WHERE c.listing_n = contribution.listing_n AND c.week = contribution.week AND c.site = contribution.site
    AND c.probe_id = contribution.probe_id);

CREATE TABLE lasted (
    listing_n INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    targets TEXT NOT NULL,     -- a JSON array, in order; '' for a hit of no target
    days INTEGER NOT NULL,     -- from the first sighting to the end, or to the last sighting
    ended INTEGER NOT NULL,
    reason TEXT NOT NULL       -- of the end; '' where none is known
);
CREATE TABLE lasted_alike (
    site TEXT NOT NULL,
    targets TEXT NOT NULL,
    days INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    reason TEXT NOT NULL,
    listings INTEGER NOT NULL,
    PRIMARY KEY (site, targets, days, ended, reason)
) WITHOUT ROWID;
CREATE TRIGGER lasted_came AFTER INSERT ON lasted BEGIN
    INSERT INTO lasted_alike VALUES (new.site, new.targets, new.days, new.ended, new.reason, 1)
    ON CONFLICT DO UPDATE SET listings = listings + 1;
END;
CREATE TRIGGER lasted_went AFTER DELETE ON lasted BEGIN
    UPDATE lasted_alike SET listings = listings - 1 WHERE site = old.site AND targets = old.targets AND days = old.days
    AND ended = old.ended AND reason = old.reason;
    DELETE FROM lasted_alike WHERE listings = 0 AND site = old.site AND targets = old.targets AND days = old.days
    AND ended = old.ended AND reason = old.reason;
END;
CREATE TRIGGER lasted_changed AFTER UPDATE ON lasted BEGIN
    UPDATE lasted_alike SET listings = listings - 1 WHERE site = old.site AND targets = old.targets AND days = old.days
    AND ended = old.ended AND reason = old.reason;
    INSERT INTO lasted_alike VALUES (new.site, new.targets, new.days, new.ended, new.reason, 1)
    ON CONFLICT DO UPDATE SET listings = listings + 1;
    DELETE FROM lasted_alike WHERE listings = 0 AND site = old.site AND targets = old.targets AND days = old.days
    AND ended = old.ended AND reason = old.reason;
END;
INSERT INTO lasted
    SELECT l.n, l.site,
        (SELECT json_group_array(target) FROM
            (SELECT DISTINCT COALESCE(h.target, '') AS target FROM hit h WHERE h.listing_n = l.n AND h.counted ORDER BY 1)),
        MAX(0, (strftime('%s', COALESCE(l.gone_at, l.last_seen_at)) - strftime('%s', l.first_seen_at)) / 86400),
        l.gone_at IS NOT NULL,
        COALESCE(l.gone_reason, '')
    FROM listing l WHERE l.n IN (SELECT listing_n FROM hit WHERE counted);
