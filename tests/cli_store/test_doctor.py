"""doctor: a data directory in which nothing can be kept is not good."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from warden.cli.doctor import Finding, _settings
from warden.cli.state import State


def finding(data: Path) -> Finding:
    (found,) = _settings(State(None, None, data))
    return found


def test_a_directory_that_is_there_or_can_be_made_is_good(tmp_path: Path) -> None:
    assert finding(tmp_path).standing == "good"
    assert finding(tmp_path / "not" / "yet").standing == "good"


def test_a_file_is_no_data_directory(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("x")
    assert (finding(file).standing, finding(file / "below").standing) == ("bad", "bad")
    assert "is a file" in finding(file).found
    assert "--data" in (finding(file).cure or "")


def test_a_directory_that_cannot_be_written_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there: Any = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode & os.W_OK == 0 and there(path, mode))
    found = finding(tmp_path / "data")
    assert found.standing == "bad"
    assert "cannot be written" in found.found
