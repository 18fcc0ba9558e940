"""The documentation names every verb and option, its links lead somewhere, its examples run."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from typer.main import get_command

from warden.cli import app

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
COMMANDS = (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8")


def verbs(command: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, list[str]]]:
    """(verb, its options) of everything the command line offers."""
    below = getattr(command, "commands", None)
    if below:
        for name, one in below.items():
            yield from verbs(one, (*path, name))
    else:
        params = getattr(command, "params", [])
        options = [option for param in params for option in (*param.opts, *param.secondary_opts)]
        yield " ".join(path), [option for option in options if option.startswith("-") and option != "--help"]


VERBS = dict(verbs(get_command(app)))


def section(verb: str) -> str:
    """The part of the page a verb stands in: its own heading's, or that of its group."""
    parts = re.split(r"(?m)^## ", COMMANDS)[1:]
    named = {name.strip(): part for part in parts for name in part.splitlines()[0].split(",")}
    return named.get(verb) or named.get(verb.split()[0]) or ""


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_and_option_is_documented(verb: str) -> None:
    text = section(verb)
    assert text, f"docs/reference/commands.md has no section for {verb}"
    if " " in verb and not text.startswith(verb):
        assert f"`{verb}`" in text
    missing = [option for option in VERBS[verb] if f"`{option}`" not in text]
    assert missing == []


def test_nothing_is_documented_that_is_not_there() -> None:
    there = {option for options in VERBS.values() for option in options}
    there |= {"--config", "--store", "--data", "--version", "--help"}
    named = set(re.findall(r"`(--[a-z-]+)`", COMMANDS))
    assert named - there == set()
    for part in re.split(r"(?m)^## ", COMMANDS)[1:]:
        for name in part.splitlines()[0].split(","):
            assert any(verb.startswith(name.strip()) for verb in VERBS), name


def test_every_exit_code_is_documented() -> None:
    for code in ("0", "1", "2", "3", "130, 143"):
        assert f"| {code} |" in COMMANDS


def test_readme_commands_are_there() -> None:
    told = re.findall(r"\.venv/bin/warden ([a-z]+)", (ROOT / "README.md").read_text("utf-8"))
    assert told
    assert set(told) <= {verb.split()[0] for verb in VERBS}


def slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"(?s)```.*?```|`[^`\n]*`", "", page.read_text("utf-8"))
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists() or not file.is_relative_to(ROOT.resolve()):
            broken.append(target)
        elif anchor and file.suffix == ".md":
            headings = re.findall(r"(?m)^#+ (.+)$", file.read_text("utf-8"))
            broken += [] if anchor in {slug(heading) for heading in headings} else [target]
    assert broken == []


def test_the_help_of_every_verb_opens_without_settings(tmp_path: Path) -> None:
    """One process for all: what ``--help`` prints needs no store and no settings file."""
    script = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from warden.cli import app\n"
        "for words in sys.argv[1:]:\n"
        "    done = CliRunner().invoke(app, [*words.split(), '--help'])\n"
        "    assert done.exit_code == 0 and 'Usage:' in done.output, (words, done.output)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *VERBS], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_matchers_example_runs() -> None:
    line = re.search(r"echo '(\{.*?\})' \| warden match", COMMANDS)
    assert line
    done = subprocess.run(
        [sys.executable, "-m", "warden", "match"], input=line[1], capture_output=True, text=True
    )
    assert done.returncode == 0
    assert '"grade":"hit"' in done.stdout
