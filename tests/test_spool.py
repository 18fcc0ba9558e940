"""Pages that wait for a store that is away."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from unittest import mock

import pytest

from tests.store import build as b
from warden import spool
from warden.errors import DiskFull, StoreAway, StoreLocked
from warden.store import open_store, snapshot
from warden.store.base import Batch, EvidenceFile, Gone, LedgerStep


def batch(**more: object) -> Batch:
    work = b.work("run-1", b.probe())
    step = LedgerStep(work.work_id, "results", next=b.work("run-1", b.probe(), page=2))
    on = b.page(**more)
    made = b.batch(
        on, (b.listing("1"), b.assessment("loxodonta")), (b.listing("2"), b.assessment()), step=step
    )
    made.gone = Gone(b.key_of("2"), "sold", b.at(2))
    made.evidence = [EvidenceFile(b.key_of("1"), "card", "card.json", "0" * 64, {"url": "é", "at": None})]
    return made


def test_what_waited_is_what_would_have_been_stored(tmp_path: Path) -> None:
    with (
        closing(open_store(str(tmp_path / "a.db"))) as told,
        closing(open_store(str(tmp_path / "b.db"))) as later,
    ):
        for store in (told, later):
            b.begin(store)
            store.add_work([b.work("run-1", b.probe())])
        told.ingest(batch())
        spool.keep(tmp_path / "spool", batch())
        said: list[str] = []
        assert spool.replay(tmp_path / "spool", later, said.append) == 1
        assert said == ["stored from the spool: 1 page that the store could not take before"]
        assert snapshot.of(later) == snapshot.of(told)
        assert spool.waiting(tmp_path / "spool") == []
        assert spool.replay(tmp_path / "spool", later, said.append) == 0


def test_who_fetched_the_page_again_knows_better(tmp_path: Path) -> None:
    with closing(open_store(str(tmp_path / "a.db"))) as store:
        b.begin(store)
        store.add_work([b.work("run-1", b.probe())])
        spool.keep(tmp_path / "spool", batch())
        store.ingest(batch(captured=b.at(3)))
        before = snapshot.of(store)
        assert spool.replay(tmp_path / "spool", store, print) == 0
        assert snapshot.of(store) == before
        assert spool.waiting(tmp_path / "spool") == []


def test_of_a_restricted_reading_no_word_waits(tmp_path: Path) -> None:
    made = batch()
    secret = b.assessment("loxodonta", matches=[b.match("hushhush")], restricted=True)
    made.entries[0].assessment = secret
    text = spool.keep(tmp_path / "spool", made).read_text(encoding="utf-8")
    assert '"en:hushhush"' in text
    assert '"hushhush"' not in text


def test_what_no_store_takes_is_put_aside_and_the_rest_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    with closing(open_store(str(tmp_path / "a.db"))) as store:
        b.begin(store)
        spool.keep(folder, batch())  # its work is not in this store: refused
        store.add_work([b.work("run-1", b.probe(), page=2)])
        good = b.batch(b.page(number=2), (b.listing("3"), b.assessment()))
        spool.keep(folder, good)
        (folder / "torn.json").write_text('{"page": ', encoding="utf-8")
        said: list[str] = []
        assert spool.replay(folder, store, said.append) == 1
        assert store.known_page(good.page.page_id)
        told = sorted(line.partition(":")[0] for line in said)
        assert told == ["a page that waited for the store is not taken"] * 2 + ["stored from the spool"]
        assert sorted(path.suffix for path in folder.iterdir()) == [".refused", ".refused"]
        assert spool.replay(folder, store, said.append) == 0, "asked once"


def test_a_store_that_takes_nothing_now_is_asked_again(tmp_path: Path) -> None:
    with closing(open_store(str(tmp_path / "a.db"))) as store:
        b.begin(store)
        store.add_work([b.work("run-1", b.probe())])
        spool.keep(tmp_path / "spool", batch())
        for fault in (StoreAway("away"), StoreLocked("locked"), DiskFull("full")):
            with pytest.MonkeyPatch.context() as patch, pytest.raises(type(fault)):
                patch.setattr(store, "ingest", mock.Mock(side_effect=fault))
                spool.replay(tmp_path / "spool", store, print)
        assert len(spool.waiting(tmp_path / "spool")) == 1


def test_another_process_may_be_faster(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    with closing(open_store(str(tmp_path / "a.db"))) as store:
        b.begin(store)
        store.add_work([b.work("run-1", b.probe())])
        path = spool.keep(folder, batch())
        said: list[str] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(spool, "waiting", lambda _: [path])
            path.unlink()
            assert spool.replay(folder, store, said.append) == 0
        assert said == []


def test_a_disk_without_room_is_told(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(DiskFull, match="fetched again"):
        spool.keep(tmp_path / "spool", batch())
