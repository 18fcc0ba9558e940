"""Words of dates in the languages of the shipped sites and terms."""

from __future__ import annotations

import re

_MONTHS = """
1 january jan january januar jänner januari janvier janv enero ene janeiro gennaio gen stycznia styczeń sty января янв январь มกราคม ม.ค. ม.ค يناير जनवरी
2 february feb februar februari février févr fév fevr febrero fevereiro fev febbraio lutego luty lut февраля фев февраль กุมภาพันธ์ ก.พ. ก.พ فبراير फरवरी
3 march mar märz mrz maart mrt mars marzo março marca marzec марта мар март มีนาคม มี.ค. มี.ค maret machi مارس मार्च
4 april apr avril avr abril abr aprile kwietnia kwiecień kwi апреля апр апрель เมษายน เม.ย. เม.ย aprili أبريل ابريل अप्रैल
5 may mai mei mayo maio maggio mag maja maj мая май พฤษภาคม พ.ค. พ.ค مايو मई
6 june jun juni juin junio junho giugno giu czerwca czerwiec cze июня июн июнь มิถุนายน มิ.ย. มิ.ย يونيو जून
7 july jul juli juillet juil julio julho luglio lug lipca lipiec lip июля июл июль กรกฎาคม ก.ค. ก.ค julai يوليو जुलाई
8 august aug août aout agosto ago sierpnia sierpień sie августа авг август สิงหาคม ส.ค. ส.ค agustus agu agosti أغسطس اغسطس अगस्त
9 september sep sept septembre septiembre setembro set settembre września wrzesień wrz сентября сен сент сентябрь กันยายน ก.ย. ก.ย septemba سبتمبر सितंबर
10 october oct oktober okt octobre octubre outubro out ottobre ott października październik paź октября окт октябрь ตุลาคม ต.ค. ต.ค oktoba أكتوبر اكتوبر अक्टूबर
11 november nov novembre noviembre novembro listopada listopad lis ноября ноя нояб ноябрь พฤศจิกายน พ.ย. พ.ย novemba نوفمبر नवंबर
12 december dec dezember dez décembre déc decembre diciembre dic dezembro dicembre grudnia grudzień gru desember des декабря дек декабрь ธันวาคม ธ.ค. ธ.ค desemba ديسمبر दिसंबर
"""

MONTHS: dict[str, int] = {}
for _line in _MONTHS.strip().splitlines():
    _number, *_names = _line.split()
    MONTHS.update({name: int(_number) for name in _names if name not in MONTHS})

_DAYS = {
    0: "today heute vandaag aujourd'hui hoy hoje oggi dzisiaj dziś сегодня วันนี้ leo اليوم आज 今天 今日 本日 오늘",
    1: "yesterday gestern gisteren hier ayer ontem ieri wczoraj вчера kemarin jana أمس कल 昨天 昨日 어제 เมื่อวาน เมื่อวานนี้",
    2: "vorgestern eergisteren avant-hier anteayer anteontem przedwczoraj позавчера 前天 一昨日 그저께",
}
DAYS: dict[str, int] = {word: back for back, words in _DAYS.items() for word in words.split()}
DAYS |= {"hari ini": 0, "hôm nay": 0, "hôm qua": 1, "l'altro ieri": 2, "day before yesterday": 2}

NOW = re.compile(
    r"just now|gerade eben|soeben|zojuist|à l'instant|hace un momento|agora mesmo|proprio ora|przed chwilą|только что|刚刚|剛剛|たった今|방금|เมื่อสักครู่|baru saja|vừa xong|الآن"
)

SECOND, MINUTE, HOUR, DAY, WEEK, MONTH, YEAR = range(7)
_UNITS = {
    SECOND: "second seconds sec secs s sekunde sekunden seconde secondes seconden segundo segundos secondo secondi sekund sekundy секунд секунды секунду 秒 초 วินาที detik giây ثانية",
    MINUTE: "minute minutes min mins m minuten minuut minuto minutos minuti minut minuty minutę мин минут минуты минуту 分钟 分鐘 分 분 นาที menit phút دقيقة دقائق dakika",
    HOUR: "hour hours hr hrs h stunde stunden std uur uren u heure heures hora horas ora ore godzin godziny godzinę godz час часа часов ч 小时 小時 時間 시간 ชั่วโมง jam giờ saa ساعة ساعات",
    DAY: "day days d tag tage tagen dag dagen jour jours j día días dia dias giorno giorni dzień dni день дня дней 天 日 일 วัน hari ngày siku يوم أيام दिन",
    WEEK: "week weeks wk woche wochen weken semaine semaines sem semana semanas settimana settimane tydzień tygodnie tygodni неделю недели недель 周 週間 週 星期 주 สัปดาห์ minggu tuần wiki أسبوع أسابيع",
    MONTH: "month months mo monat monate monaten maand maanden mois mes meses mês mese mesi miesiąc miesiące miesięcy месяц месяца месяцев 个月 個月 ヶ月 か月 カ月 개월 달 เดือน bulan tháng mwezi miezi شهر أشهر",
    YEAR: "year years yr yrs jahr jahre jahren jaar jaren an ans année años año ano anos anno anni rok lata lat год года лет 年前 年 년 ปี tahun năm mwaka سنة",
}
UNITS: dict[str, int] = {word: unit for unit, words in _UNITS.items() for word in words.split()}

ONE = frozenset(
    [
        "a",
        "an",
        "one",
        "einem",
        "einer",
        "eine",
        "ein",
        "een",
        "une",
        "un",
        "una",
        "uno",
        "um",
        "uma",
        "jeden",
        "jedną",
        "jedna",
        "один",
        "одну",
        "satu",
        "một",
        "moja",
    ]
)

AGO = re.compile(
    r"\bago\b|\bvor\b|\bil y a\b|\bdepuis\b|\bhace\b|\bhá\b|\bha\b|\batrás\b|\bfa\b|\bgeleden\b|\btemu\b|назад|前|전|ที่แล้ว|ที่ผ่านมา|\blalu\b|\btrước\b|iliyopita|zilizopita|منذ|قبل|पहले|\bpast\b|\bold\b|以前"
)

AT_LEAST = re.compile(r"\d\s*\+|\bmore than\b|\bover\b|\bmehr als\b|\bplus de\b|\bmás de\b|\bmeer dan\b|以上")
