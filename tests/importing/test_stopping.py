"""An import that is stopped: a line that says what is kept, the exit code of the signal, and it goes on."""

from __future__ import annotations

import os
import re
import signal
import threading
from pathlib import Path

import pytest

from tests.crawl.conftest import Warden, make_warden
from tests.crawl.stub import listing_page, row
from warden.cli.stopping import Stopping

PAGES = 120


@pytest.fixture
def warden(tmp_path: Path) -> Warden:
    made = make_warden(tmp_path)
    made.site("stub", "http://127.0.0.1:9")
    (made.root / "saved").mkdir()
    for number in range(PAGES):
        (made.root / "saved" / f"{number}.html").write_bytes(listing_page(row(number, "raw ivory tusk")))
    return made


@pytest.mark.skipif(os.name == "nt", reason="signals between processes are of POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_import_says_what_is_kept(warden: Warden, number: int, code: int) -> None:
    command = ("import", str(warden.root / "saved"), "--site", "stub", "--json")
    run = warden.start(*command)
    assert run.stdout is not None
    first = run.stdout.readline()
    run.send_signal(number)
    rest, told = run.communicate(timeout=60)
    assert first
    assert run.returncode == code, told
    said = re.fullmatch(r"stopped: (\d+) pages? kept so far; the same command goes on", told.splitlines()[-1])
    assert said, told
    kept, lines = int(said[1]), 1 + len(rest.splitlines())
    # The signal may come between keeping a page and telling it; on a busy machine the telling lags a little.
    assert lines <= kept <= min(lines + 3, PAGES - 1)
    assert "Traceback" not in told
    done = warden.run(*command).stdout.splitlines()
    assert len(done) == PAGES
    assert sum('"known": true' in line for line in done) == kept


def test_the_second_signal_ends_at_once_and_handlers_are_given_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Stopping() as stopping:
        signal.raise_signal(signal.SIGTERM)
        assert stopping.code == 143
        with pytest.raises(SystemExit, match="143"):
            signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before


def test_beside_the_main_thread_nothing_is_handled() -> None:
    faults: list[BaseException] = []

    def enter() -> None:
        try:
            with Stopping():
                pass
        except BaseException as fault:  # noqa: BLE001  asserted on below
            faults.append(fault)

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert not faults
