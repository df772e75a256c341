"""The words by which `domain.cohesion` knows what hangs on the sentence before, in all languages together."""

from bot.domain.text import fold, words


def _set(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in words(line))


def _phrases(*lines: str) -> tuple[str, ...]:
    return tuple(f"{fold(phrase)} " for line in lines for phrase in line.split(","))


SUBJECTS = _set("he she they", "он она они оно", "onlar", "նա նրանք", "він вона вони")
OPENERS = SUBJECTS | _set(
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
    "here yes",
    "данное данный данная указанный указанная указанное указанные вышеуказанный остальные",
    "նշենք հիշեցնենք այսպես այսպիսով հավելենք մյուսները",
    "وقد فيما بينما إذ أما ويذكر وبدوره وبدورها وبينما",
)
PHRASES = _phrases(
    "for example,for instance,in addition,as a result,in contrast,by contrast,on the contrary,at the same time,in turn",
    "in other words,on the other hand,even so,in fact,in response,in return,after that,since then,because of this",
    "the latter,the former,the same,the pair,the two,one of them,some of them,most of them,all of them",
    "despite this,despite that,because of that,on top of that,what is more,in particular,to do so,doing so,if so",
    "for him,for her,for them,like him,like her,like them,thanks to him,thanks to her,thanks to them,among them",
    "a day later,two days later,the following day,the next day,the other two,the other three",
    "according to him,according to her,according to them,to this end,as well as,not only that",
    "only then,not so,below is,below are,as mentioned,with that,all three,all four",
    "all of this,none of this,the others,the rest",
    "prior to this,prior to that,apart from this,apart from that,in the meantime,as such",
    "until then,by then,to that end",
    "в итоге,кстати,к слову,как следствие,по этой причине",
    "ранее сообщалось,в связи с чем,днём позже,днём ранее,часом позже,неделей позже",
    "следом за,все они,все трое,все двое",
    "ընդ որում,məlumata görə,يذكر أن,aynı gün,eyni gün",
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
HAN = (
    "他", "她", "它", "但", "然而", "不过", "不過", "可是", "而", "并且", "並且", "此外", "另外", "同时",
    "同時", "因此", "所以",
    "于是", "於是", "这", "這", "那", "该", "該", "其中", "其次", "其实", "其實", "例如", "比如", "因为如此",
    "也", "还", "還", "对此",
    "對此", "就这样", "就這樣", "如此", "只是", "再后来", "关于这", "關於這", "正因", "否则", "否則", "反倒",
    "当然", "當然", "随后", "隨後", "之后", "之後", "后来", "後來", "再者", "反之", "总之", "總之", "除此之外",
    "与此同时", "與此同時", "此举", "此舉", "两人", "兩人", "上述", "前者", "后者", "後者", "相比之下", "换句话说",
    "換句話說", "接着", "接著", "因而", "不仅如此", "不僅如此", "然后", "然後", "同日", "当天", "當天",
    "其他", "其它", "其余", "其餘", "另有", "另一", "另据", "双方", "雙方", "此前", "最终", "最終", "此次",
    "据介绍", "據介紹", "据了解", "據了解", "据悉", "據悉",
)  # fmt: skip
KANA = ("しかし", "また", "これ", "それ", "彼", "この", "その", "さらに", "一方")
LIGHT = _set(  # words of time and place, which can be nobody a pronoun stands for
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
POINTING = _set("these those such", "этих эти этими этому")  # nothing stands before what they point at

# Connectives that stand after the subject ("The minister also said …", "Nazir isə …").
CONNECTIVES = _set(
    "also likewise meanwhile",
    "также тоже",
    "həmçinin isə",
    "ayrıca ise",
    "նաև էլ",
    "أيضا كذلك",
    "також",
    "auch ebenfalls",
    "également aussi",
    "también",
)
# "X, as well as Y", "not only … but also", "ինչպես նաև": no connective to the sentence before.
JOINING = _set("but and or", "а но и или", "və ya", "ve veya", "և ինչպես", "و كما", "sondern und", "et mais", "sino y")
ENCLITICS = _set("da de də", "же ж")  # the same, right behind the subject
# "Three others were hurt", "Другой мужчина …": other than who is told of before.
OTHERS = _set(
    "other others another",
    "другой другая другое другие других другого другую остальные остальных",
    "digər digərləri başqa",
    "diğer diğerleri başka",
    "մյուս մյուսը մյուսները",
    "آخر آخرون آخرين أخرى الآخر الآخرون",
    "інший інша інші інших",
)
# Object pronouns among the first words: "With them came …", "С ним согласен …".
OBJECTS = _set("him them", "ним нему ней него неё них нём ними", "նրան նրանցից")
NOT_OTHER = _set("and or each among any", "и или друг", "və", "ve", "և", "على")  # "and others", "друг друга"
# "The firm added that …", "Nazir əlavə edib ki …": and what has to follow, where the word alone says less.
ADDING: dict[str, frozenset[str]] = {
    "added": _set("that"), fold("əlavə"): _set("edib edir etdi olunub"),
    **dict.fromkeys(_set("добавил добавила добавили"), _set()),
}  # fmt: skip
