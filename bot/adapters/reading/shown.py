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
_LEAVES = "self::p or self::div or self::span or self::a or self::small or self::time or self::address or self::li"
_FROM_HEADLINE = "(//h1)[1]/following::*"


def shown_date(root: Any, now: datetime, zone: tzinfo) -> datetime | None:
    """The first element that is nothing but a date, below the headline if there is one there."""
    below = root.xpath(f"{_FROM_HEADLINE}[{_LEAVES}]")[:_TRIED]
    for element in [*below, *root.xpath(f"//*[{_LEAVES}]")[:_TRIED]]:
        text = (element.text or "").strip()
        if len(text) <= _LONGEST_DATE and len(element) == 0 and is_date(text) and (found := moment(text, now, zone)):
            return found
    return None


def shown_byline(root: Any) -> str:
    """The name in the first element below the headline that is nothing but a byline."""
    for element in root.xpath(f"{_FROM_HEADLINE}[{_LEAVES}]")[:_TRIED]:
        if len(element) <= 2 and (name := byline(_line(element, _LONGEST_BYLINE))):
            return name
    return ""


def shown_section(root: Any) -> str:
    """The name that stands shortly above the headline and is also an entry of the site's menu."""
    menu = {_line(entry, _LONGEST_SECTION).casefold() for entry in root.xpath("//nav//a | //header//li/a")[:_TRIED]} - {
        ""
    }
    above = root.xpath(f"(//h1)[1]/preceding::*[{_LEAVES}][not(ancestor::nav or ancestor::header)]")[-_ABOVE:]
    texts = (_line(element, _LONGEST_SECTION) for element in reversed(above))
    return next((text for text in texts if text.casefold() in menu), "")


def shown_picture(root: Any, last_line: str, url: str) -> str:
    """The first picture between the headline and the article's last line."""
    for element in root.xpath(f"{_FROM_HEADLINE}[self::img or self::p]"):
        if element.tag == "img" and (address := picture(element, url)):
            return address
        if element.tag == "p" and " ".join(element.text_content()[:400].split()).startswith(last_line[:80]):
            break
    return ""


def _line(element: Any, longest: int) -> str:
    """The text of an element in one line; "" if it is longer."""
    text = " ".join(element.text_content()[: 4 * longest].split())
    return text if len(text) <= longest else ""
