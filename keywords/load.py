"""Reading the shipped word list and the overlays a user adds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from keywords.imported import CACHE, Imported, Targets, Terms, load_imported
from keywords.importing.kept import import_files
from keywords.rows import Row, listed, read_rows
from keywords.schema import (
    KINDS,
    MODES,
    ORIGINS,
    SENSITIVITIES,
    SIGNAL_KINDS,
    STATUSES,
    WEIGHTS,
    Disguise,
    Example,
    Fault,
    Prior,
    Product,
    Target,
    Term,
    TermKey,
    term_id,
)  # fmt: skip
from keywords.vocabulary import Vocabulary
from warden.errors import UsageError

SHIPPED = Path(__file__).parent
TERM_COLUMNS = (
    "id", "term", "kind", "target", "product", "match", "cue", "needs", "weight", "region", "platforms", "search", "forms", "origin",
    "sensitivity", "status", "gloss", "romanised", "expires", "source", "note", "reviewed_by", "last_reviewed",
)  # fmt: skip
TARGET_COLUMNS = (
    "target", "label_en", "parent", "rank", "scientific_name", "name_authority", "described_on", "aliases", "exceptions", "note",
)  # fmt: skip
PRODUCT_COLUMNS = ("product", "label_en", "cites_terms")
DISGUISE_COLUMNS = ("from", "to", "scope", "note")
DISGUISE_SCOPES = ("digit", "letter", "separator", "emoji", "variant")
PRIOR_COLUMNS = ("field", "pattern", "product", "provides", "value")
EXAMPLE_COLUMNS = ("title", "verdict", "term", "target", "note")
TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
RESTRICTED_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{1,63}\Z")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_CHOICES = {
    "kind": (KINDS, ""),
    "match": (MODES, "word"),
    "weight": (WEIGHTS, "medium"),
    "origin": (ORIGINS, "curated"),
    "sensitivity": (SENSITIVITIES, "public"),
    "status": (STATUSES, "candidate"),
    "search": (("yes", "no"), ""),
}
_LISTS = ("cue", "needs", "region", "platforms", "forms", "source")


@dataclass
class Sheet:
    """What reading has gathered so far; later directories replace rows of earlier ones."""

    terms: dict[TermKey, Term] = field(default_factory=dict)
    rows: dict[TermKey, Row] = field(default_factory=dict)
    targets: MutableMapping[str, Target] = field(default_factory=dict)
    target_rows: dict[str, Row] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    priors: dict[tuple[str, str, str], Prior] = field(default_factory=dict)
    disguises: dict[Disguise, None] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    secrets: list[Term] = field(default_factory=list)
    """Restricted rows that are not in use."""
    imported: Imported | None = None
    cache: Path | None = None


def load_terms(dirs: Sequence[Path] = ()) -> Vocabulary:
    """The shipped word list with the overlays in ``dirs`` over it, left to right.

    A directory with imports (``species/``, see ``warden terms import``) is read before the others, wherever it stands; what
    is made of its imports is kept in its ``cache/``. A row replaces the one with the same language, word, target and kind; ``retired`` removes it. Rows
    that cannot be understood are left out and stand in ``Vocabulary.faults``; ``check_terms`` tells
    more. Raises UsageError when a directory is missing.
    """
    return vocabulary_of(gather(dirs))


def gather(dirs: Sequence[Path]) -> Sheet:
    """All files of all directories, read in order."""
    sheet = Sheet()
    for folder in (SHIPPED, *dirs):
        if not folder.is_dir():
            raise UsageError(f"The term directory {folder} does not exist: correct --terms or WARDEN_TERMS.")
        _read_targets(folder, sheet)
        _read_products(folder, sheet)
        _read_priors(folder, sheet)
        _read_disguises(folder, sheet)
        for path in sorted((folder / "terms").glob("*.csv")):
            _read_terms(path, sheet)
        if folder is SHIPPED:
            _add_imports([one for one in dirs if import_files(one)], sheet)
    return sheet


def _add_imports(data: Sequence[Path], sheet: Sheet) -> None:
    """Lay the imports over the shipped list; a word of theirs that is on it stays the list's."""
    if not data:
        return
    own = [SHIPPED / name for name in ("taxa.csv", "everyday.csv")] + sorted(
        (SHIPPED / "terms").glob("*.csv")
    )
    shipped = [term for term in sheet.terms.values() if term.status != "retired"]
    sheet.imported = load_imported(data, own, sheet.targets, shipped)
    sheet.targets = Targets(sheet.targets, sheet.imported)
    sheet.cache = data[0] / CACHE


def vocabulary_of(sheet: Sheet) -> Vocabulary:
    own = sorted((t for t in sheet.terms.values() if t.status != "retired"), key=lambda t: (t.key, t.id))
    terms: Sequence[Term] = tuple(own)
    digest = ""
    if sheet.imported:
        out = sheet.imported.places_of(key for key in sheet.terms if key[3] == "species")
        terms = Terms(terms, sheet.imported, out)
        digest = f"{sheet.imported.digest} {sorted(out)}"
    return Vocabulary(
        terms=terms,
        imported=digest,
        cache=sheet.cache,
        targets=sheet.targets,
        products=sheet.products,
        priors=tuple(sheet.priors.values()),
        disguises=tuple(sheet.disguises),
        faults=tuple(sheet.faults),
        secrets=tuple(sheet.secrets),
    )


def load_examples(dirs: Sequence[Path] = (), faults: list[Fault] | None = None) -> list[Example]:
    """The curators' own titles, of the shipped list and of overlays."""
    out: list[Example] = []
    found: list[Fault] = [] if faults is None else faults
    for folder in (SHIPPED, *dirs):
        for path in sorted((folder / "examples").glob("*.csv")):
            for row in read_rows(path, EXAMPLE_COLUMNS, found, "title"):
                cells = row.cells
                if cells.get("verdict") not in ("catch", "spare"):
                    found.append(row.fault("verdict", "verdict must be catch or spare"))
                    continue
                kept = {name: cells.get(name, "") for name in ("title", "verdict", "term", "target", "note")}
                out.append(Example(lang=path.stem, **cast(Any, kept)))
    return out


def _read_targets(folder: Path, sheet: Sheet) -> None:
    for row in _file(folder / "taxa.csv", TARGET_COLUMNS, sheet, "target"):
        cells = row.cells
        name = cells["target"]
        sheet.targets[name] = Target(
            target=name,
            parent=cells.get("parent") or None,
            aliases=listed(cells.get("aliases", "")),
            exceptions=listed(cells.get("exceptions", "")),
            **{
                k: cells.get(k, "")
                for k in ("label_en", "rank", "scientific_name", "name_authority", "described_on", "note")
            },
        )
        sheet.target_rows[name] = row


def _read_products(folder: Path, sheet: Sheet) -> None:
    for row in _file(folder / "products.csv", PRODUCT_COLUMNS, sheet, "product"):
        cells = row.cells
        sheet.products[cells["product"]] = Product(
            cells["product"], cells.get("label_en", ""), listed(cells.get("cites_terms", ""))
        )


def _read_priors(folder: Path, sheet: Sheet) -> None:
    for row in _file(folder / "priors.csv", PRIOR_COLUMNS, sheet, "pattern"):
        cells = row.cells
        where = cells.get("field", "")
        try:
            value = float(cells.get("value") or 0)
        except ValueError:
            sheet.faults.append(row.fault("value", "value must be a number such as 0.1"))
            continue
        if where not in ("category", "site") or abs(value) > 1:
            sheet.faults.append(
                row.fault("field", "field must be category or site, and value between -1 and 1")
            )
            continue
        prior = Prior(
            cast(Any, where),
            cells["pattern"],
            cells.get("product", ""),
            listed(cells.get("provides", "")),
            value,
        )
        sheet.priors[(where, prior.pattern, prior.product)] = prior


def _read_disguises(folder: Path, sheet: Sheet) -> None:
    for row in _file(folder / "obfuscation.csv", DISGUISE_COLUMNS, sheet, "from"):
        scope = row.cells.get("scope", "")
        if scope not in DISGUISE_SCOPES:
            sheet.faults.append(row.fault("scope", f"scope must be one of {', '.join(DISGUISE_SCOPES)}"))
            continue
        if len(row.cells["from"]) != 1:
            sheet.faults.append(row.fault("from", "one character is a disguise of another"))
            continue
        sheet.disguises[Disguise(row.cells["from"], row.cells.get("to", ""), scope)] = None


def _file(path: Path, columns: Sequence[str], sheet: Sheet, needed: str) -> Iterator[Row]:
    return read_rows(path, columns, sheet.faults, needed) if path.is_file() else iter(())


def _read_terms(path: Path, sheet: Sheet) -> None:
    if not TAG.match(path.stem):
        sheet.faults.append(
            Fault(
                str(path), 1, 1, f"{path.stem!r} is no language tag: name the file like pt.csv or zh-Hant.csv"
            )
        )
        return
    seen: dict[TermKey, int] = {}
    for row in read_rows(path, TERM_COLUMNS, sheet.faults, "term"):
        term = _term(path.stem, row, sheet)
        if term is None or term.status == "retired":
            sheet.secrets += _secret(path.stem, row)
        if term is None:
            continue
        if term.key in seen:
            sheet.faults.append(
                row.fault("term", f"{term.shown} stands already on line {seen[term.key]}: delete one")
            )
        seen[term.key] = row.line
        sheet.terms[term.key] = term
        sheet.rows[term.key] = row


def _secret(lang: str, row: Row) -> list[Term]:
    """The words of a restricted row that is broken or retired: not looked for, and secret all the same."""
    cells = row.cells
    if not cells.get("sensitivity", "").strip().lower().startswith("restrict"):
        return []
    name = cells.get("id", "") if RESTRICTED_ID.match(cells.get("id", "")) else "restricted"
    forms = listed(cells.get("forms", ""))
    return [Term(name, lang, cells["term"], "context", sensitivity="restricted", forms=forms)]


def _term(lang: str, row: Row, sheet: Sheet) -> Term | None:
    """The term of a row; ``None`` (with faults) when a cell cannot be understood."""
    cells = row.cells
    before = len(sheet.faults)
    values: dict[str, Any] = {}
    for name, (allowed, default) in _CHOICES.items():
        value = cells.get(name, "").strip().lower() or default
        if value not in allowed and (value or name == "kind"):
            sheet.faults.append(row.fault(name, f"{name} {value!r} is unknown: one of {', '.join(allowed)}"))
        values[name] = value
    values |= {name: listed(cells.get(name, "")) for name in _LISTS}
    values |= {
        name: cells.get(name, "")
        for name in ("gloss", "romanised", "expires", "note", "reviewed_by", "last_reviewed")
    }
    values["target"] = _target(row, sheet)
    values["product"] = cells.get("product") or None
    if values["product"] and values["product"] not in sheet.products:
        sheet.faults.append(row.fault("product", f"product {values['product']!r} is not in products.csv"))
    sheet.faults += _mended_hints(row, values)
    if len(sheet.faults) > before:
        return None
    word = unicodedata.normalize("NFC", cells["term"])
    values["search"] = _sent(values)
    values["id"] = cells.get("id") or term_id(lang, word, values["target"], values["kind"])
    return Term(lang=lang, term=word, **values)


def _target(row: Row, sheet: Sheet) -> str | None:
    name = row.cells.get("target", "")
    if not name or name in sheet.targets:
        return name or None
    own = sheet.targets.own if isinstance(sheet.targets, Targets) else sheet.targets
    for target in own.values():
        if name in target.aliases:
            return target.target
    sheet.faults.append(
        row.fault("target", f"target {name!r} is not in taxa.csv: add it there or correct it")
    )
    return None


def _mended_hints(row: Row, values: dict[str, Any]) -> Iterator[Fault]:
    """Combinations that would be read but could not work."""
    if values["sensitivity"] == "restricted" and not RESTRICTED_ID.match(row.cells.get("id", "")):
        yield row.fault(
            "id",
            "a restricted term needs an id of its own (letters, digits, _ . : -): the word is never shown",
        )
    if values["kind"] in SIGNAL_KINDS and not values["target"]:
        yield row.fault("target", f"a term of kind {values['kind']} needs a target")
    if values["kind"] == "exclusion" and values["weight"] not in ("hard", "soft", "medium"):
        yield row.fault("weight", "an exclusion's weight is hard or soft")
    if (values["match"] == "shadow") != (values["kind"] == "exclusion" and values["match"] == "shadow"):
        yield row.fault("match", "only an exclusion can be a shadow")
    for name in ("expires", "last_reviewed"):
        if values[name] and not DAY.match(values[name]):
            yield row.fault(name, f"{name} must be a day such as 2026-03-31")


def _sent(values: dict[str, Any]) -> bool:
    if values["search"]:
        return bool(values["search"] == "yes")
    sendable = values["match"] != "token" and (values["match"] != "regex" or bool(values["forms"]))
    return sendable and values["kind"] in SIGNAL_KINDS and values["origin"] == "curated"
