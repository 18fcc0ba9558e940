"""Starting the example marketplaces, and site files that know where they are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.demo.server import CLIENT
from warden.errors import CannotContinue

FILES = Path(__file__).parent / "sites"


@contextmanager
def marketplaces(directory: Path) -> Iterator[dict[str, str]]:
    """Serve them from a process of their own while the block runs; {market: address}.

    ``directory`` receives site files with the addresses filled in.
    """
    server = subprocess.Popen(
        [sys.executable, "-m", "crawler.demo.server"], stdout=subprocess.PIPE, env={**os.environ}
    )
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        if not line:
            raise CannotContinue("the example marketplaces could not be started; the lines above say why")
        addresses: dict[str, str] = json.loads(line)
        write_sites(directory, addresses)
        os.environ["WARDEN_DEMO_CLIENT_ID"], os.environ["WARDEN_DEMO_CLIENT_SECRET"] = CLIENT
        yield addresses
    finally:
        server.terminate()
        server.wait(10)
        if server.stdout:
            server.stdout.close()


def write_sites(directory: Path, addresses: dict[str, str]) -> None:
    """Site files of the example marketplaces with today's addresses."""
    directory.mkdir(parents=True, exist_ok=True)
    for file in FILES.glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        for market, address in addresses.items():
            text = text.replace(f"@{market}@", address)
        (directory / file.name).write_text(text, encoding="utf-8", newline="\n")
