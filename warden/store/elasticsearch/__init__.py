"""The store for teams: Elasticsearch, versions 8 and 9. See docs/decisions/0011 for how a listing is kept."""
