"""The words of a verdict: what a reviewer can decide, why, and what was seen. Vocabularies of the design's hit record."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal

Decision = Literal[
    "relevant_prohibited",
    "relevant_potentially_illegal",
    "relevant_legal_or_permitted",
    "relevant_legality_unknown",
    "replica_or_not_wildlife",
    "wrong_species_not_listed",
    "not_for_sale",
    "duplicate",
    "scam",
    "dead_link",
    "cannot_tell",
]
IdRank = Literal["species", "subspecies", "genus", "family", "order", "product_group", "unidentifiable"]
IdBasis = Literal[
    "seller_text",
    "scientific_name_in_text",
    "image_morphology",
    "image_packaging",
    "document_shown",
    "machine_only",
    "lab",
]
Confidence = Literal["certain", "probable", "possible", "unable"]
Material = Literal["genuine", "replica", "faux", "vegan", "antique", "mammoth", "bone", "resin", "not_stated"]
RELEVANT: frozenset[str] = frozenset(
    {
        "relevant_prohibited",
        "relevant_potentially_illegal",
        "relevant_legal_or_permitted",
        "relevant_legality_unknown",
    }
)
"""Decisions that confirm a hit."""

REJECTED: frozenset[str] = frozenset(
    {
        "replica_or_not_wildlife",
        "wrong_species_not_listed",
        "not_for_sale",
        "duplicate",
        "scam",
        "dead_link",
    }
)
"""Decisions that take a hit out of the figures."""

REASONS: tuple[str, ...] = (
    "name_homonym", "colour_word", "brand_or_place_name", "toy_or_print", "faux_or_synthetic",
    "captive_bred_documented", "antique_exempt_claimed", "pre_convention_claimed", "domestic_species",
    "image_mismatch", "stock_photo", "price_implausible", "keyword_stuffing", "wanted_ad", "news_article",
    "book_or_media", "mammoth_or_fossil", "single_item_exempt", "other",
)  # fmt: skip
"""Why a reviewer decided so; the rest goes into the note."""


@dataclass(slots=True)
class Seen:
    """What a reviewer saw beside deciding; all of it may stay unsaid.

    Vocabularies of design/hit record: the rank that is justified, what the identification rests on, how sure it is, the
    material as claimed or seen. ``product`` is an id of the product list. ``blind``: given without knowing another's
    verdict. ``seconds``: how long the card was open.
    """

    rank: IdRank | None = None
    basis: IdBasis | None = None
    confidence: Confidence | None = None
    material: Material | None = None
    product: str | None = None
    blind: bool | None = None
    seconds: int | None = None

    def told(self) -> dict[str, Any]:
        """What was said, by name."""
        named = ((one.name, getattr(self, one.name)) for one in fields(self))
        return {name: value for name, value in named if value is not None}
