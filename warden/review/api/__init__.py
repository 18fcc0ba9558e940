"""The JSON interface at ``/api/v1/``: hits, verdicts and trends for programs, by tokens."""
