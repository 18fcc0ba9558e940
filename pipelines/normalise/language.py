"""The language of a text: its script first, then small words, letters and endings, the site's own last.

One word that several languages have decides nothing: *de* stands in French, Spanish and Dutch titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from keywords.chartable import CharTable
from pipelines.normalise.cues import cues, standing
from pipelines.normalise.text import words_in
from warden.records import SiteFacts

_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("ja", "\u3041-\u30fa\u31f0-\u31ff"),
    ("ko", "\uac00-\ud7a3"),
    ("th", "\u0e01-\u0e5b"),
    ("lo", "\u0e81-\u0edf"),
    ("km", "\u1780-\u17ff"),
    ("my", "\u1000-\u109f"),
    ("hi", "\u0900-\u097f"),
    ("te", "\u0c00-\u0c7f"),
    ("ta", "\u0b80-\u0bff"),
    ("bn", "\u0980-\u09ff"),
    ("he", "\u05d0-\u05ea"),
    ("el", "\u0370-\u03ff"),
    ("ar", "\u0620-\u064a"),
    ("ru", "\u0400-\u04ff"),
    ("zh", "\u4e00-\u9fff"),
)
"""Languages by their own letters, as ranges of them."""
_SCRIPT_PATTERNS = [(name, re.compile(f"[{letters}]")) for name, letters in _SCRIPTS]
_LATIN_NAME, _HAN = "Latn", "zh"
_SIGNS = {name: chr(ord("a") + at) for at, name in enumerate((*(name for name, _ in _SCRIPTS), _LATIN_NAME))}
"""A letter of ASCII for each script, so that a text's scripts are counted as bytes."""
_COUNTED = [(name, sign.encode()) for name, sign in _SIGNS.items()]
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+")
_SAME_SCRIPT = {"ru": ("ru", "uk", "bg", "sr", "kk"), "ar": ("ar", "fa", "ur"), "hi": ("hi", "ne", "mr")}
_VI = "ơưđạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
_PL = "łśżźąęćń"
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("vi", re.compile(f"[{_VI}]", re.IGNORECASE)),
    ("pl", re.compile(f"[{_PL}]", re.IGNORECASE)),
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
_TRADE = {
    "en": "antique vintage carved powder vials vial tusk tooth bone skin hide raw genuine natural rare large small piece pieces necklace bracelet figure statue owl parrot parrots red old oil ring earrings brass silver wood wooden handmade scales dried tortoise turtle pangolin leopard tiger horn claw feathers quills leather stuffed taxidermy",
    "de": "um alte alter altes antik geschnitzt echt echte echtes echter kette armband figur zahn haut fell stück gramm selten schöne schönes silber holz rot klein kleine groß große gebraucht nachlass sammlung elfenbein schildkröte schildkröten papagei verkaufe leder kamm",
    "fr": "ancienne sculpté sculptée ivoire sculpture rare véritable bois argent collier bague peau dent peigne rouge petit petite grand grande année siècle lot boîte écaille perroquet peigne tortue sac véritable défense",
    "es": "grande antigua antiguo antiguas antiguos tallado tallada marfil peineta carey roja rojo rojas rojos plata madera piel diente collar pulsera pequeño pequeña usado usada cuero siglo par loro loro tortuga bolso cocodrilo venta figura",
    "pt": "grande antiga antigo antigos esculpido marfim vermelha vermelho prata madeira pele dente colar pulseira pequeno pequena couro século papagaio venda vende papagaio tartaruga jacaré bolsa pente escultura couro",
    "it": "grande antica antico antichi scolpito scolpita avorio rosso rossa argento legno pelle dente collana bracciale piccolo piccola secolo pettine coppia pappagallo vendita vendesi cenerino tartaruga borsa coccodrillo corallo",
    "nl": "antieke antiek gesneden ivoren ivoor echt echte zilver hout houten rood rode huid tand ketting armband beeldje klein kleine groot grote zeldzaam grijze papegaai schildpad krokodillenleren leren tas slagtand huid opgezette verzameling",
    "pl": "stary stara stare rzeźba rzeźbiona kość kości srebro drewno skóra ząb figurka naszyjnik bransoletka czerwona czerwony mały mała duży duża papuga żółw żółwia skóra kieł poroże oddam",
    "id": "kuno gading ukir gelang kalung kulit gigi kecil besar merah perak kayu sisik trenggiling kering harimau burung jinak asli pipa taring",
    "vi": "ngà voi vòng tay thật cổ gỗ bạc vẹt vảy khô rừng gấu hổ tê bán",
    "sw": "pembe ndovu meno ngozi kubwa ndogo kasuku chui kakakuona magamba kuuza inauzwa zinauzwa pembe za",
}
"""Words of what is offered: short titles often have no others."""

_HINTS: tuple[tuple[str, int, str], ...] = (
    ("de", 2, "ß"),
    ("de", 1, "ä ö ü"),
    ("de", 1, "···figur| ···kette| ···stück| ···schmuck| ···schnitzerei| ···zahn| ···haut| ···leder| ···sammlung| ···unge| ···ungen| ···keit| ···heit|"),
    ("es", 2, "ñ ¿ ¡"),
    ("es", 1, "·ción| ·eta| ·illa| ·illo|"),
    ("fr", 1, "œ ê è û î ô |d'· |l'· |d’· |l’·"),
    ("fr", 1, "ç"),
    ("pt", 1, "ç"),
    ("pt", 2, "ã õ lha lho nha nho"),
    ("sv", 1, "å"),
    ("da", 2, "æ ø"),
    ("ro", 2, "ț ș ă"),
    ("cs", 2, "ř ě ů"),
    ("hu", 2, "ő ű"),
    ("nl", 1, "ij· ·oek ·oep ·oer ·oet euw"),
    ("it", 1, "·zione| ·ezza| ·etto| ·etta| ·ello| ·ella|"),
    ("en", 1, "··ing| ··ings| ··ight| ··ights| ··ship| ··ships| |wh |tha |the |thi"),
)  # fmt: skip
"""Letters and endings that speak for a language, and how loudly: two where no other has them."""
_HINT_OF: dict[str, list[int]] = {}
"""A cue, and the hints it is one of."""
for _at, (_name, _, _list) in enumerate(_HINTS):
    for _cue in cues(_list):
        _HINT_OF.setdefault(_cue, []).append(_at)
_HINT_CUES = frozenset(_HINT_OF)
_TURKISH = re.compile("[şğıİ]")
"""No cues: in one case ı and İ are i, which stands in every text."""
_MARKED = re.compile(f"[şğıİ{_VI}{_VI.upper()}{_PL}{_PL.upper()}]")
"""One of the letters of ``_TURKISH`` and of the first two of ``_MARKS``."""

_CHINESE_HAN = cues(
    [
        *"链鹦鹉镯个们这为产东专业书买卖贝车长门马鸟鱼龙龟齿猎药铜银钱级纯质饰艺红绿蓝纹鲨鳄飞凤转让头龄颗块单价货邮联话询诚纸发现实鍊鐲",
        *[
            "出售",
            "出讓",
            "轉讓",
            "擺件",
            "摆件",
            "把件",
            "吊墜",
            "包邮",
            "老料",
            "玳瑁",
            "穿山甲片",
            "鸚鵡",
            "硨磲",
        ],
    ]
)
_JAPANESE_HAN = cues(
    [
        *"亀売歯竜鶏亜沢渋浜広検験変絵帯込塩戻円",
        *["印鑑", "根付", "剥製", "販売", "数珠", "出品", "中古", "美品", "送料"],
    ]
)
"""Characters and words that only one of the two writes."""

_ENOUGH, _FOREIGN, _AHEAD = 2, 6, 3
"""Least evidence for one of the site's languages; for another, and by how much it must lead."""
CUT = 2_000
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


_SPOKEN: dict[str, tuple[str, ...]] = {}
"""A small word, and the languages that have it."""
for _table in (_WORDS, _TRADE):
    for _name, _list in _table.items():
        for _word in _list.split():
            if _name not in _SPOKEN.get(_word, ()):
                _SPOKEN[_word] = (*_SPOKEN.get(_word, ()), _name)
_SMALL = frozenset(_SPOKEN)


def language_of(
    title: str, facts: SiteFacts, description: str | None = None
) -> tuple[str | None, str | None]:
    """(BCP 47 tag, basis): ``script``, ``words`` (words and letters decided) or ``site``.

    ``site`` is the last resort: the first language of the site that is written in the text's script. Of title
    and description the first 2,000 code points are read.
    """
    parts = tuple(part[:CUT] for part in (title, description) if part)
    sample = "\n".join(parts)
    languages = [tag for tag in facts.languages if tag]
    script = _by_script(sample, languages)
    if script == _HAN:
        return _chinese(_seen(parts), languages), "script"
    if script:
        return script, "script"
    found = _by_words(_votes(sample, _seen(parts)), languages)
    if found:
        return found, "words"
    return (_first(sample, languages), "site") if languages else (None, None)


_NOT_LATIN = frozenset(
    {name for name, _ in _SCRIPTS} | {"uk", "bg", "sr", "kk", "fa", "ur", "ne", "mr", "yue"}
)


def _first(text: str, languages: list[str]) -> str:
    """The site's first language; of a text in Latin letters its first one that is written so."""
    if _LATIN.search(text):
        latin = (tag for tag in languages if tag.split("-")[0] not in _NOT_LATIN or tag.endswith("-Latn"))
        return next(latin, languages[0])
    return languages[0]


def _seen(parts: Iterable[str]) -> frozenset[str]:
    """The cues that stand in any of the texts."""
    return frozenset().union(*map(standing, parts))


def _by_script(text: str, languages: list[str]) -> str | None:
    """The language of a text's script; ``_HAN`` where that is to be told from others."""
    if text.isascii():
        return None
    counts = _letters_by_script(text)
    latin = counts.pop(_LATIN_NAME, 0)
    total = sum(counts.values())
    if total < 2 or 3 * total < latin:
        return None
    if (kana := counts.get("ja", 0)) >= 2 and kana * 5 >= counts.get("zh", 0):
        return "ja"
    best = max(counts, key=counts.__getitem__)
    if best == _HAN:
        return _HAN
    own = [tag for tag in languages if tag.split("-")[0] in _SAME_SCRIPT.get(best, (best,))]
    marked = next(
        (name for name, pattern in _MARKS if name in _SAME_SCRIPT.get(best, ()) and pattern.search(text)),
        None,
    )
    return marked or (own[0] if own else best)


@lru_cache(maxsize=16_384)
def _sign(char: str) -> str:
    """The sign of a character's script by the table, a space for what is no letter of these."""
    if _LATIN.match(char):
        return _SIGNS[_LATIN_NAME]
    return next((_SIGNS[name] for name, pattern in _SCRIPT_PATTERNS if pattern.match(char)), " ")


@cache
def _script_signs() -> CharTable:
    return CharTable(_sign)


def _letters_by_script(text: str) -> dict[str, int]:
    """How many letters of each script of the table the text has, in the table's order, and of Latin ones; without those it has none of."""
    # Of a long text every so-manieth character: the shares are what is asked for.
    some = text[:: 1 + len(text) // 100]
    if found := _script_signs().coded(some):
        signs = found[1]
    else:
        signs = (_script_signs().changed(some) or "".join(map(_sign, some))).encode("ascii")
    return {name: count for name, sign in _COUNTED if (count := signs.count(sign))}


def _chinese(seen: frozenset[str], languages: list[str]) -> str:
    """Han alone: what its characters and trade words tell, else the site's own Chinese (or Japanese), else ``zh``."""
    own = [tag for tag in languages if tag.split("-")[0] in ("zh", "ja", "yue")]
    told = "zh" if not seen.isdisjoint(_CHINESE_HAN) else ""
    told = "ja" if not seen.isdisjoint(_JAPANESE_HAN) else told
    if not own:
        return told or "zh"
    return next((tag for tag in own if tag.split("-")[0] == told), own[0])


def _by_words(scores: dict[str, int], languages: list[str]) -> str | None:
    """The language most words and letters speak for; ``None`` when too few do, or two equally many."""
    if not scores:
        return None
    own: dict[str, str] = {}
    for tag in languages:
        own.setdefault(tag.split("-")[0], tag)
    ranked = sorted(((scores.get(name, 0), name) for name in own), reverse=True)
    best, name = ranked[0] if ranked else (0, "")
    tied = len(ranked) > 1 and ranked[1][0] == best
    top, foreign = max(
        ((score, other) for other, score in scores.items() if other not in own), default=(0, "")
    )
    if top >= _FOREIGN and top >= best + _AHEAD:
        return foreign
    return own[name] if best >= _ENOUGH and not tied else None


def _votes(text: str, seen: frozenset[str]) -> dict[str, int]:
    """Evidence by language: a word only one language has counts two, one that several have one."""
    scores: dict[str, int] = {}
    lower = text.lower()
    tokens = _TOKEN.findall(lower) if "'" in lower else words_in(lower)
    for word in _SMALL.intersection(tokens):
        having = _SPOKEN[word]
        for name in having:
            scores[name] = scores.get(name, 0) + (2 if len(having) == 1 else 1)
    if not text.isascii() and _MARKED.search(text):
        for name, pattern in _MARKS[:2]:
            scores[name] = scores.get(name, 0) + 2 * len(pattern.findall(text))
        if _TURKISH.search(text):
            scores["tr"] = scores.get("tr", 0) + 2
    for at in {at for cue in _HINT_CUES & seen for at in _HINT_OF[cue]}:
        name, weight, _ = _HINTS[at]
        scores[name] = scores.get(name, 0) + weight
    return scores
