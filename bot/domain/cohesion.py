"""What a sentence needs beside it to be understood: the sentence before, or the rest of a quotation.

Without grammar, by the words that tell. A sentence *hangs* if it begins with a connective or a pronoun ("However",
"They also", "При этом", "Həmin"), if a pronoun is its subject after nothing but words of time and place ("Last week
he …"), or if its quotation is only said by a pronoun ("…," he said). Some that could stand alone are held to hang
("It is believed that …"): there are others to choose from. One list serves all languages, for no opener of one is a
common first word of another.
"""

import re
from collections.abc import Sequence

from bot.domain.text import fold, words

LONGEST_QUOTATION = 4  # sentences: after that, the closing mark was forgotten


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
    "однако но а и или зато также тоже ещё его её их ему ей им него неё них это этот эта эти этого этой этом этим этих "
    "этому тот та те то поэтому потому затем потом причём притом так такой такая такое такие впрочем ведь наконец там "
    "туда тогда оттуда здесь оба обе вместо вдобавок",
    "o onun onların ona onlara onu onları ondan onda bu bunlar bunun buna bunu bunda bundan bununla həmin "
    "belə eyni lakin "
    "amma ancaq fəqət və həmçinin həm sonra beləliklə nəticədə üstəlik əksinə məsələn isə",
    "şu böyle aynı ama fakat ve ayrıca üstelik dolayısıyla örneğin",
    "նրա նրանց այս այդ այն սա դա սակայն բայց իսկ և նաև օրինակ հետո ապա այնուհետև",
    "однак але його її їх це цей ця ці також проте тому потім",
    "aber jedoch doch und auch er sie es dies diese dieser dieses deshalb daher dennoch außerdem zudem dann dabei",
    "mais cependant toutefois pourtant ainsi elle elles ils celui celle ceux cette cet ce ces puis ensuite donc",
    "pero además ella ellos ellas esto este esta estos estas eso también luego entonces",
    "هو هي هم ولكن لكن كما هذا هذه ذلك تلك أيضا",
)
_PHRASES = _phrases(
    "for example,for instance,in addition,as a result,in contrast,by contrast,on the contrary,at the same time,in turn",
    "in other words,on the other hand,even so,in fact,in response,in return,after that,since then,because of this",
    "the latter,the former,the same,the pair,the two,one of them,some of them,most of them,all of them",
    "despite this,despite that",
    "according to him,according to her,according to them,to this end,as well as,not only that",
    "при этом,кроме того,в то же время,тем не менее,вместе с тем,в свою очередь,в частности,таким образом,в результате",
    "например,после этого,до этого,по его словам,по её словам,по их словам,к тому же,с другой стороны",
    "помимо этого,об этом",
    "о чём,в связи с этим,в этой связи,кроме этого,из них,среди них,на этом,несмотря на это,для этого,с этим",
    "daha sonra,digər tərəfdən,bunun üzərinə,öte yandan,bunun üzerine,bir sözlə",
    "բացի այդ,միևնույն ժամանակ,նրա խոսքով,крім того,при цьому,за його словами",
    "zum beispiel,par exemple,en outre,de plus,sin embargo,por ejemplo",
)
_HAN = ("他", "她", "它", "但", "然而", "此外", "同时", "同時", "因此", "这", "這", "该", "該", "其中", "所以", "例如")
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
_SAID = re.compile(r"(?<=\S)[\"”»’'][\s,.—–-]+(?:[^\W\d_A-ZА-ЯЁ]+ )?(?:he|she|they|он|она|они|o|onlar)\b")
_FIRST = re.compile(r"[^\W\d_]+")


def hangs(sentence: str) -> bool:
    """Does this sentence lean on the one before it?"""
    own = words(sentence[:100])
    first = _FIRST.search(sentence)
    if not first:
        return False
    opening = " ".join(own[:_REACH]) + " "
    if fold(first.group()) in _OPENERS or opening.startswith(_PHRASES) or first.group().startswith(_HAN + _KANA):
        return True
    subject = next((at for at, word in enumerate(own[:_REACH]) if word in _SUBJECTS), 0)
    return (subject > 0 and all(word in _LIGHT or word.isdecimal() for word in own[:subject])) or bool(
        _SAID.search(sentence)
    )


_DIRECTED = ("«»", "()", "[]", "「」", "『』", "（）", "《》")
_OPENED = re.compile(r"(?<!\w)['‘](?=\w)")
_CLOSED = re.compile(r"(?<=[\w.,!?…])['’](?!\w)")


def halves(sentences: Sequence[str]) -> list[bool]:
    """For each of the sentences in order: is it only a part of a quotation or a bracket?"""
    found: list[bool] = []
    inside = 0  # sentences since a quotation was opened and not closed
    for sentence in sentences:
        whole = is_whole(sentence)
        found.append(not whole or inside > 0)
        inside = 0 if inside == LONGEST_QUOTATION or (inside and not whole) else inside + (inside > 0 or not whole)
    return found


def is_whole(sentence: str) -> bool:
    """Is every quotation and bracket of the sentence opened and closed in it?"""
    opened, closed = len(_OPENED.findall(sentence)), len(_CLOSED.findall(sentence))
    if opened > closed or (closed > opened and sentence.rstrip("'’")[-1:] in ".,!?" and sentence[-1:] in "'’"):
        return False
    if any(sentence.count(pair[0]) != sentence.count(pair[1]) for pair in _DIRECTED):
        return False
    return sentence.count('"') % 2 == 0 and _curly(sentence)


def _curly(sentence: str) -> bool:
    """“English”, „Deutsch“ and ”svenska” quotes: one mark opens here and closes there."""
    low, left, right = (sentence.count(mark) for mark in "„“”")
    if low:
        return low == left + right
    return left == right or (not left and right % 2 == 0)
