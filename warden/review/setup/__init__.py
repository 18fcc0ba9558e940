"""The first run: from an empty data directory to the first hit, without a terminal."""
