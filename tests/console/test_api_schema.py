"""Drawn requests against the JSON interface's own description: whatever comes, no fault of the server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import booleans
from schemathesis import checks

from tests.console.conftest import Console, filled
from tests.console.programs import Program, Visitor

SCOPES = (("read",), ("decide",), ("trends",), ("read", "decide", "trends"))


@pytest.fixture(scope="module")
def described(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Console, dict[tuple[str, ...], str]]]:
    """A console and a token of each set of scopes."""
    folder = tmp_path_factory.mktemp("described")
    settings = "[console]\napi_per_minute = 100000\n"
    made = Console(folder, f"sqlite:///{folder / 'warden.db'}", settings=settings)
    with made.store() as store:
        filled(store)
    with made.serving():
        visitor = Visitor(made, "wen", "reviewer")
        yield made, {scopes: visitor.token(*scopes) for scopes in SCOPES}


CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
OPERATIONS = ("search", "hit", "verdicts", "decide", "decide_several", "trends")


@pytest.mark.parametrize("scopes", SCOPES, ids="+".join)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_drawn_requests_find_no_fault(described: Any, operation: str, scopes: tuple[str, ...]) -> None:
    console, tokens = described
    schema = schemathesis.openapi.from_url(f"{console.address}/api/v1/openapi.json")
    drawn = schema.find_operation_by_id(operation)
    headers = {"Authorization": f"Bearer {tokens[scopes]}"}
    hit = Program(console, tokens["read", "decide", "trends"]).get("/hits")["hits"][0]["hit_id"]
    whole = len(scopes) == 3
    seen: set[int] = set()

    @settings(
        max_examples=40 if whole else 8,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=drawn.as_strategy(), there=booleans())
    def ask(case: schemathesis.Case, there: bool) -> None:
        if there and "hit_id" in (case.path_parameters or {}):
            case.path_parameters["hit_id"] = hit
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS)
        seen.add(answer.status_code)

    ask()
    assert (seen == {403}) == (not whole and SCOPE_OF[operation] not in scopes), seen


SCOPE_OF = {
    "search": "read",
    "hit": "read",
    "verdicts": "read",
    "decide": "decide",
    "decide_several": "decide",
    "trends": "trends",
}


def test_the_description_names_every_operation(described: Any) -> None:
    console, _tokens = described
    told = requests.get(f"{console.address}/api/v1/openapi.json", timeout=30).json()
    found = {one["operationId"]: one for path in told["paths"].values() for one in path.values()}
    assert tuple(sorted(found)) == tuple(sorted(OPERATIONS))
    assert all(one["security"] for one in found.values())
