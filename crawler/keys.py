"""Keys of official interfaces: which a site file names, whether they are there, what a request carries.

Values come from the environment and go nowhere but into the request.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from crawler.sites.schema import Auth

_PLACES = {"{key}": "key_env", "{client_id}": "client_id_env", "{client_secret}": "client_secret_env"}
HOW_TO = "docs/how-to/keys.md says how to get them"


def key_names(auth: Auth) -> list[str]:
    """The environment variables a site's interface needs."""
    return [name for name in (auth.client_id_env, auth.client_secret_env, auth.key_env) if name]


def value(name: str) -> str:
    """The value of a variable; a blank or a new line behind it, as files have them, is none of the key."""
    return os.environ.get(name, "").strip()


def missing_keys(auth: Auth) -> list[str]:
    """Those of them that are not set."""
    return [name for name in key_names(auth) if not value(name)]


def lacking(auth: Auth) -> str:
    """A line about the keys that are missing, "" when none is."""
    names = missing_keys(auth)
    if not names:
        return ""
    verb = "is" if len(names) == 1 else "are"
    return f"{' and '.join(names)} {verb} not set in the environment; {HOW_TO}"


def filled(template: str, auth: Auth) -> str:
    """``{key}``, ``{client_id}`` and ``{client_secret}`` of a template as the environment has them."""
    for place, field in _PLACES.items():
        if place in template:
            template = template.replace(place, value(getattr(auth, field) or ""))
    return template


def with_key(url: str, auth: Auth) -> str:
    """The address with the key where an interface takes no header (``auth.query``)."""
    pairs = [f"{quote(name)}={quote_plus(filled(text, auth))}" for name, text in auth.query.items()]
    return url + ("&" if "?" in url else "?") + "&".join(pairs) if pairs else url


def without_keys(text: str, auth: Auth) -> str:
    """An address or message without what identifies this installation: its variable's name stands there."""
    for name in key_names(auth):
        for written in _written(value(name)):
            text = text.replace(written, name)
    return text


def _written(key: str) -> Iterator[str]:
    if key:
        yield from {key, quote(key, safe=""), quote_plus(key)}
