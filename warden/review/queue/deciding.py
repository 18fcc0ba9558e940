"""From a button to verdicts: one for each hit that is meant, undone together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from warden.decisions import RELEVANT, Seen
from warden.errors import WardenError
from warden.identity import drawn, instant, now
from warden.records import HitLine, Verdict
from warden.review import here
from warden.review.queue.cards import hits_of, relisted
from warden.review.queue.choices import CHOICES, REASON_LABELS
from warden.review.queue.names import exactly
from warden.review.queue.words import BASES, MATERIALS, RANKS, SURENESS
from warden.store.base import Store

NOTE = 2_000
NAMELESS = _(
    "Nothing says what this listing offers: name the target or taxon you see, or it counts for none."
)
SEEN = ("rank", "basis", "confidence", "material")


def _seen(label: Any, words: Mapping[str, Any]) -> forms.ChoiceField:
    """A word of a vocabulary, or nothing."""
    return forms.ChoiceField(label=label, required=False, choices=[("", "—"), *words.items()])


class Decision(forms.Form):
    """What a reviewer says of a listing."""

    decision = forms.ChoiceField(choices=[(choice.decision, choice.label) for choice in CHOICES])
    reasons = forms.MultipleChoiceField(
        label=_("Why"),
        required=False,
        choices=list(REASON_LABELS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    taxon = forms.CharField(
        label=_("Taxon you see"),
        required=False,
        max_length=200,
        help_text=_("a target or a scientific name, as exact as can be told"),
        widget=forms.TextInput(attrs={"list": "taxa", "autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=NOTE, widget=forms.Textarea(attrs={"rows": 2})
    )
    rank = _seen(_("Rank"), RANKS)
    basis = _seen(_("Told by"), BASES)
    confidence = _seen(_("How sure"), SURENESS)
    material = _seen(_("Material"), MATERIALS)
    revision = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    relisted = forms.BooleanField(label=_("also its re-listings"), required=False, initial=True)

    def seen(self) -> list[forms.BoundField]:
        """The fields beside the taxon."""
        return [self[name] for name in SEEN]

    def clean_taxon(self) -> str | None:
        """A target's id where the list knows the name, else a scientific name."""
        named = " ".join(str(self.cleaned_data["taxon"]).split())
        if not named:
            return None
        found = here.target(named) or (None if named in here.taxa() else exactly(named))
        if found is None and not _scientific(named):
            raise forms.ValidationError(
                _("Not a target of the list, nor a scientific name such as Loxodonta africana.")
            )
        return found or named


def _scientific(name: str) -> bool:
    genus, *rest = name.split(" ")
    return genus.istitle() and genus.isalpha() and all(part.islower() for part in rest)


def nameless(store: Store, line: HitLine, said: dict[str, Any]) -> bool:
    """Whether a listing would be confirmed of which nothing says what it is: it would count for no target."""
    if said["decision"] not in RELEVANT or said["taxon"]:
        return False
    return all(hit.target is None for hit in hits_of(store, line) if not hit.withdrawn)


def decide(
    store: Store,
    line: HitLine,
    said: dict[str, Any],
    reviewer: str,
    seconds: int | None,
    *,
    blind: bool = False,
    adjudicates: bool = False,
) -> list[tuple[str, str]]:
    """Write the verdicts; (verdict id, hit id) of each, for ``undo``. ``seconds``: how long the card was open; ``blind``:
    without knowing another's; ``adjudicates``: over those that differ.

    The hits of the listing get one each; those of its re-listings, when they are meant as well, with ``via``.
    """
    meant: list[tuple[HitLine, str | None]] = [
        (hit, None) for hit in hits_of(store, line) if not hit.withdrawn
    ]
    if said["relisted"] and line.cluster_id and not blind:
        targets = {hit.target for hit, _ in meant}
        # Another's, whom a card of it is open to, is not decided over their head.
        until = instant(now() + timedelta(minutes=1)) or ""
        open_ones = [
            hit
            for hit in relisted(store, line)
            if hit.target in targets and store.claim(hit.hit_id, reviewer, instant(now()) or "", until)
        ]
        meant += [(hit, line.cluster_id) for hit in open_ones]
    at = instant(now()) or ""
    made: list[Verdict] = []
    seen = Seen(**{name: said[name] or None for name in SEEN}, blind=blind or None, seconds=seconds)
    for hit, via in meant or [(line, None)]:
        verdict = Verdict(
            verdict_id=drawn(),
            hit_id=hit.hit_id,
            revision_id=(said["revision"] or None) if via is None else None,
            recipe=None,
            decision=said["decision"],
            reviewer=reviewer,
            at=at,
            taxon=said["taxon"],
            reasons=list(said["reasons"]),
            note=said["note"] or None,
            via=via,
            adjudicates=adjudicates and hit.state == "disputed",
            seen=seen,
        )
        made.append(verdict)
    return write(store, made, reviewer)


def write(store: Store, verdicts: Iterable[Verdict], reviewer: str) -> list[tuple[str, str]]:
    """Write all verdicts of a decision, or none that counts: half a decision is none. (verdict id, hit id) of each."""
    written: list[tuple[str, str]] = []
    for verdict in verdicts:
        try:
            store.add_verdict(verdict)
        except Exception:
            # Where the store is away this fails too, and what stands there is told by the card.
            with suppress(WardenError):
                undo(store, written, reviewer)
            raise
        written.append((verdict.verdict_id, verdict.hit_id))
    return written


def undo(store: Store, made: Iterable[tuple[str, str]], reviewer: str) -> int:
    """Undo verdicts of this reviewer, and of nobody else; how many."""
    count, at = 0, instant(now()) or ""
    for verdict_id, hit_id in made:
        for verdict in store.verdicts(hit_id):
            if verdict.verdict_id == verdict_id and verdict.reviewer == reviewer and not verdict.undone:
                verdict.undone, verdict.at = True, at
                store.add_verdict(verdict)
                count += 1
    return count
