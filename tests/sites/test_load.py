"""Site files are refused with file, dotted key and line when they do not hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawler.sites import load
from crawler.sites.load import load_site, load_sites, merged_table
from crawler.sites.site import broken_host, meant, refuse_broken
from crawler.sites.where import line_of
from tests.crawl.conftest import SITE
from warden.cli.state import State
from warden.errors import UsageError

GOOD = """\
[identity]
name = "Corner Shop"
company = "Corner"
base = "https://shop.example"
status = "active"
date = 2026-11-21
reason = "a made-up site"

[policy]
access = "html"
pace = 6

[search]
url = "{base}/find"
query = { q = "{term}" }

[response.cards]
rows = "div.card"

[response.cards.fields]
id = "::attr(data-id)"
title = "h2"
url = "a::attr(href)"
price = { css = ".price", filters = ["strip"] }
"""


def write(folder: Path, text: str, name: str = "corner_nl.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str) -> str:
    with pytest.raises(UsageError) as caught:
        load_site(write(folder, text))
    return str(caught.value)


def test_a_good_file_loads(tmp_path: Path) -> None:
    site = load_site(write(tmp_path, GOOD))
    assert (site.id, site.platform, site.lane, site.pace) == ("corner_nl", "corner", "shop.example:443", 6.0)
    assert site.facts.site_version == site.version
    assert site.facts.access == "html"
    assert site.active


@pytest.mark.parametrize(
    ("old", "new", "dotted", "words"),
    [
        ('name = "Corner Shop"', 'nmae = "Corner Shop"', "identity.nmae", "unknown key"),
        ("pace = 6", "pace = 1", "policy.pace", "too fast"),
        ("pace = 6", 'pace = "6"', "policy.pace", "a number is needed"),
        ('access = "html"', 'access = "html"\nrobots = "ignore"', "policy.robots", "not one of"),
        ('access = "html"', 'access = "html"\nrobots = "not-applicable"', "policy.robots", "official API"),
        ('access = "html"', 'access = "ftp"', "policy.access", "not one of"),
        ('rows = "div.card"', 'rows = "div[card"', "response.cards.rows", "no CSS selector"),
        ('rows = "div.card"', 'rows = "div..card"', "response.cards.rows", "no CSS selector"),
        ('rows = "div.card"', 'rowz = "div.card"', "response.cards.rowz", "unknown key"),
        ('title = "h2"', 'titel = "h2"', "response.cards.fields.titel", "unknown field"),
        ('title = "h2"', 'title = "h2::texte"', "response.cards.fields.title", "only ::text"),
        ('filters = ["strip"]', 'filters = ["stripp"]', "response.cards.fields.price", "unknown filter"),
        (
            'filters = ["strip"]',
            'filters = [{ re = "(" }]',
            "response.cards.fields.price",
            "no regular expression",
        ),
        ('filters = ["strip"]', 'filters = ["re"]', "response.cards.fields.price", "needs an argument"),
        ('title = "h2"', 'title = { json = "a[" }', "response.cards.fields.title", "no JMESPath"),
        ('title = "h2"', 'title = { xpath = "//[" }', "response.cards.fields.title", "no XPath"),
        ('title = "h2"', 'title = { css = "h2", json = "a" }', "response.cards.fields.title", "exactly one"),
        ('title = "h2"', "title = 5", "response.cards.fields.title", "no rule"),
        ("date = 2026-11-21", 'date = "yesterday"', "identity.date", "a date is needed"),
        ('status = "active"', 'status = "fine"', "identity.status", "not one of"),
    ],
)
def test_faults_name_file_key_and_line(tmp_path: Path, old: str, new: str, dotted: str, words: str) -> None:
    text = GOOD.replace(old, new)
    message = refused(tmp_path, text)
    assert words in message
    found = re.match(r"(.+):(\d+): ([\w.-]+): ", message)
    assert found, message
    assert found.group(1).endswith("corner_nl.toml")
    assert found.group(3) == dotted
    key = dotted.rsplit(".", 1)[-1]
    assert key in text.splitlines()[int(found.group(2)) - 1]


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    assert "the key company is missing" in refused(tmp_path, GOOD.replace('company = "Corner"\n', ""))


def test_a_secret_is_refused_only_names_of_variables_stand(tmp_path: Path) -> None:
    auth = '\n[auth]\ntype = "bearer"\nkey_env = "s3cr3t-t0ken"\n'
    message = refused(tmp_path, GOOD + auth)
    assert "auth.key_env" in message
    assert "s3cr3t" not in message
    assert (
        load_site(write(tmp_path, GOOD + auth.replace("s3cr3t-t0ken", "SHOP_TOKEN"))).auth.key_env
        == "SHOP_TOKEN"
    )


def test_loopback_may_be_fast(tmp_path: Path) -> None:
    text = GOOD.replace("https://shop.example", "http://127.0.0.1:8080").replace("pace = 6", "pace = 0")
    assert load_site(write(tmp_path, text)).lane == "127.0.0.1:8080"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("[identity]\nname == 1\n", ":2: no TOML: Invalid value at column 7"),
        ("a = 1\n\nb = [1,\n2,\n", ":4: no TOML: Invalid value at the end of the file"),
        ("a = 1\n\na = 2\n", ":3: no TOML: Cannot overwrite a value"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path, text: str, where: str) -> None:
    assert f"corner_nl.toml{where}" in refused(tmp_path, text)


def test_what_is_missing_is_told_with_the_line_it_is_missing_from(tmp_path: Path) -> None:
    assert "corner_nl.toml:1: identity: the key company" in refused(
        tmp_path, GOOD.replace('company = "Corner"\n', "")
    )
    whole = GOOD.replace("[policy]", "[police]")
    assert "corner_nl.toml:9: police: unknown key" in refused(tmp_path, whole)
    without = re.sub(r"(?s)\[policy\].*?\n\n", "", GOOD)
    assert "corner_nl.toml:1: the key policy is missing" in refused(tmp_path, without)


def test_no_text(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b'a = 1\nb = "\xff\xfe"\n')
    with pytest.raises(UsageError, match=r"x\.toml:2: not UTF-8"):
        load_site(path)
    with pytest.raises(UsageError, match="cannot be read"):
        load_site(tmp_path / "absent.toml")


def test_extends_merges_tables_replaces_arrays_and_removes(tmp_path: Path) -> None:
    write(tmp_path, GOOD + '\n[expect]\nrequired = ["id", "title"]\nfill = { price = 0.5 }\n', "_corner.toml")
    child = write(
        tmp_path,
        'extends = "_corner"\n[identity]\nname = "Corner Shop Gent"\ncountry = "BE"\n'
        '[expect]\nrequired = ["id"]\nfill = false\n[response.cards.fields]\nprice = false\n',
        "corner_be.toml",
    )
    site = load_site(child)
    assert site.file.identity.name == "Corner Shop Gent"
    assert site.file.identity.company == "Corner"
    assert site.expect.required == ("id",)
    assert site.expect.fill == {}
    assert "price" not in site.file.response["cards"].fields
    assert merged_table(child)["identity"]["country"] == "BE"
    assert list(load_sites([tmp_path])) == sorted([*load_sites(), "corner_be"])


def test_a_fault_in_the_base_is_shown_there(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("pace = 6", "pace = 1"), "_corner.toml")
    with pytest.raises(UsageError, match=r"_corner\.toml:11: policy\.pace"):
        load_site(write(tmp_path, 'extends = "_corner"\n', "corner_be.toml"))


def test_extends_is_one_level_and_must_be_there(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "_a.toml")
    write(tmp_path, 'extends = "_a"\n', "_b.toml")
    with pytest.raises(UsageError, match=r"_b\.toml:1: extends: .*one level"):
        load_site(write(tmp_path, 'extends = "_b"\n', "c.toml"))
    with pytest.raises(UsageError, match=r"no _nowhere\.toml"):
        load_site(write(tmp_path, 'extends = "_nowhere"\n', "d.toml"))


def test_a_users_file_may_extend_a_shipped_base(tmp_path: Path) -> None:
    write(
        tmp_path,
        'extends = "_ebay"\nvars = { marketplace = "EBAY_PH" }\n[identity]\nname = "eBay PH"\n',
        "ebay_ph.toml",
    )
    site = load_sites([tmp_path])["ebay_ph"]
    assert site.platform == "ebay"
    assert site.lane == "api.ebay.com"


def test_the_right_most_directory_wins(tmp_path: Path) -> None:
    left, right = tmp_path / "left", tmp_path / "right"
    left.mkdir()
    right.mkdir()
    write(left, GOOD, "olx_pl.toml")
    write(right, GOOD.replace("Corner Shop", "Other"), "olx_pl.toml")
    assert load_sites([left])["olx_pl"].file.identity.name == "Corner Shop"
    assert load_sites([left, right])["olx_pl"].file.identity.name == "Other"
    with pytest.raises(UsageError, match="no such directory"):
        load_sites([tmp_path / "nowhere"])


def test_a_broken_file_keeps_only_its_own_site_away(tmp_path: Path) -> None:
    write(
        tmp_path, GOOD.replace('"https://shop.example"', '"https://shop.example"\ndomains = ["shop.example"]')
    )
    write(tmp_path, GOOD.replace("pace = 6", "pace = 1"), "fast.toml")
    write(tmp_path, "[identity\n", "olx_pl.toml")
    write(tmp_path, 'extends = "_none"\n', "orphan.toml")
    write(tmp_path, "identity = 5\n", "five.toml")
    sites = load_sites([tmp_path])
    assert "corner_nl" in sites
    assert sites.keys() | {"olx_pl"} == load_sites().keys() | {"corner_nl"}, "the shipped olx_pl is replaced"
    assert list(sites.broken) == ["fast", "five", "olx_pl", "orphan"]
    assert "fast.toml:11: policy.pace" in sites.broken["fast"].fault
    assert "olx_pl.toml:1: no TOML" in sites.broken["olx_pl"].fault
    assert sites.broken["fast"].hosts == ("shop.example",)
    assert sites.broken["olx_pl"].hosts == load_sites()["olx_pl"].domains
    assert sites.broken["five"].hosts == ()
    with pytest.raises(UsageError, match=r"fast\.toml:11.*cannot be used until"):
        refuse_broken(["corner_nl", "fast"], sites)
    refuse_broken(["corner_nl", "nowhere"], sites)
    assert broken_host("https://www.olx.pl/d/1", sites) == sites.broken["olx_pl"]
    assert broken_host("https://shop.example/1", sites) is None, "a site that holds has this host"


def test_only_the_files_that_are_wanted_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    plain = load.read_source
    monkeypatch.setattr(load, "read_source", lambda path: read.append(path.stem) or plain(path))
    write(tmp_path, GOOD)
    write(tmp_path, "[identity\n", "bad.toml")
    some = load_sites([tmp_path], only=["ebay_us"])
    assert (list(some), list(some.broken)) == (["corner_nl", "ebay_us"], ["bad"]), "the user's own always are"
    assert sorted(set(read)) == ["_ebay", "bad", "corner_nl", "ebay_us"]
    read.clear()
    assert len(load_sites()) > 100
    assert read.count("_ebay") == 1, "a base is read once"
    assert some["ebay_us"].version == load_sites()["ebay_us"].version


def test_a_misspelt_name_is_told_with_those_near_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARDEN_SITES", str(tmp_path))
    state = State(None, None, tmp_path / "data")
    assert list(state.sites_named(["taobao", "xianyu"])) == ["taobao", "xianyu"]
    assert len(state.sites_named(["taobao", "xianyi"])) > 100
    assert meant("xianyi", state.sites_named(["xianyi"])) == " (near it: xianyu)"


def test_a_shipped_file_that_is_broken_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, GOOD.replace("pace = 6", "pace = 1"))
    monkeypatch.setattr(load, "SHIPPED", tmp_path)
    with pytest.raises(UsageError, match=r"corner_nl\.toml:11"):
        load_sites()


def test_the_version_moves_with_what_a_hook_shares_with_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "SHIPPED", tmp_path)
    child = write(tmp_path, f'hook = ["finish"]\n{GOOD}', "corner_be.toml")
    hook, shared, deeper = (tmp_path / name for name in ("corner_be.py", "_corner.py", "_deep.py"))
    hook.write_text(
        "def finish(one):\n    from crawler.sites._corner import made\n    return made\n", "utf-8"
    )
    shared.write_text("from crawler.sites import _deep, load\n", "utf-8")
    versions = []
    for text in ("made = 1\n", "made = 2\n"):
        deeper.write_text(text, "utf-8")
        versions += [load_site(child).version, load_site(child).version]
    assert versions[0] == versions[1] != versions[2] == versions[3]


def test_the_version_moves_with_base_and_hook(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "_corner.toml")
    child = write(tmp_path, 'extends = "_corner"\nhook = ["finish"]\n', "corner_be.toml")
    with pytest.raises(UsageError, match=r"corner_be\.toml:2: hook: corner_be\.py is not beside"):
        load_site(child)
    hook = child.with_suffix(".py")
    hook.write_text("def finish(listing):\n    return [listing]\n", encoding="utf-8")
    first = load_site(child).version
    assert load_site(child).version == first
    hook.write_text("def finish(listing):\n    return []\n", encoding="utf-8")
    second = load_site(child).version
    write(tmp_path, GOOD.replace("h2", "h3"), "_corner.toml")
    assert len({first, second, load_site(child).version}) == 3
    hook.write_text("def other(): ...\n", encoding="utf-8")
    with pytest.raises(UsageError, match="has no function finish"):
        load_site(child)
    hook.write_text("1 / 0\n", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be loaded"):
        load_site(child)


def test_line_of_finds_tables_dotted_keys_and_the_nearest_above() -> None:
    text = '# top\n[a.b]\nc = 1\n"d e".f = 2\n\n[[x]]\ny = { z = 1 }\n'
    assert line_of(text, ["a", "b", "c"]) == 3
    assert line_of(text, ["a", "b", "d e", "f"]) == 4
    assert line_of(text, ["x", "y", "z"]) == 7
    assert line_of(text, ["a", "b", "nothing"]) == 2
    assert line_of(text, ["q"]) is None


def test_line_of_is_not_misled_by_arrays_and_texts_of_several_lines() -> None:
    text = 'a = [\n  ["x"]\n]\nt = """\nb = 1\n[d]\n"""\nb = 2\n[d]\nb = 3\n'
    assert line_of(text, ["b"]) == 8
    assert line_of(text, ["d", "b"]) == 10
    assert line_of(text, ["x", "b"]) is None


WORLDWIDE = {
    "pinterest", "alibaba", "facebook", "instagram", "morphmarket", "telegram", "google", "bing",
    "etsy", "youtube", "aliexpress", "baidu", "brave", "mojeek", "yandex",
}  # fmt: skip
"""Sites that are no market of one country: a listing's country is not guessed from them."""


def test_shipped_sites_say_who_when_and_why() -> None:
    for site in load_sites().values():
        identity = site.file.identity
        assert identity.name and identity.company and identity.reason
        assert identity.country or site.id in WORLDWIDE or site.any_host
        assert identity.languages or site.id in WORLDWIDE or site.any_host
        assert site.file.response or site.file.item
        assert site.policy.note
        if site.policy.access != "import":
            assert site.pace >= (0.5 if site.policy.access == "api" else 5)
        else:
            assert site.search is None
            assert not site.active


def test_all_ebay_markets_share_one_lane_and_one_quota() -> None:
    markets = [site for site in load_sites().values() if site.platform == "ebay"]
    assert len(markets) >= 10
    assert {site.lane for site in markets} == {"api.ebay.com"}
    assert {site.policy.quota for site in markets} == {5000}
    assert {site.auth.client_secret_env for site in markets} == {"EBAY_CLIENT_SECRET"}


def test_a_question_to_a_negation_is_refused(tmp_path: Path) -> None:
    """JMESPath reads !a.b as (!a).b: a mark written so would never be there."""
    with pytest.raises(UsageError, match=r"write !\(a\.b\)"):
        load_site(write(tmp_path, GOOD + '\n[marks]\nnone = [{ json = "a && !a.b" }]\n'))
    load_site(write(tmp_path, GOOD + '\n[marks]\nnone = [{ json = "a && !(a.b) && !c" }]\n'))


@pytest.mark.parametrize("kind", ["cursor", "next", "none"])
def test_slices_need_pages_that_have_numbers(tmp_path: Path, kind: str) -> None:
    split = f'[paging]\ntype = "{kind}"\nmax_results = 100\nsplit = {{ by = "price", query = {{}}, bounds = [0, 10] }}\n'
    with pytest.raises(UsageError, match="only with type = page or offset"):
        load_site(write(tmp_path, GOOD + split))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('q = "{term}"', 'q = "{trem}"', "{trem} is no placeholder"),
        ('country = "GB"', 'country = "Narnia"', "ISO 3166"),
        ('currency = "GBP"', 'currency = "Euro"', "ISO 4217"),
        ('languages = ["en"]', 'languages = ["Klingon!"]', "BCP 47"),
        ('country = "GB"', 'timezone = "Europe/Amsterdamm"', "no IANA time zone"),
    ],
)
def test_what_would_be_sent_or_kept_wrongly_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = SITE.format(base="https://stub.example", policy="", paging="none", platform="stub")
    path = tmp_path / "stub.toml"
    path.write_text(text, "utf-8")
    assert load_sites([tmp_path])["stub"].file.identity.country == "GB"
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert told in load_sites([tmp_path]).broken["stub"].fault
