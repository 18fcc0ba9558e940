"""The imports of a data directory as terms and targets: made once, then read from columns in a cache.

A hundred thousand terms are columns of text and numbers here; a ``Term`` is made when somebody asks for it, because a
matcher asks for the few it has found.
"""

from __future__ import annotations

import hashlib
import marshal
import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import overload

from keywords.importedterms import Spelling, imported_terms, term_of
from keywords.importing.kept import import_files
from keywords.schema import Target, Term, TermKey
from keywords.species import Places, load_species
from warden import private

CACHE = "cache"
FORMAT = 1
_CODE = (
    "imported",
    "importedterms",
    "species",
    "vernacular",
    "importing/kept",
    "importing/record",
    "fold",
    "patterns",
)
"""Modules whose change makes another list of the same files."""

Columns = tuple[str, ...]


@dataclass(frozen=True)
class Imported:
    """``spellings`` in the order of language, word and target; ``rows`` of the new targets by id, each (label, parent,
    rank, scientific name, authority). ``digest`` covers what can change a match; ``skipped`` counts names by why they
    gave no term."""

    words: list[str]
    langs: array[int]
    tags: list[str]
    meant: array[int]
    flags: bytes
    sources: array[int]
    names: list[str]
    ids: list[str]
    rows: list[Columns]
    digest: str
    skipped: dict[str, int]

    def __len__(self) -> int:
        return len(self.words)

    def term(self, at: int) -> Term:
        return term_of(self.spelling(at))

    def spelling(self, at: int) -> Spelling:
        flags = self.flags[at]
        return Spelling(
            self.tags[self.langs[at]], self.words[at], self.ids[self.meant[at]], bool(flags & 1), bool(flags & 2),
            self.names[self.sources[at]],
        )  # fmt: skip

    @cached_property
    def new_targets(self) -> dict[str, int]:
        """The place of each new target's row; ids of the list's own targets have none."""
        return {name: at for at, name in enumerate(self.ids[: len(self.rows)])}

    def target(self, name: str) -> Target:
        label, parent, rank, scientific, authority = self.rows[self.new_targets[name]]
        return Target(name, label, parent or None, rank, scientific, authority)

    def places_of(self, keys: Iterable[TermKey]) -> set[int]:
        """Where the terms with these keys stand."""
        wanted = set(keys)
        words = {key[1] for key in wanted}
        near = [at for at, word in enumerate(self.words) if word in words]
        return {at for at in near if self.term(at).key in wanted}


class Terms(Sequence[Term]):
    """The list's own terms, then the imported ones without those in ``out``."""

    def __init__(self, own: Sequence[Term], imported: Imported, out: set[int]) -> None:
        self.own = own
        self._imported = imported
        self._places = [at for at in range(len(imported)) if at not in out] if out else range(len(imported))
        self._made: dict[int, Term] = {}

    @overload
    def __getitem__(self, at: int) -> Term: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Term]: ...
    def __getitem__(self, at: int | slice) -> Term | Sequence[Term]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        at = at + len(self) if at < 0 else at
        if at < len(self.own):
            return self.own[at]
        made = self._made.get(at)
        if made is None:
            made = self._made[at] = self._imported.term(self._places[at - len(self.own)])
        return made

    def __len__(self) -> int:
        return len(self.own) + len(self._places)

    def __iter__(self) -> Iterator[Term]:
        yield from self.own
        yield from map(self._imported.term, self._places)

    @property
    def languages(self) -> set[str]:
        return {term.lang for term in self.own} | set(self._imported.tags)


class Targets(MutableMapping[str, Target]):
    """The list's own targets, over the imported ones."""

    def __init__(self, own: Mapping[str, Target], imported: Imported) -> None:
        self.own = dict(own)
        self._imported = imported

    def __getitem__(self, name: str) -> Target:
        return self.own[name] if name in self.own else self._imported.target(name)

    def __setitem__(self, name: str, target: Target) -> None:
        self.own[name] = target

    def __delitem__(self, name: str) -> None:
        del self.own[name]

    def __contains__(self, name: object) -> bool:
        return name in self.own or name in self._imported.new_targets

    def __iter__(self) -> Iterator[str]:
        yield from self.own
        yield from (name for name in self._imported.new_targets if name not in self.own)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def load_imported(
    data: Sequence[Path], inputs: Iterable[Path], targets: Mapping[str, Target], curated: Sequence[Term]
) -> Imported:
    """The imports of the directories ``data``, from the cache of the first when nothing has changed.

    ``inputs`` are the files ``targets`` and ``curated`` were read from: they decide what of an import is new. The cache
    is marshal data, so it is trusted: the directory must be the user's own.
    """
    path = data[0] / CACHE / f"species-{_key([*inputs, *(f for one in data for f in import_files(one))])}.bin"
    try:
        return _opened(path.read_bytes())
    except (OSError, ValueError, EOFError, TypeError):
        made = make_imported(data, targets, curated)
    _keep(path, made)
    return made


def _key(files: Iterable[Path]) -> str:
    code = (Path(__file__).parent / f"{name}.py" for name in _CODE)
    found = hashlib.sha256(f"{FORMAT} {sys.implementation.cache_tag}".encode())
    for path in (*code, *files):
        data = path.read_bytes() if path.is_file() else b""
        found.update(f"\n{path.name} {len(data)}\n".encode())
        found.update(data)
    return found.hexdigest()[:24]


def make_imported(data: Sequence[Path], targets: Mapping[str, Target], curated: Sequence[Term]) -> Imported:
    """Read all imports and place them; takes seconds for a long list."""
    species = load_species(data)
    places = Places(targets, species)
    new = list(places.targets())
    skipped: Counter[str] = Counter()
    whole = {**targets, **{target.target: target for target in new}}
    spellings = sorted(imported_terms(species, places, whole, curated, skipped))
    return _columns(spellings, new, dict(skipped))


def _columns(spellings: Sequence[Spelling], new: Sequence[Target], skipped: dict[str, int]) -> Imported:
    ids = {name: at for at, name in enumerate([target.target for target in new])}
    tags = {tag: at for at, tag in enumerate(sorted({one.lang for one in spellings}))}
    names = {name: at for at, name in enumerate(sorted({one.source for one in spellings}))}
    for one in spellings:
        ids.setdefault(one.target, len(ids))
    digest = hashlib.sha256(repr([(one[:5]) for one in spellings]).encode())
    digest.update(repr([(target.target, target.parent) for target in new]).encode())
    return Imported(
        words=[one.word for one in spellings],
        langs=array("H", (tags[one.lang] for one in spellings)),
        tags=list(tags),
        meant=array("I", (ids[one.target] for one in spellings)),
        flags=bytes(one.scientific + 2 * one.plant for one in spellings),
        sources=array("H", (names[one.source] for one in spellings)),
        names=list(names),
        ids=list(ids),
        rows=[
            (one.label_en, one.parent or "", one.rank, one.scientific_name, one.name_authority) for one in new
        ],
        digest=digest.hexdigest(),
        skipped=skipped,
    )


def _keep(path: Path, made: Imported) -> None:
    """Write beside and rename; what other lists left is removed. A full disk is no error here."""
    whole = (
        "\n".join(made.words), made.langs.tobytes(), "\n".join(made.tags), made.meant.tobytes(), made.flags, made.sources.tobytes(),
        "\n".join(made.names), "\n".join(made.ids), ["\n".join(column) for column in zip(*made.rows, strict=True)],
        made.digest, made.skipped,
    )  # fmt: skip
    with suppress(OSError):
        private.write_whole(path, marshal.dumps(whole))
        for old in path.parent.glob("species-*.bin"):
            if old != path:
                old.unlink(missing_ok=True)


def _opened(data: bytes) -> Imported:
    words, langs, tags, meant, flags, sources, names, ids, columns, digest, skipped = marshal.loads(data)
    return Imported(
        _lines(words), _numbers("H", langs), _lines(tags), _numbers("I", meant), flags, _numbers("H", sources), _lines(names),
        _lines(ids), list(zip(*map(str.split, columns, "\n" * len(columns)), strict=True)), digest, skipped,
    )  # fmt: skip


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _numbers(code: str, data: bytes) -> array[int]:
    made: array[int] = array(code)
    made.frombytes(data)
    return made
