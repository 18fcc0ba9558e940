"""Texts shared out of an app: leads with a title and a short link, which nobody follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importing.saving import pages, write

TEXT = """【闲鱼】https://m.tb.cn/h.AbCdEf1?tk=QwErTyUiOpA CZ001 「我在闲鱼发布了【老木雕摆件】」
点击链接直接打开

【淘宝】7天无理由退货 https://e.tb.cn/h.AbCdEf2?tk=QwErTyUiOpB MF278 「橄榄核手串一条」
点击链接直接打开 或者 淘宝搜索直接打开
https://v.kuaishou.com/AbCdEf3 老牛角梳子，手工做的 复制此消息，打开【快手】直接观看！

https://m.tb.cn/h.AbCdEf4?tk=QwErTyUiOpC
"""


def test_each_shared_text_is_a_lead(tmp_path: Path) -> None:
    found = pages(write(tmp_path, "shared.txt", TEXT))
    rows = {one.title: (page.site, one.url) for page in found for one in page.listings}
    assert rows["橄榄核手串一条"] == ("taobao", "https://e.tb.cn/h.AbCdEf2?tk=QwErTyUiOpB")
    assert rows["我在闲鱼发布了【老木雕摆件】"] == ("xianyu", "https://m.tb.cn/h.AbCdEf1?tk=QwErTyUiOpA")
    (kuaishou,) = [title for title in rows if "牛角" in title]
    assert rows[kuaishou][1] == "https://v.kuaishou.com/AbCdEf3"
    assert "打开" not in kuaishou
    assert len(rows) == 3
    told = [page.reason for page in found if page.reason]
    assert any("line 8: a link without a title" in str(reason) for reason in told)


def test_leads_have_the_platform_of_their_host_or_app(tmp_path: Path) -> None:
    text = """https://v.kuaishou.com/AbCdEf3 老牛角梳子 复制此消息
【转转】https://m.zhuanzhuan.com/s/AbC1 「橄榄核雕」
https://e.tb.cn/h.AbCdEf2?tk=Qw 「木手串」
https://market.m.taobao.com/app/x?id=7 「竹雕笔筒」
https://v.m.chenzhongtech.com/fw/photo/3x 铜香炉 打开【快手】直接观看！
https://v.douyin.com/iAbC/ 旧砚台
"""
    found = pages(write(tmp_path, "shared.txt", text))
    of = {one.title: (page.site, page.facts.platform) for page in found for one in page.listings}
    assert of == {
        "老牛角梳子": ("generic", "kuaishou"),
        "橄榄核雕": ("generic", "zhuanzhuan"),
        "木手串": ("generic", "taobao"),
        "竹雕笔筒": ("taobao", "taobao"),
        "铜香炉": ("generic", "kuaishou"),
        "旧砚台": ("generic", "generic"),
    }


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("象牙搜索引擎 https://v.kuaishou.com/A1", "象牙搜索引擎"),
        ("AK47123 knife with ivory grip https://v.kuaishou.com/A1", "AK47123 knife with ivory grip"),
        ("https://e.tb.cn/h.A1?tk=x AB123 老木雕 AB123", "老木雕 AB123"),
        ("【象牙】手镯 https://v.kuaishou.com/A1", "【象牙】手镯"),
        ("犀牛角复制品，打开的扇子或折扇 https://v.kuaishou.com/A1", "犀牛角复制品，打开的扇子或折扇"),
        ("5.84 gram coral https://v.kuaishou.com/A1", "5.84 gram coral"),
        ("8.25 复制打开抖音，看看 旧砚台 https://v.douyin.com/i1/ a@B.cd", "旧砚台"),
        ("7天无理由退货的象牙筷 https://e.tb.cn/h.A1", "7天无理由退货的象牙筷"),
        (
            "【淘宝】7天无理由退货 https://e.tb.cn/h.A2?tk=Q MF278 橄榄核 点击链接直接打开 或者 淘宝搜索直接打开",
            "橄榄核",
        ),
    ],
)
def test_only_phrases_of_sharing_are_taken_off(tmp_path: Path, text: str, title: str) -> None:
    found = pages(write(tmp_path, "shared.txt", text + "\n"))
    assert [one.title for page in found for one in page.listings] == [title]


def test_any_other_text_is_still_no_page(tmp_path: Path) -> None:
    (page,) = pages(write(tmp_path, "notes.txt", "see https://www.olx.pl/d/oferta/x-ID1.html later"))
    assert (page.outcome, page.listings) == ("changed", [])


def test_columns_of_the_content_library_are_known(tmp_path: Path) -> None:
    text = "listing_details.title,listing_details.description,url\nOld horn,12 cm,https://www.facebook.com/marketplace/item/901001/\n"
    (page,) = pages(write(tmp_path, "mcl.csv", text))
    (one,) = page.listings
    assert (page.site, one.listing_id, one.title, one.description) == (
        "facebook",
        "901001",
        "Old horn",
        "12 cm",
    )


def test_a_bare_link_does_not_take_the_words_of_the_next_line(tmp_path: Path) -> None:
    text = "Old horn https://v.kuaishou.com/A1\nhttps://v.kuaishou.com/B2\nA shell comb https://v.kuaishou.com/C3\n"
    found = pages(write(tmp_path, "shared.txt", text))
    rows = {one.url: one.title for page in found for one in page.listings}
    assert rows == {"https://v.kuaishou.com/A1": "Old horn", "https://v.kuaishou.com/C3": "A shell comb"}
    assert any("line 2: a link without a title" in str(page.reason) for page in found)


def test_where_the_reading_of_a_long_text_stops_is_told(tmp_path: Path) -> None:
    text = "https://v.kuaishou.com/A1 Old horn\n" + "\n" * 1_000_000 + "https://v.kuaishou.com/B2 Comb\n"
    found = pages(write(tmp_path, "shared.txt", text))
    assert [one.title for page in found for one in page.listings] == ["Old horn"]
    assert any("nothing behind it was read" in str(page.reason) for page in found)
