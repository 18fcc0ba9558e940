"""Who holds a lane or writes an archive file: a process, named so that its death can be seen."""

from __future__ import annotations

import os
import re
import socket

import psutil

WORKER = "WARDEN_WORKER"
"""In the environment of a worker's round: the worker's process number."""
BESIDE = "WARDEN_BESIDE"
"""In the environment of a console's worker: the console's process number."""
_NAME = re.compile(r"^(?P<host>.+)-(?P<pid>\d+)-(?P<born>\d+)$")


def this_owner() -> str:
    """``host-pid-born`` of this process; ``born`` in hundredths of a second."""
    process = psutil.Process(os.getpid())
    return f"{_host()}-{process.pid}-{_born(process)}"


def is_dead(owner: str) -> bool:
    """True only when the owner was a process of this machine that is gone; else unknown."""
    found = _NAME.match(owner)
    if not found or found["host"] != _host():
        return False
    try:
        process = psutil.Process(int(found["pid"]))
        return str(_born(process)) != found["born"] or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
    except psutil.Error:
        return False


def _host() -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", socket.gethostname()) or "host"


def _born(process: psutil.Process) -> int:
    return round(process.create_time() * 100)
