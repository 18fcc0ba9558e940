-- Version 4. Only retention asks which listings were seen last, once in a while and for all of them: an index that
-- every sighting has to move costs more than it gives.
DROP INDEX listing_last;
