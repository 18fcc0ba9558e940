"""The same pages saved in four ways give the same listings, and imported again they change nothing.

Sixty hand-written pages of the shipped sites; where the real ones are, sixty of those as well.
"""

from __future__ import annotations

import base64
import gzip
import json
import plistlib
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import pytest

from crawler.importing import read_files, to_page
from crawler.reading.answer import Answer
from crawler.reading.documents import Document
from crawler.sites.captures import cases
from crawler.sites.load import load_sites
from crawler.sites.site import Site
from tests.crawl.conftest import Warden, warden  # noqa: F401  the fixture
from tests.sites.test_real_pages import FOLDER, ROWS
from warden.store import open_store

CAPTURED = "2026-11-20T10:00:00Z"
MANY = 60


@dataclass(frozen=True)
class Page:
    """A page to save: its bytes, its address and its type."""

    name: str
    url: str
    body: bytes
    kind: str


@lru_cache(maxsize=1)
def sites() -> dict[str, Site]:
    return load_sites()


@lru_cache(maxsize=1)
def hand_written() -> list[Page]:
    made = []
    for case in cases(Path(__file__).parents[1] / "captures"):
        answer = case.answer()
        if answer.url and answer.status == 200 and case.page.suffix != ".xml" and case.expected["listings"]:
            made.append(
                Page(f"{case.site}-{case.name}{case.page.suffix}", answer.url, answer.body, answer.kind)
            )
    step = len(made) / MANY
    assert step >= 1
    return [made[int(n * step)] for n in range(MANY)]


@lru_cache(maxsize=1)
def real() -> list[Page]:
    made = []
    for row in ROWS:
        body, url = (FOLDER / row["file"]).read_bytes(), row["url"]
        if not url.startswith("http") or "…" in url or " " in url:
            url = sites()[row["site"]].file.identity.base + "/" if row["site"] in sites() else ""
        is_json = row["file"].endswith(".json")
        # The page says its charset itself where it is another one; saved as UTF-8 it is a browser's copy.
        text = Document(Answer(url, 200, {}, body)).text
        kind = "application/json" if is_json else "text/html; charset=utf-8"
        if url:
            url = quote(url, safe=":/?&=%#+,")
            made.append(Page(row["file"].replace("/", "-"), url, text.encode("utf-8", "replace"), kind))
    return made[:MANY]


def as_files(pages: Sequence[Page], folder: Path) -> list[str]:
    """Each a file of its own; a manifest tells the addresses."""
    lines = ["file\turl\tsite\tcaptured"]
    for page in pages:
        (folder / page.name).write_bytes(page.body)
        lines.append(f"{page.name}\t{page.url}\t\t{CAPTURED}")
    (folder / "manifest.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ["--manifest", str(folder / "manifest.tsv")]


def as_mhtml(pages: Sequence[Page], folder: Path) -> list[str]:
    for page in pages:
        message = EmailMessage()
        message["MIME-Version"] = "1.0"
        message["Date"] = "Fri, 20 Nov 2026 10:00:00 -0000"
        message["Snapshot-Content-Location"] = page.url
        message.set_type("multipart/related")
        part = EmailMessage()
        part["Content-Type"] = "text/html" if "html" in page.kind else page.kind
        part["Content-Transfer-Encoding"] = "base64"
        part["Content-Location"] = page.url
        part.set_payload(base64.encodebytes(page.body).decode())
        message.attach(part)
        (folder / f"{page.name}.mhtml").write_bytes(message.as_bytes())
    return [str(folder)]


def as_har(pages: Sequence[Page], folder: Path) -> list[str]:
    entries = [
        {
            "startedDateTime": CAPTURED,
            "request": {"method": "GET", "url": page.url},
            "response": {
                "status": 200,
                "headers": [],
                "content": {
                    "mimeType": page.kind,
                    "encoding": "base64",
                    "text": base64.b64encode(page.body).decode(),
                },
            },
        }
        for page in pages
    ]
    (folder / "log.har").write_text(
        json.dumps({"log": {"version": "1.2", "entries": entries}}), encoding="utf-8"
    )
    return [str(folder / "log.har")]


def as_warc(pages: Sequence[Page], folder: Path) -> list[str]:
    """A record a page, as crawlers write them, each a gzip member of its own."""
    with (folder / "pages.warc.gz").open("wb") as stream:
        for number, page in enumerate(pages):
            http = f"HTTP/1.1 200 OK\r\nContent-Type: {page.kind}\r\n\r\n".encode() + page.body
            head = (
                f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
                f"WARC-Date: {CAPTURED}\r\nWARC-Target-URI: {page.url}\r\nContent-Type: application/http;msgtype=response\r\n"
                f"Content-Length: {len(http)}\r\n\r\n"
            )
            stream.write(gzip.compress(head.encode() + http + b"\r\n\r\n", mtime=0))
    return [str(folder / "pages.warc.gz")]


def as_zip(pages: Sequence[Page], folder: Path) -> list[str]:
    """A zip of MHTML files, with what people leave beside them."""
    (folder / "loose").mkdir()
    as_mhtml(pages, folder / "loose")
    with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted((folder / "loose").iterdir()):
            packed.write(file, f"saved pages/{file.name}")
        packed.writestr("__MACOSX/._x.html", b"\x00\x05")
        packed.writestr("saved pages/picture.jpg", b"\xff\xd8")
    return [str(folder / "all.zip")]


FORMS: dict[str, Callable[[Sequence[Page], Path], list[str]]] = {
    "html": as_files, "mhtml": as_mhtml, "har": as_har, "warc": as_warc, "zip": as_zip,
}  # fmt: skip


def listings(form: str, pages: Sequence[Page], folder: Path) -> list[tuple[str, str, str]]:
    """Site, address and listings of the pages, saved in one way."""
    place = folder / form
    place.mkdir()
    arguments = FORMS[form](pages, place)
    manifest = Path(arguments[1]) if arguments[0] == "--manifest" else None
    made = [
        to_page(one) for one in read_files([] if manifest else arguments, sites=sites(), manifest=manifest)
    ]
    assert len(made) == len(pages)
    return sorted(
        (page.site, page.url or "", json.dumps([asdict(row) for row in page.listings])) for page in made
    )


@pytest.mark.parametrize("form", [name for name in FORMS if name != "html"])
def test_sixty_pages_read_the_same_however_they_were_saved(form: str, tmp_path: Path) -> None:
    pages = hand_written()
    same = listings("html", pages, tmp_path)
    assert len(pages) == MANY
    assert sum(len(json.loads(rows)) for _, _, rows in same) > MANY
    assert listings(form, pages, tmp_path) == same


@pytest.mark.captures
@pytest.mark.parametrize("form", ["mhtml", "har", "warc"])
def test_real_pages_read_the_same_however_they_were_saved(form: str, tmp_path: Path) -> None:
    assert listings(form, real(), tmp_path) == listings("html", real(), tmp_path)


def test_imported_again_in_any_form_they_change_nothing(warden: Warden, tmp_path: Path) -> None:  # noqa: F811
    pages = [page for page in hand_written() if "html" in page.kind][:25]
    told: dict[str, list[str]] = {}
    first: dict[str, dict[str, int]] = {}
    for form in ("html", "warc", "har", "mhtml", "html"):
        place = tmp_path / form
        if not place.exists():
            place.mkdir()
            told[form] = FORMS[form](pages, place)
        warden.run("import", *told[form], WARDEN_SITES="", code=None)
        with open_store(warden.store_url) as store:
            state = {name: count for name, count in store.counts().items() if name != "run"}
        assert state["listing"] > 25
        assert state == first.setdefault("state", state)


def page(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_folders_browsers_save_beside_a_page_are_no_pages(tmp_path: Path) -> None:
    frame = "<html><body>an advert's frame</body></html>"
    for folder in ("Stühle & mehr_files", "Stühle2-Dateien"):
        stem = folder.rsplit("_", 1)[0] if "_" in folder else folder.rsplit("-", 1)[0]
        text = hand_written()[0].body.decode() + f'<img src="./{folder.replace("&", "&amp;")}/1.jpg">'
        page(tmp_path, f"{stem}.html", text)
        page(tmp_path, f"{folder}/frame.html", frame)
        page(tmp_path, f"{folder}/1.jpg", "x")
    page(tmp_path, "notes/other.html", frame)
    page(tmp_path, "notes/photo.png", "x")
    counted: Counter[str] = Counter()
    files = [one.file for one in read_files([tmp_path], sites=sites(), left_out=counted)]
    assert sorted(Path(file).name for file in files) == ["Stühle & mehr.html", "Stühle2.html", "other.html"]
    assert counted == {"parts of saved pages": 4, "pictures": 1}


def test_a_folder_called_like_no_page_is_read(tmp_path: Path) -> None:
    page(tmp_path, "list.html", "<html>no word of it</html>")
    page(tmp_path, "list-two/a.html", "<html></html>")
    assert len(list(read_files([tmp_path], sites=sites()))) == 2


def test_a_picture_saved_beside_the_page_is_no_address_of_the_site(tmp_path: Path) -> None:
    body = (Path(__file__).parents[1] / "captures/ebay_de/list_s_card/page.html").read_text(encoding="utf-8")
    whole = page(tmp_path, "a.html", body)
    saved = page(tmp_path, "b.html", body.replace("https://i.ebayimg.com/images/g/", "./eBay_files/"))
    (before, after) = (to_page(one) for one in read_files([whole, saved], sites=sites()))
    assert before.listings[0].image
    assert [row.image for row in after.listings] == [None] * len(after.listings)
    assert [row.title for row in after.listings] == [row.title for row in before.listings]


def test_a_web_archive_of_safari(tmp_path: Path) -> None:
    one = next(page for page in hand_written() if "html" in page.kind)
    main = {
        "WebResourceData": one.body,
        "WebResourceURL": one.url,
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "UTF-8",
    }
    (tmp_path / "a.webarchive").write_bytes(
        plistlib.dumps({"WebMainResource": main}, fmt=plistlib.FMT_BINARY)
    )
    (tmp_path / "b.webarchive").write_bytes(b"bplist00 torn")
    good, bad = (to_page(saved) for saved in read_files([tmp_path], sites=sites()))
    assert good.url == one.url
    assert good.listings
    assert bad.outcome == "failed"
    assert "web archive cannot be read" in (bad.reason or "")


def test_a_zip_names_its_files_and_bombs_stay_shut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as packed:
        packed.writestr("a/x.html", "<html><title>x</title></html>")
        packed.writestr("../../out.html", "<html></html>")
    files = [one.file for one in read_files([tmp_path / "two.zip"], sites=sites())]
    assert files == [f"{tmp_path / 'two.zip'}#../../out.html", f"{tmp_path / 'two.zip'}#a/x.html"]
    assert not (tmp_path.parent.parent / "out.html").exists()
    monkeypatch.setattr("crawler.importing.packed.MOST_BYTES", 20)
    (refused,) = read_files([tmp_path / "two.zip"], sites=sites())
    assert "more than" in (refused.note or "")
    assert "give the folder instead" in (refused.note or "")


def test_the_verb_says_what_each_file_was(warden: Warden, tmp_path: Path) -> None:  # noqa: F811
    folder = tmp_path / "saved"
    folder.mkdir()
    as_mhtml(hand_written()[:1], folder)
    page(folder, "photo.jpg", "x")
    done = warden.run("import", str(folder), "--dry-run", WARDEN_SITES="")
    assert "MHTML page" in done.stdout
    assert "left out, no pages: 1 pictures" in done.stderr
    line = json.loads(warden.run("import", str(folder), "--dry-run", "--json", WARDEN_SITES="").stdout)
    assert (line["format"], line["known"], line["captured_at"]) == ("mhtml", False, CAPTURED)
    assert line["variant"]
