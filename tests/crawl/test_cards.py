"""The card of a hit is kept once for what it says."""

from __future__ import annotations

import json

from tests.crawl.conftest import Warden
from tests.crawl.stub import Asked, Said, listing_page, row, stub


class Shop:
    """Promoted offers and picture servers change; from ``price`` on the offer does."""

    rows: tuple[str, ...] = ()

    def __call__(self, asked: Asked) -> Said:
        if asked.path != "/search":
            return Said(b"", 404)
        return Said(listing_page(*self.rows))


def picture(server: int) -> str:
    return f'<img src="http://127.0.0.1:9/{server}/1.jpg">'


def test_a_card_is_written_once_for_what_it_says(warden: Warden) -> None:
    shop = Shop()
    with stub(shop) as server:
        warden.site("stub", server.url)
        counts = []
        for rows in (
            (row(1, "raw ivory tusk", extra=picture(1)),),
            (row(2, "a lamp"), row(1, "raw ivory tusk", extra=picture(2))),
            (row(1, "raw ivory tusk", "£12.00", extra=picture(3)),),
        ):
            shop.rows = rows
            warden.run("crawl", "--site", "stub", "--term", "tusk", code=None)
            counts.append(len(list((warden.data / "evidence").glob("*/*/card-*.json"))))
    assert counts == [1, 1, 2]
    cards = [json.loads(file.read_bytes()) for file in (warden.data / "evidence").glob("*/*/card-*.json")]
    assert sorted(card["price"]["amount"] for card in cards) == [10.0, 12.0]
