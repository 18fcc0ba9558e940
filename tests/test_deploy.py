"""What can be checked of deploy/ without systemd running and without a Docker engine."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import PASSWORD
from tests.elastic.node import Node
from tests.store import build as b
from warden.cli import VERBS
from warden.config import load_config
from warden.errors import CannotContinue
from warden.store.base import HitQuery
from warden.store.elasticsearch.indices import KINDS
from warden.store.elasticsearch.store import ElasticStore

DEPLOY = Path(__file__).parents[1] / "deploy"
SERVICES = sorted(DEPLOY.glob("*.service"))


def unit(path: Path) -> ConfigParser:
    read = ConfigParser(interpolation=None, strict=True)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(path.read_text(encoding="utf-8"))
    return read


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_services_run_verbs_that_there_are_as_an_ordinary_user(path: Path) -> None:
    service = unit(path)["Service"]
    program, verb, *_ = service["ExecStart"].split()
    assert program == "/opt/warden/.venv/bin/warden"
    assert verb in VERBS
    assert (service["User"], service["NoNewPrivileges"]) == ("warden", "yes")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="only where systemd is")
def test_systemd_finds_no_fault(tmp_path: Path) -> None:
    for path in (*SERVICES, *DEPLOY.glob("*.timer")):
        text = re.sub(
            r"^(ExecStart=)\S+", rf"\g<1>{sys.executable}", path.read_text(encoding="utf-8"), flags=re.M
        )
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False, timeout=60
    )
    assert not [line for line in done.stderr.splitlines() if "warden" in line], done.stderr


def settings(path: Path) -> dict[str, str]:
    lines = [line.lstrip("#") for line in path.read_text(encoding="utf-8").splitlines()]
    return dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))


def test_the_services_settings_are_warden_s(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = settings(DEPLOY / "warden.env")
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    config = load_config(None)
    assert config.store == told["WARDEN_STORE"]
    assert str(config.data) == told["WARDEN_DATA"]


def test_the_compose_file_keeps_security_on_and_to_this_machine() -> None:
    told: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    services = told["services"]
    assert services["elasticsearch"]["environment"]["xpack.security.enabled"] == "true"
    assert services["elasticsearch"]["environment"]["xpack.security.http.ssl.enabled"] == "true"
    images = {service["image"].rpartition(":") for service in services.values()}
    assert {image[0].split("/")[0] for image in images} == {"docker.elastic.co"}
    assert len({image[2] for image in images}) == 1, "one version of all"
    for service in services.values():
        ports = service.get("ports", [])
        assert all(port.startswith(("127.0.0.1:", "${WARDEN_LISTEN:-127.0.0.1}:")) for port in ports)
        assert set(service.get("depends_on", {})) <= set(services)
        named = {volume.split(":")[0] for volume in service.get("volumes", [])}
        files = {name for name in named if name.startswith("./")}
        assert named - files <= set(told["volumes"])
        assert all((DEPLOY / name).is_file() for name in files)
    asked = set(re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text(encoding="utf-8")))
    asked_for = settings(DEPLOY / "compose.env")
    assert asked == set(asked_for)
    assert asked_for["WARDEN_LISTEN"] == "127.0.0.1"


def test_the_role_is_enough_for_all_that_a_store_does(guarded: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    host = f"127.0.0.1:{guarded.port}"
    monkeypatch.setenv("WARDEN_STORE_PASSWORD", PASSWORD)
    with ElasticStore(f"elasticsearch://warden@{host}/warden") as store:
        b.begin(store)
        store.ingest(b.batch(b.page(), (b.listing("1"), b.assessment("loxodonta"))))
        assert [line.hit_id for line in store.search(HitQuery())] == [b.hit_of("1")]
        assert len(list(store.migrate())) == len(KINDS)
        assert store.check() == []
        store.docs.indices.drop()
    with pytest.raises(CannotContinue, match="may not do that"):
        ElasticStore(f"elasticsearch://warden@{host}/others")
