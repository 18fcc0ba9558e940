"""Running ``warden`` as a user does, against a stub server."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

SITE = """
[identity]
name = "Stub"
company = "Stub"
platform = "{platform}"
base = "{base}"
status = "active"
date = 2026-11-21
reason = "test"
languages = ["en"]
currency = "GBP"
country = "GB"

[policy]
access = "html"
robots = "obey"
{policy}

[search]
url = "{{base}}/search"
query = {{ q = "{{term}}", page = "{{page}}" }}

[place.newest]
url = "{{base}}/newest"
query = {{ page = "{{page}}" }}

[paging]
type = "{paging}"
size = 2
max_pages = 50

[marks]
none = [{{ css = "p.nothing" }}]
removed = [{{ css = "p.removed" }}]

[response.rows]
rows = "li.offer"

[response.rows.fields]
id = "::attr(data-number)"
title = "h3"
url = {{ css = "a::attr(href)", filters = ["absolute_url"] }}
price = ".price"
description = ".text"
seller = ".member"
image = "img::attr(src)"

[item.page]
rows = "article"

[item.page.fields]
id = "::attr(data-number)"
title = "h1"
price = ".price"
description = ".text"
images = "img::attr(src)"

[recognise]
list = ['/search', '/newest']
item = ['/o/\\d+']
term = "q"

[expect]
required = ["id", "title", "url"]
"""


@dataclass
class Warden:
    """A data directory, a directory of site files, and the command line over both."""

    root: Path
    env: dict[str, str]

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def store_url(self) -> str:
        return f"sqlite:///{self.data / 'warden.db'}"

    def site(
        self, name: str, base: str, policy: str = "", paging: str = "none", platform: str = "stub"
    ) -> None:
        text = SITE.format(base=base, policy=policy, paging=paging, platform=platform)
        (self.root / "sites" / f"{name}.toml").write_text(text, encoding="utf-8")

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "warden", "--data", str(self.data), *words]

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*words), env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def run(self, *words: str, code: int | None = 0, **env: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            self.command(*words), env={**self.env, **env}, capture_output=True, text=True, timeout=120
        )
        assert "Traceback" not in done.stderr, done.stderr
        if code is not None:
            assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
        return done


def make_warden(tmp_path: Path) -> Warden:
    """A new installation below ``tmp_path``, blind to the settings of whoever runs the tests."""
    root = tmp_path / "Überwachung eins"  # a path with a blank and an accent, as users have them
    (root / "sites").mkdir(parents=True)
    env = {name: value for name, value in os.environ.items() if not name.startswith("WARDEN_")}
    env |= {"WARDEN_SITES": str(root / "sites"), "WARDEN_SECRET": "a secret of the tests, 32 bytes."}
    return Warden(root, env)


@pytest.fixture
def warden(tmp_path: Path) -> Warden:
    return make_warden(tmp_path)
