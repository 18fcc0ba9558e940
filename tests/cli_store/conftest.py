"""A command line with only the verbs of the store, over a store filled by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import typer
from typer.testing import CliRunner

from tests.store import build as b
from warden.cli import decide, effort, export, hit, search, trends, watches
from warden.cli import store as store_verbs
from warden.cli.state import State
from warden.errors import WardenError
from warden.schema import schema
from warden.store import open_store


@dataclass
class Result:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Warden = Callable[..., Result]


SHAPES = {
    "search": "search",
    "export": "export.jsonl",
    "decide": "decide",
    "hit add": "hit.add",
    "hit show": "hit.show",
    "effort add": "effort.add",
    "watches list": "watches.list",
    "watches show": "watches.show",
    "watches add": "watches.add",
    "trends": "trends",
    "store check": "store.check",
    "store copy": "store.copy",
    "store migrate": "store.migrate",
}


def _validate(arguments: tuple[str, ...], out: str) -> None:
    """Every line a verb prints as JSON has the shape of docs/reference/records.json."""
    verb = next((name for name in SHAPES if list(arguments[: len(name.split())]) == name.split()), None)
    if verb is None or not ("--json" in arguments or "jsonl" in arguments) or arguments[1] == "rebuild":
        return
    document = schema() | {"$ref": f"#/$defs/{SHAPES[verb]}"}
    for line in out.splitlines():
        jsonschema.validate(json.loads(line), document)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CONFIG", "STORE", "DATA", "SITES", "TERMS", "SECRET", "SECRET_FILE"):
        monkeypatch.delenv(f"WARDEN_{name}", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "données é"


@pytest.fixture
def warden(data: Path) -> Warden:
    """Runs a verb; errors become exit codes as ``warden.cli.main`` makes them."""
    app = typer.Typer()

    @app.callback()
    def options(ctx: typer.Context) -> None:
        ctx.obj = State(None, None, data)

    for module in (search, decide, hit, watches, trends, export, effort, store_verbs):
        module.register(app)

    def run(*arguments: str) -> Result:
        done = CliRunner().invoke(app, list(arguments))
        _validate(arguments, done.stdout)
        fault = done.exception
        if isinstance(fault, WardenError):
            return Result(fault.exit_code, done.stdout, str(fault))
        if fault is not None and not isinstance(fault, SystemExit):
            raise fault
        return Result(done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture
def shop(data: Path) -> str:
    """Three hits of two targets in two weeks; the id of the first."""
    store = open_store(f"sqlite:///{data / 'warden.db'}")
    b.begin(store)
    one = b.listing("1", "=cmd|' ivory", contact_keys=["c1", "c2"], images=["http://127.0.0.1/2.jpg"])
    secret = b.assessment("amazon_parrot", restricted=True)
    store.ingest(
        b.batch(b.page(), (one, b.assessment("elephant", score=0.5)), (b.listing("9"), b.assessment()))
    )
    tiger = b.listing("2", "老虎骨 酒", language="zh")
    store.ingest(b.batch(b.page(number=2, captured=b.at(9)), (tiger, secret)))
    store.ingest(b.batch(b.page(number=3, captured=b.at(9)), (b.listing("3"), b.assessment("elephant"))))
    store.close()
    return b.hit_of("1", "elephant")
