-- Version 11. Lists of hits are narrowed by site, language and country: these stand with the hit as well, so that looking for a
-- rare one reads no listing of the others. Kept in step here, whoever writes. Disputes are few and asked for by themselves.
ALTER TABLE hit ADD COLUMN site TEXT;
ALTER TABLE hit ADD COLUMN language TEXT;
ALTER TABLE hit ADD COLUMN country TEXT;
UPDATE hit SET (site, language, country) = (SELECT l.site, l.language, l.country FROM listing l WHERE l.n = hit.listing_n);
CREATE TRIGGER hit_placed AFTER INSERT ON hit BEGIN
    UPDATE hit SET (site, language, country) = (SELECT l.site, l.language, l.country FROM listing l WHERE l.n = new.listing_n)
    WHERE hit_id = new.hit_id;
END;
CREATE TRIGGER listing_placed AFTER UPDATE OF site, language, country ON listing
WHEN (old.site, old.language, old.country) IS NOT (new.site, new.language, new.country) BEGIN
    UPDATE hit SET site = new.site, language = new.language, country = new.country WHERE listing_n = new.n;
END;
CREATE INDEX hit_disputed ON hit (first_seen_at, hit_id) WHERE state = 'disputed';
