"""Settings that people change in the console: kept in the store, below environment and file, above the defaults."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from warden.config import Config
from warden.errors import UsageError
from warden.store.base import Store

SETTING = "settings"
EDITABLE = ("crawl.contact", "crawl.sites", "crawl.max_pages", "crawl.pictures", "crawl.item_pages")
"""Names of the settings that the console offers, as docs/reference/settings.md has them."""


def fixed(config: Config) -> set[str]:
    """Those that the environment or warden.toml says: nobody changes them in the console."""
    return {name for name in EDITABLE if _leaf(name) in config.crawl.model_fields_set}


def effective(config: Config, store: Store) -> Config:
    """The settings with what the store keeps of them, where nothing above it says otherwise."""
    kept = store.get_setting(SETTING) or {}
    above = fixed(config)
    told = {_leaf(name): value for name, value in kept.items() if name in EDITABLE and name not in above}
    return _changed(config, told) if told else config


def keep(config: Config, store: Store, changes: dict[str, Any]) -> None:
    """Keep settings in the store. Raises ``UsageError`` for one that is fixed above it, unknown, or has a wrong value."""
    wrong = sorted(changes.keys() - set(EDITABLE))
    if wrong:
        raise UsageError(f"{', '.join(wrong)} cannot be changed here. Known: {', '.join(EDITABLE)}.")
    above = sorted(changes.keys() & fixed(config))
    if above:
        raise UsageError(
            f"{', '.join(above)} is fixed by the environment or warden.toml of this installation; change it there."
        )
    _changed(config, {_leaf(name): value for name, value in changes.items()})
    store.put_setting(SETTING, {**(store.get_setting(SETTING) or {}), **changes})


def _changed(config: Config, told: dict[str, Any]) -> Config:
    try:
        crawl = type(config.crawl).model_validate({**config.crawl.model_dump(exclude_unset=True), **told})
    except ValidationError as fault:
        first = fault.errors()[0]
        raise UsageError(f"crawl.{'.'.join(map(str, first['loc']))}: {first['msg']}.") from fault
    return config.model_copy(update={"crawl": crawl})


def _leaf(name: str) -> str:
    return name.removeprefix("crawl.")
