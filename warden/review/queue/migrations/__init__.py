"""Changes of the tables of reviewing."""
