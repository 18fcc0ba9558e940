"""docs/reference/settings.md, made from the settings themselves; a test fails when it is stale.

``python -m warden.reference docs/reference/settings.md`` writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from warden.config import TWINS, Config

HEAD = """# Settings

An option beats the environment, the environment beats the file, the file beats the default.

The file is the one named by `--config` or `WARDEN_CONFIG`, else `warden.toml` in the working directory,
else `warden/warden.toml` in your configuration directory (`%APPDATA%`, `$XDG_CONFIG_HOME` or `~/.config`),
else none. It is TOML. An unknown key, or a value of the wrong kind, ends every verb with exit code 2 and
a line that names the file and the key. Relative paths are relative to the working directory.

```toml
data = "/srv/warden"
operator = "Coast desk"

[crawl]
contact = "monitor@example.org"
sites = ["ruby_lane", "olx_pl"]
pictures = "first"

[retention]
pages = 60
```

"""

TAIL = """## Only in the environment

Secrets never stand in the file.

| variable | what it is |
|---|---|
| `WARDEN_CONFIG` | the settings file, as `--config` |
| `WARDEN_SECRET` | the installation's secret: what names are made into keys with, 16 bytes at least |
| `WARDEN_SECRET_FILE` | a file that holds it; without both, `<data>/secret` is made once, readable by its owner |
| `WARDEN_STORE_PASSWORD` | the password of the user in the address of a store in Elasticsearch; of `elastic` when it names none |
| `WARDEN_STORE_API_KEY` | an API key for it instead; it goes before a password |
| `WARDEN_STORE_CA` | the certificate (.pem, .crt) of the authority that signed the store's |
| `WARDEN_OIDC_SECRET` | the secret of `[oidc] client` at the provider |
| names in `[auth]` of a site file | keys of official APIs, such as `EBAY_CLIENT_ID` |

A store keeps the fingerprint of its secret and refuses another one: with it the same seller would get
another key. Keep a copy of the secret; without it old and new keys cannot be compared.

`WARDEN_SITES` and `WARDEN_TERMS` name several directories at once, separated as in `PATH`.
"""


def settings_page() -> str:
    """The whole page."""
    sections: list[tuple[str, str, type[BaseModel]]] = [("Top of the file", "", Config)]
    for name, field in Config.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            sections.append((f"[{name}]", f"{name}.", field.annotation))
    return HEAD + "".join(_section(*told) for told in sections) + TAIL


def _section(title: str, prefix: str, model: type[BaseModel]) -> str:
    doc = "" if model is Config else f"{(model.__doc__ or '').strip()}\n\n"
    head = (
        f"## {title}\n\n{doc}| key | value | default | environment | what it says |\n|---|---|---|---|---|\n"
    )
    return head + "".join(_rows(prefix, model)) + "\n"


def _rows(prefix: str, model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            continue
        twin = f"`{TWINS[prefix + name]}`" if prefix + name in TWINS else ""
        cells = (f"`{prefix}{name}`", _kind(field), _shown(field.default), twin, field.description or "")
        yield f"| {' | '.join(cells)} |\n"


def _kind(field: FieldInfo) -> str:
    bounds = [
        f"{sign} {getattr(rule, name)}"
        for rule in field.metadata
        for name, sign in (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<"))
        if hasattr(rule, name)
    ]
    return " ".join([_named(field.annotation), *bounds])


def _named(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return ", ".join(f"`{word}`" for word in get_args(kind))
    if get_origin(kind) is list:
        return f"list of {_named(get_args(kind)[0])}"
    if get_origin(kind) is Union:
        return " or ".join(_named(one) for one in get_args(kind))
    return {str: "text", int: "whole number", float: "number", bool: "true or false", Path: "path"}[kind]


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(f"`{one}`" for one in value) or "none"
    return "none" if value in ("", None) else f"`{value}`"


def main() -> None:
    Path(sys.argv[1]).write_text(settings_page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
