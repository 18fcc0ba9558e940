-- Version 5. The console shows the re-listings of a hit: they are asked for by the cluster's id. Most listings have none.
CREATE INDEX listing_cluster ON listing (cluster_id) WHERE cluster_id IS NOT NULL;
