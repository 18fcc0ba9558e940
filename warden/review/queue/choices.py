"""What a reviewer can say, each with its key and its words on the screen."""

from __future__ import annotations

from typing import NamedTuple, get_args

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from warden.decisions import REASONS, Decision


class Choice(NamedTuple):
    """One button."""

    decision: str
    key: str
    label: str | Promise


CHOICES = (
    Choice("relevant_prohibited", "1", _("Prohibited by the platform")),
    Choice("relevant_potentially_illegal", "2", _("Possibly illegal")),
    Choice("relevant_legal_or_permitted", "3", _("Protected, trade allowed")),
    Choice("relevant_legality_unknown", "4", _("Protected, law unclear")),
    Choice("replica_or_not_wildlife", "5", _("Replica, or no wildlife")),
    Choice("wrong_species_not_listed", "6", _("Another, unlisted species")),
    Choice("not_for_sale", "7", _("Not for sale")),
    Choice("duplicate", "8", _("Duplicate")),
    Choice("scam", "9", _("Scam")),
    Choice("dead_link", "0", _("Gone before it could be judged")),
    Choice("cannot_tell", "c", _("Cannot tell")),
)
assert {choice.decision for choice in CHOICES} == set(get_args(Decision))

LABELS = {choice.decision: choice.label for choice in CHOICES}

REASON_LABELS: dict[str, str | Promise] = {
    "name_homonym": _("the word means something else"),
    "colour_word": _("a colour"),
    "brand_or_place_name": _("a brand or a place"),
    "toy_or_print": _("a toy or a print"),
    "faux_or_synthetic": _("faux or synthetic"),
    "captive_bred_documented": _("captive-bred, documented"),
    "antique_exempt_claimed": _("claimed to be an exempt antique"),
    "pre_convention_claimed": _("claimed to be pre-convention"),
    "domestic_species": _("a domestic species"),
    "image_mismatch": _("picture and text differ"),
    "stock_photo": _("stock photo"),
    "price_implausible": _("implausible price"),
    "keyword_stuffing": _("keyword stuffing"),
    "wanted_ad": _("somebody looks for it"),
    "news_article": _("a news article"),
    "book_or_media": _("a book or other media"),
    "mammoth_or_fossil": _("mammoth or fossil"),
    "single_item_exempt": _("a single item, exempt"),
    "other": _("other"),
}
assert tuple(REASON_LABELS) == REASONS
