"""Words that stand beside prices, in the languages of the shipped sites and terms."""

from __future__ import annotations

import re

_I = re.IGNORECASE

ON_REQUEST = re.compile(
    r"\b(?:on request|upon request|price on application|poa|p\.o\.a\.?|please (?:contact|call|ask)|contact (?:me |us |seller )?for price"
    r"|make (?:an )?offer|best offer only|ask for price|dm (?:me )?for price|(?:to be )?negotiated|negotiable|auf anfrage|preis auf anfrage|vb|vhb|vhs"
    r"|verhandlungsbasis|gebot|op aanvraag|n\.?o\.?t\.?k\.?|prijs op aanvraag|bieden|zie omschrijving|o\.n\.b\.|sur demande|prix sur demande"
    r"|nous consulter|faire offre|à débattre|a consultar|consultar|a convenir|a negociar|precio a consultar|sob consulta|a combinar|su richiesta"
    r"|prezzo su richiesta|trattativa riservata|trattabile|cena do uzgodnienia|do uzgodnienia|zapytaj o cenę|na zapytanie|zamienię|договорная|по запросу"
    r"|цена договорная|договірна|nego|hubungi|harga nego|thương lượng|liên hệ|giá liên hệ|thỏa thuận|thoả thuận|bei maelewano|maelewano|poa ya bei"
    r"|dohodou|megegyezés|negociabil|pret negociabil|görüşülür|pazarlık|gi bud|ges bud|hubungi penjual|rundingan)\b"
    r"|面议|面議|电议|議價|询价|詢價|私聊|私訊|要相談|応相談|お問い合わせ|가격문의|협의|문의|제시|สอบถาม|ต่อรองได้|على السوم|السعر عند الاتصال|قابل للتفاوض|पूछें|బేరం|ధర అడగండి",
    _I,
)
FREE = re.compile(
    r"\b(?:free|zu verschenken|verschenke|gratis|gratuit|à donner|a donner|don|te geef|af te halen|regalo|grátis|gratuito|doação|in regalo|za darmo|oddam za darmo"
    r"|даром|отдам|бесплатно|безкоштовно|miễn phí|cho tặng|tặng|bure|ücretsiz|bedava|zdarma|daruji|ingyen|gives væk|gis bort|skänkes|bortskänkes|percuma|libre|gratuite)\b"
    r"|免费|免費|無料|(?<!\d)0円|무료나눔|무료|ฟรี|مجانا|مجاني|मुफ़्त|मुफ्त|फ्री|ఉచితం",
    _I,
)
_UNIT = (
    r"(?:\d+\s*)?(?:kgs?|kilos?|kilogram\w*|g|gr|gram\w*|grama|oz|ounce|lb|pound|ct|carat|pcs?|pieces?|stk|stück|stuk|st|pièce|unité|unidad|unidade|pezzo|szt\w*|шт\w*|кг|грамм\w*|г"
    r"|ea|each|animal|pair|paar|set|m²|m2|qm|sqm|sqft|night|nacht|day|tag|hour|hr|stunde|heure|month|monat|mois|mes|mês|maand|mies\w*|mois|mese|week|woche|year|jahr|месяц|сутки"
    r"|phút|giờ|tháng|con|cái|chiếc|ekor|buah|biji|adet|克|斤|公斤|吨|米|对|對|双|雙|套|串|盒|瓶|包|个|個|只|隻|件|条|條|片|颗|月|天|年|本|枚|匹|마리|개|월|ตัว|ชิ้น|กก\.?|กิโล|เดือน|किलो|ग्राम|كيلو|غرام|قطعة)(?![^\W\d_])"
)
PER_UNIT = re.compile(
    rf"\W{{0,3}}(?:(?:/|\bper\b|\bpro\b|\bje\b|\bpar\b|\bpor\b|\bal\b|\balla\b|\bza\b|\bза\b|\bв\b|\bkwa\b|\bla\b|\bl['’]|\bτο\b|प्रति|\bho\b|\bcho\b)\s*(?:{_UNIT}|κιλό|τεμάχιο)"
    r"|each\b|apiece\b|cada\b|p/st\b|per stuk\b|sekilo\b|seekor\b|sebuah\b|styck\b|stykket\b|una\b(?= pieza)|the lot each)",
    _I,
)
"""To be matched right after an amount."""

PER_UNIT_BEFORE = re.compile(
    r"(?:每(?:个|個|只|隻|件|条|條|克|斤|公斤|对|對|片|颗)|(?:개|마리|그램|키로|장)당|(?:ตัว|ชิ้น|กิโล|กรัม|คู่|อัน|เม็ด)ละ|1(?:個|本|枚|匹)あたり|je (?:stück|kg|gramm)|pro stück|per piece|प्रति \w+)\W*$",
    _I,
)
"""To be looked for right before an amount."""

KINDS = (
    ("starting_bid", re.compile(r"\bstarting (?:bid|price)|\bstart(?:preis|gebot|bod|pris)\b|(?<![\d.,])0 (?:bids?|gebote|enchères|pujas|lances|offerte|biedingen|ofert)\b|\bmindestgebot|mise à prix|puja inicial|precio de salida|lance inicial|base d'asta|bieden vanaf|\bcena wywoławcza|начальная (?:ставка|цена)|起拍|开始价|開始価格|시작가", _I)),
    ("current_bid", re.compile(r"\b(?:current|high|highest) bid\b|(?<![\d.,])[1-9]\d{0,3} (?:bids?|gebote?|enchères?|pujas?|lances?|offerte|biedingen|ofert\w*)\b|\baktuelles gebot|\bhöchstgebot|enchère actuelle|puja actual|lance atual|offerta attuale|huidig bod|hoogste bod|aktualna oferta|текущая ставка|当前价|目前出價|現在価格|現在\s*(?=[\d¥])|입찰가|현재가", _I)),
    ("buy_now", re.compile(r"\bbuy it now\b|\bbuy now\b|\bsofort[- ]?kaufen|achat immédiat|cómpralo ya|compralo subito|kup teraz|\bköp nu\b|即決|一口价|一口價|直購|바로구매|즉시구매", _I)),
    ("sold", re.compile(r"\bsold (?:for|at|price)\b|\bverkauft für|\bvendu (?:à|pour)|vendido (?:por|a)|venduto a\b|verkocht voor|sprzedan[oae] za|продано за|落札(?:価格|額)|成交价|成交價|낙찰가", _I)),
)  # fmt: skip

OLD = re.compile(
    r"(?:\bwas|\bbefore|\b(?:old|previous|original|list|regular|retail) price|\brrp|\bmsrp|\buvp|\bstatt|\bfrüher|\bvorher|\bbisher\w*(?: preis)?|\binstead of|\bau lieu de|\bprix (?:neuf|d'origine)"
    r"|\bantes(?: de)?|\bprecio anterior|\bde\b(?=\s*(?:r\$|us\$|\$|€)\s*$)|\bprzed|\bzamiast|\bbyło|\binvece di|\bprima|\bvan\b|\bwas\b|\bбыло|\bвместо|\bстарая цена|原价|原價|定価|通常価格|정가|ราคาเดิม|ปกติ|\bgiá cũ|\bgiá gốc|\bharga (?:asli|awal)|\bbei ya zamani|كان|بدلا من|पहले)\W*$",
    _I,
)
NEW = re.compile(
    r"(?:\bnow(?: only| just)?|\bonly|\bjust|\bnur|\bjetzt|\bmaintenant|\bahora|\bpor|\bagora|\badesso|\bora|\bvoor|\bnu|\bteraz|\bтеперь|\bсейчас|现价|現價|特价|特價|券后|到手价|セール価格|할인가|เหลือ|ลดเหลือ|\bcòn|\bgiá mới|\bjadi|\bsasa|الآن|अब)\W*$",
    _I,
)
BETWEEN = re.compile(
    r"\s*(?:-|–|—|~|〜|～|\.\.\.?|…|to|bis|à|a|tot|til|till|do|до|至|到|から|al|até|hasta|đến|tới|sampai|hingga|s/d|hadi|ถึง|से|నుండి|إلى|الى)\s*",
    _I,
)
NO_MONEY = re.compile(
    r"\s?(?:%|m²|m2|qm|km|cm|mm|kg|gb|tb|mb|ml|mah|inch\w*|zoll|x\b|×|st\b|nd\b|rd\b|th\b|bids?\b|miles?\b|公里|人|次|楼|年|月(?!供)|日|分|小时|時間|升|条评|件|米|岁|歳)",
    _I,
)
"""What follows a number that is no price."""

_SHIPPING = (
    r"(?:shipping|s&h|p\s?&\s?p|postage|delivery|freight|porto|versand(?:kosten)?|lieferung|lieferkosten|verzendkosten|verzending|bezorgkosten|bezorging"
    r"|(?:frais de )?(?:livraison|port)|expédition|(?:gastos de )?env[ií]o|frete|envio|portes|spedizione|(?:koszt )?(?:dostaw[ay]|wysyłk[ai]|przesyłk[ai])|доставк\w{1,2}|пересылк\w{1,2}"
    r"|frakt|fragt|poštovné|doprava|szállítás|livrare|kargo|ongkir|ongkos kirim|phí (?:ship|vận chuyển)|usafirishaji|运费|運費|邮费|郵費|快递费|送料|배송비|택배비|ค่าส่ง|ค่าจัดส่ง|शिपिंग|डिलीवरी|شحن|الشحن|توصيل|التوصيل)(?!\w)"
)
SHIPPING_AFTER = re.compile(
    rf"\s{{0,2}}(?:(?:for|für|voor|pour|de|di|za|за)\s)?{_SHIPPING}(?!\s?(?:incl|inkl|inc\b|free|paid|gratis|kostenlos|gratuit|offert|grátis|w cenie))",
    _I,
)
"""To be matched right after an amount: what carrying costs is no price. "45 € shipping included" is one."""

SHIPPING_BEFORE = re.compile(
    rf"(?<!\w){_SHIPPING}(?:\s(?:costs?|fee|charges?|from|is|ab|van|à partir de|desde|da|od|от))?[\s:=+(]{{0,4}}$",
    _I,
)
"""To be looked for right before an amount."""

DISCOUNT = re.compile(
    r"[\s(\[|,~–-]{0,4}(?:(?:save|sale|sparen|spare|spar|économisez|ahorra|desconto|descuento|sconto|korting|rabatt?|скидка|giảm|diskon|hemat)\W{1,3})?[-–]?\d{1,2}(?:[.,]\d{1,2})?\s?%"
    r"(?:\s?(?:off|discount|rabatt?u?|ersparnis|reduziert|günstiger|sparen|de (?:réduction|remise|descuento|desconto)|di sconto|sconto|korting|taniej|zniżki|скидки|скидка|indirim|giảm|diskon|rabais|割引|オフ|할인))?!?[\s)\]|,:–-]{0,4}",
    _I,
)
"""What may stand between a price and the same price reduced."""
