"""Everything the word list says, after overlays: what crawling, matching and reading build on."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from keywords.imported import Targets, Terms
from keywords.schema import Disguise, Fault, Prior, Product, Target, Term

MATCHED_COLUMNS = (
    "id", "lang", "term", "kind", "target", "product", "match", "cue", "needs", "weight", "forms", "origin", "sensitivity",
)  # fmt: skip
"""Columns of a term that can change what the matcher answers; the others are notes."""


@dataclass(frozen=True)
class Vocabulary:
    """Terms in a fixed order (language, word, target, kind), the imported ones behind the others; targets and products
    by id. ``secrets`` are restricted terms not in use, broken or retired, whose words stay hidden. ``imported`` is the digest of the imports, empty without any; ``cache`` a directory of the user's own where
    what is made of so many terms may be kept."""

    terms: Sequence[Term]
    targets: Mapping[str, Target]
    products: Mapping[str, Product]
    priors: tuple[Prior, ...] = ()
    disguises: tuple[Disguise, ...] = ()
    faults: tuple[Fault, ...] = field(default=(), compare=False)
    secrets: tuple[Term, ...] = field(default=(), compare=False)
    imported: str = ""
    cache: Path | None = field(default=None, compare=False)

    @property
    def own_terms(self) -> Sequence[Term]:
        """The terms of the list and its overlays, without the imported ones: only these have cues, may be restricted, are
        sent unless named."""
        return self.terms.own if isinstance(self.terms, Terms) else self.terms

    @property
    def own_targets(self) -> Mapping[str, Target]:
        """The targets of the list and its overlays, without the imported ones."""
        return self.targets.own if isinstance(self.targets, Targets) else self.targets

    @cached_property
    def languages(self) -> set[str]:
        """The tags of all terms."""
        return self.terms.languages if isinstance(self.terms, Terms) else {term.lang for term in self.terms}

    @cached_property
    def by_id(self) -> dict[str, Term]:
        return {term.id: term for term in self.terms}

    def term(self, name: str) -> Term | None:
        """The term with this id; the imported ones are looked through only when the list has none."""
        return self._own_by_id.get(name) or (self.by_id.get(name) if self.imported else None)

    @cached_property
    def _own_by_id(self) -> dict[str, Term]:
        return {term.id: term for term in self.own_terms}

    @cached_property
    def _aliases(self) -> dict[str, str]:
        return {alias: row.target for row in self.own_targets.values() for alias in row.aliases}

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = {}
        for row in self.targets.values():
            if row.parent:
                children.setdefault(row.parent, []).append(row.target)
        return children

    @cached_property
    def cue_groups(self) -> dict[str, tuple[str, ...]]:
        """The ids of the terms in each cue group."""
        groups: dict[str, list[str]] = {}
        for term in self.own_terms:
            for group in term.cue:
                groups.setdefault(group, []).append(term.id)
        return {name: tuple(ids) for name, ids in sorted(groups.items())}

    @cached_property
    def terms_version(self) -> str:
        """16 hex digits over everything that can change a match, overlays and imports included; no notes."""
        digest = hashlib.sha256(self.imported.encode())
        for term in self.own_terms:
            digest.update(repr([getattr(term, name) for name in MATCHED_COLUMNS]).encode())
        for target in sorted(self.own_targets.values(), key=lambda row: row.target):
            digest.update(repr((target.target, target.parent, target.aliases)).encode())
        digest.update(repr((sorted(self.products), self.priors, self.disguises)).encode())
        return digest.hexdigest()[:16]

    def resolve(self, target: str) -> str | None:
        """The permanent id of a target or of one of its old names; ``None`` when unknown."""
        return target if target in self.targets else self._aliases.get(target)

    def parents(self, target: str) -> list[str]:
        """The targets above, nearest first."""
        found: list[str] = []
        row = self.targets.get(target)
        while row and row.parent and row.parent not in found:
            found.append(row.parent)
            row = self.targets.get(row.parent)
        return found

    def children(self, target: str) -> list[str]:
        """The targets right under this one."""
        return self._children.get(target, [])

    def descendants(self, target: str) -> set[str]:
        """The target itself (old names allowed) and everything under it; empty when unknown."""
        start = self.resolve(target)
        found: set[str] = set()
        todo = [start] if start else []
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo += self._children.get(name, ())
        return found


def search_terms(
    vocab: Vocabulary,
    *,
    langs: Collection[str] | None = None,
    targets: Collection[str] | None = None,
    terms: Collection[str] | None = None,
    statuses: Collection[str] = ("candidate", "active"),
) -> list[Term]:
    """The terms that may be sent to sites, narrowed by language, target (with descendants) or word.

    ``langs`` are tags or their first part (``zh`` takes in ``zh-Hans``). ``terms`` are words or ids:
    naming a term sends it even when its ``search`` is no.
    """
    wanted = _with_descendants(vocab, targets)
    named = {name.casefold() for name in terms} if terms is not None else None
    return [
        term
        for term in (vocab.own_terms if terms is None else vocab.terms)
        if term.status in statuses
        and (langs is None or term.lang in langs or term.lang.split("-")[0] in langs)
        and (wanted is None or term.target in wanted)
        and (term.search if named is None else _named(term, named))
    ]


def _with_descendants(vocab: Vocabulary, targets: Iterable[str] | None) -> set[str] | None:
    if targets is None:
        return None
    return set().union(*(vocab.descendants(target) for target in targets))


def _named(term: Term, names: set[str]) -> bool:
    if term.id.casefold() in names:
        return True
    return not term.restricted and (
        term.term.casefold() in names or any(f.casefold() in names for f in term.forms)
    )


def forms(term: Term) -> list[str]:
    """The wordings to send for a term: as listed, then its further forms, each once."""
    first = () if term.match in {"regex", "shadow"} else (term.term,)
    return list(dict.fromkeys((*first, *term.forms)))
