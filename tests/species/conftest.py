"""The verbs about species over a data directory of the test's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import typer
from typer.testing import CliRunner

from warden.cli import match, targets, terms
from warden.cli.state import State
from warden.errors import WardenError
from warden.schema import schema

SHAPES = {
    "terms import": "terms.import",
    "targets list": "targets.list",
    "targets show": "targets.show",
    "targets status": "targets.status",
    "match": "match",
}


@dataclass
class Result:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Warden = Callable[..., Result]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (
        "CONFIG",
        "STORE",
        "DATA",
        "SITES",
        "TERMS",
        "SECRET",
        "SECRET_FILE",
        "SPECIESPLUS_TOKEN",
        "SPECIESPLUS_URL",
    ):
        monkeypatch.delenv(f"WARDEN_{name}", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "données é"


@pytest.fixture
def warden(data: Path) -> Warden:
    """Runs a verb with ``--data``; what it prints as JSON is held against docs/reference/records.json."""
    app = typer.Typer()

    @app.callback()
    def options(ctx: typer.Context) -> None:
        ctx.obj = State(None, None, data)

    for module in (terms, targets, match):
        module.register(app)

    def run(*words: str, stdin: str | None = None) -> Result:
        done = CliRunner().invoke(app, list(words), input=stdin)
        _validate(words, done.stdout)
        fault = done.exception
        if isinstance(fault, WardenError):
            return Result(fault.exit_code, done.stdout, str(fault))
        if fault is not None and not isinstance(fault, SystemExit):
            raise fault
        return Result(done.exit_code, done.stdout, done.stderr)

    return run


@cache
def _document() -> dict[str, Any]:
    return schema()


def _validate(words: tuple[str, ...], out: str) -> None:
    verb = next((name for name in SHAPES if list(words[: len(name.split())]) == name.split()), None)
    if verb is None or ("--json" not in words and verb != "match"):
        return
    document = _document() | {"$ref": f"#/$defs/{SHAPES[verb]}"}
    for line in out.splitlines():
        jsonschema.validate(json.loads(line), document)
