"""The reference page says every key, field and filter."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from crawler.sites import companies
from crawler.sites.reference import blocks, page
from crawler.sites.rules import FILTERS
from crawler.sites.schema import FIELDS

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_the_one_made_from_the_schema() -> None:
    written = (DOCS / "reference" / "site-files.md").read_text(encoding="utf-8")
    assert written == page(), "run: python -m crawler.sites.reference > docs/reference/site-files.md"


def test_the_page_of_the_companies_is_the_one_made_from_the_table() -> None:
    written = (DOCS / "reference" / "companies.md").read_text(encoding="utf-8")
    assert written == companies.page(), "run: python -m crawler.sites.companies > docs/reference/companies.md"


def test_every_key_field_and_filter_is_explained() -> None:
    text = page()
    for name, kind in blocks():
        assert f"## {name}\n" in text
        for item in dataclasses.fields(kind):
            assert f"| `{item.name}` | " in text
            assert len(item.metadata["doc"]) > 2
    for name in (*FIELDS, *FILTERS):
        assert f"| `{name}` | " in text


def test_the_example_of_the_how_to_loads(tmp_path: Path) -> None:
    import re
    import textwrap

    from crawler.sites.load import load_site

    text = (DOCS / "how-to" / "add-a-platform.md").read_text(encoding="utf-8")
    found = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert found
    path = tmp_path / "corner.toml"
    path.write_text(textwrap.dedent(found.group(1)), encoding="utf-8")
    assert load_site(path).id == "corner"
