"""Texts that people share out of an app: the app's name, a short link, the title of the offer.

Taobao, Tmall and Xianyu write 【app】 words link code 「title」, Kuaishou, Zhuanzhuan and others a link with the
title somewhere before or after it. Each becomes a row with title and address, a lead for a person: a short link is
followed by nobody here, and where it leads is not known. The shapes are those that such texts on public pages have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crawler.importing.saved import Found
from crawler.sites.site import host_in

_APPS = {"闲鱼": "xianyu", "淘宝": "taobao", "天猫": "tmall"}
"""Apps whose pages a site file reads."""
_PLATFORMS = {"kuaishou.com": "kuaishou", "zhuanzhuan.com": "zhuanzhuan", "tb.cn": "taobao"}
"""Whose links of a host are, where no file reads what they lead to; leads of other hosts are of no known platform."""
_OTHER_APPS = {"快手": "kuaishou", "转转": "zhuanzhuan"}
_LINK = re.compile(r"https?://[^\s「」【】《》，。！？（）()<>\"']+", re.ASCII)
_SHORT = re.compile(
    r"https?://(?:(?:[emst]\.)?tb\.cn|market\.m\.taobao\.com|(?:v|www)\.kuaishou\.com|v\.(?:kuaishouapp|douyin)\.com"
    r"|v\.m\.chenzhongtech\.com|(?:[\w-]+\.)?zhuanzhuan\.com|dwz?\.cn|xhslink\.com|dw4\.co|3\.cn|t\.cn|u\.jd\.com)/",
    re.ASCII,
)
_APP = re.compile(r"【([^】]{1,12})】")
_QUOTED = re.compile(r"[「《]([^」》]{2,200})[」》]")
_NAMES = "闲鱼|淘宝|天猫|快手|转转|抖音|小红书|京东|拼多多|得物|微博|微信"
_CODE = re.compile(
    r"(https?://(?:[emst]\.)?tb\.cn/\S*)\s+[A-Z]{1,2}\d{3,4}(?=\s|$)"
    r"|(https?://v\.douyin\.com/\S*)(?:\s+(?:\w+@\w+\.\w+|\w{2,4}:/|\d\d/\d\d)(?=\s|$))+",
    re.ASCII,
)
"""Codes of Taobao and Douyin stand right behind their links; anywhere else such a word is the name of a thing."""
_NOISE = re.compile(
    rf"【(?:{_NAMES})】(?:\s*(?:7天无理由退货|假一赔[四十]|大促价保|退货宝))*|^\s*\d{{1,2}}\.\d{{2}}\s+(?:[\w.]*[@:]\S*\s+|(?=复制|【))"
    rf"|复制(?:(?:此|这|本)?条?(?:消息|信息|链接|口令)|(?=打开))|打开(?:最新版)?【?(?:{_NAMES})】?(?:APP|客户端)?(?:[,，]?\s*看看)?"
    rf"|点击链接|(?:或者?|去)\s*(?:{_NAMES})?搜索(?=直接|打开|\s|$)|直接(?:观看|打开)",
    re.MULTILINE,
)
"""Phrases and tokens of sharing, in the places where apps write them; the words of goods are left alone."""
_LONGEST = 1_000_000
_AROUND = 400
"""Characters before and after a link that belong to its text."""


def is_shared(head: str) -> bool:
    """Does a text begin like one with shared offers: a short link of such an app in its first lines?"""
    return not head.lstrip().startswith(("<", "{", "[")) and bool(_SHORT.search(head))


def shared(path: Path) -> Iterator[Found]:
    """The shared offers of a text file as one table; a note for links that no title stands beside."""
    with path.open("rb") as file:
        data = file.read(_LONGEST + 1)
    text = data[:_LONGEST].decode("utf-8-sig", "replace")
    if len(data) > _LONGEST:
        line = text.count("\n") + 1
        yield Found(None, note=f"line {line}: nothing behind it was read (over 1 MB): split the file there")
    rows, lines = [], []
    for line, part in _parts(text):
        row = _row(part)
        if row is None:
            yield Found(
                None, note=f"line {line}: a link without a title beside it: write the title next to it"
            )
            continue
        rows.append(row)
        lines.append(line)
    yield Found(None, 1, rows=rows, lines=lines, table=True)


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The line and the words around each link: from the end of the text before it to the next one's beginning."""
    links = list(_LINK.finditer(text))
    begin, line, counted = 0, 1, 0
    for number, link in enumerate(links):
        following = links[number + 1].start() if number + 1 < len(links) else len(text)
        end = _end(text, link.end(), min(following, link.end() + _AROUND))
        line += text.count("\n", counted, link.start())
        counted = link.start()
        yield line, text[max(begin, link.start() - _AROUND) : end]
        begin = end


def _end(text: str, start: int, stop: int) -> int:
    """Where the words of a link end: at a blank line or at the next app's name, at the latest at ``stop``."""
    found = re.search(r"\n\s*\n|\n?【(?=[^】]{1,12}】[^【]{0,40}https?:)", text[start:stop])
    if found:
        return start + found.start()
    # Words on the next link's own line, before it, are that link's.
    line = text.rfind("\n", start, stop)
    return line if line >= 0 and _LINK.match(text, stop) and text[line:stop].strip() else stop


def _row(part: str) -> dict[str, Any] | None:
    link = _LINK.search(part)
    if link is None:
        return None
    app = _APP.search(part)
    quoted = _QUOTED.search(part, link.end()) or _QUOTED.search(part)
    rest = _LINK.sub(" ", _CODE.sub(" ", part))
    title = quoted[1] if quoted else " ".join(_NOISE.sub(" ", rest).split()).strip(" ，,。、！!")
    if len(title) < 2:
        return None
    site = _APPS.get(app[1] if app else "")
    row = {"title": title[:200], "url": link[0].rstrip(".,;")}
    if site:
        return row | {"site": site}
    platform = _platform(row["url"], part)
    return row | ({"platform": platform} if platform else {})


def _platform(url: str, part: str) -> str | None:
    """Whose a link is that no site file reads: by its host, else by the app that the text names."""
    for host, platform in _PLATFORMS.items():
        if host_in(url, (host,)):
            return platform
    return next((_OTHER_APPS[name] for name in _APP.findall(part) if name in _OTHER_APPS), None)
