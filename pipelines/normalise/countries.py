"""Country names as sellers and sites write them, to ISO 3166 codes."""

from __future__ import annotations

_NAMES = """
AE united arab emirates|uae|dubai|abu dhabi|الإمارات|阿联酋
AR argentina
AT austria|österreich|autriche|oostenrijk|austria
AU australia|australien|australie
BD bangladesh
BE belgium|belgië|belgique|belgien
BG bulgaria|българия
BR brazil|brasil|brésil|brasilien
BW botswana
CA canada|kanada
CD dr congo|democratic republic of the congo|rd congo
CG congo
CH switzerland|schweiz|suisse|svizzera|zwitserland
CL chile
CM cameroon|cameroun
CN china|中国|中國|chine|mainland china
CO colombia
CR costa rica
CZ czech republic|czechia|česko|tschechien
DE germany|deutschland|allemagne|duitsland|alemania|niemcy|germania
DK denmark|danmark|dänemark
EC ecuador
EE estonia
EG egypt|مصر
ES spain|españa|espagne|spanien|spanje|hiszpania|spagna
ET ethiopia
FI finland|suomi
FR france|frankreich|frankrijk|francia|francja|frança
GA gabon
GB united kingdom|uk|great britain|england|scotland|wales|northern ireland|royaume-uni|großbritannien|vereinigtes königreich|verenigd koninkrijk
GH ghana
GR greece|griechenland|grèce|ελλάδα
HK hong kong|香港
HR croatia|hrvatska
HU hungary|magyarország|ungarn
ID indonesia|indonésie|indonesien
IE ireland|irland|irlande
IL israel
IN india|भारत|inde
IT italy|italia|italien|italie|włochy
JP japan|日本|japon
KE kenya
KH cambodia|cambodge|កម្ពុជា
KR south korea|korea|대한민국|한국|korea, republic of
KW kuwait|الكويت
LA laos|lao pdr|ລາວ
LK sri lanka
LT lithuania|lietuva
LU luxembourg|luxemburg
LV latvia
MA morocco|maroc|المغرب
MG madagascar
MM myanmar|burma|မြန်မာ
MO macau|macao|澳門|澳门
MX mexico|méxico|mexique
MY malaysia
MZ mozambique|moçambique
NA namibia
NG nigeria
NL netherlands|nederland|the netherlands|pays-bas|niederlande|holland|holandia
NO norway|norge|norwegen
NP nepal
NZ new zealand|neuseeland
PE peru|perú
PH philippines|pilipinas
PK pakistan
PL poland|polska|polen|pologne
PT portugal
QA qatar|قطر
RO romania|românia
RS serbia|srbija
RU russia|россия|russian federation|russland|russie
SA saudi arabia|السعودية
SE sweden|sverige|schweden|suède
SG singapore|新加坡
SI slovenia|slovenija
SK slovakia|slovensko
TG togo
TH thailand|ประเทศไทย|thaïlande
TN tunisia|tunisie
TR turkey|türkiye|türkei|turquie
TW taiwan|台灣|台湾|臺灣
TZ tanzania
UA ukraine|україна
UG uganda
US united states|usa|united states of america|u.s.a.|us|estados unidos|états-unis|vereinigte staaten|stany zjednoczone
UY uruguay
VE venezuela
VN vietnam|viet nam|việt nam
YE yemen|اليمن
ZA south africa|südafrika|zuid-afrika|afrique du sud
ZM zambia
ZW zimbabwe
"""

COUNTRIES: dict[str, str] = {
    name: line.split(" ", 1)[0]
    for line in _NAMES.strip().splitlines()
    for name in line.split(" ", 1)[1].split("|")
}
"""Lower-case name to code."""

CODES = frozenset(COUNTRIES.values())

_MORE_ENGLISH = (
    "uae|democratic republic of the congo|mainland china|czechia|uk|great britain|england|scotland|wales|"
    "northern ireland|the netherlands|korea|korea, republic of|burma|macao|russian federation|lao pdr|türkiye|"
    "usa|us|united states of america|viet nam"
)
ENGLISH = frozenset(
    line.split(" ", 1)[1].split("|", 1)[0] for line in _NAMES.strip().splitlines()
) | frozenset(_MORE_ENGLISH.split("|"))
"""The names that stand in English: the first of each line, and these."""
