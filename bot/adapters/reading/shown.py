"""What a page shows of its article where its head says nothing: lines and pictures around the headline, microdata."""

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from itertools import islice
from typing import Any

from bot.adapters.reading.dates import is_date, moment
from bot.adapters.reading.furniture import byline, is_name
from bot.adapters.reading.markup import picture

_TRIED = 400  # elements
_MOST_VALUES = 20
_LONGEST_DATE = 60  # characters
_LONGEST_BYLINE = 160
_LONGEST_SECTION = 40
_ROW = 3
_NEAR = 12  # elements between a section's name and the headline
_PARTS = 6  # an element with more children is no single line
_LEAVES = "self::p or self::div or self::span or self::a or self::small or self::time or self::address or self::li"
_DATED = f"{_LEAVES} or self::font or self::td or self::b or self::i or self::abbr"
_TITLES = " or ".join(f"self::{tag}" for tag in "h2 h3 h4 div span p b strong font td".split())  # noqa: SIM905
_ZONE = re.compile(r"\(?\b(?:UTC|GMT)\s*([+-])\s?(\d\d):?(\d\d)\)?")
_STAMPED = re.compile(
    r"^(?:published|posted|on|date|опубликовано|дата|yayımlanıb|dərc edilib|tarix|հրապարակվել է|yayınlanma|haber girişi"
    r"|نشر في|发布时间|时间)\s*[:：]?\s+",
    re.IGNORECASE,
)
_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_PARTED = re.compile(r"\s*[|•·]\s*")
_MODIFIED = re.compile(r"updated|modified|обновлен|изменен|yenilən|güncelle|թարմացվ|آخر تحديث|更新", re.IGNORECASE)
_AUTHORED = (
    "contains(@class,'author') or contains(@class,'byline') or contains(@class,'Author') or contains(@rel,'author')"
)
_CONTRIBUTOR = "contains(@class,'ContributorName') or contains(@typeof,'Person') or contains(@class,'vcard')"
_SECTIONED = (
    "contains(@rel,'category') or contains(@class,'category') or contains(@class,'rubric') or contains(@class,'kicker')"
    " or contains(@class,'post-labels') or contains(@class,'article-section')"
)
_LABELLED = "@rel='tag' and ancestor::*[contains(@class,'labels') or contains(@class,'categor')]"
_CRUMBS = "contains(@class,'crumb') or contains(@id,'crumb') or contains(@class,'path')"
_SEPARATORS = re.compile(r"\s*[>»›/→|]\s*|\s{2,}")


def headline(root: Any, title: str) -> Any:
    """The element that shows the title: an <h1> that does, else the first that says just that, else the first <h1>."""
    headings = _first(root, "//h1")
    exact = next((each for each in headings if not title or _line(each, len(title) + 5) == title), None)
    if exact is not None or not title:
        return exact
    elements = _first(root, f"//body//*[{_TITLES}]")
    elements += (
        [] if headings else _first(root, "//body//*[self::b or self::strong or self::font][string-length() < 400]")
    )
    found = [element for element in elements if _line(element, len(title)) == title]
    return found[0] if found else next(iter(headings), None)


def microdata(root: Any, name: str) -> list[str]:
    """The values of a schema.org property in the page's body (HTML, microdata §5.4), at most 20."""
    path = (
        f"(//*[@itemprop='{name}' or contains(concat(' ', @itemprop, ' '), ' {name} ')])[position() <= {_MOST_VALUES}]"
    )
    return [value for element in root.xpath(path) if (value := _value(element))]


def _value(element: Any) -> str:
    inner = element.xpath("(.//*[@itemprop='name'])[1]")
    element = inner[0] if inner else element
    told = (element.get(name) for name in ("content", "datetime"))
    titled = element.get("title") if element.tag == "abbr" else None
    return next(filter(None, (*told, titled)), "") or _line(element, _LONGEST_BYLINE)


def shown_date(root: Any, head: Any, now: datetime, zone: tzinfo) -> datetime | None:
    """The first element that is nothing but a date, below the headline if there is one there; one with a time before
    one without on the same day."""
    days: list[datetime] = []
    for element in [*_below(head, _DATED), *_first(root, f"//*[{_DATED}]")]:
        if is_modified(element) or any(map(is_modified, islice(element.iter("time"), _ROW))):
            continue
        for text in _dates(element):
            found = moment(text, now, zone)
            if found and ":" in text:
                return found if not days or found.date() in (days[0].date(), _next(days[0])) else days[0]
            if found:
                days.append(found)
    return days[0] if days else None


def is_modified(time: Any) -> bool:
    """Whether an element is marked as the time of a change. WordPress' themes mark "entry-date … updated" both."""
    told = f"{time.get('class') or ''} {time.get('itemprop') or ''}".lower()
    return "modified" in told or ("updated" in told and "published" not in told and "entry-date" not in told)


def _next(day: datetime) -> object:
    return datetime.fromtimestamp(day.timestamp() + 86_399, tz=day.tzinfo).date()


def _dates(element: Any) -> Iterator[str]:
    text = _line(element, _LONGEST_BYLINE) if len(element) <= _PARTS else ""
    for part in _PARTED.split(text)[:6] if any(map(str.isdigit, text)) else ():
        if _MODIFIED.search(part) or len(part) > _LONGEST_DATE:
            continue
        dated = _CHINESE.sub(r"\1-\2-\3", _STAMPED.sub("", part))
        bare = _ZONE.sub("", dated).strip()
        if is_date(bare):
            yield _ZONE.sub(r"\1\2:\3", dated)


def shown_byline(root: Any, head: Any) -> str:
    """The name in the first element below the headline that is nothing but a byline, or is marked as one."""
    near = [each for each in _below(head, _LEAVES) or _first(root, f"//body//*[{_LEAVES}]") if len(each) <= _PARTS]
    for element in near:
        for part in _PARTED.split(_line(element, _LONGEST_BYLINE)):
            if name := byline(part):
                return name
    marked = _first(root, f"//body//*[{_AUTHORED} or {_CONTRIBUTOR}]")
    lines = (_line(each, _LONGEST_BYLINE) for each in marked)
    return next((name for line in lines if (name := byline(line) or (line if is_name(line) else ""))), "")


def shown_section(root: Any, head: Any, title: str = "") -> str:
    """A name near the headline that is also in a menu above it, or is marked as a category; else the last crumb."""
    if head is None:
        return ""
    links = _first(head, "preceding::a")
    menu = {line.casefold() for entry in links if (line := _line(entry, _LONGEST_SECTION)) and not _is_home(entry)}
    above = head.xpath(
        f"preceding::*[{_LEAVES}][position() <= {_NEAR}][not(ancestor::nav or ancestor::header[.//nav])]"
    )
    near = [*reversed(above), *head.xpath(f"following::*[{_LEAVES}][position() <= {_NEAR}]")]
    labels = [text for each in _first(root, f"//a[{_LABELLED}]") if (text := _line(each, _LONGEST_SECTION))]
    crumbs = (part for each in _first(root, f"//*[{_CRUMBS}]")[:5] for part in reversed(_crumbs(each, title)))
    marked = [text for each in _first(root, f"//*[{_SECTIONED}]") if (text := _line(each, _LONGEST_SECTION))]
    texts = [(each, text) for each in near if (text := _line(each, _LONGEST_SECTION))]
    own = [text for each, text in texts if text.casefold() in menu and not _is_menu_entry(each)]
    return next(iter((*[text for text in marked if text.casefold() in menu], *own, *crumbs, *labels)), "")


def _is_home(link: Any) -> bool:
    return not (link.get("href") or "").strip("/#")


def _is_menu_entry(element: Any) -> bool:
    """Whether it stands in a row of links."""
    for each in [element, *islice(element.iterancestors(), 2)]:
        alike = [
            other for other in each.itersiblings() if (other.tag, other.get("class")) == (each.tag, each.get("class"))
        ]
        before = each.itersiblings(preceding=True)
        alike += [other for other in before if (other.tag, other.get("class")) == (each.tag, each.get("class"))]
        if sum(other.tag == "a" or other.find("a") is not None for other in alike[:_NEAR]) >= _ROW:
            return True
    return False


def _crumbs(element: Any, title: str) -> list[str]:
    texts = [" ".join(text.split()) for text in element.itertext() for text in _SEPARATORS.split(text.strip())]
    texts = [text for text in texts if any(map(str.isalnum, text)) and len(text) <= _LONGEST_SECTION and text != "正文"]
    return [text for text in texts if text.casefold() != title.casefold()][1:] if len(texts) > 1 else []


def shown_picture(head: Any, last_line: str, url: str) -> str:
    """The first picture between the headline and the article's last line."""
    for element in () if head is None else _first(head, "following::*[self::img or self::p]"):
        if element.tag == "img" and (address := picture(element, url)):
            return address
        if (
            element.tag == "p"
            and last_line
            and " ".join(element.text_content()[:400].split()).startswith(last_line[:80])
        ):
            break
    return ""


def _below(head: Any, leaves: str) -> list[Any]:
    return [] if head is None else _first(head, f"following::*[{leaves}]")


def _first(element: Any, path: str) -> list[Any]:
    """The first elements of a path, chosen by libxml2, so that a page of 100,000 elements makes no objects of them."""
    return list(element.xpath(f"({path})[position() <= {_TRIED}]"))


def _line(element: Any, longest: int) -> str:
    """The text of an element in one line; "" if it is longer."""
    text = " ".join(element.text_content()[: 4 * longest].split())
    return text if len(text) <= longest else ""
