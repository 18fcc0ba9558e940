"""What volunteers bring in, and what came of it."""
