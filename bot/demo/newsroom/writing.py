"""Which articles there are to be told, in which words: the patterns of the plan, filled by a seeded draw.

Titles are never used twice in one edition, so one draw is good only if its title is new in each of them. Patterns come
like the cards of a shuffled deck: all of them once, before any comes again. So do names, or all would happen in three
towns.

Of some stories there is more to tell: what followed (`Writer.continued`), and how it was told first, with a wrong
number in its title (`Writer.mistaken`).
"""

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from babel.numbers import format_decimal

from bot.demo.newsroom.stories import EDITIONS, Kind, Planned, Stories, Told, fill, slot_list
from bot.domain.errors import CrierError

TRIES = 200  # draws for one article, before the patterns count as exhausted
MOST_STORIES = 20_000  # in one run, since their titles are remembered: two days and more, an article every six seconds
_GROUPED = 10_000  # a smaller number is written without a separator: it may be a year


class NothingLeft(CrierError):
    """Every title that the patterns can make has stood there already, or nearly every."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A story in one language."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draw:
    """What fills the slots: indices of the word lists, and numbers."""

    picks: Mapping[str, int]
    numbers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Story:
    """What happened, told in every edition. `number` counts the stories of a run; `id` is the story's alone."""

    id: str
    number: int
    section: str
    author: str
    picture: str
    tellings: Mapping[str, Telling]
    planned: Planned
    draw: Draw


class Writer:
    """Tells the stories: the same ones in the same order for the same seed."""

    def __init__(self, stories: Stories, seed: int) -> None:
        self._stories = stories
        self._random = random.Random(seed)  # noqa: S311 - a sample, not a secret
        self._deck: list[Planned] = []
        self._hands: dict[str, list[int]] = {}  # of each word list the indices that are still to come
        self._used: dict[str, set[str]] = {edition: set() for edition in EDITIONS}
        self._number = 0

    def archive(self) -> tuple[Story, ...]:
        """What stands there from the start, in the plan's order."""
        return tuple(self._accepted(self._drawn(planned, "archive")) for planned in self._stories.plan.archive)

    def next(self) -> Story:
        """A story never told before. Raises `NothingLeft`."""
        for _ in range(TRIES if self._number < MOST_STORIES else 0):
            story = self._drawn(self._card(), "live")
            if self._is_new(story):
                return self._accepted(story)
        raise NothingLeft("the newsroom's patterns are used up: it publishes nothing more")

    def continued(self, story: Story) -> Story | None:
        """What followed; None where nothing is known to have."""
        planned = self._stories.plan.followed(story.planned.id)
        if planned is None or self._number >= MOST_STORIES:
            return None
        numbers = {**story.draw.numbers, **self._numbers(planned)}
        later = self._story(planned, "later", Draw(story.draw.picks, numbers))
        return self._accepted(later) if self._is_new(later) else None

    def mistaken(self, story: Story) -> Story | None:
        """The story with one number wrong that its title names in every edition; None where none does."""
        titles = [edition.live[story.planned.id].title for edition in self._stories.editions.values()]
        for name, (least, greatest) in sorted(story.planned.numbers.items()):
            others = [number for number in range(least, greatest + 1) if number != story.draw.numbers[name]]
            if others and all(f"{{{name}}}" in title for title in titles):
                numbers = {**story.draw.numbers, name: self._random.choice(others)}
                wrong = self._story(story.planned, "live", Draw(story.draw.picks, numbers))
                new = self._is_new(wrong)
                self._use(wrong)
                return replace(wrong, id=story.id, number=story.number) if new else None
        return None

    def _card(self) -> Planned:
        if not self._deck:
            self._deck = self._random.sample(self._stories.plan.live, len(self._stories.plan.live))
        return self._deck.pop()

    def _is_new(self, story: Story) -> bool:
        return not any(telling.title in self._used[name] for name, telling in story.tellings.items())

    def _use(self, story: Story) -> None:
        for name, telling in story.tellings.items():
            self._used[name].add(telling.title)

    def _accepted(self, story: Story) -> Story:
        self._use(story)
        self._number += 1
        return replace(story, id=f"{story.planned.id}-{self._number}", number=self._number)

    def _drawn(self, planned: Planned, kind: Kind) -> Story:
        numbers = self._numbers(planned)
        return self._story(planned, kind, Draw(self._picks(self._stories.names(planned, kind)), numbers))

    def _numbers(self, planned: Planned) -> dict[str, int]:
        return {name: self._random.randint(*bounds) for name, bounds in sorted(planned.numbers.items())}

    def _picks(self, slots: frozenset[str]) -> dict[str, int]:
        """An index for each slot: different ones for the slots of one list."""
        picks: dict[str, int] = {}
        for slot in sorted(slots):
            name = slot_list(slot)
            taken = {index for other, index in picks.items() if slot_list(other) == name}
            picks[slot] = self._name(name, taken)
        return picks

    def _name(self, name: str, taken: Collection[int]) -> int:
        """The next index of a list, but for those taken."""
        hand = self._hands.setdefault(name, [])
        if not set(hand) - set(taken):
            count = len(self._stories.editions[EDITIONS[0]].words[name])
            hand[:0] = self._random.sample(range(count), count)  # below what is left
        index = next(each for each in reversed(hand) if each not in taken)
        hand.remove(index)
        return index

    def _story(self, planned: Planned, kind: Kind, draw: Draw) -> Story:
        tellings = {
            name: self._telling(name, edition.told(kind)[planned.id], draw)
            for name, edition in self._stories.editions.items()
        }
        section, author, picture = planned.section, planned.author, planned.picture
        return Story("", 0, section, author, picture, tellings, planned, draw)

    def _telling(self, name: str, told: Told, draw: Draw) -> Telling:
        words = self._stories.editions[name].words
        filled = {slot: words[slot_list(slot)][index] for slot, index in draw.picks.items()}
        filled |= {slot: _written(number, name) for slot, number in draw.numbers.items()}
        paragraphs = (" ".join(paragraph.split()) for paragraph in fill(told.text, filled).split("\n\n"))
        return Telling(fill(told.title, filled), tuple(filter(None, paragraphs)))


def _written(number: int, language: str) -> str:
    return format_decimal(number, locale=language) if number >= _GROUPED else str(number)
