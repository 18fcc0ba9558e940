"""Real Elasticsearch nodes for the suite: Elastic's own server, brought by Maven, on loopback.

``make elastic`` downloads it once into ``.cache``. A node is a process of an ordinary user, since Elasticsearch
refuses to run as root, in a folder of its own; it ends with the test process, also when that is killed.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

VERSION = "8.19.21"
ROOT = Path(__file__).parents[2]
ARCHIVE = ROOT / ".cache" / "elasticsearch" / f"elasticsearch-{VERSION}.zip"
START_SECONDS = 120
STOP_SECONDS = 30
JAVA = "-Xms512m -Xmx512m -XX:TieredStopAtLevel=1 -XX:-UseG1GC -XX:+UseSerialGC"
"""A node of the suite lives for minutes and holds little: compiling it twice and clearing up beside it is half its work."""
ORDINARY = "nobody"


class NodeFault(Exception):
    """The node cannot be started; the message says what to do."""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Node:
    """One Elasticsearch process. Nodes that name each other in ``seeds`` (transport ports) make a cluster.

    ``roles``: users beside ``elastic``, each with the role of its own name and the same password.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str = "node-1",
        password: str | None = None,
        roles: Mapping[str, Any] | None = None,
        transport: int | None = None,
        seeds: Sequence[tuple[str, int]] = (),
    ) -> None:
        self.folder, self.name, self.password = folder, name, password
        self.roles = roles or {}
        self.port = free_port()
        self.transport = transport or free_port()
        self.seeds = seeds
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self) -> Node:
        """Start and wait until it answers. Raises ``NodeFault``."""
        home = self._assembled()
        log = (self.folder / "out.log").open("ab")
        self.process = subprocess.Popen(
            [*_as_ordinary_user(), str(home / "bin" / "elasticsearch")],
            env={**_environment(), "ES_JAVA_OPTS": JAVA},
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        log.close()
        self._wait()
        return self

    def stop(self) -> None:
        """End it, politely first; only ever our own process."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def _assembled(self) -> Path:
        home = self.folder / f"elasticsearch-{VERSION}"
        if not home.is_dir():
            if not ARCHIVE.is_file():
                raise NodeFault(f"{ARCHIVE} is not there: run `make elastic`, which downloads it by Maven")
            self.folder.mkdir(parents=True, exist_ok=True)
            with zipfile.ZipFile(ARCHIVE) as archive:
                archive.extractall(self.folder)
            for script in (home / "bin").iterdir():
                script.chmod(0o755)
            (home / "config" / "elasticsearch.yml").write_text(self._settings(), encoding="utf-8")
            if self.password is not None:
                _run([str(home / "bin" / "elasticsearch-keystore"), "create"], home)
                _run(
                    [str(home / "bin" / "elasticsearch-keystore"), "add", "-x", "bootstrap.password"],
                    home,
                    self.password,
                )
                self._add_users(home)
        _give_to_ordinary_user(self.folder)
        return home

    def _add_users(self, home: Path) -> None:
        # By file: this server lacks what its index of users needs. JSON is YAML.
        (home / "config" / "roles.yml").write_text(json.dumps(self.roles), encoding="utf-8")
        for user in self.roles:
            told = ["useradd", user, "-p", self.password or "", "-r", user]
            _run([str(home / "bin" / "elasticsearch-users"), *told], home)

    def _settings(self) -> str:
        lines = [
            "cluster.name: warden-test",
            f"node.name: {self.name}",
            "network.host: 127.0.0.1",
            f"http.port: {self.port}",
            f"transport.port: {self.transport}",
            "cluster.routing.allocation.disk.threshold_enabled: false",
            "action.auto_create_index: false",
            "xpack.security.autoconfiguration.enabled: false",
            f"xpack.security.enabled: {str(self.password is not None).lower()}",
        ]
        if self.seeds:
            lines += [
                f"discovery.seed_hosts: [{', '.join(f'127.0.0.1:{port}' for _, port in self.seeds)}]",
                f"cluster.initial_master_nodes: [{', '.join(name for name, _ in self.seeds)}]",
            ]
        else:
            lines.append("discovery.type: single-node")
        return "\n".join(lines) + "\n"

    def _wait(self) -> None:
        assert self.process is not None
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise NodeFault(f"Elasticsearch ended while starting:\n{self._last_lines()}")
            try:
                with urllib.request.urlopen(f"{self.url}/_cluster/health", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except urllib.error.HTTPError as refused:
                if refused.code == 401:  # security is on: it answers
                    return
            except OSError:
                pass
            time.sleep(0.3)
        self.stop()
        raise NodeFault(f"Elasticsearch did not answer within {START_SECONDS} s:\n{self._last_lines()}")

    def _last_lines(self) -> str:
        return "\n".join((self.folder / "out.log").read_text("utf-8", "replace").splitlines()[-15:])


def _environment() -> dict[str, str]:
    """Java as it is found on the path; nothing else of the surroundings may change the server."""
    java = shutil.which("java")
    if java is None:
        raise NodeFault("Elasticsearch needs Java: apt-get install -y openjdk-17-jre-headless")
    return {
        "PATH": os.environ.get("PATH", ""),
        "ES_JAVA_HOME": os.environ.get("JAVA_HOME") or str(Path(java).resolve().parents[1]),
        "HOME": "/tmp",
    }


def _as_ordinary_user() -> list[str]:
    """The words before the command: another user than root, and an end when this process ends."""
    dies = ["setpriv", "--pdeathsig", "TERM"]
    if os.geteuid() != 0:
        return [*dies, "--"]
    user = pwd.getpwnam(ORDINARY)
    return [*dies, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--"]


def _give_to_ordinary_user(folder: Path) -> None:
    if os.geteuid() != 0:
        return
    user = pwd.getpwnam(ORDINARY)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid)


def _run(command: list[str], home: Path, told: str = "") -> None:
    done = subprocess.run(
        command, env=_environment(), cwd=home, input=told, text=True, capture_output=True, check=False
    )
    if done.returncode:
        raise NodeFault(f"{Path(command[0]).name} ended with {done.returncode}: {done.stderr[-500:]}")
