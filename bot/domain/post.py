"""How an item looks in a chat: `compose(item, address)` → `Post`, pure and blind to platforms.

The forms, top to bottom (what is unknown is left out; nothing removes the link to the source):

    title                                   bold, linked to the article
    summary                                 as long as the chat's layout allows
    (blank)
    Corrected 22:31: …                      where the message has said something else
    World · Naila Example · 22:04 · Site    the last is always a link: to the article, or else to the homepage
    Also: Wire · Other                      other sources that carry it
    @footer                                 channels: the chat's own line
    Share: Telegram · WhatsApp · …          where links stand for buttons

A keyboard takes away a channel's comments, and buttons other than addresses die when a post is forwarded: so a
channel with comments gets links, one without gets addresses only, and everybody else the copy button as well.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from bot.domain import annotations, sharing
from bot.domain.corrections import because
from bot.domain.links import is_web, with_campaign
from bot.domain.model import Address, Card, Item, Layout, Line, Post, Span
from bot.domain.style import Day, Gettext, Style
from bot.domain.summary import within
from bot.domain.text import clean, cut, direction, isolate

TITLE_UNITS = 300  # UTF-16 units, as all lengths here that end in UNITS
NAME_UNITS = 60  # of an author, a section, the site
NAMES = 2
FOOTER_UNITS = 200
DOT = " · "

LAYOUTS: dict[Layout, tuple[int, int]] = {
    "brief": (0, 0),
    "standard": (2, 420),
    "full": (3, 600),
}  # sentences, characters


def compose(
    item: Item,
    address: Address,
    style: Style,
    gettext: Gettext,
    day: Day,
    now: datetime,
    *,
    update: bool = False,
    since: datetime | None = None,
) -> Post:
    """One item as one message for one chat. `day` writes a date in the chat's language; `now` is aware.

    `update`: it follows another item of its story. `since` when the message has stood there that is composed anew.
    """
    shared = sharing.Shared(item.url, _shown(item, style), title_of(item, style))
    as_links = sharing.shares_as_links(address.place, style)
    text = " ".join(clean(" ".join(within(item.summary, *LAYOUTS[address.layout]))).split())
    item = item if text else replace(item, automatic=False)  # what is not shown needs no word about who wrote it
    above = annotations.corrected(item, since, _moment(item.corrected or now, address, style, day, now), gettext)
    notes = _notes(item, address, style, shared, gettext, as_links=as_links)
    marks = annotations.marks(item, address, gettext, update=update)
    lines: list[Line] = [(headline(item, style),)]
    if text:
        lines += [(Span(text),), ()]
    lines += [*above, _meta_line(item, address, style, gettext, day, now, marks), *notes]
    pictured = style.images and address.pictures and is_web(item.image)
    site = one_line(style.site_name, NAME_UNITS)
    return Post(
        lines=tuple(lines),
        image=item.image if pictured else "",
        preview=item.url if is_web(item.url) else "",
        rows=sharing.rows(
            shared,
            site,
            address.place,
            style,
            gettext,
            as_links=as_links,
            also=annotations.switches(item.editions, address),
        ),
        silent=not address.sound,
        card=_card(item, style, gettext, text, marks, (*above, *notes)) if style.cards else None,
    )


def struck(item: Item, address: Address, style: Style, gettext: Gettext, reason: str = "") -> Post:
    """What stands in place of a post whose article was taken down, for the `reason` (see `corrections.because`)."""
    title = Span(title_of(item, style), bold=True, url=_shown(item, style), strike=True)
    why = one_line(because(reason, gettext), FOOTER_UNITS)
    words = gettext("This article was taken down: {reason}") if why else gettext("This article was taken down.")
    before, _, after = words.partition("{reason}")
    told = Span(before), Span(why, outside=True), Span(after)
    return Post(
        lines=((title,), tuple(span for span in told if span.text), (_attribution(item, style),)),
        silent=not address.sound,
    )


def entry_lines(
    item: Item,
    address: Address,
    style: Style,
    gettext: Gettext,
    day: Day,
    now: datetime,
    *,
    title_units: int = TITLE_UNITS,
) -> tuple[Line, Line]:
    """An item in a list: its linked title, and under it what it is `about`."""
    return (headline(item, style, title_units),), about(item, address, style, gettext, day, now)


def about(item: Item, address: Address, style: Style, gettext: Gettext, day: Day, now: datetime) -> Line:
    """Section, time and the link to the source."""
    parts = [section_of(item, gettext), when(item, address, style, day, now)]
    return joined([*(Span(part) for part in parts if part), _attribution(item, style)])


# --- the parts of a line -----------------------------------------------------------------------------------


def one_line(text: str, units: int) -> str:
    """Outside text as one clean line of at most so many UTF-16 units."""
    return cut(" ".join(clean(text).split()), units)


def title_of(item: Item, style: Style, units: int = TITLE_UNITS) -> str:
    """The title; a feed without titles gets the site's name in its place."""
    return one_line(item.title, units) or one_line(style.site_name, NAME_UNITS)


def headline(item: Item, style: Style, units: int = TITLE_UNITS, *, bold: bool = True) -> Span:
    """The title, linked to the article."""
    return Span(title_of(item, style, units), bold=bold, url=_shown(item, style))


def section_of(item: Item, gettext: Gettext) -> str:
    """The section as people read it."""
    return one_line(section_name(item.section, item.section_label, gettext), NAME_UNITS)


def section_name(key: str, label: str, gettext: Gettext) -> str:
    """A well-known section by its name in the catalogue; any other as the site writes it, never re-cased."""
    return known_sections(gettext).get(key) or label or key


def known_sections(gettext: Gettext) -> dict[str, str]:
    """The well-known sections: key → name."""
    _ = gettext
    return {
        "world": _("World"),
        "politics": _("Politics"),
        "economy": _("Economy"),
        "business": _("Business"),
        "finance": _("Finance"),
        "society": _("Society"),
        "culture": _("Culture"),
        "sport": _("Sport"),
        "science": _("Science"),
        "technology": _("Technology"),
        "health": _("Health"),
        "education": _("Education"),
        "opinion": _("Opinion"),
        "interview": _("Interview"),
        "analytics": _("Analytics"),
        "incidents": _("Incidents"),
        "travel": _("Travel"),
    }


def hashtag(name: str) -> str:
    """A section as a hashtag: its words joined with underscores, their case kept; without a letter it stays plain."""
    kept = "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in name)
    return "#" + "_".join(kept.split()) if any(char.isalpha() for char in kept) else name


def zone_of(address: Address, style: Style) -> tzinfo:
    """The chat's zone, else the site's, else UTC: a name that is no zone is passed over."""
    for name in (address.timezone, style.timezone):
        try:
            return ZoneInfo(name)
        except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError; OSError: a folder's name
            continue
    return UTC


def when(item: Item, address: Address, style: Style, day: Day, now: datetime) -> str:
    """When it was published, on the chat's clock; with the date if that is not today; "" if nobody knows."""
    return _moment(item.published, address, style, day, now) if item.dated else ""


def _moment(moment: datetime, address: Address, style: Style, day: Day, now: datetime) -> str:
    zone = zone_of(address, style)
    moment = moment.astimezone(zone)
    time = f"{moment:%H:%M}"
    return time if moment.date() == now.astimezone(zone).date() else f"{day(moment)}, {time}"


def joined(parts: Sequence[Span], separator: str = DOT) -> Line:
    """Parts of a line with separators; each isolated by direction where right-to-left stands among left-to-right."""
    if len({direction(part.text) for part in parts}) > 1:
        parts = [Span(isolate(part.text), part.bold, part.italic, part.url) for part in parts]
    line: list[Span] = []
    for part in parts:
        if line:
            _extend(line, Span(separator))
        _extend(line, part)
    return tuple(line)


def plain_words(line: Line) -> str:
    """What a line says."""
    return "".join(span.text for span in line)


def _extend(line: list[Span], part: Span) -> None:
    """Add a part, as one run with the last where both are plain."""
    if line and line[-1] == Span(line[-1].text) and part == Span(part.text):
        line[-1] = Span(line[-1].text + part.text)
    else:
        line.append(part)


def _notes(
    item: Item, address: Address, style: Style, shared: sharing.Shared, gettext: Gettext, *, as_links: bool
) -> tuple[Line, ...]:
    """The lines below: other sources, a channel's own, and share links where no buttons are."""
    notes: list[Line] = []
    if others := annotations.credits(item, gettext):
        notes.append((Span(gettext("Also:") + " "), *joined(others)))
    if address.place.kind == "channel" and (footer := one_line(address.footer, FOOTER_UNITS)):
        notes.append((Span(footer),))
    if links := sharing.links(shared, style, instead=as_links):
        notes.append((Span(gettext("Share:") + " "), *joined(links)))
    return tuple(notes)


def _card(item: Item, style: Style, gettext: Gettext, text: str, marks: Sequence[str], notes: tuple[Line, ...]) -> Card:
    byline = [*marks, _media(item, gettext), _byline(item, style), _made(item, gettext)]
    return Card(
        title=headline(item, style),
        text=text,
        site=one_line(style.site_name, NAME_UNITS),
        attribution=_attribution(item, style),
        section=section_of(item, gettext),
        section_key=item.section,
        byline=plain_words(joined([Span(part) for part in byline if part])),
        published=item.published if item.dated else None,
        notes=notes,
    )


def _meta_line(
    item: Item, address: Address, style: Style, gettext: Gettext, day: Day, now: datetime, marks: Sequence[str]
) -> Line:
    section = section_of(item, gettext)
    tagged = hashtag(section) if address.place.kind == "channel" else section
    about = _media(item, gettext), _byline(item, style), when(item, address, style, day, now), _made(item, gettext)
    parts = [*marks, tagged, *about]
    return joined([*(Span(part) for part in parts if part), _attribution(item, style)])


def _media(item: Item, gettext: Gettext) -> str:
    _ = gettext
    return {"video": _("Video"), "audio": _("Audio"), "gallery": _("Photos")}.get(item.media, "")


def _made(item: Item, gettext: Gettext) -> str:
    """Whether a program wrote the summary, for readers who want to know what is the newsroom's own words."""
    return gettext("summary: automatic") if item.automatic and item.summary else ""


def _byline(item: Item, style: Style) -> str:
    """The authors, at most two; the site's own name is no byline, it stands at the end already."""
    names = (one_line(name, NAME_UNITS) for name in item.authors)
    return ", ".join([name for name in names if name and name.casefold() != style.site_name.casefold()][:NAMES])


def _attribution(item: Item, style: Style) -> Span:
    return Span(one_line(style.site_name, NAME_UNITS), url=_shown(item, style) or style.homepage)


def _shown(item: Item, style: Style) -> str:
    """The article's address as people follow it from here; shared and copied ones stay canonical."""
    if not is_web(item.url):
        return ""
    return with_campaign(item.url, style.campaign.replace("{platform}", style.platform), style.homepage)
