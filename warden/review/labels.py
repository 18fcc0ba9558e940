"""How targets, products and languages are called in the language of the interface, else in English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language, gettext

from keywords.species import load_species, names_of
from warden.review import here


def target(key: str) -> str:
    """The name of a target; its id where it has none."""
    known = here.vocabulary().targets.get(key)
    if known is None:
        return key
    names = _species().get(names_of(known)[0].casefold(), {}) if len(names_of(known)) == 1 else {}
    return names.get((get_language() or "en")[:2]) or known.label_en or key


def product(key: str) -> str:
    """The name of a product; its id where it has none."""
    known = here.vocabulary().products.get(key)
    return known.label_en or key if known is not None else key


def language(key: str) -> str:
    """The name of a language; its code where none is known."""
    known = LANG_INFO.get(key.casefold()) or {}
    return f"{gettext(known['name'])} ({key})" if "name" in known else key


def of(what: str, keys: Iterable[str]) -> dict[str, str]:
    """{key: its name} of what is told apart; a name that several have gets the key behind it."""
    call = {"target": target, "product": product, "language": language}.get(what)
    told = {key: call(key) if call and key else key for key in keys}
    shared = Counter(told.values())
    return {key: name if shared[name] == 1 else f"{name} ({key})" for key, name in told.items()}


def meant(what: str, named: str) -> str | None:
    """The id of a target or product that is named by its id or its name, in the language of the interface or English."""
    if what == "target":
        return here.target(named) or _called(get_language() or "en").get(named.casefold())
    return here.product(named)


@cache
def _called(_language: str) -> dict[str, str]:
    told = of("target", here.vocabulary().targets)  # a name that several have stands with the id behind it
    return {name.casefold(): key for key, name in told.items()}


@cache
def _species() -> dict[str, dict[str, str]]:
    """{scientific name: {language: name}}, the first of each language."""
    found: dict[str, dict[str, str]] = {}
    for one in load_species(here.config().term_directories).taxa.values():
        names = found.setdefault(one.name.casefold(), {})
        for lang, name in one.names:
            names.setdefault(lang[:2], name)
    return found
