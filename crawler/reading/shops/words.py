"""The words by which shops name money, article numbers and stock, in some twenty languages."""

from __future__ import annotations

import re

from crawler.reading.shops.languages import of, pattern

_SIGN = (
    r"US\s?\$|CA\s?\$|AU?\s?\$|NZ\s?\$|HK\s?\$|S\$|R\$|NT\$|MX\$|RD\$|[$€£¥￥₹₽₫₺₩฿₴₱₪₦₸₡₾֏₼₲₵₨]|S/\.?|元|円|원"
    r"|(?<![A-Za-z])(?:EUR|USD|GBP|CHF|JPY|CNY|RMB|PLN|BRL|TRY|SGD|MXN|VND|NOK|SEK|DKK|CAD|AUD|NZD|HKD|INR|IDR|MYR|THB|ZAR|AED"
    r"|SAR|KES|TZS|NGN|RUB|UAH|CZK|HUF|RON|BGN|ILS|PHP|KRW|TWD|KWD|BHD|OMR|JOD|TND|QAR|EGP|MAD|PKR|BDT|LKR|GEL|KZT|ARS|CLP|COP|PEN|Rp|RM|Rs|Kr|kr|zł|zl|Kč|Ft|lei|Lei|LEI|euros?|Euros?|TL|руб|Руб|р|грн|лв|đ|KSh|TSh|HRK|kn|RSD|din|дин|BYN|AZN|manat|KZT|тг|тенге|UZS|сум|сом|ISK|DOP|GTQ|BOB|Bs|UYU|PYG|Gs|R(?!\s?\$))"
    r"(?![A-Za-zА-яÀ-ž])\.?|تومان|ریال|درهم|دينار|ر\.ق|د\.ك|ر\.س|د\.إ|دج|جنيه"
    rf"|{of('money')}"
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
    r"price|prix|preis|precio|prezzo|preco|cena\b|cenu|prijs|\bprc|prisbox|\bpris\b|fiyat|hinta|\bcost\b|amount|betrag|kaina|harga|tsena|cijena|\btarif\b|\bvalor\b|\bár\b|\bkaina|money",
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
    r"related|relation\b|up-?sell|cross-?sell|recommend|similar|also[-_]|[-_]also|you-may|recent|carousel|slider|mini-?cart|mini-?basket|cart-?(?:summary|total|drawer|sidebar|flyout|popup|preview|content)"
    r"|header-?cart|shopping-?cart|basket-?(?:summary|total)|wish-?list|footer|navbar|navigation|breadcrumb|side-?bar|side-?box|info-?box-?(?:contents?|heading)|mega-?menu|\bmenu|accessor|bundle|suggest|popular|trending|best-?sell|sponsor|advert|\breviews?\b|newsletter|cookie|modal|popup|top-?bar|header[-_]|product-?(?:list|grid|tile|card|item)s?\b(?!-field)|frequently|other-?products|cookies?",
    re.IGNORECASE,
)
HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:hide|hidden|(?:is|js|u|cm|uk|aok|a|ui-helper|has)-{1,2}(?:hidden|hide)(?:[-_]?visually|-accessible)?|hide-me|d-none|display-?none|no-?display|none|unvisible|not-?visible|element-invisible|u?-?visually-?hidden|hiddenVisually|sr-only|screen-reader-(?:text|only)|show-for-sr|invisible|ng-hide|notshown|dn)(?:\s|$)",
    re.IGNORECASE,
)
WIDE_CLASS = re.compile(
    r"(?:^|\s)(?:d-)?(?:sm|md|lg|xl|xxl|2xl)[-:](?:block|flex|inline\S*|grid|table\S*)(?:\s|$)", re.IGNORECASE
)
"""Hidden on narrow screens only."""
OTHERS = re.compile(
    r"^\W*(?:(?:you|we think you)(?:'ll| might| may| will| would| could)(?: also)? (?:like|love|need|want|enjoy|be interested|fancy)[^\x1f]*|(?:customers?|people|others|shoppers|guests|users) (?:who|also|that|like you|bought|viewed|love)[^\x1f]*|(?:our |more |other |shop |see |view |explore )*(?:related|similar|recommended|suggested|alternative|comparable|matching|complementary) ?(?:\w+ )?(?:products?|items?|styles?|looks?|articles?|accessories|designs?|books?|titles?|goods|for you|listings?)?(?: (?:in stock|available|on sale|(?:for|to|from|by|in|with) [^\x1f]*))?|recommend(?:ed|ations)\b[^\x1f]*|(?:frequently|often|usually|commonly) (?:bought|purchased)[^\x1f]*|(?:also|recently|last) (?:viewed|bought|purchased|seen)[^\x1f]*|your recent[^\x1f]*|(?:pairs?|goes|wear(?: it)?) (?:\w+ )?with[^\x1f]*|(?:complete|shop|get) (?:the|your|this) (?:\w+ )?(?:look|outfit|set|collection|room|style|kit|range)|more (?:from|like|by|items|products|in this|to (?:explore|consider|love))\b[^\x1f]*|(?:best|top)[- ]?sell(?:ers|ing)[^\x1f]*|accessories|(?:required |optional |recommended |popular )accessories|trending[^\x1f]*|sponsored[^\x1f]*|new arrivals|featured (?:products|items)|(?:products|items) (?:you|related|related to)[^\x1f]*|what (?:other|do)[^\x1f]*(?:buy|bought|view)[^\x1f]*|compare (?:with )?similar[^\x1f]*|inspired by your[^\x1f]*|(?:recommended )?replacements?|more (?:\w+ )?(?:from|by) (?:this|the) [^\x1f]*|other (?:items|listings|ads|products) [^\x1f]*"
    r"|(?:ähnliche|passende|weitere|empfohlene|verwandte|andere) (?:artikel|produkte|angebote|titel)[^\x1f]*|das könnte[^\x1f]*|(?:das )?passt dazu|dazu passt[^\x1f]*|kunden[,]? (?:die|kauften|haben|interess)[^\x1f]*|(?:wird )?oft zusammen[^\x1f]*|(?:passendes )?zubehör[^\x1f]{0,25}|(?:wir|sie) (?:empfehlen|könnten|fanden)[^\x1f]*|zuletzt (?:an)?gesehen[^\x1f]*|unsere empfehlung\w*|alternativen?(?: artikel| zu)?[^\x1f]{0,30}|kaufen sie (?:auch|dazu)[^\x1f]*|mehr (?:von|aus|artikel|produkte|anzeigen)[^\x1f]*|(?:andere|weitere) (?:anzeigen|artikel) [^\x1f]*|wird gerne[^\x1f]*"
    r"|(?:produits?|articles?) (?:similaires|associés|apparentés|complémentaires|recommandés|liés|conseillés)[^\x1f]*|vous (?:aimerez|pourriez|apprécierez)[^\x1f]*|ceux qui[^\x1f]*|les (?:clients|internautes)[^\x1f]*|(?:à )?(?:voir|découvrir) (?:aussi|également)[^\x1f]*|souvent achetés[^\x1f]*|dans la même (?:catégorie|collection|gamme|série)[^\x1f]*|(?:les )?accessoires[^\x1f]{0,25}|complétez[^\x1f]*|\d* ?autres (?:produits|articles)[^\x1f]*|(?:plus|d['’]autres)(?: \w+)? (?:de|du) (?:ce|cette|la|vendeur)[^\x1f]*|nous vous (?:recommandons|conseillons)[^\x1f]*|nos (?:suggestions|recommandations)|vu récemment|récemment vus?"
    r"|(?:productos|artículos) (?:relacionados|similares|recomendados|complementarios|parecidos)[^\x1f]*|también te [^\x1f]*|te (?:puede|podría|recomendamos)[^\x1f]*|(?:quizás|quizá|tal vez) (?:también )?te[^\x1f]*|(?:los )?clientes que[^\x1f]*|quienes (?:vieron|compraron)[^\x1f]*|comprados juntos[^\x1f]*|otros productos[^\x1f]*|\d* ?otros productos[^\x1f]*|accesorios[^\x1f]{0,25}|m[áa]s (?:productos |artículos |anuncios )?de(?:l| este| esta| la) [^\x1f]*|completa (?:tu|el)[^\x1f]*|vistos recientemente"
    r"|(?:produtos|artigos) (?:relacionados|similares|semelhantes|recomendados)[^\x1f]*|(?:talvez |também )*(?:você |lhe |te )?(?:também )?(?:pode(?:rá)?(?:m)? )?(?:também )?(?:se |te |lhe )?(?:gost|interess|curt)[^\x1f]*|quem (?:viu|comprou|vê|compra)[^\x1f]*|(?:os )?clientes que[^\x1f]*|mais (?:produtos |anúncios |itens )?d(?:este|esta|a|o|e) [^\x1f]*|compre junto[^\x1f]*|aproveite e compre[^\x1f]*|relacionados|acessórios[^\x1f]{0,25}|vistos? recentemente"
    r"|(?:prodotti|articoli) (?:correlati|simili|consigliati|collegati|complementari)[^\x1f]*|potrebbe(?:ro)? (?:anche )?(?:interessar|piacer)[^\x1f]*|ti (?:potrebbe|consigliamo)[^\x1f]*|(?:i )?clienti che[^\x1f]*|chi ha[^\x1f]*|spesso (?:comprati|acquistati)[^\x1f]*|altri prodotti[^\x1f]*|accessori[^\x1f]{0,25}|visti di recente"
    r"|(?:gerelateerde?|vergelijkbare|soortgelijke|aanbevolen|bijpassende|andere) (?:producten|artikelen)?[^\x1f]{0,30}|gerelateerd|alternatieven|anderen (?:bekeken|kochten)[^\x1f]*|klanten (?:die|kochten|bekeken)[^\x1f]*|(?:dit )?(?:vind|misschien)[^\x1f]*(?:leuk|ook)[^\x1f]*|meer (?:van|uit|producten)[^\x1f]*|vaak samen[^\x1f]*|combineer[^\x1f]*|laatst bekeken|accessoires"
    r"|(?:relaterade|liknande|rekommenderade|andra) (?:produkter|varor)[^\x1f]*|andra (?:köpte|kunder|tittade)[^\x1f]*|kunder (?:köpte|som)[^\x1f]*|(?:relaterede|lignende|andre) (?:produkter|varer)[^\x1f]*|andre (?:købte|kjøpte|kunder)[^\x1f]*|(?:relaterte|lignende) (?:produkter|varer)|(?:du )?(?:kanske|vil|kunne|gillar|måske|kanskje)[^\x1f]*(?:gilla|lide|like)[^\x1f]*|passar till[^\x1f]*|tilbehør|tillbehör|(?:samankaltaiset|vastaavat|suositellut) (?:tuotteet)?[^\x1f]*|muut (?:ostivat|katsoivat)[^\x1f]*|saatat pitää[^\x1f]*|lisätarvikkeet"
    r"|(?:podobne|powiązane|polecane|inne) (?:produkty|towary|oferty)[^\x1f]*|(?:inni )?klienci[^\x1f]*(?:kupili|oglądali|kupowali)[^\x1f]*|polecamy[^\x1f]*|zobacz (?:także|również|też)[^\x1f]*|może (?:ci|cię|zainteres)[^\x1f]*|akcesoria[^\x1f]{0,25}|(?:podobné|související|súvisiace|příbuzné) (?:produkty|zboží|tovar)[^\x1f]*|(?:ostatní )?zákazníci[^\x1f]*|mohlo by (?:vás|sa|se|vám|ti)[^\x1f]*|doporučujeme[^\x1f]*|odporúčame[^\x1f]*|příslušenství[^\x1f]{0,25}|(?:hasonló|kapcsolódó|ajánlott) termékek[^\x1f]*|produse (?:similare|recomandate|asemănătoare)[^\x1f]*|s-ar putea[^\x1f]*|(?:slični|povezani|podobni) (?:proizvodi|izdelki)[^\x1f]*"
    r"|(?:похожие|рекомендуемые|сопутствующие|аналогичные|связанные|другие) (?:товары|модели|предложения|позиции)[^\x1f]*|с этим товаром[^\x1f]*|вместе с эти[^\x1f]*|(?:вам )?(?:также )?(?:может|могут) (?:вас |вам )?(?:понравит|заинтерес|пригод)[^\x1f]*|(?:недавно|вы) (?:просмотренные|смотрели)[^\x1f]*|(?:другие|все|ещё|еще) (?:товары|объявления|предложения)[^\x1f]*|рекомендуем[^\x1f]*|аналоги|аксессуары[^\x1f]{0,25}|(?:схожі|супутні|рекомендовані|подібні) товари[^\x1f]*|(?:подобни|свързани) продукти[^\x1f]*|(?:σχετικά|παρόμοια|προτεινόμενα) προϊόντα[^\x1f]*|δείτε επίσης[^\x1f]*"
    r"|(?:benzer|ilgili|önerilen|tamamlayıcı) (?:ürün)[^\x1f]*|(?:bunlar|bu ürün)[^\x1f]*(?:hoşunuza|ilginizi|alanlar|bakanlar)[^\x1f]*|[^\x1f]*(?:この商品を(?:見|買|チェック|購入)|(?:関連|おすすめ|類似|オススメ)(?:の)?(?:商品|アイテム)|一緒に(?:購入|買)|最近(?:見|チェック)した|(?:この(?:ショップ|出品者|お店|ストア)の|その他の|他の)(?:商品|出品)|こちらもおすすめ)[^\x1f]*|[^\x1f]*(?:相关|相關|推荐|推薦|类似|類似|相似)(?:商品|产品|產品)[^\x1f]*|(?:本店|店铺|店鋪|同店|卖家|賣家)(?:其他|推荐|推薦|热卖|熱賣)[^\x1f]*|(?:猜你|你可能|您可能|看了又看|買了此商品|购买此商品|瀏覽此商品)[^\x1f]*|(?:为您|為您|为你|為你)推[荐薦]|[^\x1f]*(?:관련|추천|비슷한|유사|함께\s?(?:구매|본)|연관)\s?(?:상품|제품)[^\x1f]*|함께 (?:구매|본|구입)[^\x1f]*|[^\x1f]*판매자의 다른[^\x1f]*|(?:produk|barang) (?:terkait|serupa|sejenis|lainnya|rekomendasi)[^\x1f]*|lainnya (?:di|dari) [^\x1f]*|mungkin (?:anda|kamu)[^\x1f]*|sản phẩm (?:liên quan|tương tự|gợi ý|khác)[^\x1f]*|(?:có thể )?bạn (?:cũng )?(?:có thể )?(?:sẽ )?thích[^\x1f]*|สินค้า(?:ที่เกี่ยวข้อง|แนะนำ|ใกล้เคียง|อื่น)[^\x1f]*|منتجات (?:ذات صلة|مشابهة|مماثلة|مقترحة)[^\x1f]*|قد (?:يعجبك|يهمك)[^\x1f]*|(?:מוצרים|פריטים) (?:דומים|קשורים|נוספים)[^\x1f]*"
    rf"|{of('others')})\W*$",
    re.IGNORECASE,
)
"""Headings over other offers than the page's own."""

NOT_THE_PRICE = re.compile(
    r"(?:ship(?:ping)?|postage|delivery|p\s?&\s?p|versand\w*|porto|livraison|frais|env[ií]o|frete|spedizione|verzend\w*|przesyłk\w*|wysyłk\w*|kargo|ongkir|frakt|доставк\w*"
    r"|送料|运费|運費|배송\w*|orders? (?:over|above|of)|over|save|you save|savings?|spar\w*|économi\w*|ahorr\w*|risparmi\w*|bespaar|statt|was|rrp|r\.r\.p\.?|msrp|uvp|list(?: price)?|reg(?:ular)?(?: price)?|retail(?: price)?"
    r"|compare(?:d)? at|originally|orig|old price|instead of|prix conseillé|au lieu de|antes|avant|prima|before|starting (?:price|bid)|utropspris|startpris|startpreis|ausruf(?:preis)?|startbod|lähtöhinta|mise à prix|prix de départ|precio de salida|base d['’]asta|cena wywoławcza|начальная цена|estimate|per month|deposit|installments? of|payments? of|emi(?: from)?|(?:cuotas|parcelas|vezes|rate|raten|raty)\s[\w\s]{0,20}(?:de|da|von|po)|\d{1,2}\s?x(?:\s(?:de|of|von))?|mal|under|up to|from only|worth|value|credit|coupon|off|ex(?:cl?)?\.?(?:uding)?\s(?:tax|vat|gst)|net(?:to)?|bez (?:dph|vat|pdv)|utan moms|ekskl\.? moms|zonder btw|ohne mwst|hors taxe|sin iva|sem iva|без ндс|без пдв|без ддс|fără tva|kdv hariç|税抜|zzgl\.?(?:\sversand)?|earn|fee|min\.?(?:imum)?(?: order)?|m\.r\.p\.?|mrp|ord(?:inarie|inær|\.)?\s?pris|normalpris|normal(?:er)? preis|normale prijs|adviesprijs|\bvan|førpris|veil\.?(?:edende)?(?: pris)?|ovh|norm(?:aali)?hinta|alkup\.?(?:eräinen)?(?: hinta)?|p[uů]vodn[ií] cena|běžná cena|bežná cena|pôvodná cena|cena (?:regularna|katalogowa|przed|pierwotna)|najniższa cena[^\x1f]{0,40}|najniža cijena[^\x1f]{0,40}|nejnižší cena[^\x1f]{0,40}|lowest price (?:in|of) [^\x1f]{0,30}|eredeti ár|régi ár|listaár|preț (?:vechi|recomandat)|prp|старая цена|розничная цена|стара ціна|редовна цена|eski fiyat|piyasa fiyat[ıi]|liste fiyat[ıi]|precio (?:habitual|normal|anterior|original|de lista)|preço (?:normal|original|antigo)|prezzo (?:di listino|originale|consigliato|normale)|prix (?:habituel|public|barré|d'origine|normal)|\bde|αρχική τιμή|(?:τιμή )?καταλόγου|παλιά τιμή|定価|通常価格|参考価格|希望小売価格|市场价|市場價|原价|原價|定價|소비자가|정가|정상가|giá (?:gốc|cũ|thị trường|niêm yết)|harga (?:asli|normal|coret)|ราคาปกติ|السعر (?:السابق|الأصلي)|送料|送料無料ライン|配送費?|運費|배송비|ポイント|适用|subtotal|total|cart|basket|balance"
    rf"|{of('not_price')}|{of('net')})"
    r"[\s:：.\-–(\x1f]*$",
    re.IGNORECASE,
)
"""What right before an amount says that it is another one than the price asked."""
AFTER_ANOTHER = re.compile(
    r"^[\s\x1f]*(?:off\b|shipping|postage|delivery|/\s?(?:mo|month|mes|mois|mese|monat|mnd|mån|mies|kg|100|l\b|ml|oz|lb)|per (?:month|kg|unit|oz|lb)|a month|p/m|[^\x1f\w]{0,3}(?:bez (?:dph|vat|pdv)|netto\b|nettó|\+ ?(?:vat|áfa|mwst|btw|moms|ндс)|ex(?:cl|kl)?\.? (?:vat|btw|tax|gst|mwst|moms|ust)|ekskl|eks\. |utan moms|zonder btw|ohne mwst|ht\b|hors taxe|sin iva|sem iva|iva esclusa|без ндс|без пдв|без ддс|fără tva|fara tva|kdv hariç"
    rf"|{of('net')}"
    r")(?![^\x1f]{0,4}[\x1f ]?[:：]|[^\x1f\d]{0,6}\d)|rabatt|more\b|or more|credit|de descuento|sparen|cashback|minimum|gift card|voucher|bonus|reward|\w{0,12} ?fee\b)",
    re.IGNORECASE,
)

TALK = re.compile(
    r"^\W*(?:(?:\w+ ){0,2}(?:reviews?|ratings?|questions?|comments?|testimonials)(?: (?:&|and) (?:answers?|reviews?|questions?|ratings?))?(?: \(?\d+\)?)?|q\s?(?:&|and)\s?a|faqs?|frequently asked[^\x1f]*|(?:customer|what) [^\x1f]{0,20}(?:saying|say|photos)|write a review|(?:kunden)?(?:bewertungen|rezensionen|meinungen)|fragen(?: (?:&|und) antworten)?|häufige fragen|avis(?: (?:des )?clients)?|questions(?: ?(?:/|et) ?réponses)?|opiniones[^\x1f]{0,25}|valoraciones|reseñas|preguntas[^\x1f]{0,25}|comentarios|avaliações[^\x1f]{0,25}|perguntas[^\x1f]{0,25}|recensioni[^\x1f]{0,25}|domande[^\x1f]{0,25}|(?:klant)?(?:beoordelingen|reviews)|vragen[^\x1f]{0,25}|recensioner|omdömen|anmeldelser|omtaler|arvostelut|opinie[^\x1f]{0,25}|recenz[^\x1f]{0,25}|hodnocení|hodnotenie|vélemények|отзывы[^\x1f]{0,25}|вопросы[^\x1f]{0,25}|відгуки|yorumlar[^\x1f]{0,25}|değerlendirmeler|[^\x1f]{0,8}(?:レビュー|口コミ|よくある質問)[^\x1f]{0,12}|[^\x1f]{0,6}(?:评价|評價|评论|評論|问答)[^\x1f]{0,10}|[^\x1f]{0,8}(?:리뷰|상품평|후기|문의)[^\x1f]{0,10}|ulasan[^\x1f]{0,20}|đánh giá[^\x1f]{0,20}"
    rf"|{of('talk')})[\W\d]*$",
    re.IGNORECASE,
)
"""Headlines over what customers say and ask."""
ON_REQUEST = re.compile(
    r"(?:price|pricing) (?:on|upon|by|available on) (?:request|application|enquiry|inquiry)|\b(?:call|contact us|email|ask|inquire|enquire|log ?in|sign in) (?:us )?(?:for|to see) (?:the |a |our )?(?:pric|best price|quote)|\bp\.?o\.?a\.?$|request (?:a )?price|preis auf anfrage|auf anfrage|prix sur demande|nous consulter|precio a consultar|consultar precio|preço sob consulta|sob consulta|prezzo su richiesta|prijs op aanvraag|pris på förfrågan|cena na zapytanie|cena na (?:dotaz|vyžádání)|цена по запросу|цену уточняйте|fiyat sorunuz|価格はお問い?合わせ|价格面议|價格面議|面议|liên hệ\b"
    rf"|{of('on_request')}",
    re.IGNORECASE,
)
"""No price is shown."""
POSTAGE = pattern("", "postage")
"""Words that make an amount behind them in one sentence postage, or what to order for free postage."""

_NO = r"(?:n(?:o|r|um|umber|ummer|úmero|umero|uméro|umer)?\b\.?|id\b|#|№|n[°º]|code|codes?)"
SKU_LABEL = re.compile(
    r"(?:^|[\s\x1f(|•·\-])(?P<label>"
    rf"sku(?:\s?{_NO})?|(?:item|product|prod|article|art|stock|style|part|catalog(?:ue)?|cat|ref(?:erence)?|order|listing|ad|post|posting|lot|web|merchandise)[\s.\-]{{0,2}}{_NO}"
    rf"|ref(?=\s[A-Z\d-]*\d)|item(?=\s[A-Z]{{0,4}}-?\d[\w-]{{2}})|art\.?(?=\s\d{{2}}[\w-]{{2}})|objekt\s?(?:nr|nummer)\.?|(?:ebay|amazon)\s(?:item|article)\snumber|asin|dpci|tcin|(?:internet|walmart|store sku)\s?#|(?:style|item|code|stock|ref|part|art|id)(?=\s?[:#])|reference|ref\.|réf\.?(?:érence)?|référence(?:\s(?:du\s)?(?:produit|article))?|code\s(?:article|produit|barre)"
    r"|art(?:ikel)?[.\-\s]{0,2}(?:nr|nummer|no|number|id)\.?|artikel|best(?:ell)?[.\-\s]{0,2}(?:nr|nummer)\.?|produkt[.\-\s]?(?:nr|nummer|id|code)\.?|anzeigen?(?:[.\-\s]?(?:nr|nummer|id|kennung))?\.?|modell?(?:nr|nummer)?\.?"
    r"|referencia|referência|ref[aª]\.?|c[oó]digo(?:\sdel?\s\w+)?|cód\.?|riferimento|codice(?:\s(?:articolo|prodotto))?|cod\.?(?:\s(?:articolo|prodotto|art\.?))?"
    r"|artikelkod|art\.?kod|tuotenro\.?|vare(?:-|\s)?(?:nr|nummer)\.?|šifra(?:\s(?:artikla|proizvoda))?|шифра|каталожен номер|katalogov[eé] č[ií]slo|č[ií]slo (?:produktu|zboží|tovaru)|termékkód|prek[eė]s kodas|tootekood|kode(?=\s?[:：])|کد (?:کالا|محصول)|artikelcode|productcode|artikelnummer|bestelnummer|varenummer|varenr\.?|tuotekoodi|tuotenumero|kod(?:\sproduktu)?|symbol|indeks|numer\s(?:katalogowy|oferty|ogłoszenia)|k[oó]d(?:\s(?:produktu|zboží))?|cikkszám|cod\sprodus|код(?:\s(?:товар[ау]?|на\sпродукта|изделия))?|clave(?=\s?:)|modelo(?=\s?:)|folio(?=\s?:)|kodas(?=\s?:)|артикул|арт\.?|номер\s(?:объявления|товара)|ürün\skodu|stok\skodu|ilan\sno"
    r"|κωδικ[όο]ς(?:\sπροϊόντος)?|品番|型番|商品番号|商品コード|管理番号|商品编号|商品編號|货号|貨號|商品货号|编号|상품번호|상품코드|모델명|รหัสสินค้า|mã\s(?:sản\sphẩm|sp|tin)|kode\s(?:produk|barang)|رقم\s(?:المنتج|الإعلان)|رمز\sالمنتج|מק\"?ט"
    rf"|{of('number')}"
    r"|model(?:\s?(?:no\.?|number|name|#))?|mpn|manufacturer(?:'s)?\spart\s(?:number|no\.?)|mfg?r?\.?\s?(?:part)?\s?(?:#|no\.?)|isbn(?:-1[03])?|upc|ean|gtin"
    r")(?P<end>[\s\x1f]{0,3}[:：#№.=\-]?[\s\x1f]{0,4}[#(\[]?)(?P<value>(?=[\w\-./+]*\d|(?-i:[A-Z]{2,8}(?:-[A-Z]{1,8}){1,3}(?![\w-])))[^\W_][\w\-./+]{1,38})",
    re.IGNORECASE,
)
WEAK_SKU = re.compile(
    r"^(?:model|mpn|manufac|mf|symbol|kod|k[oó]d\b|cod|c[oó]d|арт\.?$|reference$|ref\.?$|artikel$|anzeigen?$|lot|part|order|ad\b)",
    re.IGNORECASE,
)
WORLD_NUMBER = re.compile(r"^(?:isbn|upc|ean|gtin)", re.IGNORECASE)
"""Numbers that all shops share: no shop's own article number."""
SKU_CLASS = re.compile(
    r"(?:^|[\s_-])sku|sku(?:$|[\s_-])|product-?(?:code|number|reference|ref|num)|item-?(?:code|number|num|no)\b|article-?(?:number|no)|artikelnummer|catalog-?number|style-?(?:number|code)",
    re.IGNORECASE,
)

OUT = re.compile(
    r"out[\s-]of[\s-](?:stock|print)|^\W*(?:0|no) (?:units?|items?|pieces?|pcs)?\.?\s?(?:in stock|available|left)|back(?:order)? (?:soon|in stock soon)|^back soon|sold[\s-]?out|sell[\s-]?out\b|auction (?:has |is )?(?:ended|closed|over)|(?:ad|listing|advert|posting) (?:has |is |was )?(?:been )?(?:expired|removed|inactive|no longer active|deleted)|^\W*sold\b\W*(?:$|[-–—!(])|^sold (?:on|at|for|to) |(?:currently|temporarily|is|are|product|item|now|longer)\s(?:un|not\s(?:currently\s)?)available|^\W*(?:not|temporarily not|currently not|online not) available\W*$|not available (?:online|for (?:purchase|sale|order|delivery online))|unavailable (?:online|for purchase)|isn['’]t available|no stock\b|(?:stock|available|availability|quantity|qty|in stock|inventory)\s?[:：]\s?(?:0|none|no|nil)\b(?![.,]?\d)|no longer (?:sold|made|produced|offered|carried)|end of life|(?:product|item|style) (?:is |has been )?(?:retired|withdrawn)|coming soon\b|be back soon|join (?:the )?wait(?:ing)?\s?list|on wait(?:ing)?\s?list|we don['’]t know when|no longer (?:available|in stock)|^unavailable$|not in stock|discontinued|(?:notify|email) (?:me )?when(?![^\x1f]{0,30}price)|(?:this )?(?:item|listing|auction|sale) (?:has )?(?:ended|sold\b(?! by))|has (?:been )?sold"
    r"|ausverkauft|(?:auktion|angebot|anzeige) (?:ist |wurde )?(?:bereits )?(?:beendet|abgelaufen|gelöscht|deaktiviert|nicht mehr aktiv)|(?:veiling|advertentie) (?:is )?(?:gesloten|verlopen|verwijderd|afgelopen)|vergriffen|nicht (?:mehr )?(?:lieferbar|verfügbar|vorrätig|auf lager)|(?:derzeit|momentan|zur ?zeit|aktuell|leider)(?: leider)? nicht (?:mehr )?(?:verfüg|liefer|bestell|vorr|auf lager|erhält|im )|nicht (?:bestellbar|verfügbar|erhältlich|mehr im sortiment)|nicht mehr (?:bestellbar|erhältlich)|(?:wurde|wird|ist|produktion) (?:leider )?eingestellt|nicht mehr (?:hergestellt|produziert)|bald wieder (?:da|verfügbar|lieferbar|erhältlich|auf lager)|^\W*verkauft\W*$|(?:ist|wurde|bereits) verkauft|hors stock|non disponible\b|victime de son succès|épuisé|rupture de stock|en rupture|indisponible|(?:n['’]est )?plus (?:disponible|en stock|commercialisé|en vente)|pas (?:disponible|en stock)|stock épuisé|^\W*vendu\W*$|(?:bientôt|prochainement) (?:disponible|de retour)|de retour (?:bientôt|prochainement)|article (?:vendu|retiré)|annonce (?:désactivée|expirée|supprimée)|vente terminée|enchère terminée"
    r"|agotad[oa]|fuera de (?:stock|existencias)|no hay (?:existencias|stock)|sin (?:existencias|stock|inventario)|fora de (?:estoque|stock)|sem (?:stock|unidades)|non (?:più )?ordinabile|terminato|no (?:está )?(?:se encuentra )?disponible\b|sin unidades|próximamente|(?:pronto|presto) disponib|em breve\b|binnenkort (?:weer|leverbaar|verkrijgbaar)|descatalogad[oa]|(?:subasta|publicación|anuncio|venta) (?:ha )?(?:finalizad|pausad|caducad|terminad|eliminad)[oa]|(?:leilão|anúncio|publicação) (?:foi )?(?:encerrad|pausad|finalizad|expirad|removid)[oa]|(?:asta|inserzione|annuncio) (?:è )?(?:terminat|scadut|conclus|chius)[oa]|^\W*vendid[oa]\W*$|não (?:está )?(?:mais )?disponível|esgotad[oa]|indispon[ií]vel|sem estoque|esaurit[oa]|non (?:è )?(?:più )?(?:al momento )?disponibile|non in stock|fuori produzione|^\W*vendut[oa]\W*$|uitverkocht|niet (?:meer |langer )?(?:leverbaar|op voorraad|beschikbaar|te bestellen|verkrijgbaar)|^\W*verkocht\W*$"
    r"|slutsåld|snart tillbaka|kommer snart|wkrótce|brzy skladem|tillfälligt slut|tillfälligt ej|utgått|ej i lager|finns (?:ej|inte)|inte i lager|ikke (?:tilgjengelig|tilgængelig)|ei saatavilla|slut i lager|udsolgt|utsolgt|ikke på lager|ikke længere|ikke lenger|udgået|utgått|loppu(?:nut|unmyyty)|ei varastossa|wyprzedan|niedostępn|wyczerpan|(?:oferta|aukcja|ogłoszenie|licytacja) (?:została |zostało |jest )?(?:zakończon|nieaktualn|wygas)|brak (?:w magazynie|na stanie|towaru|produktu)|produkt wycofan|vyprod|není (?:skladem|na skladě)|nie je (?:na sklade|skladom)|momentálně ne|nedostupn|elfogyott|vypredan|nem (?:rendelhető|kapható|elérhető)|nincs (?:raktáron|készleten)|fără stoc|nu este (?:în stoc|disponibil)|rasprodano|razprodano|(?:nije|ni) (?:dostupn|na (?:zalih|zalog|stanju|skladištu))|nema na (?:zalih|stanju)|išparduot|izpārdot|nav (?:noliktavā|pieejam)|läbi müüdud|laost otsas|stoc epuizat|indisponibil|изчерпан|няма наличност"
    r"|нет (?:в наличии|на складе|в продаже)|отсутствует|скоро (?:в продаже|поступ|будет)|ожидается поступлен|снят[ао]? с (?:производства|продажи)|(?:объявление|товар|предложение) (?:снят|неактивн|удален|закрыт)|(?:торги|аукцион) (?:завершен|закончен|окончен)|законч(?:ился|илась|ились)|распродан|^\W*продан[оа]?\W*$|товар продан|немає в наявності|нема в наявності|tüken(?:di|miş)|stokta (?:yok|bulunm)|stoklarımızda (?:yok|kalmam|bulunm)|temin edilem|mevcut değil|^\W*satıldı\W*$|εξαντλ|μη διαθέσιμ|δεν είναι διαθέσιμ|ناموجود|לא במלאי|入荷待ち|販売(?:を)?終了|販売停止|(?:オークション|販売|募集)は終了|販売済|取り?扱い終了|完売|sold\s?out|補貨中|补货中|暂无库存|일시품절|売り切れ|売切|在庫切れ|品切れ|在庫(?:は)?(?:なし|ありません|無し)|在庫\s?[:：]?\s?[×✕]|已售(?:完|罄|出(?!\s?\d))|售完|售罄|^\W*已售\W*$|缺货|缺貨|无货|無貨|無庫存|暫無庫存|下架|품절|매진|판매\s?종료|재고\s?없|habis|stok kosong|hết hàng|สินค้าหมด|หมดแล้ว|نفد|غير متوفر|אזל"
    rf"|{of('sold_out')}",
    re.IGNORECASE,
)
BUY = re.compile(
    r"add(?:ed)? (?:item )?to (?:my |your )?(?:shopping )?(?:cart|basket|bag|trolley|order)|add to (?:quote|enquiry|inquiry|project|list of quote)|(?:request|get)(?: an?)?(?: free)? quote|^buy(?: it)?(?: now)?$|buy it now|buy now|place bid|bid now|order now|pre-?order|make (?:an )?offer|reserve now|contact (?:the )?seller|send (?:a )?message|reply\b|show (?:phone )?number"
    r"|in den (?:waren|einkaufs)korb|in den korb|jetzt (?:kaufen|bestellen)|sofort[- ]kaufen|anbieter kontaktieren|nachricht (?:senden|schreiben)|ajouter au panier|acheter|añadir (?:al carrito|a la (?:cesta|bolsa))|agregar al carr|comprar|adicionar ao carrinho|adicionar à sacola|aggiungi al carrello|acquista|compra(?: ora)?$"
    r"|in (?:mijn )?winkel(?:wagen|mand)|bestellen|toevoegen aan|lägg (?:i|till i) (?:varu|kund)|köp\b|læg i kurv|køb|legg i handlekurv|kjøp|lisää (?:osto)?kor|osta\b|do koszyka|kup teraz|do košíku|do košíka|koupit|kosárba|adaugă în coș|adauga in cos|в (?:корзину|кошик|количката)|купить|купити|купи\b|sepete ekle|satın al|hemen al|στο καλάθι|αγορά"
    r"|カートに|カゴに|かごに|買い物かご|購入|加入购物车|加入購物車|加入购物|立即购买|立即購買|장바구니|구매하기|바로구매|masukkan (?:ke )?keranjang|\+ ?keranjang|beli (?:sekarang|langsung)|tambah ke|thêm vào giỏ|mua ngay|หยิบใส่|เพิ่มลง|ซื้อ|أضف (?:إلى|الى) السلة|اشتر|הוסף ל"
    rf"|{of('buy')}",
    re.IGNORECASE,
)
IN = re.compile(
    r"^\W*(?:(?:\d+\+?\s?(?:[^\W\d]{1,6}\.?\s)?(?:available|in stock|left|på lager|i lager|auf lager|en stock|disponib|em estoque|op voorraad|varastossa|skladem|na skladě|raktáron|dostępn|в наличии))|(?:only|just) \d+|in[\s-]stock|available\b(?! (?:in|from|as))|ready to ship|ships (?:in|within|today)|usually ships|auf lager|sofort (?:lieferbar|verfügbar)|lieferbar|verfügbar|vorrätig|en stock|disponible|em estoque|disponível|disponibile|op voorraad|i lager|på lager|varastossa|dostępn|skladem|na sklade|raktáron|készleten|în stoc|in stoc|в наличии|в наявності|налично|stokta|διαθέσιμο|在庫あり|现货|有货|現貨|재고(?!\s?없)|tersedia|sisa \d|stok (?:total|tersedia)|ready stock|còn hàng|มีสินค้า|متوفر"
    rf"|{of('in_stock')})",
    re.IGNORECASE,
)
STOCK_CLASS = re.compile(r"stock|availab|dispo|verf(?:ue|ü)g|lager|voorraad|nalichi", re.IGNORECASE)
"""Elements whose text is about nothing but stock."""
STOCK_LABEL = pattern(r"^\W*", "stock", r"\s*[:：]")
STORE = re.compile(
    r"in[\s-](?:your |a |the |my |selected |local |nearby )?stores?\b(?! credit)|(?:your|this|my|nearest|selected|local|preferred) (?:local )?store|store (?:pick|avail|stock)|stores near|pick[\s-]?up|(?:click|call|order)\s?(?:&|and|\+|n)\s?collect|\bstock (?:at|in) (?-i:[A-Z])"
    r"|\bfilial|abholung|abholen|im markt|vor ort|(?:en|in|dans|de vos) (?:vos |nos |le |votre )?(?:magasin|boutique)|boutiques?\s?:|retrait|in negozio|nei negozi|ritiro|en tiendas?|recog(?:er|ida)|retir(?:o|ada|ar)\b|na loja|nas lojas|em lojas?|in (?:de |onze |je |jouw )?winkel(?!wagen|mand)|afhalen|\bbutik|varuhus|hent i|hämta|myymälä|nouto|w (?:sklep|salon)|odbi[oó]r|na prodejn|v predajn|osobní odběr|в магазин|самовывоз|на точк|mağaza|店頭|店舗|门店|門市|매장|픽업"
    rf"|{of('store')}",
    re.IGNORECASE,
)
"""Lines about shops of stone: what one of them has says nothing about the offer."""
SIZED = re.compile(
    r"\W*(?:(?:size|eu|uk|us|fr|it|gr(?:öße|\.)|taille|talla|tamanho|taglia|maat|størrelse|storlek|rozmiar|размер|beden|サイズ|尺码|尺碼|사이즈)\W{0,3})?(?:\d?x{0,3}[sl]|x{0,3}l|m|\d{1,3}(?:[.,/]\d{1,2})?(?:\s?(?:cm|mm|ml|g|kg|l|oz|gb|tb|inch|in|\"|m|v))?(?:\s?x\s?\d{1,3}\s?\w{0,2})?)\s*[-–—:(/|\[,]*\s*",
    re.IGNORECASE,
)
"""The size before "sold out": another may be had."""
ALMOST = re.compile(
    r"(?:\b(?:almost|nearly|about to be|soon|close to|fast|bald|beinahe|nahezu|bijna|presque|bientôt|quasi|casi|quase|næsten|nesten|nästan|melkein|na|prawie|téměř|skoro|takmer|почти|скоро|neredeyse|hampir|gần)|まもなく|間もなく|即将|即將|快)\s*$",
    re.IGNORECASE,
)
"""Before "sold out": there still is some."""
PRICE_ALERT = re.compile(
    r"pric|preis|prix|preci|prezz|preç|prijs|pris|cen[ayu]|цен|fiyat|値下|价|價|가격", re.IGNORECASE
)
NOTIFY = re.compile(
    r"notify me|email me when|alert me|(?:get|receive) (?:an? )?(?:in[\s-]stock|availability|restock|stock) (?:alert|notification|email)|email when|when (?:it['’]?s |this is )?(?:back|available)|(?:join|add me to) (?:the )?wait(?:ing)? ?list|back[\s-]in[\s-]stock|let me know when|request (?:a )?restock|benachrichtig|sobald (?:\w+ )?(?:wieder )?(?:verfügbar|lieferbar)|(?:be |get )notified (?:when|once|as soon)|erinner(?:e|ung) mich|prévenez|m['’]alerter|me prévenir|alerte (?:stock|dispo)|av[ií]sa?(?:r)?me|avise-me|avisa-me|notif[ií]ca(?:r)?me|avvisami|avvertimi|houd me op de hoogte|mail mij|bevaka|meddela mig|giv (?:mig )?besked|gi meg beskjed|ilmoita|powiadom|hlídat|upozorn|értesít|anunță-mă|anunta-ma|сообщить о (?:поступлении|наличии)|уведомить|повідомити|уведоми ме|haber ver|ειδοποίησ|再入荷|入荷(?:通知|お知らせ)|到[货貨]通知|재입고|입고 ?알림|beritahu saya|báo (?:cho tôi )?khi có|แจ้งเตือน|أعلمني|أبلغني|עדכנו אותי"
    rf"|{of('notify')}",
    re.IGNORECASE,
)
"""Buttons of an offer that has to come back first."""
