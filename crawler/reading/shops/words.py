"""The words by which shops name money, article numbers and stock, in some twenty languages."""

from __future__ import annotations

import re

_SIGN = (
    r"US\s?\$|CA\s?\$|AU?\s?\$|NZ\s?\$|HK\s?\$|S\$|R\$|NT\$|MX\$|[$€£¥￥₹₽₫₺₩฿₴₱₪₦₸₡]|S/\.?|元|円|원"
    r"|(?<![A-Za-z])(?:EUR|USD|GBP|CHF|JPY|CNY|RMB|PLN|BRL|TRY|SGD|MXN|VND|NOK|SEK|DKK|CAD|AUD|NZD|HKD|INR|IDR|MYR|THB|ZAR|AED"
    r"|SAR|KES|TZS|NGN|RUB|UAH|CZK|HUF|RON|BGN|ILS|PHP|KRW|TWD|KWD|BHD|OMR|JOD|TND|QAR|EGP|MAD|PKR|BDT|LKR|GEL|KZT|ARS|CLP|COP|PEN|Rp|RM|Rs|Kr|kr|zł|zl|Kč|Ft|lei|TL|руб|р|грн|лв|đ|KSh|TSh|R)"
    r"(?![A-Za-zА-яÀ-ž])\.?|ر\.س|د\.إ|دج|جنيه"
)
NUMBER = r"\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d(?:[\d.,]{0,14}\d)?"
_GAP = r"[\s\x1f]{0,3}"
MONEY = re.compile(
    rf"(?P<before>{_SIGN}){_GAP}(?P<first>{NUMBER})(?:[.,][-–—]{{1,2}})?"
    rf"|(?P<last>{NUMBER})(?:[.,][-–—]{{1,2}})?(?:[ \u00a0\u202f]{{0,3}}(?P<after>{_SIGN})(?!\d)(?!(?<=[$£¥₹])[\s\x1f]{{0,2}}\d)"
    rf"|[\s\x1f]{{1,3}}(?P<apart>{_SIGN})(?![\s\x1f]{{0,2}}\d))"
)
"""An amount with its currency; ``\x1f`` parts the elements of a page."""
BARE = re.compile(rf"^\D{{0,25}}(?P<first>{NUMBER})(?:[.,][-–—]{{1,2}})?\D{{0,12}}$")

PRICE_CLASS = re.compile(
    r"price|prix|preis|precio|prezzo|preco|cena\b|cenu|prijs|\bprc|prisbox|\bpris\b|fiyat|hinta|\bcost\b|amount|betrag|kaina|harga|tsena|cijena|\bár\b|\bkaina|money",
    re.IGNORECASE,
)
NOW_CLASS = re.compile(
    r"final|current|special|\bsale|sale[-_]?price|promo|actual|selling|reduced|discounted|our[-_]?price|offer[-_]?price|now\b|priceblock|today|new[-_]?price|price[-_]?new|campaign|kampanj|aktion|special|oferta|ofert[-_]|sconto|novaya|new[-_]?cena|\bnova\b",
    re.IGNORECASE,
)
OLD_CLASS = re.compile(
    r"\bold|[-_]old|(?-i:Old)|price-?old|\bwas\b|was[-_]|[-_]was|regular|list[-_]?price|price[-_]list|rrp|msrp|compare|before|strike|strikethrough|crossed|original|retail|previous|uvp|price[-_]standard|standard[-_]price|\bstara\b|stary|p[uů]vodn|proper[-_]?price|price[-_]?ord\b|\bord[-_]?pris|ordinar|listino|habitual|normal(?:pris|preis|price|e[-_]prijs)|usual[-_]?price|\bmrp\b|market[-_]?price|non[-_]sale|barr[eé]|tach[eé]|anterior|staraya|eski|streich|price[-_]?custom\b"
    r"|savings?\b|\bsave|discount[-_]?(?:amount|percent|label)|percent|shipping|delivery|versand|deposit|instal|financ|monthly|klarna|afterpay|(?<!including[-_])(?<!incl[-_])(?<!inc[-_])(?<!with[-_])\btax(?! weee)|unit[-_]?price|per[-_]?unit|base[-_]?price|grundpreis|tier|bulk|reward|points|gift",
    re.IGNORECASE,
)
ASIDE_CLASS = re.compile(
    r"related|up-?sell|cross-?sell|recommend|similar|also[-_]|[-_]also|you-may|recent|carousel|slider|mini-?cart|mini-?basket|cart-?(?:summary|total|drawer|sidebar|flyout|popup|preview|content)"
    r"|header-?cart|shopping-?cart|basket-?(?:summary|total)|wish-?list|footer|navbar|navigation|breadcrumb|side-?bar|mega-?menu|\bmenu|accessor|bundle|suggest|popular|trending|best-?sell|sponsor|advert|\breviews?\b|newsletter|cookie|modal|popup|top-?bar|header[-_]|product-?(?:list|grid|tile|card|item)s?\b(?!-field)|frequently|other-?products|cookies?",
    re.IGNORECASE,
)
HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:hide|hidden|is-hidden|d-none|visually-?hidden|sr-only|u-hidden|invisible|ng-hide|no-display|js-hide)(?:\s|$)"
)

NOT_THE_PRICE = re.compile(
    r"(?:ship(?:ping)?|postage|delivery|p\s?&\s?p|versand\w*|porto|livraison|frais|env[ií]o|frete|spedizione|verzend\w*|przesyłk\w*|wysyłk\w*|kargo|ongkir|frakt|доставк\w*"
    r"|送料|运费|運費|배송\w*|orders? (?:over|above|of)|over|save|you save|savings?|spar\w*|économi\w*|ahorr\w*|risparmi\w*|bespaar|statt|was|rrp|r\.r\.p\.?|msrp|uvp|list(?: price)?|reg(?:ular)?(?: price)?|retail(?: price)?"
    r"|compare(?:d)? at|originally|orig|old price|instead of|prix conseillé|au lieu de|antes|avant|prima|before|starting (?:price|bid)|estimate|per month|deposit|installments? of|payments? of|emi(?: from)?|(?:cuotas|parcelas|vezes|rate|raten|raty)\s[\w\s]{0,20}(?:de|da|von|po)|\d{1,2}\s?x(?:\s(?:de|of|von))?|mal|under|up to|from only|worth|value|credit|coupon|off|ex(?:cl?)?\.?(?:uding)?\s(?:tax|vat|gst)|net(?:to)?|bez (?:dph|vat|pdv)|utan moms|ekskl\.? moms|zonder btw|ohne mwst|hors taxe|sin iva|sem iva|без ндс|без пдв|без ддс|fără tva|kdv hariç|税抜|zzgl\.?(?:\sversand)?|earn|fee|min\.?(?:imum)?(?: order)?|m\.r\.p\.?|mrp|ord(?:inarie|inær|\.)?\s?pris|normalpris|normal(?:er)? preis|normale prijs|adviesprijs|førpris|veil\.?(?:edende)?(?: pris)?|ovh|norm(?:aali)?hinta|alkup\.?(?:eräinen)?(?: hinta)?|p[uů]vodn[ií] cena|běžná cena|bežná cena|pôvodná cena|cena (?:regularna|katalogowa|przed|pierwotna)|najniższa cena[^\x1f]{0,40}|najniža cijena[^\x1f]{0,40}|nejnižší cena[^\x1f]{0,40}|lowest price (?:in|of) [^\x1f]{0,30}|eredeti ár|régi ár|listaár|preț (?:vechi|recomandat)|prp|старая цена|розничная цена|стара ціна|редовна цена|eski fiyat|piyasa fiyat[ıi]|liste fiyat[ıi]|precio (?:habitual|normal|anterior|original|de lista)|preço (?:normal|original|antigo)|prezzo (?:di listino|originale|consigliato|normale)|prix (?:habituel|public|barré|d'origine|normal)|\bde|αρχική τιμή|定価|通常価格|参考価格|希望小売価格|市场价|市場價|原价|原價|定價|소비자가|정가|정상가|giá (?:gốc|cũ|thị trường|niêm yết)|harga (?:asli|normal|coret)|ราคาปกติ|السعر (?:السابق|الأصلي)|送料|送料無料ライン|配送費?|運費|배송비|ポイント|适用|subtotal|total|cart|basket|balance)"
    r"[\s:：.\-–(\x1f]*$",
    re.IGNORECASE,
)
"""What right before an amount says that it is another one than the price asked."""
AFTER_ANOTHER = re.compile(
    r"^[\s\x1f]*(?:off\b|shipping|postage|delivery|/\s?(?:mo|month|mes|mois|mese|monat|mnd|mån|mies|kg|100|l\b|ml|oz|lb)|per (?:month|kg|unit|oz|lb)|a month|p/m|[^\x1f\d]{0,3}(?:bez (?:dph|vat|pdv)|netto\b|nettó|\+ ?(?:vat|áfa|mwst|btw|moms|ндс)|ex(?:cl|kl)?\.? (?:vat|btw|tax|gst|mwst|moms|ust)|ekskl|eks\. |utan moms|zonder btw|ohne mwst|ht\b|hors taxe|sin iva|sem iva|iva esclusa|без ндс|без пдв|без ддс|fără tva|fara tva|kdv hariç)(?![^\x1f]{0,4}[\x1f ]?[:：]|[^\x1f\d]{0,6}\d)|rabatt|more\b|or more|credit|de descuento|sparen|cashback|minimum)",
    re.IGNORECASE,
)

_NO = r"(?:n(?:o|r|um|umber|ummer|úmero|umero|uméro|umer)?\b\.?|id\b|#|№|n[°º]|code|codes?)"
SKU_LABEL = re.compile(
    r"(?:^|[\s\x1f(|•·\-])(?P<label>"
    rf"sku(?:\s?{_NO})?|(?:item|product|prod|article|art|stock|style|part|catalog(?:ue)?|cat|ref(?:erence)?|order|listing|ad|post|posting|lot|web|merchandise)[\s.\-]{{0,2}}{_NO}"
    rf"|(?:ebay|amazon)\s(?:item|article)\snumber|asin|dpci|tcin|(?:internet|walmart|store sku)\s?#|(?:style|item|code|stock|ref|part|art|id)(?=\s?[:#])|reference|ref\.|réf\.?(?:érence)?|référence(?:\s(?:du\s)?(?:produit|article))?|code\s(?:article|produit|barre)"
    r"|art(?:ikel)?[.\-\s]{0,2}(?:nr|nummer|no|number|id)\.?|artikel|bestell[.\-\s]?(?:nr|nummer)\.?|produkt[.\-\s]?(?:nr|nummer|id|code)\.?|anzeigen?(?:[.\-\s]?(?:nr|nummer|id|kennung))?\.?|modell?(?:nr|nummer)?\.?"
    r"|referencia|referência|ref[aª]\.?|c[oó]digo(?:\sdel?\s\w+)?|cód\.?|riferimento|codice(?:\s(?:articolo|prodotto))?|cod\.?(?:\s(?:articolo|prodotto|art\.?))?"
    r"|artikelkod|art\.?kod|tuotenro\.?|vare(?:-|\s)?(?:nr|nummer)\.?|šifra(?:\s(?:artikla|proizvoda))?|шифра|каталожен номер|katalogov[eé] č[ií]slo|č[ií]slo (?:produktu|zboží|tovaru)|termékkód|prek[eė]s kodas|tootekood|kode(?=\s?[:：])|کد (?:کالا|محصول)|artikelcode|productcode|artikelnummer|bestelnummer|varenummer|varenr\.?|tuotekoodi|tuotenumero|kod(?:\sproduktu)?|symbol|indeks|numer\s(?:katalogowy|oferty|ogłoszenia)|k[oó]d(?:\s(?:produktu|zboží))?|cikkszám|cod\sprodus|код(?:\s(?:товар[ау]?|на\sпродукта|изделия))?|clave(?=\s?:)|modelo(?=\s?:)|folio(?=\s?:)|kodas(?=\s?:)|артикул|арт\.?|номер\s(?:объявления|товара)|ürün\skodu|stok\skodu|ilan\sno"
    r"|κωδικός(?:\sπροϊόντος)?|品番|型番|商品番号|商品コード|管理番号|商品编号|商品編號|货号|貨號|商品货号|编号|상품번호|상품코드|모델명|รหัสสินค้า|mã\s(?:sản\sphẩm|sp|tin)|kode\s(?:produk|barang)|رقم\s(?:المنتج|الإعلان)|رمز\sالمنتج|מק\"?ט"
    r"|model(?:\s?(?:no\.?|number|name|#))?|mpn|manufacturer(?:'s)?\spart\s(?:number|no\.?)|mfg?r?\.?\s?(?:part)?\s?(?:#|no\.?)|isbn(?:-1[03])?|upc|ean|gtin"
    r")(?P<end>[\s\x1f]{0,3}[:：#№.=\-]?[\s\x1f]{0,4}#?)(?P<value>(?=[\w\-./+]*\d|(?-i:[A-Z]{2,8}(?:-[A-Z]{1,8}){1,3}(?![\w-])))[^\W_][\w\-./+]{1,38})",
    re.IGNORECASE,
)
WEAK_SKU = re.compile(
    r"^(?:model|mpn|manufac|mf|symbol|kod|k[oó]d\b|cod|c[oó]d|арт\.?$|reference$|ref\.$|artikel$|anzeigen?$|lot|part|order|ad\b)",
    re.IGNORECASE,
)
WORLD_NUMBER = re.compile(r"^(?:isbn|upc|ean|gtin)", re.IGNORECASE)
"""Numbers that all shops share: no shop's own article number."""
SKU_CLASS = re.compile(
    r"(?:^|[\s_-])sku|sku(?:$|[\s_-])|product-?(?:code|number|reference|ref|num)|item-?(?:code|number|num|no)\b|article-?(?:number|no)|artikelnummer|catalog-?number|style-?(?:number|code)",
    re.IGNORECASE,
)

OUT = re.compile(
    r"out[\s-]of[\s-](?:stock|print)|^\W*(?:0|no) (?:units?|items?|pieces?|pcs)?\.?\s?(?:in stock|available|left)|back(?:order)? (?:soon|in stock soon)|^back soon|sold[\s-]?out|^sold\b|^sold!?$|(?:currently|temporarily|is|product|item|now)\s(?:un|not\s)available|no longer (?:available|in stock)|^unavailable$|not in stock|discontinued|notify me when|email (?:me )?when|(?:this )?(?:item|listing|auction|sale) (?:has )?(?:ended|sold)|has (?:been )?sold"
    r"|ausverkauft|vergriffen|nicht (?:mehr )?(?:lieferbar|verfügbar|vorrätig|auf lager)|(?:derzeit|momentan|zur ?zeit|aktuell) nicht|nicht (?:bestellbar|verfügbar)|verkauft|hors stock|non disponible\b|victime de son succès|épuisé|rupture de stock|en rupture|indisponible|plus disponible|vendu\b"
    r"|agotad[oa]|fuera de (?:stock|existencias)|no hay (?:existencias|stock)|sin (?:existencias|stock|inventario)|fora de (?:estoque|stock)|sem stock|non (?:più )?ordinabile|terminato|no disponible|vendid[oa]\b|esgotad[oa]|indispon[ií]vel|sem estoque|esaurit[oa]|non disponibile|vendut[oa]\b|uitverkocht|niet (?:meer )?(?:leverbaar|op voorraad|beschikbaar)|verkocht"
    r"|slutsåld|tillfälligt slut|ej i lager|finns ej|ikke (?:tilgjengelig|tilgængelig)|ei saatavilla|slut i lager|udsolgt|utsolgt|ikke på lager|loppu(?:nut|unmyyty)|ei varastossa|wyprzedan|niedostępn|brak w magazynie|vyprod|není skladem|nie je na sklade|nedostupn|elfogyott|vypredan|nem (?:rendelhető|kapható|elérhető)|nincs (?:raktáron|készleten)|fără stoc|nu este (?:în stoc|disponibil)|rasprodano|razprodano|(?:nije|ni) (?:dostupn|na (?:zalih|zalog|stanju|skladištu))|nema na (?:zalih|stanju)|išparduot|izpārdot|nav (?:noliktavā|pieejam)|läbi müüdud|laost otsas|stoc epuizat|indisponibil|изчерпан|няма наличност"
    r"|нет в наличии|распродан|^продан[оа]?\b|немає в наявності|нема в наявності|tükendi|stokta yok|satıldı|εξαντλ|μη διαθέσιμ|δεν είναι διαθέσιμ|ناموجود|לא במלאי|入荷待ち|販売終了|補貨中|补货中|暂无库存|일시품절|売り切れ|売切|在庫切れ|品切れ|在庫なし|已售|缺货|缺貨|售罄|无货|無庫存|已下架|품절|habis|stok kosong|hết hàng|สินค้าหมด|หมดแล้ว|نفد|غير متوفر|אזל",
    re.IGNORECASE,
)
BUY = re.compile(
    r"add(?:ed)? (?:item )?to (?:my |your )?(?:shopping )?(?:cart|basket|bag|trolley|order)|add to (?:quote|enquiry)|^buy(?: it)?(?: now)?$|buy it now|buy now|place bid|bid now|order now|pre-?order|make (?:an )?offer|reserve now|contact (?:the )?seller|send (?:a )?message|reply\b|show (?:phone )?number"
    r"|in den (?:waren|einkaufs)korb|in den korb|jetzt (?:kaufen|bestellen)|sofort[- ]kaufen|anbieter kontaktieren|nachricht (?:senden|schreiben)|ajouter au panier|acheter|añadir (?:al carrito|a la (?:cesta|bolsa))|agregar al carr|comprar|adicionar ao carrinho|adicionar à sacola|aggiungi al carrello|acquista|compra(?: ora)?$"
    r"|in (?:mijn )?winkel(?:wagen|mand)|bestellen|toevoegen aan|lägg (?:i|till i) (?:varu|kund)|köp\b|læg i kurv|køb|legg i handlekurv|kjøp|lisää (?:osto)?kor|osta\b|do koszyka|kup teraz|do košíku|do košíka|koupit|kosárba|adaugă în coș|adauga in cos|в (?:корзину|кошик|количката)|купить|купити|купи\b|sepete ekle|satın al|hemen al|στο καλάθι|αγορά"
    r"|カートに|かごに|購入|加入购物车|加入購物車|加入购物|立即购买|立即購買|장바구니|구매하기|바로구매|masukkan (?:ke )?keranjang|beli sekarang|tambah ke|thêm vào giỏ|mua ngay|หยิบใส่|เพิ่มลง|ซื้อ|أضف (?:إلى|الى) السلة|اشتر|הוסף ל",
    re.IGNORECASE,
)
IN = re.compile(
    r"^\W*(?:(?:\d+\+? (?:available|in stock|left))|(?:only|just) \d+|in[\s-]stock|available\b(?! (?:in|from|as))|ready to ship|ships (?:in|within|today)|usually ships|auf lager|sofort (?:lieferbar|verfügbar)|lieferbar|verfügbar|vorrätig|en stock|disponible|em estoque|disponível|disponibile|op voorraad|i lager|på lager|varastossa|dostępn|skladem|na sklade|raktáron|készleten|în stoc|in stoc|в наличии|в наявності|налично|stokta|διαθέσιμο|在庫あり|现货|有货|現貨|재고|tersedia|ready stock|còn hàng|มีสินค้า|متوفر)",
    re.IGNORECASE,
)
STOCK_CLASS = re.compile(r"stock|availab|dispo|verf(?:ue|ü)g|lager|voorraad|nalichi", re.IGNORECASE)
"""Elements whose text is about nothing but stock."""
STOCK_LABEL = re.compile(
    r"^\W*(?:(?:stock )?(?:availability|status|stock)|stock status|verfügbarkeit|lieferbarkeit|lagerstatus|disponibilité|disponibilidad|disponibilidade|disponibilità|existencias|estoque|beschikbaarheid|voorraad(?:status)?|lager(?:status|saldo)?|saatavuus|varastotilanne|dostępność|dostupnost|dostupnosť|elérhetőség|készlet|raktárkészlet|disponibilitate|наличие|статус|статус товара|statut|estado|stato|stav|наявність|наличност|stok(?: durumu)?|διαθεσιμότητα|在庫(?:状況)?|库存|庫存|재고|stok|tình trạng|สถานะ|التوفر|حالة التوفر|זמינות)\s*[:：]",
    re.IGNORECASE,
)
NOTIFY = re.compile(
    r"notify me|email me|alert me|(?:join|add me to) (?:the )?wait(?:ing)? ?list|back[\s-]in[\s-]stock|let me know when|request (?:a )?restock|benachrichtig|erinner(?:e|ung) mich|prévenez|m['’]alerter|me prévenir|alerte (?:stock|dispo)|av[ií]sa?(?:r)?me|avise-me|avisa-me|notif[ií]ca(?:r)?me|avvisami|avvertimi|houd me op de hoogte|mail mij|bevaka|meddela mig|giv (?:mig )?besked|gi meg beskjed|ilmoita|powiadom|hlídat|upozorn|értesít|anunță-mă|anunta-ma|сообщить о (?:поступлении|наличии)|уведомить|повідомити|уведоми ме|haber ver|ειδοποίησ|再入荷|入荷(?:通知|お知らせ)|到[货貨]通知|재입고|입고 ?알림|beritahu saya|báo (?:cho tôi )?khi có|แจ้งเตือน|أعلمني|أبلغني|עדכנו אותי",
    re.IGNORECASE,
)
"""Buttons of an offer that has to come back first."""
