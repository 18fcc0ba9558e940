-- Version 7. Figures by country and product, and prices: columns of what a listing adds (its rows are written again when
-- the file is opened). What was asked of sites stands by week, probe and recipe, so that a question about effort costs no
-- more when pages are many; the sellers of a bucket are a number. Both are kept in step here, whoever writes.
ALTER TABLE contribution ADD COLUMN country TEXT NOT NULL DEFAULT '';
ALTER TABLE contribution ADD COLUMN products TEXT NOT NULL DEFAULT '[""]';   -- a JSON array
ALTER TABLE contribution ADD COLUMN amount REAL;                             -- the listing's last plain price of the week
ALTER TABLE contribution ADD COLUMN currency TEXT;
CREATE INDEX contribution_target ON contribution (target, week);
CREATE INDEX contribution_probe ON contribution (probe_id, week);

CREATE TABLE looked (
    week TEXT NOT NULL,
    site TEXT NOT NULL,
    probe_id TEXT NOT NULL,
    recipe TEXT NOT NULL,
    pages INTEGER NOT NULL,
    answered INTEGER NOT NULL,
    PRIMARY KEY (week, site, probe_id, recipe)
) WITHOUT ROWID;
INSERT INTO looked
    SELECT week, site, probe_id, COALESCE(recipe, ''), COUNT(*), SUM(outcome IN ('results', 'none'))
    FROM page WHERE probe_id IS NOT NULL GROUP BY 1, 2, 3, 4;
CREATE TRIGGER page_looked AFTER INSERT ON page WHEN new.probe_id IS NOT NULL BEGIN
    INSERT INTO looked VALUES (new.week, new.site, new.probe_id, COALESCE(new.recipe, ''), 1, new.outcome IN ('results', 'none'))
    ON CONFLICT DO UPDATE SET pages = pages + 1, answered = answered + excluded.answered;
END;
CREATE TRIGGER page_unlooked AFTER DELETE ON page WHEN old.probe_id IS NOT NULL BEGIN
    UPDATE looked SET pages = pages - 1, answered = answered - (old.outcome IN ('results', 'none'))
    WHERE week = old.week AND site = old.site AND probe_id = old.probe_id AND recipe = COALESCE(old.recipe, '');
    DELETE FROM looked WHERE pages = 0 AND week = old.week AND site = old.site AND probe_id = old.probe_id;
END;
CREATE TRIGGER page_looked_again AFTER UPDATE OF week, site, probe_id, recipe, outcome ON page
WHEN old.probe_id IS NOT NULL OR new.probe_id IS NOT NULL BEGIN
    UPDATE looked SET pages = pages - 1, answered = answered - (old.outcome IN ('results', 'none'))
    WHERE week = old.week AND site = old.site AND probe_id = old.probe_id AND recipe = COALESCE(old.recipe, '');
    INSERT INTO looked SELECT new.week, new.site, new.probe_id, COALESCE(new.recipe, ''), 1, new.outcome IN ('results', 'none')
    WHERE new.probe_id IS NOT NULL
    ON CONFLICT DO UPDATE SET pages = pages + 1, answered = answered + excluded.answered;
    DELETE FROM looked WHERE pages = 0 AND week = old.week AND site = old.site AND probe_id = old.probe_id;
END;

ALTER TABLE rollup ADD COLUMN sellers INTEGER NOT NULL DEFAULT 0;
UPDATE rollup SET sellers = (SELECT COUNT(*) FROM rollup_seller s WHERE s.week = rollup.week AND s.site = rollup.site
    AND s.target = rollup.target AND s.language = rollup.language);
CREATE TRIGGER seller_came AFTER INSERT ON rollup_seller BEGIN
    UPDATE rollup SET sellers = sellers + 1 WHERE week = new.week AND site = new.site AND target = new.target
    AND language = new.language;
END;
CREATE TRIGGER seller_went AFTER DELETE ON rollup_seller BEGIN
    UPDATE rollup SET sellers = sellers - 1 WHERE week = old.week AND site = old.site AND target = old.target
    AND language = old.language;
END;
-- Which weeks have rows, each with a mark that is another one after every change.
CREATE TABLE counted_week (
    week TEXT PRIMARY KEY,
    mark INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO counted_week SELECT week, random() FROM contribution GROUP BY week;
CREATE TRIGGER contribution_came AFTER INSERT ON contribution BEGIN
    INSERT INTO counted_week VALUES (new.week, random()) ON CONFLICT DO UPDATE SET mark = excluded.mark;
END;
CREATE TRIGGER contribution_went AFTER DELETE ON contribution BEGIN
    UPDATE counted_week SET mark = random() WHERE week = old.week;
END;
CREATE TRIGGER contribution_changed AFTER UPDATE ON contribution BEGIN
    UPDATE counted_week SET mark = random() WHERE week IN (old.week, new.week);
END;
INSERT INTO meta (name, value) VALUES ('contributions', 'old');
