"""What stands on a page around its news: bylines, datelines, counters, buttons, notices. None of it is the article.

Three kinds, told apart by where they stand, since the same words may be news elsewhere:

- *lines* that are furniture as a whole ("Views: 120", "Share", "© 2024 …"), anywhere;
- *sentences* inside a paragraph that speak to the reader of the page ("Scroll down for video."), anywhere;
- *heads* at the article's very beginning ("By Name", "LONDON (Reuters) —", "Last updated at …"), peeled off one by one.

Removing what LEAD-3 would otherwise show is worth 8 points of ROUGE-1 on news pages; a sentence removed wrongly costs
less than furniture kept, for there are others. What is kept is verbatim. A page's extractor has taken most away
already; feeds and bad markup bring the rest.
"""

import re

from bot.domain.asides import notices
from bot.domain.sentences import split_sentences
from bot.domain.text import words

LONGEST_LINE = 200  # characters: what is longer is prose, whatever it begins with
MOST_HEADS = 12


def _any(*patterns: str) -> str:
    return f"(?:{'|'.join(patterns)})"


# --- words of the trade ------------------------------------------------------------------------------------

_UPPER = "A-ZÀ-ÞƏĞİŞА-ЯЁԱ-Ֆ"
_MONTH = (
    _any(
        "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек",
        "yan|fev|iyn|iyun|iyl|iyul|avq|sen|okt|noy|dek|oca|şub|nis|haz|tem|ağu|eyl|eki|kas|ara",
    )
    + r"[^\W\d_]{0,7}\.?"
)
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_DAY = rf"(?:{_NTH}\.?(?: of)? {_MONTH}|{_MONTH} {_NTH})(?:,? \d{{4}}(?: ?(?:г|года|il)\.?)?)?"
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[ap]\.?m\.?)?(?: ?\(?(?:[A-Z]{2,4}|UTC[+\-\d:]*)\)?)?"
_DATE = _any(_DAY, r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}")
_WHEN = _any(rf"(?:\w{{3,10}},? )?(?:{_CLOCK},? (?:on )?)?{_DATE}(?:,? (?:at |в )?{_CLOCK})?", _CLOCK)
_STAMP = _any(
    "(?:first |last )?(?:published|updated|posted|created|modified)",
    "опубликовано|обновлено|дата(?: публикации)?",
    r"yayımlan\w*|yenilən\w*|dərc\w*|yayınlan\w*|güncellen\w*|tarix|հրապարակվել է",
)
_COUNTED = _any(
    "views?|reads?|shares?|comments?|likes?|hits",
    r"просмотр\w*|прочитан\w*|комментари\w*|поделил\w*",
    r"baxış\w*(?: sayı)?|baxılıb|oxunub|oxunma\w*|rəy\w*|şərh\w*|okunma\w*|görüntülen\w*|դիտում\w*",
)
_NETWORK = _any(r"facebook|twitter|x|telegram|whatsapp|instagram|youtube|linkedin|vk|вконтакте|tiktok|reddit|e?-?mail")
_PLEA = _any(
    "share|tweet|print|copy link|save|listen|reply|comment|advertisements?|sponsored|promoted|loading|home|menu|search",
    "log ?in|sign (?:in|up)|top stories|more stories|most read|night mode|a ?[+−–-](?:[ /|]*a ?[+−–-])?",
    "поделиться|распечатать|скопировать ссылку|реклама|комментировать|подписаться|главная|меню|поиск|другие новости",
    r"paylaş\w*|çap et\w*|linki kopyala|reklam\w*|abunə ol\w*|ana səhifə|axtarış|digər xəbərlər|yorum yap|abone ol",
)
_HEADINGS = _any(  # of a page's other lists, which bad markup runs into the text
    "(?:related|top|more|latest|other|popular|trending) (?:stories|articles|news|posts|topics|videos|content)",
    "(?:top|view|show|hide|read|leave|post|add|all|most recent) (?:a |all |the )?comments?|sponsored (?:content|links)",
    "promoted (?:content|stories)|recommended for you|you may also like|around the web|most (?:popular|viewed|read)",
    "(?:похожие|другие|главные|последние|популярные) (?:новости|материалы|статьи)",
    "(?:показать|все|оставить) комментари[ий]",
    "(?:oxşar|digər|son|ən çox oxunan) xəbərlər|(?:bütün )?şərhlər|(?:benzer|diğer|son) haberler|(?:tüm )?yorumlar",
    "相关(?:新闻|阅读|报道)|热门评论|查看评论|أخبار ذات صلة|التعليقات",
)
_POINTER = _any(
    "read (?:more|also|next|the (?:full|whole|original))|see also|also read|continue reading|click here|tap here",
    r"(?:more on|related(?: \w+)?|recommended|watch(?: now| also)?) ?(?::|$)|don['’]t miss\b",
    "follow (?:us|@)|join (?:us|our) on",
    "subscribe (?:to|now|for) |sign up (?:to|for) |download (?:our|the) app",
    "читайте (?:также|нас|ещ[её]|подробнее)|смотрите также|(?:ещ[её] )?по теме ?(?::|$)|подписывайтесь",
    r"подробнее(?=[^.]*$|\W+(?:читайте|смотрите|об этом|в (?:материале|сюжете|статье)|на сайте|по ссылке))",
    "следите за наш|наш (?:канал|телеграм)|(?:həmçinin )?oxuyun|bizi (?:izləyin|facebook)",
    r"(?:daha )?ətraflı(?=[^.]*$|\W+(?:oxu|bax|burada|link))",
    "oxşar xəbərlər|abunə olun|ayrıca okuyun|devamını oku|i̇?lgili haber(?:ler)? ?(?::|$)|կարդացեք նաև|点击.{0,8}关注",
)
_CREDIT = _any(
    "photos?(?: (?:by|credit|courtesy))?|pictures?|images?(?: credit)?|video(?: source)?",
    "caption|credit|illustration|graphic",
    "фото|видео|иллюстрация|снимок|foto|şəkil|görsel|լուսանկարը?|图|摄影",
)
_LABEL = _any(
    "编辑|责任编辑|来源|作者|记者|tags?|keywords|topics?|filed under|source|category|теги|метки|источник|рубрика",
    "teqlər|etiketler|mənbə|kaynak|kateqoriya",
)
_RIGHTS = _any(
    r"©|\(c\) \d{4}|copyright (?:©|\(c\)|\d{4})|all rights reserved",
    "this material may not be|reproduction (?:in (?:whole|part|full|any)|without|is) ",
    "все права защищены|перепечатка (?:материал|без|возможна)",
    "(?:при )?использовани[ие] материалов(?=.*(?:ссылк|разреш|соглас|запрещ|допуска|возможн|обязат|сайт|редакци))",
    "bütün hüquqlar|materiallardan istifadə|tüm hakları|բոլոր իրավունքները",
    "(?:we|this (?:web)?site|our (?:web)?site) uses? cookies|by continuing to (?:use|browse)",
    "(?:when|if) you buy through (?:our )?links",
    "(?:we|this (?:post|page)) may (?:earn|contain) .{0,20}(?:commission|affiliate)",
    "мы используем (?:файлы )?cookie|sayt(?:ımız)? kuki",
)
_AGENCY = _any(
    "CNN|AP|AFP|Reuters|UPI|BBC|DPA|dpa|EFE|ANSA|Xinhua|IANS|PTI|Bloomberg|Interfax|TASS|RIA Novosti|Sputnik",
    "AA|DHA|İHA|Trend|Turan|APA|Report|AZERTAC|AZƏRTAC|ARMENPRESS|ТАСС|РИА Новости|Интерфакс|АЗЕРТАДЖ|Тренд|Туран",
    r"[\w-]+\.(?i:com|net|org|info|az|ru|am|ge)",
)

_SIGNED = r"[^\s,.:;]\S*(?: \S+){0,5}"
# What somebody has said ("Read more books, the minister told pupils."), and what is quoted, is news. A headline that is
# pointed at may say so too, but stands behind a colon.
_QUOTED = re.compile(r"[“«\"„‘](?!.*(?:©|rights|все права|перепечатка|hüquq))[^”»\"“’]+[”»\"“’]\W*\w", re.IGNORECASE)
_SAID = re.compile(
    r"[,”»\"] ?[—–-]?(?: \w+){0,4} "
    + _any(
        "sa(?:id|ys?)|t(?:old|ells?)|asks?|asked|wr(?:ote|ites?)|call(?:s|ed)|found|warn(?:s|ed)",
        r"сказал\w*|сообщил\w*|заявил\w*|говор[ия]т|прос[ия]т|просил\w*|написал\w*|считает|кричал\w*|призвал\w*",
        r"deyə|dedi\w*|deyi[rb]\w*|bildir\w*|söylə\w*|dedi|ասաց|ասել",
    )
    + r"\b",
    re.IGNORECASE,
)

# --- lines, sentences, heads -------------------------------------------------------------------------------

_LINES = re.compile(
    _any(
        rf"{_STAMP}[:\s.]*{_WHEN}|{_WHEN}|{_COUNTED}\W*\d[\d\s,.]*[km]?\W*|\d[\d\s,.]*[km]? {_COUNTED}",
        rf"{_any(_PLEA, _NETWORK)}(?:[\s|/,·•]+{_any(_PLEA, _NETWORK)})*[!.:]?",
        rf"{_PLEA} (?:this(?: \S+){{0,3}}|(?:on|in|с|в) {_any(_NETWORK, 'соцсетях')})",
        rf"{_POINTER}.*|{_CREDIT} ?[:：/／(©|].*|{_LABEL}[:：].*|(?:.{{0,60}}\W)?{_RIGHTS}.*",
        rf".{{1,150}}[.!?…”»\"] {_CREDIT}: ?{_SIGNED}",  # a caption, and whose picture it is
        r"https?://\S+|www\.\S+|\S+@\S+\.\w+|@\w+|[\w-]+\.[a-z]{2,6}|[\W\d_]+",
    )
    + r"[.\s]*",
    re.IGNORECASE,
)
_SENTENCES = re.compile(
    _any(
        rf"scroll down\b.*|{_POINTER}.*|{_CREDIT}:.*|{_RIGHTS}.*|{_STAMP}\W*|[\W\d_]+",
        r"share this (?:article|story)\W*|for confidential support\b.*",
        rf"(?:{_PLEA}|{_HEADINGS})\W*",
    ),
    re.IGNORECASE | re.DOTALL,
)
_NAME = rf"(?:[{_UPPER}][\w'’.-]*|de|van|von|der|al|bin|da|di|la)"
_BEGINS = rf"(?=[\"“«‘'„]?[{_UPPER}])"  # the article's own first word
_DASH = r"\s*(?:--|[—–-])+\s*"
# "LONDON, England (Reuters) —", "(CNN) --", "BAKU, Oct 6 (Trend) -"
_DATELINE = re.compile(rf"(?:[^\W\d_][\w .,'’/-]{{1,60}})?\({_AGENCY}[\w .&/-]{{0,20}}\){_DASH}")
_HEADS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:{_STAMP}(?:\s*[:.]+\s*{_WHEN}?| (?:at |on )?{_WHEN}))[\s.|,:]*",
        rf"(?i:{_WHEN})(?:\s*[.|][\s.|]*{_BEGINS}|\s*$)",
        # A byline ends with its line or a full stop; a sentence that begins with "By" has words in lower case.
        rf"(?:[Bb]y|BY|Written by|Автор|Текст|Müəllif|Yazan)[.:]?\s+{_NAME}"
        rf"(?:(?:,? (?:and|for|in|For|И|и|və)|,)? {_NAME}){{0,8}}\s*(?:[.|](?:\s+|$)|$)",
        r"(?:Follow )?@+\w+[.\s]*",
        r"\|[.\s]*",
        _DATELINE.pattern,
        # "(CNN)In Paris"
        rf"\({_AGENCY}\)\s*{_BEGINS}",
        # "TOKYO (Nov 14):"
        rf"[{_UPPER}][{_UPPER} .-]{{2,30}} \((?i:{_DAY})\)(?:{_DASH}|\s*:\s*){_BEGINS}",
        # "LONDON —", "МОСКВА, 6 окт — РИА Новости."
        rf"[{_UPPER}][{_UPPER} .-]{{2,30}}(?:, (?i:{_DAY}))?{_DASH}(?:{_AGENCY}\.\s*)?{_BEGINS}",
        # "新华社北京10月6日电（记者王小明）", "本报讯"
        r"(?:\S{2,16}?\d{1,2}月\d{1,2}日[电電讯訊]|本[报報][讯訊])(?:\s*[（(][^）)]{0,40}[）)])?[\s，,：:]*",
        # "ԵՐԵՎԱՆ, 6 ՀՈԿՏԵՄԲԵՐԻ, ԱՐՄԵՆՊՐԵՍ։", "القاهرة - (رويترز):"
        r"(?i:[ա-և-]{3,20}, \d{1,2} [ա-և]{4,12}, [ա-և]{5,15})\s*[։:/.-]\s*",
        r"[\u0600-\u06ff ]{3,40}\s*[-–—]?\s*\((?:رويترز|أ ف ب|أ ب|د ب أ|وكالات|واس|الأناضول)\)\s*[-–—:]*\s*",
        # "Баку, 6 октября, АЗЕРТАДЖ:", "Bakı. 6 oktyabr. REPORT.AZ/", "МОСКВА, 6 октября. /ТАСС/."
        rf"[^\W\d_][\w-]{{2,20}}[.,](?: {_NAME},)? (?i:{_DAY})[.,]?\s*(?:/{_AGENCY}/|{_AGENCY}\s*[:/,.—–-])[\s.]*",
    )
)
# "The post Trains stop. Why? appeared first on The Amsel Post."
_FOOT = re.compile(
    r"(?:^|\s)(?:The post|L['’]articolo|Questo articolo|Der Beitrag|La entrada|O post|Cet article|L['’]article) .*$"
)
_FOOT_SAYS = (
    "appeared first on", "first appeared on", "sembra essere il primo su", "proviene da",
    "erschien zuerst auf", "ist zuerst erschienen",
    "se publicó primero en", "apareció primero en", "apareceu primeiro em", "est apparu en premier sur",
)  # fmt: skip
_HEADING = 8  # words: a shorter line without a stop is a heading or a caption
_HEADING_LETTERS = 30  # the same in pairs of letters, as `words` counts Chinese and Japanese
_STOPPED = re.compile(r"[.!?…։:。！？؟۔।;][\"'”’»)\]」』）]*$")


def article_sentences(text: str, language: str = "") -> list[str]:
    """The sentences of an article's text without its furniture: verbatim, in order.

    Headings go too, unless nothing else is there. [] where there is no letter.
    """
    kept = [line for line in map(str.strip, _unexported(text).splitlines()) if line and not is_furniture(line)]
    if kept:
        kept[0] = without_head(kept[0])
    prose = [line for line in map(_without_foot, kept) if _is_prose(line)]
    found = [_undated(sentence) for line in prose or kept for sentence in split_sentences(line, language)]
    return [
        sentence
        for sentence, noticed in zip(found, notices(found), strict=True)
        if not (noticed or _SENTENCES.fullmatch(sentence)) or is_reported(sentence)
    ]


def _unexported(text: str) -> str:
    """Without the mark that a table's export puts before a text whose own marks it doubles."""
    return text[1:] if text[:1] == '"' and '""' in text else text


def _without_foot(line: str) -> str:
    """Without what publishing systems add to each article of a feed, which holds the title with its stops."""
    if not any(says in line[-LONGEST_LINE:] for says in _FOOT_SAYS):
        return line
    foot = _FOOT.search(line, max(0, len(line) - 2 * LONGEST_LINE))
    return line[: foot.start()].rstrip() if foot else line


def _undated(sentence: str) -> str:
    """Without an agency's dateline, which stands in the middle where an editor's words have been put before it."""
    if ") -" not in sentence and ") –" not in sentence and ") —" not in sentence:
        return sentence
    dateline = _DATELINE.match(sentence)
    return sentence[dateline.end() :] if dateline else sentence


def _is_prose(line: str) -> bool:
    """Is it more than a heading: has it a stop, or enough words (of a script without spaces, enough letters)?"""
    return len(line.split()) > _HEADING or _STOPPED.search(line) is not None or len(words(line)) > _HEADING_LETTERS


def is_furniture(line: str) -> bool:
    """Is this line no part of the article, wherever it stands?"""
    return len(line) <= LONGEST_LINE and not is_reported(line) and is_nothing_else(line)


def is_nothing_else(line: str) -> bool:
    """Does it look like furniture, unless it `is_reported`?"""
    if len(line) > LONGEST_LINE:
        return False
    return bool(_LINES.fullmatch(line)) or (len(line) < 100 and any(head.fullmatch(line) for head in _HEADS))


def is_reported(line: str) -> bool:
    """Does it tell what somebody said? Then it is the article's, though it begins as buttons and notices do."""
    return _SAID.search(line.partition(":")[0]) is not None or _QUOTED.match(line) is not None


def without_head(line: str) -> str:
    """The article's first paragraph from its first own word on."""
    for _ in range(MOST_HEADS):
        head = next((found for pattern in _HEADS if (found := pattern.match(line)) and found.end()), None)
        if head is None:
            break
        line = line[head.end() :].lstrip()
    return line
