"""Example marketplaces on 127.0.0.1: Warden at work without touching anyone's site.

``catalogue`` is what they sell, ``server`` shows it, ``sites/`` describes them to the crawler. What a
crawl of them should find stands in ``expected.tsv``; it was written before the matcher was run on
these texts, the server never reads it, and only ``findings`` does, after the crawl.
"""
