"""What stands *inside* an article's block and is not of it, told by how it is built: cards, lists of other stories,
figures, invitations to subscribe.

The theory
----------
A *card* is a link around a picture, a headline and perhaps a few words: links of prose stand inside paragraphs and
hold no blocks. A *list of other stories* says so in its first line ("Read also"), and a link follows. A *figure*
holds a caption. A *call* (to donate, to vote, to buy, to bet, to read on) stands between paragraphs, is built otherwise
than they are, and has a link or a button. An *invitation* ends in a field for an address or in a button to subscribe;
what is said around it, as long as it is short, is the invitation's. Anything long, or half of the page's prose, is left
alone: to keep a box costs a line, to lose an article costs all of it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Any

from bot.adapters.reading import markup
from bot.adapters.reading.furniture import is_furniture, is_sentence, opens_list

HAD_BUTTON = "data-had-button"  # the mark of an element from which a button was taken
_BOX = 800  # characters
_FOREIGN = ("div", "section", "aside")
_WRAPPED = ("p", "div", "section", "aside")
_DEEPEST = 4  # wrappers around one paragraph
_Name = tuple[str, str] | None  # a tag and a class
_MOST_BOXES = 500
_CARD = 400  # characters
_INVITATION = 300  # characters
_MOST_FIELDS = 50
_PARTS = ("h2", "h3", "h4", "h5", "h6", "p", "div", "section")
_SIGNED = re.compile(r"(?:^|[^a-z])(?:author|attribution|signature)s?(?:$|[^a-z])", re.IGNORECASE)
_NAME = 100  # characters of a name and what its bearer is
_TOLD = 3  # paragraphs …
_PARAGRAPH = 80  # … of so many characters
_HEADED = 80  # characters
_LINKED = 0.4  # the share of links
_SUBSCRIBE = re.compile(
    r"\s*(?:subscribe|sign (?:me )?up|join|подпис|abunə|abone|բաժանորդագր|订阅|اشترك)", re.IGNORECASE
)


def cut_invitations(root: Any, head: Any) -> None:
    """Drop the boxes in which a reader is to leave an address."""
    around = set() if head is None else {head, *head.iterancestors()}
    fields = [each for each in root.iter("input", "button") if _invites(each)][:_MOST_FIELDS]
    whole = len(root.text_content()) if fields else 0
    for element in fields:
        box = None
        for parent in element.iterancestors():
            length = len(parent.text_content())
            if parent in around or parent.tag in ("body", "html") or length > _INVITATION or 2 * length > whole:
                break
            box = parent
        if box is not None and box.getparent() is not None:
            box.drop_tree()


def _invites(element: Any) -> bool:
    if element.tag == "input":
        return (element.get("type") or "").lower() == "email" or "email" in (element.get("name") or "").lower()
    return _SUBSCRIBE.match(element.text_content()) is not None


def cut_boxes(block: Any) -> None:
    """Drop the boxes in a body of which a line is furniture and none is a sentence of the article, cards, lists of
    other stories or of nothing but links, figures (what they say is a caption), and what calls between paragraphs."""
    found = [each for each in block.iter("div", "section", "aside", "figure", "ul", "ol", "a") if each is not block]
    rows: dict[Any, _Name] = {}
    for box in found[:_MOST_BOXES]:
        if box.getparent() is None or len(box.text_content()) > _BOX:
            continue
        if _is_box(box) or (box.tag in _FOREIGN and _is_foreign(box, rows) and _calls(box)):
            box.drop_tree()


def _is_box(box: Any) -> bool:
    if box.tag == "a":
        return _is_card(box)
    if box.tag == "figure":
        return next(box.iter("blockquote", "pre", "table", "p"), None) is None
    if box.tag in ("ul", "ol"):
        return 0 < 0.9 * len(box.text_content().strip()) <= sum(len(link.text_content()) for link in box.iter("a"))
    lines = markup.plain(box).split("\n")
    if _is_signature(box, lines):
        return True
    return _lists(box, lines) or (
        any(is_furniture(line) or opens_list(line) for line in lines)
        and not any(is_sentence(line) and not is_furniture(line) for line in lines)
    )


def _is_foreign(box: Any, rows: dict[Any, _Name]) -> bool:
    """Whether a box stands between the article's paragraphs and is built otherwise. `rows`: what is known of rows."""
    row = box.getparent()
    while len(row) == 1 and row.getparent() is not None:
        row = row.getparent()
    if row not in rows:
        rows[row] = _paragraphs(row)
    return rows[row] not in (None, _name(_core(box)))


def _paragraphs(row: Any) -> _Name:
    """How most of the paragraphs in a row are built; None where there are few."""
    cores = [_core(each) for each in islice(row, _MOST_BOXES)]
    names = Counter(_name(each) for each in cores if len(each.text_content()) >= _PARAGRAPH)
    name, times = names.most_common(1)[0] if names else (None, 0)
    return name if times >= _TOLD else None


def _core(element: Any) -> Any:
    """What a wrapper is around."""
    for _ in range(_DEEPEST):
        if len(element) != 1 or (element.text or "").strip() or element[0].tag not in _WRAPPED:
            break
        element = element[0]
    return element


def _name(element: Any) -> tuple[str, str]:
    return str(element.tag), element.get("class") or ""


def _calls(box: Any) -> bool:
    """Whether a box is there for its link or button: it had one, or is a heading with a link, or little but links."""
    if HAD_BUTTON in box.attrib or next(iter(box.xpath(f".//*[@{HAD_BUTTON}]")), None) is not None:
        return True
    linked = sum(len(link.text_content()) for link in box.iter("a"))
    lines = markup.plain(box).split("\n")
    headed = len(lines) > 1 and len(lines[0]) <= _HEADED and not lines[0].endswith(".")
    return linked > 0 and (headed or linked >= _LINKED * len(box.text_content().strip()))


def _is_signature(box: Any, lines: Sequence[str]) -> bool:
    """Whether it names who said what stands above, as its class says."""
    named = _SIGNED.search(box.get("class") or "") is not None
    return named and len("".join(lines)) <= _NAME and not any(map(is_sentence, lines))


def _is_card(link: Any) -> bool:
    parts = [each for each in islice(link.iter(*_PARTS), 20) if (each.text or "").strip()]
    return len(parts) > 1 and len(link.text_content()) <= _CARD


def _lists(box: Any, lines: Sequence[str]) -> bool:
    """Whether its first line opens a list, and a link is the next."""
    return (
        len(lines) > 1
        and opens_list(lines[0])
        and any(lines[1].startswith(markup.tidy(link.text_content()) or "\n") for link in islice(box.iter("a"), 5))
    )
