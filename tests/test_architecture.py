"""The house rules: import contracts, length of modules, nothing of this or any machine in the repo."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("keywords", "crawler", "pipelines", "warden")
LONGEST = 400


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def modules() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_no_module_is_longer_than_the_rule() -> None:
    long = {
        str(path.relative_to(ROOT)): n
        for path in [*modules(), *sorted((ROOT / "tests").rglob("*.py"))]
        if (n := len(path.read_text("utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in modules()
        if not path.read_text("utf-8").lstrip().startswith(('"""', 'r"""'))
    ]
    assert silent == []


def test_no_address_of_a_registry_and_no_path_of_a_machine() -> None:
    told = re.compile(
        rb"--(extra-)?index-url|--find-links|^registry *= *\"?https?:|/(?:work|root|home/[a-z]+)/[a-z.]",
        re.MULTILINE,
    )
    found = [str(path.relative_to(ROOT)) for path in tracked() if told.search(path.read_bytes())]
    assert found == [str(Path("tests/test_architecture.py"))] or found == []
    for lock in (ROOT / "requirements").glob("*.txt"):
        assert b"http" not in re.sub(
            rb"(?m)^[a-z0-9_.-]*http[a-z0-9_.-]*==.*$", b"", lock.read_bytes()
        ).replace(b"aiohttp", b"")


def test_every_requirement_is_pinned_with_hashes() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text("utf-8")
        names = re.findall(r"(?m)^[a-zA-Z0-9]\S*", text)
        assert names
        assert all("==" in name for name in names)
        assert text.count("--hash=sha256:") > len(names)


@pytest.mark.parametrize(
    "module", ["keywords", "keywords.jsonl", "warden.text", "warden.records", "warden.cli.match"]
)
def test_matching_needs_nothing_heavy(module: str) -> None:
    heavy = [
        "scrapy",
        "twisted",
        "django",
        "elasticsearch",
        "selectolax",
        "parsel",
        "lxml",
        "aiohttp",
        "PIL",
        "dateparser",
    ]
    script = f"import sys, {module}\nprint([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_the_console_answers_without_scrapy() -> None:
    script = (
        "import os, sys, django\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'warden.review.settings'\n"
        "django.setup()\n"
        "import warden.review.urls\n"
        "print([name for name in ('scrapy', 'twisted') if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_the_whole_command_line_starts_without_the_crawler() -> None:
    """`warden match` must run where only the light dependencies are installed."""
    script = (
        "import sys\n"
        "class Gone:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('scrapy', 'twisted', 'selectolax', 'parsel', 'lxml', 'aiohttp', 'PIL',\n"
        "                                  'jmespath', 'dateparser', 'price_parser', 'warcio', 'w3lib'):\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Gone())\n"
        "sys.argv = ['warden', 'match']\n"
        "from warden.cli import main\n"
        "main()\n"
    )
    line = b'{"id": 1, "title": "raw ivory tusk"}\n'
    done = subprocess.run([sys.executable, "-c", script], input=line, capture_output=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr.decode()
    assert b'"grade":"hit"' in done.stdout.replace(b" ", b"")


def test_the_readme_names_the_two_commands_and_ci_runs_one_of_them() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "make demo" in readme
    assert "make test" in readme
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")
