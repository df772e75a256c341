"""What a sentence needs beside it to be understood: the sentence before, or the rest of a quotation.

Without grammar, by the words that tell. A sentence *hangs* if it begins with a connective or a pronoun ("However",
"They also", "При этом", "Həmin"), if a pronoun is its subject after nothing but words of time and place ("Last week
he …"), or if its quotation is only said by a pronoun ("…," he said). Some that could stand alone are held to hang
("It is believed that …"): there are others to choose from. One list serves all languages, for no opener of one is a
common first word of another.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from bot.domain.text import fold, words

LONGEST_QUOTATION = 4  # sentences: after that, the closing mark was forgotten, unless it is seen
LONGEST_SPEECH = 30  # sentences among which it is looked for


def _set(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in words(line))


def _phrases(*lines: str) -> tuple[str, ...]:
    return tuple(f"{fold(phrase)} " for line in lines for phrase in line.split(","))


_SUBJECTS = _set("he she they", "он она они оно", "onlar", "նա նրանք", "він вона вони")
_OPENERS = _SUBJECTS | _set(
    "however but and or nor so yet still also too then thus therefore hence instead meanwhile moreover furthermore "
    "nevertheless nonetheless otherwise similarly likewise consequently accordingly besides additionally "
    "again afterwards "
    "afterward later it him her his hers its their theirs them this that these those such both neither another others",
    "однако но а и или зато также тоже ещё его её их ему ей им него неё них это этот эта эти этого этой этом "
    "этим этих "
    "этому тот та те то поэтому потому затем потом причём притом так такой такая такое такие впрочем ведь наконец там "
    "туда тогда оттуда здесь оба обе вместо вдобавок",
    "o onun onların ona onlara onu onları ondan onda bu bunlar bunun buna bunu bunda bundan bununla həmin "
    "belə eyni lakin "
    "amma ancaq fəqət və həmçinin həm sonra beləliklə nəticədə üstəlik əksinə məsələn isə",
    "şu böyle böylece aynı ama fakat ancak ve ayrıca üstelik dolayısıyla örneğin kendisi kendileri ardından",
    "նրա նրանց այս այդ այն սա դա սակայն բայց իսկ և նաև օրինակ հետո ապա այնուհետև",
    "однак але його її їх це цей ця ці також проте тому потім",
    "aber jedoch doch und auch er sie es dies diese dieser dieses deshalb daher dennoch außerdem zudem dann dabei "
    "dahinter dafür dagegen damit daran darauf darüber davon dazu danach hierbei trotzdem allerdings denn stattdessen "
    "seitdem anschließend schließlich ihr ihre seine sein",
    "mais cependant toutefois pourtant ainsi elle elles ils celui celle ceux cette cet ce ces puis ensuite donc",
    "pero además ella ellos ellas esto este esta estos estas eso también luego entonces",
    "هو هي هم ولكن لكن لكنه لكنها كما هذا هذه ذلك تلك أيضا ثم وهو وهي وهم وهذا وهذه وذلك لذلك ولذلك بعدها حينها",
    "وأضاف أضاف وأضافت أضافت وتابع وتابعت وأوضح وأوضحت وأشار وأشارت وأكد وأكدت وكان وكانت",
    "nitekim oysa yine dahası böylelikle çünki çünkü halbuki yenə",
    "այնուամենայնիվ այդուհանդերձ ուստի հետևաբար նույնպես միաժամանակ դրանից դրա դրանք մինչդեռ այսինքն վերջինս",
    "следовательно иначе напомним отметим подобные подобный подобная подобное аналогичный аналогичная аналогичные",
    "onlardan ardınca adıçəkilən sözügedən özü",
    "كذلك وكذلك بدوره بدورها وبذلك لذا وبالتالي بالتالي وقال وقالت وذكر وذكرت ونفى ونفت ومنها وبحسبه",
)
_PHRASES = _phrases(
    "for example,for instance,in addition,as a result,in contrast,by contrast,on the contrary,at the same time,in turn",
    "in other words,on the other hand,even so,in fact,in response,in return,after that,since then,because of this",
    "the latter,the former,the same,the pair,the two,one of them,some of them,most of them,all of them",
    "despite this,despite that,because of that,on top of that,what is more,in particular,to do so,doing so,if so",
    "for him,for her,for them,like him,like her,like them,thanks to him,thanks to her,thanks to them,among them",
    "a day later,two days later,the following day,the next day,the other two,the other three",
    "according to him,according to her,according to them,to this end,as well as,not only that",
    "при этом,кроме того,в то же время,тем не менее,вместе с тем,в свою очередь,в частности,таким образом,в результате",
    "например,после этого,до этого,по его словам,по её словам,по их словам,к тому же,с другой стороны",
    "помимо этого,об этом,к этому,к такому,к тому времени,в сообщении говорится,в нём,в ней,в них,в ходе этого,"
    "по данным издания,по информации издания,по данным организации,по данным ведомства,по данным агентства,"
    "отмечается что,уточняется что,сообщается что,как отмечается,как уточняется,другими словами,то есть",
    "более того,между тем,тем временем,иными словами,именно поэтому,именно он,именно она,сам он,сама она,сами они",
    "для него,для неё,для них,у него,у неё,у них,двое из них,один из них,одна из них,ко всему прочему",
    "в этот день,в тот же день,на следующий день,речь идёт",
    "о чём,в связи с этим,в этой связи,кроме этого,из них,среди них,на этом,несмотря на это,для этого,с этим",
    "qeyd edək ki,xatırladaq ki,qeyd olunub ki,bildirilib ki,söz konusu,ըստ նրա,նույն օրը,բացի դրանից,ինչպես նշել է նա",
    "daha sonra,digər tərəfdən,bunun üzərinə,öte yandan,bunun üzerine,bir sözlə",
    "բացի այդ,միևնույն ժամանակ,նրա խոսքով,крім того,при цьому,за його словами",
    "على سبيل المثال,بالإضافة إلى ذلك,ومع ذلك,مع ذلك,بعد ذلك,في المقابل,من جهة أخرى,من جانبه,من جانبها,من ناحية أخرى",
    "من جهته,من جهتها,في هذا السياق,وفي هذا السياق,وفي الوقت ذاته,ووفقا له,ووفقا لها",
    "إلى ذلك,غير أن,إلا أن,في الوقت نفسه",
    "zum beispiel,par exemple,en outre,de plus,sin embargo,por ejemplo",
)
_HAN = (
    "他", "她", "它", "但", "然而", "不过", "不過", "可是", "而", "并且", "並且", "此外", "另外", "同时",
    "同時", "因此", "所以",
    "于是", "於是", "这", "這", "那", "该", "該", "其中", "其次", "其实", "其實", "例如", "比如", "因为如此",
    "也", "还", "還", "对此",
    "對此", "就这样", "就這樣", "如此", "只是", "再后来", "关于这", "關於這", "正因", "否则", "否則", "反倒",
    "当然", "當然", "随后", "隨後", "之后", "之後", "后来", "後來", "再者", "反之", "总之", "總之", "除此之外",
    "与此同时", "與此同時", "此举", "此舉", "两人", "兩人", "上述", "前者", "后者", "後者", "相比之下", "换句话说",
    "換句話說", "接着", "接著", "因而", "不仅如此", "不僅如此", "然后", "然後", "同日", "当天", "當天",
)  # fmt: skip
_KANA = ("しかし", "また", "これ", "それ", "彼", "この", "その", "さらに", "一方")
_LIGHT = _set(  # words of time and place, which can be nobody a pronoun stands for
    "in on at by to for of from when while as if after before last next the a an year week month day night morning "
    "yesterday today tonight tomorrow now later earlier since until because although though where what how why once "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december response total fact first then there only",
    "в во на с когда если пока вчера сегодня завтра ранее позже теперь сейчас после до прошлой прошлом неделе "
    "году месяце "
    "как где хотя что по для этого того января февраля марта апреля мая июня июля августа сентября октября "
    "ноября декабря",
    "dünən sabah indi ötən keçən həftə il ay gün əvvəl zaman",
)
_REACH = 5  # words before a subject that is looked for
_POINTING = _set("these those such", "этих эти этими этому")  # nothing stands before what they point at
_NEAR = 4  # words, among which they do
# "An engineer by trade, he …", unless the clause names him; "As she knew, this …" in any case.
_AFTER_CLAUSE = re.compile(
    r"[^,“\"«(]{2,70}, (?:(?:he|she|they|his|her|their|он|она|они|его|её|их)(?:['’]\w+)?\b|"
    r"(?:this|that|these|those|это|этот|эта|эти)\b(?! (?:year|month|week|morning|season|summer|time)))"
)
# "The judge, however, …", "Министр, однако, …"; "Как отметил он, …".
_SET_OFF = re.compile(
    r"[^,“\"«]{2,50}, (?:however|meanwhile|too|in turn|for (?:his|her|its|their) part|однако|впрочем|в свою очередь),|"
    r"Как [^\W\d_]+л[аи]? (?:он|она|они)\b"
)
# "…?” Smith asked.", "“…。”专家李强说。": who spoke, cut off from what was said.
_ATTRIBUTION = re.compile(
    r"(?:[A-ZÀ-Þ][\w'’.-]* ){1,4}(?:said|says|asked|added|replied|wrote)\.|"
    r"[\u3400-\u9fff]{1,12}(?:说|說|表示|指出|称|稱|强调|強調|认为|認為|补充道|補充道)[。.]"
)
_NAMES_SOMEBODY = re.compile(r"\s[A-ZÀ-ÞА-ЯЁ]")
_SAID = re.compile(r"(?<=\S)[\"”»’'][\s,.—–-]+(?:[^\W\d_A-ZА-ЯЁ]+ )?(?:he|she|they|он|она|они|o|onlar)\b")
_FIRST = re.compile(r"[^\W\d_]+")


def hangs(sentence: str, own: Sequence[str] | None = None) -> bool:
    """Does this sentence lean on the one before it? `own` are its words, where they are known."""
    first = _FIRST.search(sentence)
    if not first:
        return False
    beginning = (words(sentence[:100]) if own is None else own)[:_REACH]
    opening = " ".join(beginning) + " "
    if _folded(first.group()) in _OPENERS or opening.startswith(_PHRASES) or first.group().startswith(_HAN + _KANA):
        return True
    if not _POINTING.isdisjoint(beginning[:_NEAR]) or _SAID.search(sentence):
        return True
    if _SET_OFF.match(sentence) or _ATTRIBUTION.fullmatch(sentence):
        return True
    subject = next((at for at, word in enumerate(beginning) if word in _SUBJECTS), 0)
    if subject > 0 and all(word in _LIGHT or word.isdecimal() for word in beginning[:subject]):
        return True
    clause = _AFTER_CLAUSE.match(sentence)
    return clause is not None and not _NAMES_SOMEBODY.search(sentence, 0, clause.end())


@lru_cache(maxsize=4096)  # few words begin most sentences
def _folded(word: str) -> str:
    return fold(word)


_MARKS, _OPENING = '"“”„«»', '"“„«'
_INTRODUCTION = 80  # characters
_DIRECTED = ("«»", "()", "[]", "「」", "『』", "（）", "《》")
_PAIRED = frozenset("\"'’‘„“”" + "".join(_DIRECTED))
_STEPS = {"“": 1, "”": -1}
_OPENED = re.compile(r"(?<!\w)['‘](?=\w)")
_CLOSED = re.compile(r"(?<=[\w.,!?…])['’](?!\w)")


def halves(sentences: Sequence[str]) -> list[bool]:
    """For each of the sentences in order: is it only a part of a quotation or a bracket?"""
    found: list[bool] = []
    inside = 0  # sentences since a quotation was opened and not closed
    for at, sentence in enumerate(sentences):
        whole = is_whole(sentence)
        found.append(not whole or inside > 0)
        lasts = inside < LONGEST_QUOTATION or _closes_later(sentences[at + 1 : at + LONGEST_SPEECH])
        inside = (
            0 if not lasts or (inside and not whole and _opens(sentence) <= 0) else inside + (inside > 0 or not whole)
        )
    return found


def _closes_later(following: Sequence[str]) -> bool:
    """Is the next mark without its fellow one that closes? Straight marks do not tell."""
    odd = (count for count in map(_opens, following) if count)
    return next(odd, 0) < 0


def _opens(sentence: str) -> int:
    """How many more directed marks open in it than close."""
    return sum(map(sentence.count, "“«")) - sum(map(sentence.count, "”»"))


def is_whole(sentence: str) -> bool:
    """Is every quotation and bracket of the sentence opened and closed in it?"""
    if _PAIRED.isdisjoint(sentence):
        return True
    sentence = sentence.replace('""', '"')  # as tables export it
    opened, closed = len(_OPENED.findall(sentence)), len(_CLOSED.findall(sentence))
    if opened > closed or (closed > opened and sentence.rstrip("'’")[-1:] in ".,!?" and sentence[-1:] in "'’"):
        return False
    if any(sentence.count(pair[0]) != sentence.count(pair[1]) for pair in _DIRECTED):
        return False
    return sentence.count('"') % 2 == 0 and _curly(sentence)


def without_half(sentence: str) -> str:
    """The sentence without a quotation mark at its beginning or end whose fellow is elsewhere, and without the few
    words that introduce a quotation of many sentences ("A reader writes: “The bridge …"); else as it is."""
    if is_whole(sentence):
        return sentence
    opened = max(map(sentence[:_INTRODUCTION].find, _OPENING))
    quoted = sentence[opened + 1 :]
    candidates = (sentence.lstrip(_MARKS), sentence.rstrip(_MARKS), quoted if quoted[:1].isupper() else "")
    return next((each.strip() for each in candidates if words(each) and is_whole(each.strip())), sentence)


def _curly(sentence: str) -> bool:
    """“English”, „Deutsch“ and ”svenska” quotes: one mark opens here and closes there."""
    low, left, right = (sentence.count(mark) for mark in "„“”")
    if low:
        return low == left + right
    if not left:
        return right % 2 == 0
    depth = [0, *accumulate(_STEPS[mark] for mark in sentence if mark in _STEPS)]
    return depth[-1] == 0 and min(depth) == 0
