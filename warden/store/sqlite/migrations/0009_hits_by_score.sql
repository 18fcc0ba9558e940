-- The queue's usual order: without it each page would sort all hits there are. The expression is that of search.py.
CREATE INDEX hit_score ON hit (COALESCE(score, -1) DESC, hit_id);
