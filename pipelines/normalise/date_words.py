"""Words of dates in the languages of the shipped sites and terms."""

from __future__ import annotations

import re
import unicodedata

_MONTHS = """
1 january jan januar jänner januari janvier janv enero ene janeiro gennaio gen stycznia styczeń sty января янв январь มกราคม ม.ค يناير جانفي जनवरी జనవరి ocak oca ledna leden január ianuarie ian ιανουαρίου січня
2 february feb februar februari février févr fév fevr febrero fevereiro fev febbraio lutego luty lut февраля фев февраль กุมภาพันธ์ ก.พ فبراير شباط فيفري फरवरी फ़रवरी ఫిబ్రవరి şubat şub februára únor února február februarie pebrero лютого
3 march mar märz mrz mär maart mrt mars marzo março marca marzec марта мар март มีนาคม มี.ค maret machi مارس آذار मार्च మార్చి mart marts března březen március martie mac marso березня
4 april apr avril avr abril abr aprile kwietnia kwiecień kwi апреля апр апрель เมษายน เม.ย aprili أبريل ابريل نيسان أفريل अप्रैल ఏప్రిల్ nisan nis dubna duben április aprilie квітня
5 may mai mei mayo maio maggio mag maja maj мая май พฤษภาคม พ.ค مايو أيار ماي मई మే mayıs května květen május травня
6 june jun juni juin junio junho giugno giu czerwca czerwiec cze июня июн июнь มิถุนายน มิ.ย يونيو حزيران جوان जून జూన్ haziran haz června červen június iunie iun hunyo червня
7 july jul juli juillet juil julio julho luglio lug lipca lipiec lip июля июл июль กรกฎาคม ก.ค julai يوليو تموز جويلية जुलाई జూలై జులై temmuz tem července červenec július iulie iul hulyo липня
8 august aug août aout agosto ago sierpnia sierpień sie августа авг август สิงหาคม ส.ค agustus agu agosti أغسطس اغسطس آب أوت अगस्त ఆగస్టు ağustos ağu augusti srpna srpen augusztus ogos серпня
9 september sep sept septembre septiembre setembro set settembre września wrzesień wrz сентября сен сент сентябрь กันยายน ก.ย septemba سبتمبر أيلول सितंबर सितम्बर సెప్టెంబర్ సెప్టెంబరు eylül eyl září szeptember septembrie setyembre вересня
10 october oct oktober okt octobre octubre outubro out ottobre ott października październik paź октября окт октябрь ตุลาคม ต.ค oktoba أكتوبر اكتوبر अक्टूबर अक्तूबर అక్టోబర్ అక్టోబరు ekim eki října říjen október octombrie oktubre жовтня
11 november nov novembre noviembre novembro listopada listopad lis ноября ноя нояб ноябрь พฤศจิกายน พ.ย novemba نوفمبر नवंबर नवम्बर నవంబర్ నవంబరు kasım kas noiembrie nobyembre листопада
12 december dec dezember dez décembre déc decembre diciembre dic dezembro dicembre grudnia grudzień gru desember des декабря дек декабрь ธันวาคม ธ.ค desemba ديسمبر दिसंबर दिसम्बर డిసెంబర్ డిసెంబరు aralık ara prosince prosinec decembrie disember disyembre грудня
"""

MONTHS: dict[str, int] = {}
for _line in _MONTHS.strip().splitlines():
    _number, *_names = _line.split()
    for _name in _names:
        MONTHS.setdefault(unicodedata.normalize("NFC", _name).rstrip("."), int(_number))

_DAYS = {
    0: "today|heute|vandaag|aujourd'hui|hoy|hoje|oggi|dzisiaj|dziś|сегодня|сьогодні|วันนี้|leo|اليوم|आज|ఈరోజు|ఈ రోజు|నేడు|今天|今日|本日|오늘|hari ini|hôm nay|bugün|i dag|idag|dnes|ma|azi|ngayon|ngayong araw",
    1: "yesterday|gestern|gisteren|hier|ayer|ontem|ieri|wczoraj|вчера|вчора|kemarin|jana|أمس|امس|البارحة|कल|నిన్న|昨天|昨日|어제|เมื่อวาน|เมื่อวานนี้|hôm qua|dün|i går|igår|včera|tegnap|semalam|kahapon",
    2: "day before yesterday|vorgestern|eergisteren|avant-hier|anteayer|anteontem|l'altro ieri|przedwczoraj|позавчера|juzi|أول أمس|परसों|మొన్న|前天|一昨日|おととい|그저께|그제|hôm kia|evvelsi gün|i forgårs|i förrgår|předevčírem|kelmarin|kemarin dulu",
}
DAYS: dict[str, int] = {word: back for back in (2, 1, 0) for word in _DAYS[back].split("|")}
"""Longer ways of saying it stand first: avant-hier before hier."""

DAYS_OF: dict[str, frozenset[str]] = {
    "hier": frozenset({"fr"}),
    "leo": frozenset({"sw"}),
    "jana": frozenset({"sw"}),
    "ma": frozenset({"hu"}),
    "juzi": frozenset({"sw"}),
    "azi": frozenset({"ro"}),
    "कल": frozenset({"hi"}),
}
"""Words that mean a day in these languages only."""

_WEEKDAYS = (
    "monday|montag|lundi|lunes|segunda-feira|lunedì|maandag|poniedziałek|понедельник|pazartesi|senin|isnin|jumatatu|الاثنين|الإثنين|सोमवार|సోమవారం|วันจันทร์|thứ hai|月曜日|월요일|星期一|周一|måndag|mandag|lunes",
    "tuesday|dienstag|mardi|martes|terça-feira|martedì|dinsdag|wtorek|вторник|salı|selasa|jumanne|الثلاثاء|मंगलवार|మంగళవారం|วันอังคาร|thứ ba|火曜日|화요일|星期二|周二|tisdag|tirsdag",
    "wednesday|mittwoch|mercredi|miércoles|quarta-feira|mercoledì|woensdag|środa|środę|среда|среду|çarşamba|rabu|jumatano|الأربعاء|बुधवार|బుధవారం|วันพุธ|thứ tư|水曜日|수요일|星期三|周三|onsdag",
    "thursday|donnerstag|jeudi|jueves|quinta-feira|giovedì|donderdag|czwartek|четверг|perşembe|kamis|khamis|alhamisi|الخميس|गुरुवार|గురువారం|วันพฤหัสบดี|thứ năm|木曜日|목요일|星期四|周四|torsdag",
    "friday|freitag|vendredi|viernes|sexta-feira|venerdì|vrijdag|piątek|пятница|пятницу|cuma|jumat|jumaat|ijumaa|الجمعة|शुक्रवार|శుక్రవారం|วันศุกร์|thứ sáu|金曜日|금요일|星期五|周五|fredag",
    "saturday|samstag|sonnabend|samedi|sábado|sabato|zaterdag|sobota|sobotę|суббота|субботу|cumartesi|sabtu|jumamosi|السبت|शनिवार|శనివారం|วันเสาร์|thứ bảy|土曜日|토요일|星期六|周六|lördag|lørdag",
    "sunday|sonntag|dimanche|domingo|domenica|zondag|niedziela|niedzielę|воскресенье|pazar|minggu|ahad|jumapili|الأحد|रविवार|ఆదివారం|วันอาทิตย์|chủ nhật|日曜日|일요일|星期日|星期天|周日|söndag|søndag",
)
WEEKDAYS: dict[str, int] = {word: day for day, words in enumerate(_WEEKDAYS) for word in words.split("|")}

NOW = re.compile(
    r"\bjust now\b|gerade eben|soeben|zojuist|à l'instant|hace un momento|agora mesmo|agora há pouco|proprio ora|przed chwilą|только что|刚刚|刚才|剛剛|たった今|방금|เมื่อสักครู่|เมื่อกี้|baru saja|vừa xong|الآن|sasa hivi|अभी अभी|अभी-अभी|ఇప్పుడే|az önce|şimdi|akkurat nå|lige nu|just nu|baru sahaja|ngayon lang"
)

SECOND, MINUTE, HOUR, DAY, WEEK, MONTH, YEAR = range(7)
_UNITS = {
    SECOND: "second seconds sec secs s sekunde sekunden sek seconde secondes seconden segundo segundos secondo secondi sekund sekundy секунд секунды секунду 秒 秒钟 초 วินาที detik giây ثانية ثوان saniye सेकंड సెకన్ల sekunder sekunde sekundi",
    MINUTE: "minute minutes min mins m minuten minuut minuto minutos minuti minut minuty minutę мин минут минуты минуту 分 分钟 分鐘 分間 분 นาที menit minit phút دقيقة دقائق dakika मिनट నిమిషాల నిమిషం minutter minuter minuto",
    HOUR: "hour hours hr hrs h stunde stunden std uur uren u heure heures hora horas ora ore godzin godziny godzinę godz час часа часов ч 小时 小時 時間 시간 ชั่วโมง ชม jam giờ saa masaa ساعة ساعات saat घंटे घंटा घण्टे గంటల గంట timer time tim timme timmar t oras",
    DAY: "day days d tag tage tagen dag dagen dager dagar dage dg jour jours j día días dia dias giorno giorni dzień dni день дня дней 天 日 日間 일 วัน hari ngày siku يوم أيام ايام दिन రోజుల రోజు gün araw den dní nap",
    WEEK: "week weeks w wk wks woche wochen weken semaine semaines sem semana semanas settimana settimane tydzień tygodnie tygodni неделю недели недель неделя 周 週間 週 星期 주 สัปดาห์ อาทิตย์ minggu tuần wiki أسبوع أسابيع اسبوع hafta हफ़्ते हफ्ते सप्ताह వారాల వారం uke uker uger uge vecka veckor linggo",
    MONTH: "month months mo mos monat monate monaten maand maanden mois mes meses mês mese mesi miesiąc miesiące miesięcy месяц месяца месяцев 个月 個月 ヶ月 か月 カ月 ヵ月 개월 달 เดือน bulan tháng mwezi miezi شهر أشهر شهور ay महीने महीना నెలల నెల måned måneder månad månader buwan",
    YEAR: "year years y yr yrs jahr jahre jahren jaar jaren an ans année années año año ano anos años anno anni rok lata lat год года лет 年 년 ปี tahun năm mwaka miaka سنة سنوات عام yıl साल वर्ष సంవత్సరాల సంవత్సరం år taon",
}
UNITS: dict[str, int] = {
    unicodedata.normalize("NFC", word): unit for unit, words in _UNITS.items() for word in words.split()
}

LEADING_UNITS = ("saa", "masaa", "siku", "dakika", "sekunde", "wiki", "mwezi", "miezi", "mwaka", "miaka")
"""Swahili says the unit before the number."""

WHOLE: dict[str, tuple[int, int]] = {
    word: (count, unit)
    for unit, one, two in (
        (MINUTE, "semenit", "دقيقتين"),
        (HOUR, "sejam", "ساعتين"),
        (DAY, "sehari", "يومين"),
        (WEEK, "seminggu", "أسبوعين"),
        (MONTH, "sebulan", "شهرين"),
        (YEAR, "setahun", "سنتين"),
    )
    for word, count in ((one, 1), (two, 2))
}
"""Words that hold number and unit."""

HALF_HOUR = re.compile(
    r"半(?:个|個)?(?:小时|小時|時間|鐘頭)|30分|half an hour|halbe[nr]? stunde|demi-heure|media hora|meia hora|mezz'?ora|pół godziny|полчаса|half uur|setengah jam|nửa giờ|نصف ساعة|आधा घंटा|อีก?ครึ่งชั่วโมง|ครึ่งชั่วโมง|yarım saat|nusu saa"
)
NUMERALS: dict[str, int] = {char: value for value, char in enumerate("一二三四五六七八九十", 1)} | {
    "两": 2,
    "兩": 2,
    "几": 0,
}

_ONE = "a an one einem einer eine ein einen een une un una uno um uma jeden jedną jedna один одну satu một moja bir en et ett एक ఒక isang"
ONE = frozenset(_ONE.split())

AGO = re.compile(
    r"\bago\b|\bvor\b|\bil y a\b|\bdepuis\b|\bhace\b|\bhá\b|\bha\b|\batrás\b|\bfa\b|\bgeleden\b|\btemu\b|назад|\bтому\b|前|전|ที่แล้ว|ที่ผ่านมา|ก่อน|\blalu\b|\blepas\b|\btrước\b|\b(?:ili|zili|uli|mi)yo?pita\b|\bzilizopita\b|\byaliyopita\b|\buliopita\b|منذ|قبل|पहले|క్రితం|\bpast\b|\bold\b|以前|\bönce\b|\bevvel\b|\bsiden\b|\bsedan\b|\bpřed\b|\bnakalipas\b|\bnakaraan\b|\bπριν\b|\bacum\b"
)

AT_LEAST = re.compile(
    r"\d\s*\+|\bmore than\b|\bover\b|\bmehr als\b|\büber\b|\bplus de\b|\bmás de\b|\bmais de\b|\bmeer dan\b|\bpiù di\b|\bponad\b|\bболее\b|\blebih dari\b|\bhơn\b|以上|أكثر من|से अधिक"
)

ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "民國": 1911, "民国": 1911}
"""The year before the first of an era."""
