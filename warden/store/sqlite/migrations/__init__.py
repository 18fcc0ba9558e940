"""Numbered SQL files; each takes the schema from the version before to its own number."""
