"""What a page shows of its article where its head says nothing: lines and pictures around the headline."""

from datetime import datetime, tzinfo
from typing import Any

from bot.adapters.reading.dates import is_date, moment
from bot.adapters.reading.furniture import byline
from bot.adapters.reading.markup import picture

_TRIED = 400  # elements
_LONGEST_DATE = 40  # characters
_LONGEST_BYLINE = 160
_LONGEST_SECTION = 40
_ABOVE = 12  # elements between a section's name and the headline
_PARTS = 4  # an element with more children is no single line
_LEAVES = "self::p or self::div or self::span or self::a or self::small or self::time or self::address or self::li"


def headline(root: Any, title: str) -> Any:
    """The element that shows the title: the first <h1>, else the first that says just that; None if there is none."""
    heading = next(root.iter("h1"), None)
    if heading is not None or not title:
        return heading
    elements = _first(root, "//body//*[self::h2 or self::h3 or self::div or self::span or self::p]")
    return next((element for element in elements if _line(element, len(title)) == title), None)


def shown_date(root: Any, head: Any, now: datetime, zone: tzinfo) -> datetime | None:
    """The first element that is nothing but a date, below the headline if there is one there."""
    for element in [*_below(root, head), *_first(root, f"//*[{_LEAVES}]")]:
        text = _line(element, _LONGEST_DATE) if len(element) <= _PARTS else ""
        if text and is_date(text) and (found := moment(text, now, zone)):
            return found
    return None


def shown_byline(root: Any, head: Any) -> str:
    """The name in the first element below the headline that is nothing but a byline."""
    lines = (_line(element, _LONGEST_BYLINE) for element in _below(root, head) if len(element) <= _PARTS)
    return next(filter(None, map(byline, lines)), "")


def shown_section(root: Any, head: Any) -> str:
    """The name that stands shortly above the headline and is also an entry of the site's menu."""
    if head is None:
        return ""
    menu = {_line(entry, _LONGEST_SECTION).casefold() for entry in _first(root, "//nav//a | //header//li/a")} - {""}
    above = head.xpath(f"preceding::*[{_LEAVES}][position() <= {_ABOVE}][not(ancestor::nav or ancestor::header)]")
    texts = (_line(element, _LONGEST_SECTION) for element in reversed(above))
    return next((text for text in texts if text.casefold() in menu), "")


def shown_picture(head: Any, last_line: str, url: str) -> str:
    """The first picture between the headline and the article's last line."""
    for element in () if head is None else _first(head, "following::*[self::img or self::p]"):
        if element.tag == "img" and (address := picture(element, url)):
            return address
        if element.tag == "p" and " ".join(element.text_content()[:400].split()).startswith(last_line[:80]):
            break
    return ""


def _below(root: Any, head: Any) -> list[Any]:
    return _first(root, f"//body//*[{_LEAVES}]") if head is None else _first(head, f"following::*[{_LEAVES}]")


def _first(element: Any, path: str) -> list[Any]:
    """The first elements of a path, chosen by libxml2, so that a page of 100,000 elements makes no objects of them."""
    return list(element.xpath(f"({path})[position() <= {_TRIED}]"))


def _line(element: Any, longest: int) -> str:
    """The text of an element in one line; "" if it is longer."""
    text = " ".join(element.text_content()[: 4 * longest].split())
    return text if len(text) <= longest else ""
