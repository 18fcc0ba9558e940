"""Countries in the languages of the terms, and large cities that sellers name alone."""

from __future__ import annotations

_NAMES = """
AE оаэ|アラブ首長国連邦|아랍에미리트|دبي|أبوظبي|الإمارات العربية المتحدة|emirati arabi uniti|emirats arabes unis|vereinigte arabische emirate|uni emirat arab|zea
AO angola|ангола|安哥拉
AT австрия|オーストリア|오스트리아|النمسا|奥地利|áustria
AU австралия|オーストラリア|호주|أستراليا|澳大利亚|澳洲|úc|ออสเตรเลีย|ऑस्ट्रेलिया
BE бельгия|ベルギー|벨기에|بلجيكا|比利时|bélgica|belgio
BR бразилия|ブラジル|브라질|البرازيل|巴西|ब्राज़ील|บราซิล
CA канада|カナダ|캐나다|كندا|加拿大|canadá|कनाडा
CD rdc|drc|刚果民主共和国|جمهورية الكونغو الديمقراطية|kongo
CH швейцария|スイス|스위스|سويسرا|瑞士|suíça|suiza|szwajcaria
CM камерун|カメルーン|الكاميرون|喀麦隆|kamerun|camerún
CN китай|الصين|चीन|จีน|ประเทศจีน|trung quốc|tiongkok|cina|chiny|kina|中国大陆|中國大陸|చైనా
CZ чехия|チェコ|체코|捷克|república checa|repubblica ceca|czechy
DE германия|ドイツ|독일|ألمانيا|德国|德國|जर्मनी|เยอรมนี|đức|jerman|ujerumani|alemanha|జర్మనీ
EG египет|エジプト|埃及|egypte|egitto|ägypten|egipt|misri
ES испания|スペイン|스페인|إسبانيا|西班牙|स्पेन|สเปน|tây ban nha|spanyol|espanha
ET эфиопия|エチオピア|إثيوبيا|埃塞俄比亚|éthiopie|äthiopien|etiopia|etiópia
FR франция|フランス|프랑스|فرنسا|法国|法國|फ़्रांस|फ्रांस|ฝรั่งเศส|pháp|prancis|ufaransa|ఫ్రాన్స్
GB великобритания|англия|イギリス|英国|英國|영국|بريطانيا|المملكة المتحدة|ब्रिटेन|อังกฤษ|สหราชอาณาจักร|anh|inggris|uingereza|reino unido|regno unito|wielka brytania
GH гана|غانا|加纳
HK гонконг|홍콩|هونغ كونغ|ฮ่องกง|hồng kông|hongkong|中国香港
ID индонезия|インドネシア|인도네시아|إندونيسيا|印度尼西亚|印尼|इंडोनेशिया|อินโดนีเซีย|indonésia|indonezja
IN индия|インド|인도|الهند|印度|อินเดีย|ấn độ|uhindi|índia|indien|indie|భారతదేశం|भारतवर्ष|bharat
IT италия|イタリア|이탈리아|إيطاليا|意大利|義大利|इटली|อิตาลี|ý|itália
JP япония|日本国|일본|اليابان|जापान|ญี่ปุ่น|nhật bản|jepang|giappone|japón|japão|japonia|japani|జపాన్
KE кения|ケニア|케냐|كينيا|肯尼亚|केन्या|quênia|kenia
KH камбоджа|カンボジア|캄보디아|柬埔寨|กัมพูชา|campuchia|kamboja
KR корея|южная корея|韓国|韩国|كوريا الجنوبية|दक्षिण कोरिया|เกาหลีใต้|hàn quốc|korea selatan|corea del sur|coreia do sul|corea del sud|corée du sud|südkorea
LA лаос|ラオス|라오스|老挝|寮國|ลาว|lào
MM мьянма|ミャンマー|미얀마|缅甸|緬甸|เมียนมา|พม่า|birmanie|birmania
MX мексика|メキシコ|멕시코|المكسيك|墨西哥|messico|mexiko|meksyk|मेक्सिको
MY малайзия|マレーシア|말레이시아|ماليزيا|马来西亚|馬來西亞|मलेशिया|มาเลเซีย|malasia|malaysie|malásia
NG нигерия|ナイジェリア|나이지리아|نيجيريا|尼日利亚|nigéria
NL нидерланды|голландия|オランダ|네덜란드|هولندا|荷兰|荷蘭|नीदरलैंड|เนเธอร์แลนด์|hà lan|belanda|uholanzi|países bajos|países baixos|paesi bassi
NP नेपाल|نيبال|尼泊尔|непал
PH филиппины|フィリピン|필리핀|الفلبين|菲律宾|菲律賓|ฟิลิปปินส์|filipina|filipinas|filippine
PK пакистан|パキスタン|باكستان|巴基斯坦|पाकिस्तान
PL польша|ポーランド|폴란드|بولندا|波兰|polonia|polônia|ba lan
PT португалия|ポルトガル|포르투갈|البرتغال|葡萄牙|portogallo|portugalia
RU ロシア|러시아|روسيا|俄罗斯|रूस|รัสเซีย|nga|rusia|rússia|rosja|urusi|rusland
SA саудовская аравия|サウジアラビア|사우디아라비아|المملكة العربية السعودية|沙特阿拉伯|saoedi-arabië|arabie saoudite|arabia saudita
SG сингапур|シンガポール|싱가포르|سنغافورة|सिंगापुर|สิงคโปร์|singapura|singapour|singapur
TH таиланд|タイ|태국|تايلاند|泰国|泰國|थाईलैंड|thái lan|tailandia|tailândia|ไทย
TR турция|トルコ|터키|تركيا|土耳其|तुर्की|ตุรกี|thổ nhĩ kỳ|turki|uturuki|turquía|turquia|turchia|turcja
TW тайвань|타이완|대만|تايوان|ไต้หวัน|đài loan|中国台湾
TZ танзания|タンザニア|탄자니아|تنزانيا|坦桑尼亚|tansania|tanzanie|tanzânia
UA украина|ウクライナ|우크라이나|أوكرانيا|乌克兰|ucrania|ukraina
UG уганда|ウガンダ|أوغندا|乌干达|ouganda
US сша|アメリカ|アメリカ合衆国|미국|أمريكا|الولايات المتحدة|美国|美國|अमेरिका|อเมริกา|สหรัฐอเมริกา|hoa kỳ|mỹ|amerika serikat|marekani|stati uniti|verenigde staten|అమెరికా
VN вьетнам|ベトナム|베트남|فيتنام|越南|वियतनाम|เวียดนาม|vietnã|wietnam
ZA юар|南アフリカ|남아프리카|جنوب أفريقيا|南非|दक्षिण अफ्रीका|แอฟริกาใต้|nam phi|afrika selatan|afrika kusini|sudáfrica|áfrica do sul|sudafrica|rpa
"""

_CITIES = """
AE sharjah|ajman
CN beijing|shanghai|guangzhou|shenzhen|北京|上海|广州|深圳|成都|重庆|杭州|武汉|西安|苏州|南京|天津|福建|广东|浙江|云南|广西
DE berlin|münchen|hamburg|köln
EG cairo|القاهرة
FR paris|lyon|marseille
GB london|manchester
ID jakarta|surabaya|bandung|medan|yogyakarta|bali|jakarta selatan|jakarta barat|jakarta timur|jakarta utara|jakarta pusat
IN mumbai|delhi|new delhi|bengaluru|bangalore|hyderabad|chennai|kolkata|मुंबई|दिल्ली|హైదరాబాద్
IT roma|milano|napoli|torino
JP tokyo|osaka|東京|東京都|大阪|大阪府|京都|京都府|北海道|愛知県|神奈川県|埼玉県|千葉県|福岡県|兵庫県
KE nairobi|mombasa|kisumu
KR seoul|busan|서울|부산|인천|대구
KW kuwait city
MY kuala lumpur|penang|johor|selangor
NG lagos|abuja
NL amsterdam|rotterdam
PH manila|metro manila|cebu|quezon city
PK karachi|lahore|islamabad
PL warszawa|kraków|wrocław|gdańsk|poznań
RU москва|санкт-петербург|новосибирск|екатеринбург
SA riyadh|jeddah|الرياض|جدة|الدمام|مكة
TH bangkok|กรุงเทพ|กรุงเทพมหานคร|เชียงใหม่|chiang mai|phuket
TR istanbul|ankara|izmir|i̇stanbul
TW taipei|台北|台北市|臺北市|新北市|台中市|高雄市
TZ dar es salaam|arusha|mwanza|zanzibar|dodoma
UA київ|киев|kyiv
UG kampala
VN hà nội|hanoi|hồ chí minh|tp hồ chí minh|tp. hồ chí minh|tphcm|đà nẵng|ho chi minh city|sài gòn
"""


def _read(table: str) -> dict[str, str]:
    rows = (line.split(" ", 1) for line in table.strip().splitlines())
    return {name: code for code, names in rows for name in names.split("|")}


MORE_NAMES: dict[str, str] = _read(_NAMES)
CITIES: dict[str, str] = _read(_CITIES)
"""Lower-case name to code; a city says less than a country's name: see ``place.country_of``."""
