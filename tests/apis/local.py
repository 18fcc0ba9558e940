"""A shipped site file turned to a fake on this machine: the same file, other hosts, no delay."""

from __future__ import annotations

import re
import shutil

from crawler.sites.load import SHIPPED
from tests.crawl.conftest import Warden

CONFIG = '[crawl]\npictures = "none"\nitem_pages = {items}\nblock_pause = {pause}\nlongest_wait = 5\n'


def localise(warden: Warden, site: str, base: str, *, items: bool = False, pause: float = 0.5) -> None:
    """Copy ``site`` (with its base and hooks) so that every request of it goes to ``base``."""
    folder = warden.root / "sites"
    stems = [site]
    found = re.search(r'^extends = "(\w+)"', (SHIPPED / f"{site}.toml").read_text("utf-8"), re.MULTILINE)
    stems += [found[1]] if found else []
    for stem in stems:
        text = (SHIPPED / f"{stem}.toml").read_text("utf-8")
        (folder / f"{stem}.toml").write_text(_turned(text, base), "utf-8")
        if (SHIPPED / f"{stem}.py").is_file():
            shutil.copy(SHIPPED / f"{stem}.py", folder)
    config = warden.root / "warden.toml"
    config.write_text(CONFIG.format(items=str(items).lower(), pause=pause), "utf-8")
    warden.env["WARDEN_CONFIG"] = str(config)


def _turned(text: str, base: str) -> str:
    text = re.sub(r'^(base = )"[^"]*"', rf'\1"{base}"', text, flags=re.MULTILINE)
    text = re.sub(r'^((?:token_)?url = )"https://[^/"]+', rf'\1"{base}', text, flags=re.MULTILINE)
    return re.sub(r"^pace = [\d.]+\n", "", text, flags=re.MULTILINE)
