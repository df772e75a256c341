"""Openings that lean on the sentence before, in the judge's own lists: nothing here is taken from what it judges."""

import re

_WORDS = (
    # English
    "however|but|and|or|nor|yet|still|also|too|then|thus|therefore|hence|instead|meanwhile|moreover|furthermore"
    "|nevertheless|nonetheless|otherwise|similarly|likewise|consequently|accordingly|besides|additionally"
    "|he|she|they|it|his|her|hers|him|their|theirs|them|its|this|that|these|those|such|he['’]s|she['’]s"
    "|they['’]\\w+|it['’]s"
    "|that['’]s|for (?:example|instance)|in addition|as a result|in contrast|by contrast|at the same time|in turn"
    "|in other words|on the other hand|even so|the (?:latter|former)|after (?:that|this)|because of (?:this|that)"
    "|despite (?:this|that)",
    # Russian
    "однако|но|а|и|или|зато|также|тоже|при этом|кроме того|помимо этого|тем не менее|вместе с тем|в то же время"
    "|поэтому|потому|таким образом|в результате|в свою очередь|например|к примеру|в частности|к тому же|впрочем"
    "|причём"
    "|он|она|оно|они|его|её|ее|их|ему|ей|им|это|этот|эта|эти|этого|этой|этому|этим|этом|этих|тот|та|те|такой|такая"
    "|такое"
    "|такие|затем|потом|после этого|по (?:его|её|ее|их) (?:словам|мнению)|об этом|тогда|там",
    # Azerbaijani and Turkish
    "lakin|amma|ancaq|ancak|fəqət|həmçinin|bununla (?:yanaşı|belə|birlikte)|o|onlar|onun|onların|ona|onu|onlara|bu"
    "|bunun|buna|bunu"
    "|bunlar|bundan|həmin|belə|beləliklə|nəticədə|məsələn|sonra|daha sonra|digər tərəfdən|üstəlik"
    "|fakat|ama|ayrıca|üstelik|böylece|örneğin|onların|onları|şu|öte yandan|bunun üzerine|buna rağmen|bu nedenle"
    "|sonuç olarak",
    # Armenian
    "սակայն|բայց|իսկ|և|նա|նրանք|նրա|նրանց|այդ|այս|դա|սա|այն|նաև|օրինակ|բացի այդ|այնուհետև|հետո|միևնույն ժամանակ|սակայն",
)
_MORE = (
    "as such|to (?:that|this) end|with (?:that|this)|apart from (?:that|this)|following (?:that|this)|prior to (?:that"
    "|this)|in the meantime|all the same|by then|since then|until then|for (?:his|her|their|its) part|with (?:him|them)"
    "|(?:one|two|three|none|all|both|most|some|each|many) of (?:them|those|these)|(?:two|three|four|five|the) others?"
    "|some (?:were|are|have|had)|the rest|more than that|in this way|in that case|to make matters worse|as for"
    " (?:him|her|them|it)|that being said|because of (?:him|her|them|it)|under (?:this|that|it|these)",
    "по этой причине|в этой связи|тем временем|между тем|более того|с этой целью|до этого|благодаря (?:этому|ему|ей|им)"
    "|вместо (?:этого|него)|из-за (?:этого|него|неё|нее|них)|в ответ на это|среди (?:них|прочего)|как следствие|другой"
    "|другие|остальные|сам (?:он|она)|к слову|кстати|следом|вслед за (?:этим|ним|ней|ними)|при таком|с (?:ним|ней|ними)"
    "|в противном случае|тому же|туда же|там же|тогда же|ввиду этого|в итоге",
    "buna görə|bundan sonra|bunun ardınca|onlardan|digər|bu səbəbdən|bu baxımdan|bunun əvəzinə|o cümlədən|əlavə olaraq"
    "|bu sırada|bu arada|bunun ardından|o sırada|bu yüzden|diğer|bu kapsamda|bu çerçevede|ayrıca|bunların|aksi halde",
    "դրանից հետո|այդ պատճառով|այս կապակցությամբ|այդ ընթացքում|դրա հետ մեկտեղ|դրա փոխարեն|մյուս|մյուսները|այս առումով",
)
_INSIDE = re.compile(  # a connective behind the subject
    r"(?:the |an? |mr\.? |ms\.? )?[\w’'-]+(?: [\w’'-]+)? (?:also (?!known)|, too,)|[^\W\d_]+ (?:также|тоже|же) "
    r"|[^\W\d_]+ (?:isə|ise|həmçinin|ayrıca) |[ա-և]+ն? նաև "
    r"|\W*[\u3400-\u9fff]{2,5}(?<![归偿返交退])[也还](?=[将会说表要有指称])",
    re.IGNORECASE,
)
_ARABIC = (
    "ولكن|لكن|لكنه|لكنها|غير أن|إلا أن|كما|هو|هي|هم|هذا|هذه|ذلك|تلك|وهو|وهي|وقال|وأضاف|وأوضح|وتابع|وأشار|وأكد|وكان"
    "|ثم|أيضا|بعد ذلك|على سبيل المثال|بالإضافة إلى ذلك|في غضون ذلك"
    "|إثر ذلك|نتيجة لذلك|وعليه|وبناء عليه|وفي سياق متصل"
)
_CHINESE = "但是|但|然而|不过|可是|而且|并且|此外|另外|同时|因此|所以|于是|其中|例如|比如|他|她|它|这|那|该|其|而"
_CHINESE += "|由此|为此|至此|此时|届时|据此|随即|双方|此前|对此|与之相比|反过来|此后|不仅如此|两人|随后|接着|也|还"
_OPENING = re.compile(
    rf"\W*(?:(?:{'|'.join(_WORDS + _MORE)}|{_ARABIC})(?![\w’'-]*[^\W\d_’'])(?!\w)|(?:{_CHINESE}))", re.IGNORECASE
)
_SAID_BY_PRONOUN = re.compile(
    r"[\"”»’']\W{0,3}(?:\b(?:said|says|added|told)\b )?\b(?:he|she|they)\b(?: (?:said|says|added|told|wrote"
    r"|continued))?"
    r"|[\"”»]\s*[,—–-]+\s*(?:\w+ )?\b(?:он|она|они)\b",
    re.IGNORECASE,
)
_NOT = re.compile(  # openings of that look which stand alone
    r"\W*(?:this (?:year|month|week|morning|evening|weekend|season|summer|winter|spring|autumn|fall)\b|it (?:is|was"
    r"|'s) (?:\w+ ){1,4}(?:that|to)\b"
    r"|bu (?:gün|il|ay|həftə|hafta|yıl|sabah|axşam|akşam|gece|gecə)\b|а\.|и\. ?о\.|о\.|а-|the)",
    re.IGNORECASE,
)


def leans(sentence: str) -> bool:
    """Does it need the sentence before it?"""
    if _NOT.match(sentence):
        return False
    return bool(_OPENING.match(sentence) or _INSIDE.match(sentence) or _SAID_BY_PRONOUN.search(sentence))
