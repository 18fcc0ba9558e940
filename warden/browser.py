"""Where a browser is, for sites that are drawn by script: $CHROMIUM, else on the path."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_browser() -> Path | None:
    """The browser to use; ``None`` when there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named) if Path(named).is_file() else None
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return Path(found) if found else None


def main() -> int:
    """``python -m warden.browser``: where the browser is; exit 1 and what to do where there is none."""
    found = find_browser()
    if found is None:
        print("no browser found: apt-get install chromium, or set CHROMIUM to a Chromium or Chrome")
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
