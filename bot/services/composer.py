"""Composes posts, each variation once: one article goes to 100,000 chats in a handful of forms."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from functools import partial

from bot.domain.corrections import reason_of
from bot.domain.digest import UNITS, Units, digest, shown_units
from bot.domain.found import Found, found_lines
from bot.domain.model import Address, Item, Line, Post
from bot.domain.notices import offered, told, unpacked
from bot.domain.post import TITLE_UNITS, compose, entry_lines, struck, zone_of
from bot.domain.style import Style
from bot.ports import Clock, Wording

VARIATIONS = 1024  # posts kept; a post is about 2 kB, a digest 20

Composed = tuple[Post, int]  # how many items it shows


class Composer:
    """Callable: (item, address) → `Post`; the same object for chats that see the same.

    `units`: how long a line is, as the platform counts; a message holds `most` of them.
    """

    most = UNITS

    def __init__(self, style: Style, wording: Wording, clock: Clock, *, units: Units = shown_units) -> None:
        self.style = style
        self._line_units = units
        self._wording = wording
        self._clock = clock
        self._posts: OrderedDict[Hashable, Composed] = OrderedDict()

    def __call__(self, item: Item, address: Address, *, update: bool = False, since: datetime | None = None) -> Post:
        """The post of an item as this chat sees it now; see `compose`."""
        now = self._clock()
        earlier = since if since and item.corrected and since <= item.corrected else None

        def composed() -> Composed:
            language = self._language(address)
            return compose(item, address, self.style, *language, now, update=update, since=earlier), 1

        return self._once(self._variation((item, update, earlier is not None), address, now), composed)[0]

    def digest(self, items: Sequence[Item], address: Address) -> Composed:
        """As many of the items, from the first on, as one message holds, and how many those are."""
        now = self._clock()

        def composed() -> Composed:
            return digest(items, address, self.style, *self._language(address), now, units=self._line_units)

        return self._once(self._variation(tuple(items), address, now), composed)

    def struck(self, item: Item, address: Address, payload: str) -> Post:
        """The item's post once its article was taken down. The payload may name a `reason`."""
        gettext, _ = self._language(address)
        return struck(item, address, self.style, gettext, reason_of(payload))

    def notice(self, payload: str, address: Address) -> Post:
        """A notice in the chat's language, with its buttons. Raises `ValueError` for a payload that is none."""
        gettext, _ = self._language(address)
        notice = unpacked(payload)
        return Post(told(notice, gettext), rows=offered(notice, gettext), silent=not address.sound)

    def entry(self, item: Item, address: Address, title_units: int = TITLE_UNITS) -> tuple[Line, Line]:
        """The item's two lines in a list."""
        gettext, day = self._language(address)
        return entry_lines(item, address, self.style, gettext, day, self._clock(), title_units=title_units)

    def found(self, each: Found, address: Address, units: int) -> tuple[Line, ...]:
        """The lines of what a search has found; title and passage have at most so many UTF-16 units."""
        gettext, day = self._language(address)
        return found_lines(each, address, self.style, gettext, day, self._clock(), units=units)

    def units(self, lines: Sequence[Line]) -> int:
        """The length of a message of these lines, as the platform counts."""
        return sum(self._line_units(line) + 1 for line in lines)

    def _once(self, variation: Hashable, composed: Callable[[], Composed]) -> Composed:
        """What was composed for the variation before, or is now."""
        if variation in self._posts:
            self._posts.move_to_end(variation)
        else:
            self._posts[variation] = composed()
            if len(self._posts) > VARIATIONS:
                self._posts.popitem(last=False)
        return self._posts[variation]

    def _language(self, address: Address) -> tuple[Callable[[str], str], Callable[[datetime], str]]:
        language = address.language or self.style.language
        return self._wording.words(language).gettext, partial(self._wording.day, language)

    def _variation(self, shown: Hashable, address: Address, now: datetime) -> Hashable:
        """All that `compose` and `digest` look at. Items count whole: a corrected one is another."""
        place = address.place
        return (
            shown,
            place.kind,
            place.comments,
            address.layout,
            address.language,
            address.languages,
            address.timezone,
            address.pictures,
            address.sound,
            address.footer,
            now.astimezone(zone_of(address, self.style)).date(),
        )
