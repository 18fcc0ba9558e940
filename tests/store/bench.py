"""A store of invented offers that the bench's verbs read, read by the real matcher; the same on both engines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from keywords import Matcher, Vocabulary, load_terms
from tests.store import build as b
from warden.records import Verdict
from warden.store.base import Store

Offer = tuple[str, str, str | None, str]
"""(number, title, decision, language)"""

OFFERS: tuple[Offer, ...] = (
    ("1", "Carved quorbel bangle, antique ivory look", "relevant_prohibited", "en"),
    ("2", "Old quorbel netsuke, elephant ivory, signed", "relevant_prohibited", "en"),
    ("3", "Quorbel bead necklace, antique, carved ivory", "relevant_potentially_illegal", "en"),
    ("4", "Pair of quorbel earrings, raw ivory tusk", "relevant_prohibited", "en"),
    ("5", "Elephant ivory postcard, old print", "replica_or_not_wildlife", "en"),
    ("6", "Carved ivory figurine, resin replica", "replica_or_not_wildlife", "en"),
    ("7", "Raw ivory tusk, carved, lamp print poster", "not_for_sale", "en"),
    ("8", "Quorbel hairpin, carved, antique", None, "en"),
    ("9", "Quorbel brand running shoes", None, "en"),
    ("10", "Grey sofa, hardly used", None, "en"),
    ("11", "老象牙手镯 琉欢料 纹路清晰", "relevant_prohibited", "zh"),
    ("12", "琉欢料 象牙雕件 私聊", "relevant_prohibited", "zh"),
    ("13", "象牙吊坠 老琉欢料 满意", "relevant_prohibited", "zh"),
    ("14", "象牙白 连衣裙 新款", None, "zh"),
    ("16", "Quorbel letter opener with carved ivory handle", "relevant_prohibited", "en"),
    ("15", "琉欢料 手串 懂的来", None, "zh"),
)
"""``quorbel`` and 琉欢料 are on no list."""


def vocabulary() -> Vocabulary:
    return load_terms()


def fill(
    store: Store,
    offers: Sequence[Offer] = OFFERS,
    seller: Callable[[str], str] = lambda number: f"seller{number}",
) -> None:
    """One page with all offers, graded by the shipped list; those with a decision decided."""
    matcher = Matcher(vocabulary())
    b.begin(store)
    shown = [
        (
            b.listing(number, title, description=None, language=lang, seller_key=seller(number)),
            matcher.assess(title),
        )
        for number, title, _, lang in offers
    ]
    store.ingest(b.batch(b.page(), *shown))
    for (number, _, decision, _), (_, made) in zip(offers, shown, strict=True):
        if decision:
            assert made.targets, f"the list does not find offer {number}"
            hit = b.hit_of(number, made.targets[0].target)
            store.add_verdict(Verdict(f"v{number}", hit, None, None, decision, "anna", b.at(3)))  # type: ignore[arg-type]
