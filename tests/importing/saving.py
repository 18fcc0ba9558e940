"""What the tests of importing share: two hand-written pages and the way from files to pages."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from crawler.importing import read_files, to_page
from crawler.sites.load import load_sites
from crawler.sites.site import Site
from warden.records import ResultPage

CAPTURES = Path(__file__).parents[1] / "captures"
EBAY = (CAPTURES / "ebay_de" / "list_s_card" / "page.html").read_text(encoding="utf-8")
ITEM = (CAPTURES / "ebay_de" / "item_x_item" / "page.html").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def sites() -> dict[str, Site]:
    return load_sites()


def pages(*paths: Path | str, **told: Any) -> list[ResultPage]:
    return [to_page(saved) for saved in read_files(list(paths), sites=sites(), **told)]


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path
