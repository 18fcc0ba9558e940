"""Where everything is kept: one interface, two engines."""
