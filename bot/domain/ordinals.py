"""Words that tell one item of a series from the next, as figures do: numbers to a hundred, days of the week, months.

"Two die in fire" and "Three die in fire" are two events, "weather for Monday" and "for Tuesday" two items. Only words
that mean little else are listed: not "one", "may" or "march". The words are folded, in English, Russian, Azerbaijani,
Turkish and Armenian; where a language inflects, all usual forms are.
"""

from bot.domain.text import words

_NUMBERS = (  # from two
    "two twice second два две двух двум двое двоих двоим второй второго второе iki ikinci երկու երկուսը երկրորդ",
    "three third три трех трем трое троих троим третий третьего третье uc ucuncu երեք երեքը երրորդ",
    "four fourth четыре четырех четырем четверо четверых четвертый четвертого dord dort dorduncu չորս չորսը չորրորդ",
    "five fifth пять пяти пятеро пятерых пятый пятого bes besinci հինգ հինգը հինգերորդ",
    "six sixth шесть шести шестеро шестерых шестой шестого alti altinci վեց վեցը վեցերորդ",
    "seven seventh семь семи семеро семерых седьмой седьмого yeddi yedi yeddinci yedinci յոթ յոթը յոթերորդ",
    "eight eighth восемь восьми восьмеро восьмой восьмого sekkiz sekiz ութ ութը ութերորդ",
    "nine ninth девять девяти девятый девятого doqquz dokuz ինը իննը իններորդ",
    "ten tenth десять десяти десятый десятого տասը տասներորդ",
    "eleven одиннадцать одиннадцати տասնմեկ",
    "twelve двенадцать двенадцати տասներկու",
    "thirteen тринадцать тринадцати տասներեք",
    "fourteen четырнадцать четырнадцати տասնչորս",
    "fifteen пятнадцать пятнадцати տասնհինգ",
    "sixteen шестнадцать шестнадцати տասնվեց",
    "seventeen семнадцать семнадцати տասնյոթ",
    "eighteen восемнадцать восемнадцати տասնութ",
    "nineteen девятнадцать девятнадцати տասնինը",
)
_TENS = (  # from twenty
    "twenty двадцать двадцати iyirmi yirmi քսան",
    "thirty тридцать тридцати otuz երեսուն",
    "forty сорок сорока qirx քառասուն",
    "fifty пятьдесят пятидесяти elli հիսուն",
    "sixty шестьдесят шестидесяти altmis վաթսուն",
    "seventy семьдесят семидесяти yetmis յոթանասուն",
    "eighty восемьдесят восьмидесяти seksen ութսուն",
    "ninety девяносто doxsan իննսուն",
    "hundred сто ста հարյուր",
)
_DATES = (  # a day or a month a line, in all its forms
    "monday понедельник понедельника понедельнику երկուշաբթի",
    "tuesday вторник вторника вторнику sali երեքշաբթի",
    "wednesday среду среды carsamba չորեքշաբթի",
    "thursday четверг четверга четвергу persembe հինգշաբթի",
    "friday пятница пятницу пятницы cume cuma ուրբաթ",
    "saturday суббота субботу субботы senbe cumartesi շաբաթ",
    "sunday воскресенье воскресенья воскресенью bazar pazar կիրակի",
    "january январь января январе yanvar yanvarin ocak հունվար հունվարի",
    "february февраль февраля феврале fevral fevralin subat փետրվար փետրվարի",
    "марта марте mart martin մարտ մարտի",
    "april апрель апреля апреле aprel aprelin nisan ապրիլ ապրիլի",
    "мая may mayin mayis մայիս մայիսի",
    "june июнь июня июне iyun iyunun haziran հունիս հունիսի",
    "july июль июля июле iyul iyulun temmuz հուլիս հուլիսի",
    "august август августа августе avqust avqustun agustos օգոստոս օգոստոսի",
    "september сентябрь сентября сентябре sentyabr sentyabrin eylul սեպտեմբեր սեպտեմբերի",
    "october октябрь октября октябре oktyabr oktyabrin ekim հոկտեմբեր հոկտեմբերի",
    "november ноябрь ноября ноябре noyabr noyabrin kasim նոյեմբեր նոյեմբերի",
    "december декабрь декабря декабре dekabr dekabrin aralik դեկտեմբեր դեկտեմբերի",
)
_MODAL = frozenset({"may"})  # a month in Azerbaijani, and a verb in English
_WORDS = {word: str(at) for at, line in enumerate(_NUMBERS, start=2) for word in words(line)}
_WORDS |= {word: str(10 * at) for at, line in enumerate(_TENS, start=2) for word in words(line)}
_WORDS |= {word: f"#{at}" for at, line in enumerate(_DATES, start=1) for word in words(line)}


def ordinal(word: str, language: str = "") -> str:
    """The figure that a folded word stands for ("5"), or the sign of its day or month ("#9"); "" for other words."""
    return "" if word in _MODAL and language != "az" else _WORDS.get(word, "")
