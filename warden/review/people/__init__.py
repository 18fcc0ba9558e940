"""WHO MAY DO WHAT: accounts, roles, signing in."""
