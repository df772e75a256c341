"""Words that the check of summaries has to know in several languages: numbers, times, units, and words of denial.

All are folded. "word*" stands for a word that begins so and has at most five letters more: its inflected forms. What
is missing here makes the check stricter (a number in unknown words is a word like others) or blinder (a denial that is
not known), never wrong about what it knows.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from bot.domain.text import fold

LONGEST_ENDING: Final = 5  # letters that may follow a "word*"


class Words:
    """Words and beginnings of words, each with what it means."""

    def __init__(self, lines: Mapping[str, str]) -> None:
        self._whole: dict[str, str] = {}
        self._starts: dict[str, str] = {}
        for meaning, words in lines.items():
            for word in words.split():
                (self._starts if word[-1] == "*" else self._whole)[fold(word) or word] = meaning

    def get(self, word: str, missing: str = "") -> str:
        """What a folded word means."""
        if word in self._whole:
            return self._whole[word]
        for end in range(len(word), max(2, len(word) - LONGEST_ENDING - 1), -1):
            if word[:end] in self._starts:
                return self._starts[word[:end]]
        return missing

    def __contains__(self, word: str) -> bool:
        return bool(self.get(word))


# --- numbers -----------------------------------------------------------------------------------------------

_EN = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
_ENGLISH = _EN + "nineteen|twenty thirty forty fifty sixty seventy eighty ninety hundred"
_NAMED: Final = {  # from two to nineteen, then the tens and the hundred; forms of one number joined by "/"
    "en": _ENGLISH,
    "ru": "два/две/двух/двум/двумя/двое/двоих/втор* три/трех/трем/тремя/трое/троих/трет* четыре/четырех/четырем/"
    "четверо/четверых/четверт* пять/пяти/пятью/пятеро/пятый/пятая/пятое/пятого/пятую/пятом шесть/шести/шестью/шестеро/"
    "шест* семь/семи/семью/семеро/седьм* восемь/восьми/восьм* девять/девяти/девят* десять/десяти/десят* одиннадцат* "
    "двенадцат* тринадцат* четырнадцат* пятнадцат* шестнадцат* семнадцат* восемнадцат* девятнадцат*|двадцат* тридцат* "
    "сорок* пятьдесят/пятидесят* шестьдесят/шестидесят* семьдесят/семидесят* восемьдесят/восьмидесят* девяност* "
    "сто/ста/сотый/сотня/сотни",
    "uk": "два/дві/двох/двом/двома/двоє/друг* три/трьох/трьом/троє/трет* чотири/чотирьох/четверт* п'ять/п'яти/п'ят* "
    "шість/шести/шост* сім/семи/сьом* вісім/восьми/восьм* дев'ять/дев'яти/дев'ят* десять/десяти/десят* одинадцят* "
    "дванадцят* тринадцят* чотирнадцят* п'ятнадцят* шістнадцят* сімнадцят* вісімнадцят* дев'ятнадцят*|двадцят* "
    "тридцят* сорок* п'ятдесят* шістдесят* сімдесят* вісімдесят* дев'яност* сто/ста/сотня",
    "az": "iki/ikinci*/ikisi üç/üçüncü*/üçü dörd/dördüncü* beş/beşinci* altı/altıncı* yeddi/yeddinci* "
    "səkkiz/səkkizinci* "
    "doqquz/doqquzuncu* on/onuncu* - - - - - - - - -|iyirmi/iyirminci* otuz/otuzuncu* qırx/qırxıncı* əlli/əllinci* "
    "altmış/altmışıncı* yetmiş/yetmişinci* səksən/səksəninci* doxsan/doxsanıncı* yüz/yüzüncü*",
    "tr": "iki/ikinci*/ikisi üç/üçüncü* dört/dördüncü* beş/beşinci* altı/altıncı* yedi/yedinci* sekiz/sekizinci* "
    "dokuz/dokuzuncu* on/onuncu* - - - - - - - - -|yirmi/yirminci* otuz/otuzuncu* kırk/kırkıncı* elli/ellinci* "
    "altmış/altmışıncı* yetmiş/yetmişinci* seksen/sekseninci* doksan/doksanıncı* yüz/yüzüncü*",
    "hy": "երկու/երկուսը/երկուսին/երկրորդ* երեք/երեքը/երրորդ* չորս/չորսը/չորրորդ* հինգ/հինգը/հինգերորդ* "
    "վեց/վեցը/վեցերորդ* "
    "յոթ/յոթը/յոթերորդ* ութ/ութը/ութերորդ* ինը/իններորդ* տասը/տաս/տասներորդ* տասնմեկ* տասներկու* տասներեք* տասնչորս* "
    "տասնհինգ* տասնվեց* տասնյոթ* տասնութ* տասնինը/տասնինն*|քսան/քսաներորդ* երեսուն/երեսուներորդ* քառասուն/քառասունամյա "
    "հիսուն/հիսունամյա վաթսուն/վաթսունամյա յոթանասուն ութսուն իննսուն հարյուր/հարյուրամյա",
    "de": "zwei/zweite*/zweit* drei/dritte* vier/vierte* fünf/fünfte* sechs/sechste* sieben/siebte* acht/achte* "
    "neun/neunte* "
    "zehn/zehnte* elf/elfte* zwölf/zwölfte* dreizehn* vierzehn* fünfzehn* sechzehn* siebzehn* achtzehn* neunzehn*|"
    "zwanzig* dreißig* vierzig* fünfzig* sechzig* siebzig* achtzig* neunzig* hundert/hundertste*",
    "fr": "deux/deuxième trois/troisième quatre/quatrième cinq/cinquième six/sixième sept/septième huit/huitième "
    "neuf/neuvième dix/dixième onze/onzième douze/douzaine treize quatorze quinze seize - - -|vingt/vingts/vingtaine "
    "trente/trentaine quarante cinquante soixante - - - cent/cents/centaine",
    "es": "dos/segund* tres/tercer* cuatro/cuart* cinco/quint* seis/sext* siete/séptim* ocho/octav* nueve/noven* "
    "diez/décim* once doce/docena trece catorce quince dieciséis diecisiete dieciocho diecinueve|veinte/veintena "
    "treinta/treintena cuarenta cincuenta sesenta setenta ochenta noventa cien/ciento/centenar",
    "it": "due/second* tre/terz* quattro/quart* cinque/quint* sei/sest* sette/settim* otto/ottav* nove/non* "
    "dieci/decim* "
    "undici dodici/dozzina tredici quattordici quindici sedici diciassette diciotto diciannove|venti/ventina "
    "trenta/trentina quaranta cinquanta sessanta settanta ottanta novanta cento/centinaia",
    "pt": "dois/duas/segund* três/terceir* quatro/quart* cinco/quint* seis/sext* sete/sétim* oito/oitav* nove/non* "
    "dez/décim* onze doze/dúzia treze catorze quinze dezesseis/dezasseis dezessete/dezassete dezoito "
    "dezenove/dezanove|vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem/cento",
    "pl": "dwa/dwie/dwóch/dwoje/dwu/drug* trzy/trzech/troje/trzeci* cztery/czterech/czwart* pięć/pięciu/piąt* "
    "sześć/sześciu/szóst* "
    "siedem/siedmiu/siódm* osiem/ośmiu/ósm* dziewięć/dziewięciu/dziewiąt* dziesięć/dziesięciu/dziesiąt* "
    "jedenaście/jedenastu "
    "dwanaście/dwunastu trzynaście/trzynastu czternaście/czternastu piętnaście/piętnastu szesnaście/szesnastu "
    "siedemnaście/siedemnastu osiemnaście/osiemnastu dziewiętnaście/dziewiętnastu|dwadzieścia/dwudziest* "
    "trzydzieści/trzydziest* czterdzieści/czterdziest* pięćdziesiąt/pięćdziesięciu sześćdziesiąt/sześćdziesięciu "
    "siedemdziesiąt/siedemdziesięciu osiemdziesiąt/osiemdziesięciu dziewięćdziesiąt/dziewięćdziesięciu sto/stu",
    "nl": "twee/tweede drie/derde vier/vierde vijf/vijfde zes/zesde zeven/zevende acht/achtste negen/negende "
    "tien/tiende elf/elfde "
    "twaalf/twaalfde dertien veertien vijftien zestien zeventien achttien negentien|twintig dertig veertig vijftig "
    "zestig zeventig tachtig negentig honderd",
    "ar": "اثنان/اثنين/اثنتان/اثنتين ثلاث/ثلاثة أربع/أربعة خمس/خمسة ست/ستة سبع/سبعة ثماني/ثمانية تسع/تسعة عشر/عشرة "
    "- - - - - - - - -|عشرون/عشرين ثلاثون/ثلاثين أربعون/أربعين خمسون/خمسين ستون/ستين سبعون/سبعين ثمانون/ثمانين "
    "تسعون/تسعين مئة/مائة",
}  # fmt: skip
_VALUES: Final = (*range(2, 20), *range(20, 101, 10))
_MORE: Final = {
    "en": {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth",
           10: "tenth", 11: "eleventh", 12: "twelfth dozen", 13: "thirteenth", 14: "fourteenth", 15: "fifteenth",
           16: "sixteenth", 17: "seventeenth", 18: "eighteenth", 19: "nineteenth", 40: "fortieth", 50: "fiftieth",
           20: "twentieth", 30: "thirtieth", 100: "hundreds hundredth"},
    "ru": {200: "двести двухсот", 300: "триста трехсот", 400: "четыреста", 500: "пятьсот", 600: "шестьсот",
           700: "семьсот", 800: "восемьсот", 900: "девятьсот"},
    "es": {200: "doscientos doscientas", 300: "trescientos", 500: "quinientos"},
    "ar": {200: "مئتان مئتين مائتين", 300: "ثلاثمئة ثلاثمائة"},
    "hy": {100: "հարյուրավոր"},
}  # fmt: skip


def _tables() -> Iterator[tuple[str, Words]]:
    for language, listed in _NAMED.items():
        groups = listed.replace("|", " ").split()
        lines = {str(value): group.replace("/", " ") for value, group in zip(_VALUES, groups, strict=True)}
        for value, words in _MORE.get(language, {}).items():
            lines[str(value)] = f"{lines.get(str(value), '')} {words}"
        if language == "de":
            units = dict(zip(range(2, 10), groups, strict=False)) | {1: "ein"}
            for tens, word in zip(range(20, 100, 10), groups[18:], strict=False):
                for unit, its in units.items():
                    lines[str(tens + unit)] = f"{its.split('/')[0]}und{word.rstrip('*')}"
        yield language, Words({value: words.replace("-", "") for value, words in lines.items()})


_COUNTED: Final = dict(_tables())
SCALES: Final = {
    fold(word): value
    for value, words in {
        1e3: "thousand thousands тысяча тысячи тысяч тысячам тысячами тысячу "
        "тысячах тыс тисяча тисячі тисяч тисячам тисячу тис հազար հազարավոր tausend ألف الف آلاف الاف",
        1e6: "million millions mn mln миллион миллиона миллионы миллионов миллионам миллионами миллионах млн "
        "мільйон мільйона мільйонів мільйони мільйонам мільйонах milyon milyonluq milyonluk "
        "միլիոն միլիոնավոր մլն millionen mio millón millones millón milhões "
        "milion milioni مليون ملايين مليونا",
        1e9: "billion billions bn миллиард миллиарда миллиарды миллиардов миллиардам миллиардах млрд мільярд мільярда "
        "мільярди мільярдів milyard mlrd milyar միլիարդ մլրդ milliarde milliarden mrd milliard milliards مليار مليارات",
        1e12: "trillion trillions триллион триллиона триллионов трлн trilyon տրիլիոն",
    }.items()
    for word in words.split()
}

_OWN_SCALES: Final = {  # words that mean something else in other languages
    "az": {"min": 1e3}, "tr": {"bin": 1e3}, "fr": {"mille": 1e3}, "es": {"mil": 1e3, "miles": 1e3}, "pt": {"mil": 1e3},
    "it": {"mila": 1e3, "mille": 1e3}, "nl": {"duizend": 1e3},
    "pl": {"tysiac": 1e3, "tysiace": 1e3, "tysiecy": 1e3, "tys": 1e3},
}  # fmt: skip


def scale_of(token: str, language: str) -> float:
    """By how much a word multiplies the number before it; 0 if it does not."""
    word = fold(token)
    return SCALES.get(word) or _OWN_SCALES.get(language, {}).get(word, 0.0)


@lru_cache(maxsize=20_000)
def counted(token: str, language: str) -> float | None:
    """The number that a word names, from two to nine hundred, or that it scales by; None if it is none."""
    word = fold(token)
    named = _COUNTED[language].get(word) if language in _COUNTED else ""
    return float(named) if named else None


# --- units and times ---------------------------------------------------------------------------------------

UNITS: Final = Words(
    {
        "%": "% percent pct percentage процент* проц відсот* faiz* yüzde տոկոս* prozent* pourcent por-ciento ciento",
        "$": "$ dollar* доллар* долар* dolar* դոլար* dólar* دولار*",
        "€": "€ euro euros евро avro євро եվրո* يورو",
        "£": "£ pound* фунт*",
        "₽": "₽ rouble* ruble* рубл* rubl* ռուբլ*",
        "₼": "₼ manat* манат* մանաթ*",
        "₺": "₺ lira lirası liraya liradan lirayı liras лир*",
        "֏": "֏ dram drams драм* դրամ*",
        "₴": "₴ hryvnia* гривен* гривн* hrivna",
        "km": "km kilometre* kilometer* километр* км кілометр* kilometr* կիլոմետր* կմ kilómetro* kilomètre* كيلومتر*",
        "cm": "cm centimetre* centimeter* сантиметр* см santimetr* santimetre սանտիմետր* սմ centimètre* centímetro*",
        "mm": "mm millimetre* millimeter* миллиметр* мм milimetre millimetr*",
        "m": "metre metres meter meters метр* metr metrə մետր* mètre* متر",
        "mi": "mile miles миль мили",
        "kg": "kg kilogram* kilo kilos килограмм* кг кілограм* kiloqram* կիլոգրամ* կգ kilogramm*",
        "t": "tonne* ton tons тонн* ton tona tondan tonluk tonn* տոննա*",
        "ha": "hectare* ha гектар* га hektar* հեկտար* hectárea*",
        "h": "hour hours час часа часов часам часами saat saatlıq saatlik ժամ ժամվա stunde* heure heures hora horas",
        "min": "minute minutes минут* хвилин* dəqiqə* dakika* րոպե* minuten minutos دقيقة",
        "d": "day days день дня дней днях день дні gün günlük օր օրվա tag tage tagen jour jours día días",
        "w": "week weeks недел* тижн* həftə həftəlik hafta շաբաթվա woche wochen semaine* semanas",
        "mo": "month months месяц* місяц* ay aylıq aylık ամիս ամսվա monat* mois meses",
        "y": "year years год года лет годах году років рік року il illik yıl yıllık տարի տարվա տարեկան jahr jahre "
        "jahren jahres an ans année* años año سنوات سنة",
    }
)

_MONTHS: Final = {
    "en": "january|jan february|feb march april may june july august september|sept october|oct november|nov "
    "december|dec",
    "ru": "январ* феврал* март/марта/марте/марту апрел* май/мая/мае/маю июн* июл* август/августа/августе сентябр* "
    "октябр* ноябр* декабр*",
    "uk": "січен*|січн* лют* берез* квіт* трав* черв* лип* серп* верес* жовт* листопад* груд*",
    "az": "yanvar* fevral* mart/martın/martda/martdan aprel* may/mayın/mayda/maydan iyun/iyunun/iyunda/iyundan "
    "iyul/iyulun/iyulda/iyuldan avqust* sentyabr* oktyabr* noyabr* dekabr*",
    "tr": "ocak/ocağın/ocakta şubat* mart/martta/marttan nisan* mayıs* haziran* temmuz* ağustos* eylül* "
    "ekim/ekimde/ekime kasım* aralık/aralıkta/aralığa",
    "hy": "հունվար* փետրվար* մարտի/մարտին/մարտից ապրիլ* մայիս* հունիս* հուլիս* օգոստոս* սեպտեմբեր* հոկտեմբեր* "
    "նոյեմբեր* դեկտեմբեր*",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "pl": "styczni* lut* marc* kwietni*|kwiecień maj/maja/maju czerwc*|czerwiec lipc*|lipiec sierpni*|sierpień "
    "wrześni*|wrzesień październik* listopad* grudni*|grudzień",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}
_DAYS: Final = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "ru": "понедельник* вторник* сред/среду/среды/среда четверг* пятниц* суббот* воскресень*",
    "uk": "понеділ* вівтор* середу/середа/середи четвер* п'ятниц* субот* неділ*",
    "az": "bazar~ertəsi çərşənbə~axşamı çərşənbə cümə~axşamı cümə şənbə bazar~günü",
    "tr": "pazartesi salı çarşamba perşembe cuma cumartesi pazar~günü",
    "hy": "երկուշաբթի* երեքշաբթի* չորեքշաբթի* հինգշաբթի* ուրբաթ* շաբաթ/շաբաթ~օր կիրակի*",
    "de": "montag* dienstag* mittwoch* donnerstag* freitag* samstag* sonntag*",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    "pl": "poniedział* wtor* środa/środę/środy czwart* piąt* sobot* niedziel*",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "ar": "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
}


def _times(table: Mapping[str, str], mark: str) -> dict[str, Words]:
    return {
        language: Words(
            {f"{mark}{at}": each.replace("/", " ").replace("|", " ") for at, each in enumerate(listed.split(), 1)}
        )
        for language, listed in table.items()
    }


MONTHS: Final = _times(_MONTHS, "month ")
DAYS: Final = _times(_DAYS, "day ")

# Words of four letters and more that say nothing by themselves.
_LIGHT: Final = {
    "en": "people person persons "
    "the a an of to in on at by is it be as he we or if so do and for was are has had its his her she who but not all "
    "may can yet any now one two new old too own per that this these those they them their theirs there then than "
    "with from have been were will would could should "
    "which when where what also into onto over after before about under between while because said says saying such "
    "only "
    "just very more most some many much each other another according told still again both however since until whose "
    "whom does being having among during against through although though",
    "ru": "и в на не что с по как из за для его ее она он они и или но а у о от до при их это этот тот все еще уже "
    "человек людей люди человека "
    "была были было быть будет будут если чтобы когда который которая которое которые которых которого которой "
    "также после перед более менее этот этой этого этому этом этим эта эти этих только может могут него него нему ними "
    "всех всего свой своей своего своих тоже очень между через около среди словам сообщил сообщила сообщили сказал "
    "сказала заявил заявила рассказал рассказала говорит теперь больше меньше года году годов годом лет",
    "uk": "і в на не що з із за для його її вона він вони та або але у о від до при їх це людей люди осіб "
    "була були було бути буде будуть якщо щоб коли який яка яке які яких також після перед більше менше цього цьому "
    "лише може можуть його через між сказав сказала заявив заявила розповів розповіла каже тепер знову року років",
    "az": "və bu o da də bir hər ən ki nəfər nəfəri kişi adam insan "
    "olan olub olaraq edib edən edilib üçün daha kimi isə ilə sonra əvvəl həmin onun onlar artıq bildirib deyib görə "
    "sözlərinə fikrincə həmçinin yalnız amma lakin ancaq ilin ildə",
    "tr": "ve bu o da de bir her en ki kişi insan "
    "olan olarak oldu olduğu olduğunu için daha gibi ile sonra önce kadar onun onlar artık dedi belirtti söyledi "
    "açıkladı göre diyen ancak yalnızca ayrıca yıl yılda",
    "hy": "և ու կամ ոչ մեկ մեջ մյուս մարդ մարդիկ հոգի "
    "է են եղել որը որի որն որոնք նաև այս այդ այն բայց սակայն հետո մասին խոսքով ասել հայտնել համար մինչև միայն դեռ "
    "այլևս",
    "de": "der die das den dem des ein und von mit bei als für auf aus zum zur im am sie er es wie ist hat menschen "
    "personen "
    "dass diese dieser dieses einen einem einer eine sind wird werden wurde wurden haben hatte sich auch nach über "
    "unter zwischen sagte sagen teilte noch sein seine ihre ihren ihrer damit rund zuletzt sollen soll",
    "fr": "le la les des une un du au aux et ou en ne pas qui que est son sa ses se ce il par sur personnes "
    "dans pour avec sans sous entre après avant cette leur leurs elle elles sont sera seront était avoir être plus "
    "moins aussi mais dont selon annoncé déclaré chaque tard",
    "es": "el la los las del una un con por que se su sus es y en lo al más personas "
    "para como pero esta este estos estas según entre desde hasta sobre dijo afirmó también cuando donde tras había "
    "haber están sido será serán",
    "ar": "شخص نسمة في من عن مع أن إن "
    "التي الذي كانت كان على إلى هذا هذه بعد قبل بين وقال قال وقالت قالت أضاف وأضاف بحسب بينما عند",
}
LIGHT: Final = {language: frozenset(map(fold, listed.split())) for language, listed in _LIGHT.items()}
