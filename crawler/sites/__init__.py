"""Site files: one TOML file a site says how a platform is asked and how its answers are read."""
