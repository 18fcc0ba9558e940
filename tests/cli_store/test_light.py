"""Where only the light dependencies are installed: what works, and one line for what does not."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from warden.cli import extras

ROOT = Path(__file__).parents[2]

LIGHT = (
    "import sys\n"
    "from warden.cli.extras import CRAWL\n"
    "class Gone:\n"
    "    def find_spec(self, name, path=None, target=None):\n"
    "        if name.split('.')[0] in CRAWL:\n"
    "            raise ModuleNotFoundError(f'No module named {name!r}', name=name)\n"
    "sys.meta_path.insert(0, Gone())\n"
    "from warden.cli import main\n"
    "main()\n"
)


def light(folder: Path, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LIGHT, "--data", str(folder / "data"), *words]
    return subprocess.run(command, input=given, capture_output=True, text=True, cwd=folder, timeout=60)


@pytest.mark.parametrize(
    "verb", ["crawl --site olx_pl", "import page.html", "demo", "sites list", "sites check", "rematch"]
)
def test_what_needs_the_extra_says_so_in_one_line(tmp_path: Path, verb: str) -> None:
    if verb == "rematch":
        light(tmp_path, *["effort", "add", "--site", "x", "--place", "y", "--minutes", "1", "--found", "0"])
    done = light(tmp_path, *verb.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert "extra [crawl]" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_what_needs_no_extra_works(tmp_path: Path) -> None:
    done = light(tmp_path, "match", given='{"id": 1, "title": "raw ivory tusk"}\n')
    assert (done.returncode, json.loads(done.stdout)["grade"]) == (0, "hit")
    add = ("hit", "add", "--url", "https://shop.example/a", "--title", "raw ivory tusk", "--json")
    (hit,) = light(tmp_path, *add).stdout.splitlines()
    number = json.loads(hit)["hit_id"]
    for verb in (
        "terms list",
        "terms check",
        "search",
        "store check",
        "export --format csv",
        "trends",
        "watches list",
        "effort add --site olx_pl --place x --minutes 1 --found 0",
        f"decide {number} --decision scam",
    ):
        done = light(tmp_path, *verb.split())
        assert done.returncode == 0, (verb, done.stderr)
    told = light(tmp_path, "doctor")
    assert told.returncode == 0
    assert "sites: not looked at: the extra [crawl] is not installed" in told.stdout


def test_every_package_of_the_extra_is_known() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = {re.split(r"[><=]", one)[0].lower() for one in told["project"]["optional-dependencies"]["crawl"]}
    brought = {dist.lower() for name in extras.CRAWL for dist in packages_distributions().get(name, ())}
    assert wanted <= brought
