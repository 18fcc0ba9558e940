"""The words of the vocabularies as they are shown; what is stored stays. A template says ``{{ value|named:"state" }}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import get_args

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keywords.standing import Standing, Verdict
from warden.decisions import Confidence, IdBasis, IdRank, Material
from warden.records import GoneReason, Grade, HitState, Origin, Role
from warden.review import labels
from warden.review.queue.changed import NAMES
from warden.review.queue.choices import LABELS, REASON_LABELS

Label = str | Promise
STATES: dict[str, Label] = {
    "new": _("new"),
    "claimed": _("held"),
    "decided": _("decided"),
    "cannot_tell": _("cannot tell"),
    "disputed": _("disputed"),
    "adjudicated": _("settled"),
}
assert tuple(STATES) == get_args(HitState)
GRADES: dict[str, Label] = {"hit": _("hit"), "review": _("to review"), "none": _("no grade")}
assert tuple(GRADES) == get_args(Grade)
ORIGINS: dict[str, Label] = {
    "match": _("found by words"),
    "volunteer": _("reported by a volunteer"),
    "expert": _("added by an expert"),
    "audit": _("drawn by the audit"),
}
assert tuple(ORIGINS) == get_args(Origin)
ORDERS: dict[str, Label] = {
    "score": _("best score first"),
    "newest": _("newest first"),
    "oldest": _("oldest first"),
    "relevance": _("closest to the words first"),
}
ROLES: dict[str, Label] = {
    "signal": _("signal"),
    "cue": _("cue"),
    "shadow": _("shadow"),
    "exclusion": _("exclusion"),
}
assert tuple(ROLES) == get_args(Role)
GONE: dict[str, Label] = {"ended": _("ended"), "sold": _("sold"), "removed": _("removed"), "gone": _("gone")}
assert tuple(GONE) == get_args(GoneReason)
CAUSES: dict[str, Label] = {
    "first": _("first seen"),
    "changed": _("changed"),
    "reread": _("read anew"),
}
RANKS: dict[str, Label] = {
    "species": _("species"),
    "subspecies": _("subspecies"),
    "genus": _("genus"),
    "family": _("family"),
    "order": _("order"),
    "product_group": _("product group"),
    "unidentifiable": _("cannot be identified"),
}
assert tuple(RANKS) == get_args(IdRank)
BASES: dict[str, Label] = {
    "seller_text": _("the seller's text"),
    "scientific_name_in_text": _("a scientific name in the text"),
    "image_morphology": _("features in the picture"),
    "image_packaging": _("packaging in the picture"),
    "document_shown": _("a document that is shown"),
    "machine_only": _("the machine alone"),
    "lab": _("a laboratory"),
}
assert tuple(BASES) == get_args(IdBasis)
SURENESS: dict[str, Label] = {
    "certain": _("certain"),
    "probable": _("probable"),
    "possible": _("possible"),
    "unable": _("unable to say"),
}
assert tuple(SURENESS) == get_args(Confidence)
MATERIALS: dict[str, Label] = {
    "genuine": _("genuine"),
    "replica": _("replica"),
    "faux": _("faux"),
    "vegan": _("vegan"),
    "antique": _("antique"),
    "mammoth": _("mammoth"),
    "bone": _("bone"),
    "resin": _("resin"),
    "not_stated": _("not stated"),
}
assert tuple(MATERIALS) == get_args(Material)
LAW: dict[str, Label] = {
    "listed": _("listed"),
    "not_listed": _("not listed"),
    "depends": _("depends"),
    "not_yet": _("not yet in force"),
    "no_longer": _("no longer in force"),
    "unknown": _("unknown"),
}
assert tuple(LAW) == get_args(Verdict)
KINDS: Mapping[str, Mapping[str, Label]] = {
    "state": STATES,
    "grade": GRADES,
    "origin": ORIGINS,
    "role": ROLES,
    "gone": GONE,
    "cause": CAUSES,
    "field": NAMES,
    "law": LAW,
    "rank": RANKS,
    "basis": BASES,
    "confidence": SURENESS,
    "material": MATERIALS,
    "decision": LABELS,
    "reason": REASON_LABELS,
}
_NOTES: tuple[tuple[str, Label], ...] = (
    (r"named as an exception of (?P<taxon>.+)", _("named as an exception of %(taxon)s")),
    (r"listed from (?P<day>\S+) on", _("listed from %(day)s on")),
    (r"listed until (?P<day>\S+)", _("listed until %(day)s")),
    (
        r"(?P<classes>.+) since (?P<day>\S+); what held before is not in the files",
        _("%(classes)s since %(day)s; what held before is not in the files"),
    ),
    (r"part of a group: look the species up", _("part of a group: look the species up")),
    (
        r"depends on the population; the annotations name (?P<codes>.*)",
        _("depends on the population; the annotations name %(codes)s"),
    ),
    (
        r"the source has no day of listing; this is how it stood on (?P<day>\S+)",
        _("the source has no day of listing; this is how it stood on %(day)s"),
    ),
    (
        r"the source has no day of listing; since when is not known",
        _("the source has no day of listing; since when is not known"),
    ),
    (
        r"the annotation leaves out the population of (?P<country>\w+), and no row says how that stands",
        _("the annotation leaves out the population of %(country)s, and no row says how that stands"),
    ),
)
register = template.Library()


@register.filter
def named(value: str | None, kind: str) -> str:
    """A value in words; one that no vocabulary has, as it is."""
    if not value:
        return ""
    if kind in ("target", "product", "language"):
        return labels.of(kind, [value])[value]
    return str(KINDS.get(kind, {}).get(value, value))


@register.filter
def law_note(answer: Standing) -> str:
    """The remark beside an answer of the law; the law's own words stay in their language."""
    for pattern, words in _NOTES:
        if match := re.fullmatch(pattern, answer.note):
            return str(words) % match.groupdict()
    return answer.note


@register.filter
def jurisdiction(answer: Standing) -> str:
    """Where a list holds: a country's code, or everywhere."""
    return gettext("international") if answer.jurisdiction == "international" else answer.jurisdiction


@register.filter
def seen_words(told: Mapping[str, object]) -> str:
    """What a reviewer saw beside deciding, in a row."""
    shown = [named(value, name) for name, value in told.items() if isinstance(value, str)]
    return ", ".join(shown)
