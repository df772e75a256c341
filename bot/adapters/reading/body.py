"""Where on a page its article stands: what is cut away by its structure, and the block that holds the prose.

The theory
----------
Words alone do not tell a related story's lead from the article's: both are good sentences. Structure does.

*Teasers* come in rows: three siblings or more of one tag and class, each of which begins with a link (or a date and
then a link) and holds a heading or a picture, or is mostly link. A paragraph of an article may begin with a link;
three neighbours that all do, and show pictures, are a list of other stories.

*A second article* (endless scrolling) is a later sibling of something around the headline, of the same tag and class,
with a headline of the same kind.

*The body* is the block with the most prose below the headline. Prose counts for the parent of the paragraph, and, where
each paragraph has wrappers of its own, for the parent of the wrappers. Of two blocks the first wins unless the second
has twice as much: what follows an article (comments, other stories) may be longer than it. Menus and lists count for
nothing, since text inside links is no prose. Where it is one of a row of boxes with the same name that hold nothing
but words and pictures, the article is what holds the row: some editors put each section into a box.

Roads not taken: scoring class names ("content", "story") — next to every site has them around its furniture too;
depth-weighted scores as in readability, which lose paragraphs in wrappers of their own.

Everything here is linear in the number of elements: each looks at its parent, and at its first 40 descendants at most.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lxml import etree

from bot.adapters.reading import markup
from bot.adapters.reading.dates import is_date

ROW = 3  # siblings that make a row of teasers
_LOOKED_AT = 40  # descendants
_LEAD = 400  # characters of prose: a longer one is no teaser's
_LINKED = 0.6  # the share of link in a bare list of links
_SHORTEST_PROSE = 20  # characters
_SURE = 80  # characters: prose without a full stop, too
_STOPS = frozenset(".!?…։。！？؟:;”»\"')]」")
_SLACK = 1.3  # a wrapper holds no more than this times its paragraph, and …
_EXTRAS = 60  # … so many characters (a time, an author, buttons)
_CLEAR_LEAD = 0.5  # the first block wins if it has this share of the largest one's prose
_NEARLY = 0.85  # the share of the prose with which lines ended by <br> are the whole article
_IN_BOXES = 1.2  # times the prose of the best box: less is not worth what may come with it
_CJK = 2.5  # how many Latin characters a Chinese, Japanese or Korean one is worth
_HIGHEST = 12  # ancestors
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ROWED = ("div", "li", "article", "section", "a", "p", "figure", "dd", "td", "tr")
_BLOCKS = (markup.BLOCKS | {"td", "th"}) - {"br", "hr"}


# --- what is cut away --------------------------------------------------------------------------------------


def cut_teasers(root: Any) -> None:
    """Drop rows of teasers."""
    rows = [members for parent in root.iter() if len(parent) >= ROW for members in _rows(parent)]
    for members in rows:
        for member in members:
            if member.getparent() is not None:
                member.drop_tree()


def _rows(parent: Any) -> Iterator[list[Any]]:
    alike: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for child in parent:
        if child.tag in _ROWED:
            alike[child.tag, child.get("class") or ""].append(child)
    for members in alike.values():
        if len(members) >= ROW and 10 * sum(map(_is_teaser, members)) >= 8 * len(members):
            yield members


def _is_teaser(element: Any) -> bool:
    if (element.tail or "").strip():
        return False
    dated, linked = _beginning(element)
    if not linked:
        return False
    text = len("".join(element.itertext()))
    in_links = text if element.tag == "a" else sum(len("".join(link.itertext())) for link in element.iter("a"))
    shown = next(islice(element.iter(*_HEADINGS, "img", "picture"), 1), None) is not None
    return text - in_links <= _LEAD and (dated or shown or in_links >= _LINKED * text)


def _beginning(element: Any) -> tuple[bool, bool]:
    """Whether it begins with a date, and whether its first other words are in a link."""
    dated, links = False, 1 if element.tag == "a" else 0
    for event, inner in islice(etree.iterwalk(element, events=("start", "end")), _LOOKED_AT):
        is_link = inner.tag == "a" and inner is not element
        links += is_link * (1 if event == "start" else -1)
        text = " ".join(
            ((inner.text if event == "start" else inner.tail if inner is not element else "") or "").split()
        )
        if not any(map(str.isalnum, text)):
            continue
        if is_date(text) or not any(map(str.isalpha, text)):
            dated = True
            continue
        return dated, links > 0
    return dated, False


def cut_second_articles(head: Any) -> None:
    """Drop the articles that are loaded below the first."""
    if head is None:
        return
    for around in islice(head.iterancestors(), _HIGHEST):
        for sibling in list(around.itersiblings()):
            if _first_name(sibling) == _first_name(around) and _has_headline(sibling, head):
                sibling.drop_tree()


def _first_name(element: Any) -> tuple[str, str]:
    return str(element.tag), (element.get("class") or "").partition(" ")[0]


def _has_headline(element: Any, head: Any) -> bool:
    own = (head.get("class") or "", head.tag)
    alike = (each for each in element.iter(head.tag) if own[0] and (each.get("class") or "", each.tag) == own)
    in_article = element.iter("article") if any(each.tag == "article" for each in head.iterancestors()) else ()
    return any(next(iter(found), None) is not None for found in (element.iter("h1"), alike, in_article))


# --- the block that holds the prose ------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class _Block:
    element: Any
    parent: "_Block | None"
    order: int
    own: float = 0  # characters of prose directly in it
    all: float = 0  # with its descendants'
    end: str = ""  # its last character
    pieces: int = 0  # lines of prose directly in it
    around: bool = False  # the headline
    score: float = 0
    first: int = -1  # the order of its first paragraph


@dataclass(slots=True)
class _Walk:
    blocks: list[_Block] = field(default_factory=list)
    after: int = 0  # the order of the first block below the headline


def body(root: Any, head: Any) -> Any:
    """The element that holds the article's paragraphs; None where there is no prose."""
    walk = _walked(root, head)
    for block in walk.blocks:
        if (block.order >= walk.after or block.around) and _is_prose(block):
            _credit(block)
    scored = [block for block in walk.blocks if block.score]
    if not scored:
        return None
    enough = _CLEAR_LEAD * max(block.score for block in scored)
    first = min(block.first for block in scored if block.score >= enough)
    same = [block for block in scored if block.first == first]
    best = _with_alike(max(same, key=lambda block: (block.score, block.order)), walk)
    broken = (block for block in same if block.pieces >= ROW and block.own >= _NEARLY * best.score)
    return next(broken, best).element


def _with_alike(best: _Block, walk: _Walk) -> _Block:
    """The block; where each section of the article has a plain box of its own, what holds these boxes."""
    part, around = best, best.parent
    for _ in range(_HIGHEST):
        if around is None or around.parent is None or around.order < walk.after:
            break
        name = _name(part)
        alike = [each for each in walk.blocks if each.parent is around and _name(each) == name and _is_plain(each)]
        if part in alike and len(alike) >= ROW and sum(each.all for each in alike) > _IN_BOXES * part.all:
            return around
        part, around = around, around.parent
    return best


def _name(block: _Block) -> tuple[str, str]:
    return str(block.element.tag), block.element.get("class") or ""


def _is_plain(block: _Block) -> bool:
    """Whether it holds nothing that comments, teasers and tools consist of."""
    return next(block.element.iter("a", "time", "form", "button", "input", *_HEADINGS), None) is None


def _is_prose(block: _Block) -> bool:
    return block.own >= (_SHORTEST_PROSE if block.end in _STOPS else _SURE)


def _credit(paragraph: _Block) -> None:
    """Prose counts for the paragraph (which may be a whole article, its lines ended by <br>), for its parent, and for
    its wrappers' parent."""
    chain = [paragraph]
    block = paragraph
    while (parent := block.parent) is not None:
        chain.append(parent)
        if parent.all > _SLACK * paragraph.own + _EXTRAS or parent.parent is None:
            break
        block = parent
    for each in chain:
        each.score += paragraph.own
        if each.first < 0:
            each.first = paragraph.order


def _walked(root: Any, head: Any) -> _Walk:
    walk, current, links = _Walk(), _Block(root, None, 0), 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        links += (tag == "a") * (1 if event == "start" else -1)
        if event == "start":
            if tag in _BLOCKS or element is root:
                current = _Block(element, None if element is root else current, len(walk.blocks))
                walk.blocks.append(current)
            if element is head:
                walk.after = current.order + 1
                _forget(current)
            _say(current, element.text if tag not in markup.SILENT else "", links)
        else:
            if element is current.element and current.parent is not None:
                current.parent.all += current.all
                current = current.parent
            _say(current, element.tail if element is not root else "", links)
    return walk


def _forget(block: _Block | None) -> None:
    """What stands above the headline is no article's: in blocks that hold both, prose is counted from there."""
    while block is not None:
        block.own, block.around = 0, True
        block = block.parent


def _say(block: _Block, text: str | None, links: int) -> None:
    if text and not links and text.strip():
        length = len(text) + (_CJK - 1) * sum("\u3040" <= letter <= "\ud7af" for letter in text[:500])
        block.own += length
        block.all += length
        block.pieces += length >= _SHORTEST_PROSE
        block.end = text.rstrip()[-1]


# --- the body's lines --------------------------------------------------------------------------------------


def lines_of(element: Any) -> Sequence[str]:
    """What stands in a body, a line for each of its blocks; tables of figures are left out."""
    for table in list(element.iter("table")):
        if table is not element and not _is_layout(table):
            table.drop_tree()
    return markup.plain(element).split("\n")


def _is_layout(table: Any) -> bool:
    return any(len("".join(cell.itertext())) > _LEAD for cell in table.iter("td"))
