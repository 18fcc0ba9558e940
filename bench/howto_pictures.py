"""The pictures of docs/how-to/save-pages.md: example marketplaces as a real Chromium draws them.

``python -m bench.howto_pictures``: starts the example marketplaces on 127.0.0.1 and writes the pictures anew.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from crawler.demo.run import marketplaces
from warden.browser import find_browser

TO = Path(__file__).parents[1] / "docs" / "how-to" / "pictures"
SHOWN = {"saved-list.png": ("bazaar", "/search?q=ivory"), "saved-drawn.png": ("vitrine", "/newest")}
"""Picture: which example marketplace, and the address there."""
WIDTH, HEIGHT, COLOURS = 900, 560, 64
FLAGS = ("--headless", "--disable-gpu", "--no-sandbox", "--hide-scrollbars", "--virtual-time-budget=4000")


def main() -> None:
    """Write every picture; a SystemExit says that there is no browser."""
    browser = find_browser()
    if browser is None:
        raise SystemExit("no browser here: apt-get install -y --no-install-recommends chromium")
    TO.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, marketplaces(Path(folder)) as addresses:
        for name, (market, path) in SHOWN.items():
            raw = Path(folder) / name
            size = f"--window-size={WIDTH},{HEIGHT}"
            command = [str(browser), *FLAGS, size, f"--screenshot={raw}", addresses[market] + path]
            subprocess.run(command, check=True, capture_output=True, timeout=60)
            Image.open(raw).convert("P", palette=Image.Palette.ADAPTIVE, colors=COLOURS).save(
                TO / name, optimize=True
            )
            print(f"{name}: {(TO / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
