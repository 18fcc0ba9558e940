"""Words of weights and counts, in the languages of the shipped terms."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines.normalise.cues import EDGE, FIGURES, cues

_I = re.IGNORECASE

FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 0.333, "⅔": 0.667, "⅛": 0.125}

UNITS = {
    "kg": "kgs?|kilos?|quilos?|chil[oi]|kilogram\\w{0,3}|килограмм\\w*|кило|кг|公斤|千克|กก\\.?|กิโล(?:กรัม)?|킬로(?:그램)?|キロ(?:グラム)?|किलो(?:ग्राम)?|కిలోలు|కిలో|కేజీ|كيلو(?:غرام|جرام)?|كغ|كجم",
    "mg": "mg|毫克",
    "g": "g|gr|grs?|gms?|grams?|gramm?[aeo]?s?|grammes?|gramy|gramów|gramas?|gramos?|грамм\\w*|гр|克|公克|กรัม|그램|グラム|ग्राम|గ్రాములు|గ్రాముల|గ్రాము|غرام|جرام|غم",
    "oz": "oz|ounces?|unzen?|uncj[iae]|онци\\w*",
    "lb": "lbs?|pounds",
    "pfund": "pfund",
    "ct": "ctw|tcw|cts?|carats?|karat|カラット|克拉|карат\\w*|quilates?|carati",
    "tael": "taels?|lượng|台兩|两|兩",
    "lang": "lạng",
    "kati": "kat(?:i|ie)s?|catt(?:y|ies)|台斤|市斤|斤|ชั่ง",
    "momme": "momm[eé]s?|匁",
    "tola": "tolas?|तोला|तोले|తులం|తులాలు",
}
UNIT_CUES = cues(
    "|kg| |kgs| |kilo |quilo| |quilos| |chilo| |chili| |килограмм |кило |кг| 公斤 千克 |กก |กิโล |킬로 |キロ |किलो |కిలో |కేజీ |كيلو |كغ |كجم"
    " |mg| 毫克 |gr| |grs| |gm| |gms| |gram |grammo |gramy |грам |гр| 克 |กรัม |그램 |グラム |ग्राम |గ్రా |غرام |جرام |غم"
    " |oz| |ounce |unze |uncj |онци |lb| |lbs| |pounds| |pfund| |ct| |ctw| |tcw| |cts| |carat |karat| カラット |карат |quilate"
    " |tael |lượng| 兩 两 |lạng| |kati |katie |catt 斤 |ชั่ง |momm 匁 |tola |तोल |తుల"
) | cues(f"{before}g|" for before in f"0123456789{''.join(FRACTIONS)}- \t\n\r\xa0\u2002\u2003\u2009\u202f")
"""How the units begin, in one case; behind figures no letter stands before them. Every weight has one.

A g is in every second word: it is looked for behind what can stand before a weight's."""
LEADING_UNITS = {"kg": "kilo|kilogramu", "g": "gramu"}
"""Swahili says the unit first: kilo 2."""

PURITY = re.compile(
    r"\s*-?\s*(?:white |yellow |rose |red |solid |weiß|gelb|rosé?|rot)*(?:gold|or\b|oro\b|ouro\b|złot|золот|gelbgold|weißgold|rosegold|75\d|58\d|37\d|,\s*(?:750|585|375))",
    _I,
)
"""What follows the carats of an alloy: 18ct gold is no weight."""

SPELT: dict[str, float] = {
    word: value
    for value, words in {
        1.0: "one ein eine einem une un una uno um uma een één jeden jedna один одна bir satu se một moja mmoja एक ఒక 一 한 하나 หนึ่ง",
        2.0: "two zwei deux dos dois duas due twee dwa dwie два две iki dua hai mbili mawili viwili दो రెండు 二 两 兩 두 둘 สอง två",
        3.0: "three drei trois tres três tre drie trzy три üç tiga ba tatu तीन మూడు 三 세 셋 สาม",
        4.0: "four vier quatre cuatro quatro quattro cztery четыре dört empat bốn nne चार నాలుగు 四 네 넷 สี่",
        5.0: "five fünf cinq cinco cinque vijf pięć пять beş lima năm tano पांच ఐదు 五 다섯 ห้า",
        6.0: "six sechs seis sei zes sześć шесть altı enam sáu sita छह ఆరు 六 여섯 หก",
        10.0: "ten zehn dix diez dez dieci tien dziesięć десять sepuluh mười kumi दस పది 十 열 สิบ",
    }.items()
    for word in words.split()
}


def _by_first_letter(words: Iterable[str]) -> str:
    """The words as alternatives, longer ones first; grouped, since trying 130 of them at every word is dear."""
    groups: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        groups.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in groups.items())


_SPELT = _by_first_letter(SPELT)
NUMBER = rf"(?<![\d.,])((?:(?<!/)\d{{1,3}}\s)?(?<!/)[1-9]/(?:[234568]|10|16)|\d{{0,3}}\s?[{''.join(FRACTIONS)}]|(?<!\d/)\d{{1,6}}(?:[.,]\d{{1,3}})?|[.]\d{{1,3}})"
"""A number of a weight; halves and quarters are written as such."""
COUNT = rf"(?:(?<![\d.,])(\d{{1,5}})|(?<![^\W\d_])({_SPELT}))"
HAN_COUNT = r"(?:(?<![\d.,])(\d{1,5})|([一二两兩三四五六十]))"

DOZEN = re.compile(
    r"\b(?:a |one )?(half a )?(?:dozen|dutzend|douzaine|docena|dúzia|dozzina|dozijn|tuzin|дюжина|lusin|tá)\b",
    _I,
)
HALF = re.compile(
    r"(?:\bhalf an? |\bhalbes |\bun demi |\bmedi[oa] |\bmei[oa] |\bmezzo |\bpół |\bпол|\bhalf |\bsetengah |\bnửa |\bnusu |半|ครึ่ง|आधा |అర |نصف )(?P<unit>kilo(?:gram)?|quilo|chilo|kg|pfund|кило|公斤|斤|กิโล|किलो|కిలో|كيلو)",
    _I,
)
WHOLES = re.compile(
    r"\b(?:set|lot|job lot|group|group lot|bundle|pack|batch|box|collection|clutch|konvolut|satz|posten|partij|zestaw|lote?|conjunto|juego|serie|komplet|набор|комплект|лот|set isi|takım)(?: of| von| aus| van| de| à| z| di| da| из| isi)"
    rf" (?:(\d{{1,4}})|({_SPELT}))(?![\d.,]\d|[^\W\d_]|\s?(?:cm|mm|kg|g|ml|l|gb|%|€|\$|£|zł|kr))|\b(?:set|lot|group|bundle|suite|satz) \((\d{{1,3}})\)"
    r"|\b(?:anzahl(?: der teile)?|quantity|qty|quantità|cantidad|quantidade|aantal|ilość|количество|jumlah|số lượng|idadi)\s?[:=]?\s(\d{1,5})(?![\d.,]\d)|(?:数量|數量|수량|จำนวน|عدد|संख्या)\s?[:：]?\s?(\d{1,5})(?![\d.,]\d)",
    _I,
)
PIECES = re.compile(
    COUNT
    + r"\s?-?\s?(?:pcs?\b|pieces?\b|pc\.|packs?\b(?! of)|lot\b(?! of)|ct\. pack\b|stk\b\.?|stück\b|stuks?\b|st\.|stycken\b|pièces?\b(?! \d)|piezas?\b|peças?\b|pezzi\b|pezzo\b|szt\b\.?|sztuk\w*|шт\b\.?|штук\w*|unidad(?:es)?\b"
    r"|unidades?\b|unités?\b|adet\b|tane\b|parça\b|ekor\b|buah\b|biji\b|lembar\b|con\b|cái\b|chiếc\b|teeth\b|tusks?\b|claws?\b|eggs?\b|scales\b|fins?\b|skins?\b|birds?\b|animals?\b|horns?\b|shells?\b|quills?\b|feathers?\b)",
    _I,
)
CLASSIFIED = re.compile(
    HAN_COUNT
    + r"\s?(?:个|個|条|條|件|只|隻|颗|顆|片|块|塊|串|支|根|张|本|点|枚|羽|匹|頭|体)(?![度分目])|(?<![\d.,])(\d{1,5})\s?(?:마리|개|장|점|ชิ้น|ตัว|เม็ด|अदद|पीस|ముక్కలు|قطع\w*|حبات?)"
    r"|(한|두|세|네|다섯)\s(?:마리|개|점)|(?:vipande|kipande|ndege) (\d{1,4})\b"
)
TIMES = re.compile(
    r"\bx\s?(\d{1,4})\b(?![.,]\d|\s*(?:cm|mm|m\b|in\b|x|×|'))|(?<![\d.,x×])(?<![x×] )(\d{1,5})\s?[x×](?=\s?[^\W\d]|\s?\Z)",
    _I,
)
PAIRS = re.compile(
    COUNT
    + r"\s?(?:pairs?\b|paar\b|paare\b|paires?\b|pares\b|par\b|paia\b|pary\b|пары\b|çift\b|pasang\b|cặp\b|đôi\b)|"
    + HAN_COUNT
    + r"\s?(?:对|對|対|双|雙|ペア|쌍|คู่)|(?<!up )\b(to) par\b|(?<![\d.,])(\d{1,4})\s?(?:쌍|คู่|जोड़\w*|జతలు|జత|أزواج)|(한|두|세) ?쌍|\bjozi (\d{1,3}|moja|mbili|tatu)\b",
    _I,
)
PAIR = re.compile(
    r"\bpairs?\b|\bein paar\b|\bzuchtpaar\b|\bpärchen\b|\bkoppel\b|\bpaire\b|\bcouple\b|\bpareja\b|\bcasal\b|\bcoppia\b|\bpara\b(?= (?:papug|kości|kłów|rog|ptak|l))|\bsepasang\b|\bпара\b|一[对對対]|ペア|한쌍|คู่|जोड़ी|జత|(?<![^\W\d_])زوج(?![^\W\d_])",
    _I,
)
CLUTCH = re.compile(r"\bclutch\b|\bgelege\b|\bcouvée\b|\bnidada\b|\blegsel\b|\bcovata\b", _I)
SEXES = re.compile(
    r"(?<![\d.,:/$€£-])(\d{1,2})\.(\d{1,2})(?:\.(\d{1,2}))?(?![\d%]|[.,:/]\d|\s*(?:kg|g|gr|cm|mm|m|l|ml|oz|lb|inch|ct|€|\$|£|zł|eur|usd|gb|tb|ghz)\b)"
)
ANIMALS = re.compile(
    r"\b(?:cb\w*|wc|wf|nz|enz|dnz|f1|f2|ltc|pairs?|paar|trio|adult\w*|juvenile\w*|subadult\w*|males?|females?|hatchlings?|breed\w*|proven|geckos?|pythons?"
    r"|boas?|tortoises?|turtles?|frogs?|snakes?|lizards?|monitors?|testudo|dendrobates|zuchtpaar|weibchen|männchen|couple|pareja|samiec|samica)\b",
    _I,
)

_PAIR_CUES = "pair pairs paar paare zuchtpaar pärchen koppel paire paires couple pareja casal coppia para pares par paia pary пара пары çift pasang sepasang cặp đôi jozi"


def _whole(words: str) -> frozenset[str]:
    """Cues for whole words; one that ends in ``*`` may go on, as a Slavic stem does."""
    return cues(f"{EDGE}{word[:-1]}" if word[-1] == "*" else f"{EDGE}{word}{EDGE}" for word in words.split())


CUES: dict[re.Pattern[str], frozenset[str]] = {
    pattern: _whole(words)
    for pattern, words in {
        DOZEN: "dozen dutzend douzaine docena dúzia dozzina dozijn tuzin дюжина lusin tá",
        HALF: "half halbes demi medio media meio meia mezzo pół полкило setengah nửa nusu",
        WHOLES: "set lot group bundle pack batch box collection clutch konvolut satz posten partij zestaw lot lote conjunto juego serie komplet набор комплект лот isi takım suite"
        " anzahl quantity qty quantità cantidad quantidade aantal ilość количество jumlah lượng idadi",
        PIECES: "pcs pc piece pieces pack packs lot ct stk stück stuk stuks st stycken pièce pièces pieza piezas peça peças pezzi pezzo szt sztuk* шт штук* unidad unidades unidade unité"
        " unités adet tane parça ekor buah biji lembar con cái chiếc teeth tusk tusks claw claws egg eggs scales fin fins skin skins bird birds animal animals horn horns shell shells quill quills feather feathers",
        CLASSIFIED: "vipande kipande ndege",
        PAIRS: _PAIR_CUES,
        PAIR: _PAIR_CUES,
        CLUTCH: "clutch gelege couvée nidada legsel covata",
    }.items()
} | {TIMES: cues("x ×")}
"""A word each pattern needs, in scripts written with spaces: most texts have none and need no long look."""


_PAIR_SIGNS = "对 對 対 双 雙 ペア 쌍 คู่ जोड़ జత أزواج"
PARTS: dict[re.Pattern[str], frozenset[str]] = {
    pattern: (CUES[pattern] if whole else frozenset()) | cues(parts)
    for pattern, whole, parts in (
        (DOZEN, True, ""),
        (HALF, False, "kilo quilo chilo kg pfund кило 斤 กิโล किलो కిలో كيلو"),
        (WHOLES, True, "数量 數量 수량 จำนวน عدد संख्या"),
        (PIECES, False, "pc piece pack lot stk stück stuk st. stycken pièce pieza peça pezz szt шт unidad unité adet tane parça ekor buah biji lembar con cái chiếc teeth tusk claw egg scales fin skin bird animal horn shell quill feather"),
        (CLASSIFIED, False, "个 個 条 條 件 只 隻 颗 顆 片 块 塊 串 支 根 张 本 点 枚 羽 匹 頭 体 마리 개 장 점 ชิ้น ตัว เม็ด अदद पीस ముక్కలు قطع حب vipande kipande ndege"),
        (TIMES, False, "x ×"),
        (PAIRS, False, f"pair paar par paia pary пары çift pasang cặp đôi jozi {_PAIR_SIGNS}"),
        (PAIR, True, f"زوج {_PAIR_SIGNS}"),
        (CLUTCH, True, ""),
    )
}  # fmt: skip
"""What each pattern needs in any script."""
LEADING = cues("|kilo| |kilogramu| |gramu|")
FIGURE_SIGNS = FIGURES | cues(FRACTIONS)
"""One of these stands in every number that is not spelt out."""
ANY_CUE = frozenset().union(*CUES.values(), LEADING)
ANY_PART = frozenset().union(*PARTS.values(), LEADING)
