"""The stream's rhythm: which article comes next, in which edition, and what happens between two of them.

    en 1 · en 2 · ru 1 · en 3 · az 1 · en 1+ · ru 1+ · az 1+ ‖ en 4 · en 5 · ru 4 · en 6 · az 4 ‖ …

So one story in three stands in all editions, and who reads everything reads mostly English. 1+ is what follows the
first story of the round of which anything is known to follow, in the editions where that stands; in some rounds it is
none. Two things happen between articles: the round's second story goes to the wire, once the first is told in all
editions; and in every other round the third is told with a wrong number, which the next round corrects.
"""

from collections import deque
from dataclasses import dataclass
from typing import Literal, NamedTuple

from bot.demo.newsroom.writing import Story, Writer

_FIRST, _WIRED, _LAST = range(3)  # a round's stories
_BEATS = (("en", _FIRST), ("en", _WIRED), ("ru", _FIRST), ("en", _LAST), ("az", _FIRST))
_FOLLOWS = {_FIRST: ("en", "ru", "az"), _WIRED: ("en",), _LAST: ("en",)}  # in which editions
_MISTAKES = 2  # in every so many rounds there is one


class Aside(NamedTuple):
    """What is done with a story that stands there already."""

    act: Literal["wire", "correct"]
    story: Story


@dataclass(frozen=True, slots=True)
class Turn:
    """The next article, and what happens some time after it."""

    story: Story
    edition: str
    after: tuple[Aside, ...] = ()


class Rounds:
    """The turns, for as long as the writer has stories."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._stories: list[Story] = []
        self._beat = 0
        self._number = 0
        self._later: deque[Turn] = deque()
        self._right: Story | None = None  # of the one that was told wrongly

    def next(self) -> Turn:
        """The next turn. Raises `NothingLeft`."""
        if self._beat == len(_BEATS) and self._later:
            return self._later.popleft()
        if self._beat in (0, len(_BEATS)):
            self._beat, self._number = 0, self._number + 1
            self._stories.clear()
        edition, which = _BEATS[self._beat]
        if which == len(self._stories):
            self._stories.append(self._writer.next())
        self._beat += 1
        return self._turn(edition, which)

    def _turn(self, edition: str, which: int) -> Turn:
        story, after = self._stories[which], list[Aside]()
        if which == _LAST:
            story = story if self._followed() is story else self._perhaps_wrong(story)
        elif which == _WIRED and self._right:
            after.append(Aside("correct", self._right))
            self._right = None
        elif edition == "az":
            after.append(Aside("wire", self._stories[_WIRED]))
        return Turn(story, edition, tuple(after))

    def _followed(self) -> Story | None:
        """Let the first of the round's stories that is known to go on do so. Returns it."""
        for which, story in enumerate(self._stories):
            if later := self._writer.continued(story):
                self._later.extend(Turn(later, edition) for edition in _FOLLOWS[which])
                return story
        return None

    def _perhaps_wrong(self, story: Story) -> Story:
        wrong = self._writer.mistaken(story) if self._number % _MISTAKES else None
        self._right = story if wrong else None
        return wrong or story
