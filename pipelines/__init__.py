"""What becomes of a page: validate, normalise, deduplicate, match, store.

Each stage is a function over one ``ResultPage`` and a Scrapy pipeline of the same name around it, so
that an imported page takes exactly the way of a crawled one (``pipelines.process``).
"""
