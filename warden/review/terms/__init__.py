"""The curators' bench: what each term costs and earns, and what a new one would catch."""
