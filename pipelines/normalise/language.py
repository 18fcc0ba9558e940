"""The language of a text: its script first, then a vote of small words among the site's languages."""

from __future__ import annotations

import re
from collections import Counter

from warden.records import SiteFacts

_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ja", re.compile("[\u3041-\u30fa\u31f0-\u31ff]")),
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("th", re.compile("[\u0e01-\u0e5b]")),
    ("lo", re.compile("[\u0e81-\u0edf]")),
    ("km", re.compile("[\u1780-\u17ff]")),
    ("my", re.compile("[\u1000-\u109f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("te", re.compile("[\u0c00-\u0c7f]")),
    ("ta", re.compile("[\u0b80-\u0bff]")),
    ("bn", re.compile("[\u0980-\u09ff]")),
    ("he", re.compile("[\u05d0-\u05ea]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("ar", re.compile("[\u0620-\u064a]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
)
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_SAME_SCRIPT = {"ru": ("ru", "uk", "bg", "sr", "kk"), "ar": ("ar", "fa", "ur"), "hi": ("hi", "ne", "mr")}
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("vi", re.compile("[ơưđạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)),
    ("pl", re.compile("[łśżźąęćń]", re.IGNORECASE)),
    ("uk", re.compile("[іїєґ]", re.IGNORECASE)),
    ("fa", re.compile("[پچژگ]")),
)
_WORDS = {
    "en": "the and for with of in is are this from very good new old sale no not you your we it on or used please only has have baby pair by at",
    "de": "und der die das mit für zu verkaufen ist von ein eine nicht auf im wird sehr gut neu alt sind aus bei nur abzugeben verkaufe den dem ca",
    "fr": "et le la les de des du avec pour une un en est à très bon état vends vendre pas sur dans bonjour nous cause ancien d'un",
    "es": "y el la los las de del con para una un en es muy buen estado vendo venta se por sin como nuevo más",
    "pt": "e o a os as de do da com para uma um em é muito bom estado vendo não sem por novo mais das dos",
    "it": "e il lo la gli le di del con per una un in è molto ottimo stato vendo non da nuovo della dei come",
    "nl": "en de het een met voor van te koop is in goede staat zijn niet op ik aan bij uit nieuw oude ophalen ook nog",
    "pl": "i w z na do jest nie się sprzedam dla stan bardzo dobry nowy od po za oraz jak mam",
    "id": "dan yang di untuk dengan ini dari dijual jual tidak ada bisa asli harga baru bekas sudah ke atau",
    "vi": "và của cho bán không có là một được với giá hàng mới cần con",
    "sw": "na ya wa kwa ni inauzwa za bei nzuri katika hii sana la",
    "sv": "och i att det som en på är av för med till säljes inte ny gammal",
    "da": "og i at det som en på er af for med til sælges ikke ny gammel",
    "tr": "ve bir bu için ile satılık çok da de temiz yeni",
    "ro": "și de la cu pentru în este un o nu vând stare foarte",
    "cs": "a v na je se s z do prodám pro velmi nový stav",
    "hu": "és a az egy eladó van nem jó új",
}
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


_SPOKEN: dict[str, tuple[str, ...]] = {}
"""A small word, and the languages that have it."""
for _name, _list in _WORDS.items():
    for _word in _list.split():
        _SPOKEN[_word] = (*_SPOKEN.get(_word, ()), _name)


def language_of(text: str, facts: SiteFacts) -> tuple[str | None, str | None]:
    """(BCP 47 tag, basis): ``script``, ``words`` (small words decided) or ``site`` (the site's only or first)."""
    sample = text[:2000]
    languages = [tag for tag in facts.languages if tag]
    script = _by_script(sample, languages)
    if script:
        return script, "script"
    found = _by_words(sample, languages)
    if found:
        return found, "words"
    return (languages[0], "site") if languages else (None, None)


def _by_script(text: str, languages: list[str]) -> str | None:
    if text.isascii():
        return None
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS}
    total = sum(counts.values())
    if total < 2 or 3 * total < len(_LATIN.findall(text)):
        return None
    if counts["ja"] * 5 >= counts["zh"] and counts["ja"] >= 2:
        return "ja"
    best = max(counts, key=lambda name: counts[name])
    if best == "zh":
        return _chinese(languages)
    own = [tag for tag in languages if tag.split("-")[0] in _SAME_SCRIPT.get(best, (best,))]
    marked = next(
        (name for name, pattern in _MARKS if name in _SAME_SCRIPT.get(best, ()) and pattern.search(text)),
        None,
    )
    return marked or (own[0] if own else best)


def _chinese(languages: list[str]) -> str:
    """Han alone: the site's own Chinese (or Japanese), else just ``zh``."""
    return next((tag for tag in languages if tag.split("-")[0] in ("zh", "ja", "yue")), "zh")


def _by_words(text: str, languages: list[str]) -> str | None:
    """The language whose small words stand there most; another than the site's needs three more."""
    scores: Counter[str] = Counter()
    for word in _TOKEN.findall(text.lower()):
        scores.update(_SPOKEN.get(word, ()))
    if not text.isascii():
        for name, pattern in _MARKS[:2]:
            scores[name] += len(pattern.findall(text))
    own = {tag.split("-")[0]: tag for tag in reversed(languages)}
    best = max(_WORDS, key=lambda name: (scores[name] + (2 if name in own else 0), name in own, name))
    if not scores[best] or (best not in own and scores[best] < 3):
        return None
    return own.get(best, best)
