"""Settings: which place wins, what a wrong one says, and that the page about them is whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from warden.config import TWINS, Config, load_config, user_config
from warden.errors import UsageError
from warden.reference import settings_page

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def blank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings but those of the test."""
    for name in os.environ:
        if name.startswith("WARDEN_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("APPDATA", raising=False)
    monkeypatch.chdir(tmp_path)


def toml(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_the_defaults() -> None:
    config = load_config()
    assert config == Config()
    assert config.data == Path("warden-data")
    assert config.store_url == f"sqlite:///{Path('warden-data') / 'warden.db'}"
    assert (config.retention.pages, config.retention.other, config.retention.hits) == (30, 30, 1826)
    assert config.terms.search_status == ["candidate", "active"]


def test_option_beats_environment_beats_file_beats_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_config().data == Path("warden-data")
    toml(Path("warden.toml"), 'data = "of the file"\nstore = "file.db"\n')
    assert load_config().data == Path("of the file")
    monkeypatch.setenv("WARDEN_DATA", "of the environment")
    assert load_config().data == Path("of the environment")
    assert load_config(data=Path("of the option")).data == Path("of the option")
    assert load_config(data=Path("of the option")).store_url == "file.db", "each setting by itself"


@pytest.mark.parametrize("name", TWINS)
def test_every_twin_is_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    section, _, key = name.rpartition(".")
    toml(Path("warden.toml"), f"[{section}]\n{key} = []\n" if section == "directories" else "")
    monkeypatch.setenv(TWINS[name], os.pathsep.join(("one", "two")))
    config = load_config()
    value = getattr(getattr(config, section) if section else config, key)
    if section == "directories":
        assert value == [Path("one"), Path("two")]
    else:
        assert str(value) == os.pathsep.join(("one", "two"))


def test_an_empty_variable_is_none_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARDEN_DATA", "")
    assert load_config().data == Path("warden-data")


def test_which_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml(user_config(), 'operator = "of the user"')
    assert load_config().operator == "of the user"
    toml(Path("warden.toml"), 'operator = "of the directory"')
    assert load_config().operator == "of the directory"
    monkeypatch.setenv("WARDEN_CONFIG", str(toml(tmp_path / "a.toml", 'operator = "of WARDEN_CONFIG"')))
    assert load_config().operator == "of WARDEN_CONFIG"
    named = toml(tmp_path / "Ärger mit Blanks.toml", '\ufeffoperator = "of --config"')
    assert load_config(named).operator == "of --config"


def test_a_file_that_is_named_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.toml: no such settings file"):
        load_config(Path("nowhere.toml"))
    monkeypatch.setenv("WARDEN_CONFIG", "neither.toml")
    with pytest.raises(UsageError, match=r"neither\.toml"):
        load_config()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("colour = 1", "colour"),
        ("[crawl]\nmax_page = 3", "crawl.max_page"),
        ("[crawl]\nmax_pages = 0", "crawl.max_pages"),
        ('[crawl]\npictures = "some"', "crawl.pictures"),
        ("[retention]\npages = 'long'", "retention.pages"),
        ("crawl = 3", "crawl"),
        ("data = [", "not readable as TOML"),
    ],
)
def test_a_wrong_setting_names_the_file_and_the_key(text: str, key: str) -> None:
    toml(Path("warden.toml"), text)
    with pytest.raises(UsageError) as fault:
        load_config()
    assert "warden.toml" in str(fault.value)
    assert key in str(fault.value)


def test_a_table_that_is_none_is_named_even_with_an_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    toml(Path("warden.toml"), "crawl = 3")
    monkeypatch.setenv("WARDEN_CONTACT", "me@example.org")
    with pytest.raises(UsageError, match="crawl"):
        load_config()


def test_a_wrong_setting_ends_a_verb_with_exit_code_2(tmp_path: Path) -> None:
    toml(Path("warden.toml"), "[crawl]\ncontackt = 'me@example.org'\n")
    for verb in (["search", "x"], ["doctor"], ["terms", "list"]):
        done = subprocess.run(
            [sys.executable, "-m", "warden", *verb], cwd=tmp_path, capture_output=True, text=True, env=dict(os.environ)
        )  # fmt: skip
        assert done.returncode == 2, (verb, done.stderr)
        assert "warden.toml" in done.stderr
        assert "crawl.contackt" in done.stderr
        assert "Traceback" not in done.stderr


def test_the_page_is_fresh_and_names_every_setting() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
    assert page == settings_page(), "run: python -m warden.reference docs/reference/settings.md"
    for name, field in Config.model_fields.items():
        parts = getattr(field.annotation, "model_fields", None)
        for key in [f"{name}.{part}" for part in parts] if parts else [name]:
            assert f"| `{key}` |" in page
    for variable in (*TWINS.values(), "WARDEN_CONFIG", "WARDEN_SECRET", "WARDEN_SECRET_FILE"):
        assert f"`{variable}`" in page


def test_every_setting_says_what_it_is() -> None:
    for field in Config.model_fields.values():
        for part in getattr(field.annotation, "model_fields", {"": field}).values():
            assert part.description
