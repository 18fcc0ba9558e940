"""From a listing's words to targets, products, spans and a grade (docs/explanation/matching.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from keywords.disguise import Disguises
from keywords.evidence import Evidence, Signal, Spot, read_evidence
from keywords.fold import fold, has_latin_marks
from keywords.index import Find, Index
from keywords.indexcache import cached
from keywords.offsets import original_spans
from keywords.schema import SIGNAL_KINDS, Term
from keywords.scoring import DISGUISE, SECOND_SIGNAL, base, bonus, grade_of, less_exclusions
from keywords.vocabulary import Vocabulary
from keywords.walking import Reading, read, walk
from warden.records import Assessment, Match, Role, TargetScore

MATCHER_VERSION = 6
"""Raised by hand whenever the same text and terms can get another answer."""

_ROLES: dict[str, Role] = {
    "species": "signal",
    "combined": "signal",
    "code": "signal",
    "exclusion": "exclusion",
}
_NO_WORD = re.compile(r"[^\w']+")
_FIELDS = ("title", "description")


class Matcher:
    """The vocabulary compiled once; ``assess`` may be called from several threads."""

    def __init__(self, vocab: Vocabulary, index: Index | None = None) -> None:
        self.vocab = vocab
        self.terms_version = vocab.terms_version
        self._index = index or Index.build(vocab.terms)
        self._disguises = Disguises(vocab.disguises)
        self._priors = [(prior, _spaced(prior.pattern)) for prior in vocab.priors]

    @classmethod
    def from_cache(cls, vocab: Vocabulary, cache_dir: Path) -> Matcher:
        """A matcher whose compiled automaton is kept in ``cache_dir`` under the terms' version."""
        return cls(vocab, cached(vocab.terms, vocab.terms_version, cache_dir, vocab.own_terms))

    def assess(
        self,
        title: str,
        description: str | None = None,
        *,
        lang: str | None = None,
        site: str | None = None,
        category: str | None = None,
    ) -> Assessment:
        """What a listing's words speak for.

        ``lang`` only chooses which of several equal terms is named; all languages are always read.
        ``category`` and ``site`` give a prior. What was searched for is not asked: it is no evidence.
        """
        texts = [(name, text) for name, text in zip(_FIELDS, (title, description), strict=True) if text]
        read_texts = {name: read(text) for name, text in texts}
        folded = {name: text.folded for name, text in read_texts.items()}
        disguised = [found for name, text in folded.items() for found in self._disguised(name, text)]
        looked = {name: self._index.look(text) for name, text in read_texts.items()}
        if not disguised and not any(looked.values()):
            return self._nothing()
        spots = [spot for name, text in read_texts.items() for spot in self._spots(name, text, looked[name])]
        spots += _only_there(disguised, spots)
        if not any(spot.term.kind in SIGNAL_KINDS for spot in spots):
            return self._nothing()  # cues alone speak for nothing
        provided, values = self._prior(site, category)
        evidence = read_evidence(self.vocab, spots, folded, provided)
        scores = self._scores(evidence, provided, values)
        return self._assessment(evidence, scores, dict(texts), folded, lang)

    def _spots(self, name: str, text: Reading, looked: list[Find] | None) -> list[Spot]:
        terms = self.vocab.terms
        finds = self._index.finds(text) if looked is None else looked
        return [Spot(terms[find.term], name, find.start, find.end) for find in finds]

    def _disguised(self, name: str, folded: str) -> list[Spot]:
        """What stands in the text without its disguises and was written otherwise."""
        found: dict[Spot, None] = {}
        for undone in self._disguises.undone(folded):
            for find in self._index.look(walk(undone.text), plain=not has_latin_marks(folded)) or ():
                if undone.is_disguised(find.start, find.end):
                    span = undone.span(find.start, find.end)
                    found[Spot(self.vocab.terms[find.term], name, *span, disguised=True)] = None
        return list(found)

    def _prior(self, site: str | None, category: str | None) -> tuple[set[str], dict[str, float]]:
        """Cue groups that the category stands for, and what it adds by product ("" for any)."""
        provided: set[str] = set()
        values: dict[str, float] = {}
        texts = {"category": _spaced(category), "site": _spaced(site)}
        for prior, pattern in self._priors:
            if pattern in texts[prior.field]:
                provided |= set(prior.provides)
                values[prior.product] = max(values.get(prior.product, prior.value), prior.value, key=abs)
        return provided, values

    def _scores(self, evidence: Evidence, provided: set[str], values: dict[str, float]) -> dict[str, float]:
        best: dict[str, list[tuple[float, Signal]]] = {}
        for signal in evidence.signals:
            term = signal.spot.term
            score = base(term) + bonus(term, signal.cue_groups(), provided)
            score += DISGUISE if signal.spot.disguised else 0.0
            score += values.get(term.product or "", values.get("", 0.0))
            score = less_exclusions(score, signal.exclusion_weights())
            best.setdefault(term.target or "", []).append((score, signal))
        return {target: _together(found) for target, found in best.items()}

    def _assessment(
        self,
        evidence: Evidence,
        scores: dict[str, float],
        texts: dict[str, str],
        folded: dict[str, str],
        lang: str | None,
    ) -> Assessment:
        graded = self._open_targets(scores)
        return Assessment(
            grade=graded[0].grade if graded else "none",
            score=max(scores.values(), default=0.0),
            targets=graded,
            products=_products(evidence, {row.target for row in graded}),
            obfuscated=any(signal.spot.disguised for signal in evidence.signals),
            matches=_matches(evidence, texts, folded, lang),
            terms_version=self.terms_version,
            restricted=any(spot.term.restricted for spot in evidence.spots()),
        )

    def _open_targets(self, scores: dict[str, float]) -> list[TargetScore]:
        """Targets graded review or hit; one above another gives way when that is graded as high."""
        rows = [TargetScore(name, score, grade_of(score)) for name, score in scores.items()]
        rows = sorted((row for row in rows if row.grade != "none"), key=lambda row: (-row.score, row.target))
        covered = {
            above
            for row in rows
            for above in self.vocab.parents(row.target)
            if row.score >= scores.get(above, 2.0)
        }
        return [row for row in rows if row.target not in covered]

    def _nothing(self) -> Assessment:
        return Assessment("none", 0.0, [], [], False, [], self.terms_version)


def _only_there(disguised: list[Spot], plain: list[Spot]) -> list[Spot]:
    """Those whose term is not written plainly at the same place."""
    known: dict[str, list[Spot]] = {}
    for spot in plain:
        known.setdefault(spot.term.id, []).append(spot)
    return [
        spot for spot in disguised if not any(spot.overlaps(other) for other in known.get(spot.term.id, ()))
    ]


def _spaced(text: str | None) -> str:
    """Folded words with one blank around each, so that whole words are compared."""
    return f" {' '.join(_NO_WORD.sub(' ', fold(text)).split())} " if text else ""


def _together(found: list[tuple[float, Signal]]) -> float:
    """The best signal's score, raised when another word somewhere else says the same."""
    found.sort(key=lambda pair: -pair[0])
    score, first = found[0]
    if any(
        not signal.spot.overlaps(first.spot) and signal.spot.term.id != first.spot.term.id
        for _, signal in found[1:]
    ):
        score += SECOND_SIGNAL
    return round(min(max(score, 0.0), 1.0), 3)


def _products(evidence: Evidence, targets: set[str]) -> list[str]:
    """Products named by the graded targets' signals and by the product words beside them."""
    found: dict[str, None] = {}
    for signal in evidence.signals:
        if signal.spot.term.target in targets:
            beside = [cue.term.product for cue in signal.cues if cue.term.kind == "product"]
            found.update(dict.fromkeys(product for product in (*beside, signal.spot.term.product) if product))
    return sorted(found)


def _matches(
    evidence: Evidence, texts: dict[str, str], folded: dict[str, str], lang: str | None
) -> list[Match]:
    """One match for each span, target, product and role; the term named is the public, nearest one."""
    groups: dict[tuple[object, ...], list[Spot]] = {}
    for spot in evidence.spots():
        term = spot.term
        hidden = term.id if term.restricted else ""
        groups.setdefault(
            (spot.field, spot.start, spot.end, _role(term), term.target, term.product, hidden), []
        ).append(spot)
    public = {key[:-1] for key in groups if not key[-1]}
    chosen = [_named(group, lang) for key, group in groups.items() if not key[-1] or key[:-1] not in public]
    out: list[Match] = []
    for name in texts:
        here = [(spot, langs) for spot, langs in chosen if spot.field == name]
        spans = original_spans(texts[name], folded[name], [(spot.start, spot.end) for spot, _ in here])
        out += [_match(spot.term, langs, name, span) for (spot, langs), span in zip(here, spans, strict=True)]
    return sorted(_unique(out), key=_order)


def _named(group: list[Spot], lang: str | None) -> tuple[Spot, list[str]]:
    first = min(
        group, key=lambda spot: (spot.term.lang != lang, -_worth(spot.term), spot.term.lang, spot.term.id)
    )
    return first, sorted({spot.term.lang for spot in group})


def _worth(term: Term) -> float:
    return base(term) if _role(term) == "signal" else 0.0


def _match(term: Term, langs: list[str], field: str, span: tuple[int, int]) -> Match:
    start, end = (None, None) if term.restricted else span
    return Match(
        term.shown,
        term.id,
        term.lang,
        langs,
        term.kind,
        term.target,
        term.product,
        field,
        start,
        end,
        _role(term),
    )


def _unique(matches: Iterable[Match]) -> list[Match]:
    found: list[Match] = []
    for match in matches:
        if match.start is not None or match not in found:
            found.append(match)
    return found


def _order(match: Match) -> tuple[object, ...]:
    at = (-1, -1) if match.start is None or match.end is None else (match.start, match.end)
    return (
        _FIELDS.index(match.field),
        *at,
        match.role,
        match.target or "",
        match.product or "",
        match.term_id,
    )


def _role(term: Term) -> Role:
    return "shadow" if term.match == "shadow" else _ROLES.get(term.kind, "cue")
