"""What a light installation lacks: verbs that visit or read sites need the extra ``crawl``."""

from __future__ import annotations

CRAWL = frozenset(
    {
        "PIL",
        "aiohttp",
        "dateparser",
        "imagehash",
        "itemadapter",
        "jmespath",
        "parsel",
        "phonenumbers",
        "price_parser",
        "protego",
        "scrapy",
        "selectolax",
        "tldextract",
        "twisted",
        "w3lib",
        "warcio",
        "zlib_ng",
    }
)
"""Modules that the extra ``crawl`` brings."""

HOW = "in the checkout: pip install '.[crawl]', or `make setup` for the locked versions"


def lacking(fault: BaseException) -> str | None:
    """One line when a module of the extra ``crawl`` is not installed; ``None`` for any other fault."""
    name = (fault.name or "").split(".")[0] if isinstance(fault, ModuleNotFoundError) else ""
    if name not in CRAWL:
        return None
    return f"this verb needs the extra [crawl], which is not installed (no module {name}); {HOW}"
