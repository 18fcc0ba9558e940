"""Links and accounts are hidden whole, under the right account's name, and in little time."""

from __future__ import annotations

import pytest

from pipelines.normalise import contacts
from pipelines.normalise.contacts import hide_contacts

ACCOUNTS = (
    ("t.me/", "scale.seller", "telegram"),
    ("telegram.me/", "scale_seller", "telegram"),
    ("t.me/s/", "scale_seller", "telegram"),
    ("wa.me/message/", "ABCDEF12345", "whatsapp"),
    ("line.me/ti/p/~", "tusk.99", "line"),
    ("line.me/R/ti/p/@", "tusk99", "line"),
    ("zalo.me/g/", "tusk99", "zalo"),
    ("m.me/", "joe.seller.77", "messenger"),
    ("vk.com/", "joe.seller", "vk"),
    ("vk.me/", "joe_seller", "vk"),
    ("instagram.com/", "joe.shop", "instagram"),
    ("instagram.com/stories/", "joe.shop", "instagram"),
    ("tiktok.com/@", "joe.shop", "tiktok"),
    ("facebook.com/", "joe.seller.77", "facebook"),
    ("m.facebook.com/", "joeseller", "facebook"),
    ("fb.com/", "joe.shop", "facebook"),
    ("facebook.com/p/", "Joe-Seller", "facebook"),
    ("facebook.com/p/Joe-Seller-", "61550000000001", "facebook"),
    ("facebook.com/people/Joe-Seller/", "61550000000001", "facebook"),
    ("facebook.com/profile.php?id=", "61550000000001", "facebook"),
)
NUMBERS = ("wa.me/", "api.whatsapp.com/send?phone=", "api.whatsapp.com/send/?text=hi&phone=")
TAILS = ("", "/", "/12", "/about/more", "?utm_source=x&y=%20z", "/?hl=en", "/reel/12/?a=b#c")


def shown(kind: str, value: str) -> str:
    return f"[{kind}:{value}]"


@pytest.mark.parametrize(("link", "account", "kind"), ACCOUNTS)
def test_a_link_goes_whole_with_its_path_and_query(link: str, account: str, kind: str) -> None:
    for start in ("", "https://", "http://www."):
        for tail in TAILS:
            hidden = hide_contacts(f"see {start}{link}{account}{tail}, ok.", None, shown)
            assert hidden == f"see [{kind}:{account.lower()}], ok.", (start, tail)


@pytest.mark.parametrize("link", NUMBERS)
def test_a_link_with_a_number_is_a_phone(link: str) -> None:
    for tail in ("", "/", "/12", "?text=hi", "/?text=hi%20you", "&text=hi"):
        hidden = hide_contacts(f"https://{link}254712345678{tail} now", None, shown)
        assert hidden == "[phone:+254712345678] now", tail
    assert hide_contacts("zalo.me/0912345678/", "VN", shown) == "[phone:+84912345678]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is it t.me/scales? Yes", "is it [telegram:scales]? Yes"),
        ("instagram.com/joe.shop.", "[instagram:joe.shop]."),
        ("加我t.me/scales私聊", "加我[telegram:scales]私聊"),
        ("ig joe.shop", "ig [instagram:joe.shop]"),
        ("IG tusk_shop now", "IG [instagram:tusk_shop] now"),
        ("insta tusk99", "insta [instagram:tusk99]"),
        ("instagram: joe.shop.", "instagram: [instagram:joe.shop]."),
        ("İnstagram: joe.shop", "İnstagram: [instagram:joe.shop]"),
        ("vk: joe.seller.", "vk: [vk:joe.seller]."),
        ("facebook.com/sharer/sharer.php?u=https://t.me/scales", "facebook.com/sharer/sharer.php?u=[telegram:scales]"),
        ("www.facebook.com/marketplace/item/1234567/", None),
        ("facebook.com/groups/ivory.fans/posts/1", None),
        ("instagram.com/p/CxYz123/", None),
        ("bottom.me/abcde", None),
        ("insta worthy, a big ig hit", None),
    ],
)  # fmt: skip
def test_odd_places_of_accounts(text: str, expected: str | None) -> None:
    assert hide_contacts(text, None, shown) == (expected or text)


CUES = {
    "wechat": ("微信", "微信号", "wechat", "weixin", "加微", "vx", "wx", "v信", "wechat id"),
    "telegram": ("telegram", "телеграм", "tg", "telegram id"),
    "line": ("line id", "ไลน์", "line:", "line@"),
    "qq": ("qq", "扣扣", "企鹅", "qq号"),
    "kakao": ("kakao", "kakaotalk", "카카오톡", "카톡 아이디"),
}


@pytest.mark.timeout(10)
@pytest.mark.parametrize("kind", CUES)
@pytest.mark.parametrize("unit", [" ", ":", " :", ": "])
def test_a_long_row_behind_a_cue_is_gone_through_once(kind: str, unit: str) -> None:
    name = "123456789" if kind == "qq" else "tusk_99"
    for cue in CUES[kind]:
        row = cue + unit * 5_000
        assert hide_contacts(row, None, shown) == row
        assert hide_contacts(f"{row}{name}", None, shown) == f"{row}[{kind}:{name}]"


@pytest.mark.timeout(10)
@pytest.mark.parametrize("kind", ["whatsapp", "vk", "instagram", "skype"])
def test_a_long_row_behind_a_cue_that_needs_a_sign(kind: str) -> None:
    for unit in (" ", ":", " :", "="):
        row = kind + unit * 5_000
        assert hide_contacts(row, None, shown) == row
    assert hide_contacts(f"{kind}{' ' * 5_000}:{' ' * 5_000}@tusk_shop", None, shown).startswith(kind)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("unit", ["телеграм", "t.me/", "t.me/a.", "facebook.com/people/x/", "facebook.com/pages/", "wa.me/1/", "a@", "ig ", "ig a", "t.me/joe/.", "api.whatsapp.com/send?a&"])  # fmt: skip
def test_rows_of_cues_and_links_end(unit: str) -> None:
    text = (unit * 5_000)[:20_000]
    assert contacts.hide_contacts(text, "US", lambda kind, value: "") is not None
