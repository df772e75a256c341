"""What a post says of its item besides the news: that it is an update, in another language, corrected; who wrote the
summary, and who else carries it."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.links import is_web
from bot.domain.model import Address, Button, Edition, Item, Line, Span
from bot.domain.style import Gettext
from bot.domain.text import clean, cut

EDITIONS = 3  # buttons
CREDITS = 4  # names; of more only the number
CREDIT_UNITS = 40  # UTF-16 units
EARLIER_UNITS = 160  # of a title that was corrected
SWITCH = "e"  # the press that shows another edition, with its article's id
LONGEST_LANGUAGE = 8  # letters of a tag that fit on a button


def marks(item: Item, address: Address, gettext: Gettext, *, update: bool) -> list[str]:
    """What stands before the section and the byline, and what stands behind them: in two or three words each."""
    _ = gettext
    found = [_("Update")] if update else []
    return [*found, language_mark(item.language)] if is_second_best(item, address) else found


def is_second_best(item: Item, address: Address) -> bool:
    """Is the item in another language than the one in which this chat would rather have it?"""
    return bool(address.languages and item.language) and item.language != address.languages[0]


def language_mark(language: str) -> str:
    """A language as it stands on buttons: its code in capitals. These are letters of ASCII, so no word is re-cased."""
    return language.partition("-")[0][:LONGEST_LANGUAGE].upper()


def corrected(item: Item, since: datetime | None, time: str, gettext: Gettext) -> tuple[Line, ...]:
    """The line on a correction, where the message has stood `since` before it; none where it never said anything else.
    `time`: of the correction, on the chat's clock."""
    if since is None or item.corrected is None or item.corrected < since:
        return ()
    _ = gettext
    earlier = cut(" ".join(clean(item.correction).split()), EARLIER_UNITS)
    if not earlier or item.correction == item.title:
        return ((Span(_("Corrected {time}: the text has changed.").format(time=time)),),)
    words = _("Corrected {time}: the headline was “{headline}”.").replace("{time}", time)
    before, _sep, after = words.partition("{headline}")
    return ((Span(before), Span(earlier, outside=True), Span(after)),)


def credits(item: Item, gettext: Gettext) -> list[Span]:
    """The other sources of an item, each linked to what it published: its words, and a part of a line for each."""
    named = [(" ".join(clean(each.name).split()), each.url) for each in item.credits]
    parts = [Span(cut(name, CREDIT_UNITS), url=url if is_web(url) else "", outside=True) for name, url in named if name]
    more = len(parts) - CREDITS
    return [*parts[:CREDITS], Span(f"+{more}")] if more > 0 else parts


def switches(editions: Sequence[Edition], address: Address) -> tuple[Button, ...]:
    """The buttons that show the item in another of the languages that a chat accepts, in the stead of this one."""
    accepted = [each for each in editions if not address.languages or each.language in address.languages]
    known = [each for each in accepted if each.language.isascii() and each.language]
    return tuple(Button(language_mark(each.language), data=f"{SWITCH}:{each.article_id}") for each in known[:EDITIONS])
