"""Which articles there are to be told, in which words: the patterns of the plan, filled by a seeded draw.

Titles are never used twice in one edition, so one draw is good only if its title is new in each of them. Patterns come
like the cards of a shuffled deck: all of them once, before any comes again.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from babel.numbers import format_decimal

from bot.demo.newsroom.stories import EDITIONS, Planned, Stories, Told, fill, slot_list
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
class Story:
    """What happened, told in every edition. `number` counts the stories of a run; `id` is the story's alone."""

    id: str
    number: int
    section: str
    author: str
    picture: str
    tellings: Mapping[str, Telling]


class Writer:
    """Tells the stories: the same ones in the same order for the same seed."""

    def __init__(self, stories: Stories, seed: int) -> None:
        self._stories = stories
        self._random = random.Random(seed)  # noqa: S311 - a sample, not a secret
        self._deck: list[Planned] = []
        self._used: dict[str, set[str]] = {edition: set() for edition in EDITIONS}
        self._number = 0

    def archive(self) -> tuple[Story, ...]:
        """What stands there from the start, in the plan's order."""
        told = {name: edition.archive for name, edition in self._stories.editions.items()}
        return tuple(
            self._accepted(planned, self._tellings(planned, {name: told[name][planned.id] for name in EDITIONS}))
            for planned in self._stories.plan.archive
        )

    def next(self) -> Story:
        """A story never told before. Raises `NothingLeft`."""
        for _ in range(TRIES if self._number < MOST_STORIES else 0):
            planned = self._card()
            told = {name: self._stories.editions[name].live[planned.id] for name in EDITIONS}
            tellings = self._tellings(planned, told)
            if not any(telling.title in self._used[name] for name, telling in tellings.items()):
                return self._accepted(planned, tellings)
        raise NothingLeft("the newsroom's patterns are used up: it publishes nothing more")

    def _card(self) -> Planned:
        if not self._deck:
            self._deck = self._random.sample(self._stories.plan.live, len(self._stories.plan.live))
        return self._deck.pop()

    def _accepted(self, planned: Planned, tellings: Mapping[str, Telling]) -> Story:
        for name, telling in tellings.items():
            self._used[name].add(telling.title)
        self._number += 1
        return Story(
            id=f"{planned.id}-{self._number}",
            number=self._number,
            section=planned.section,
            author=planned.author,
            picture=planned.picture,
            tellings=tellings,
        )

    def _tellings(self, planned: Planned, told: Mapping[str, Told]) -> dict[str, Telling]:
        numbers = {name: self._random.randint(*bounds) for name, bounds in sorted(planned.numbers.items())}
        picks = self._picks(frozenset[str]().union(*(each.slots for each in told.values())) - numbers.keys())
        return {name: self._telling(name, each, picks, numbers) for name, each in told.items()}

    def _picks(self, slots: frozenset[str]) -> dict[str, int]:
        """An index for each slot: different ones for the slots of one list."""
        words = self._stories.editions[EDITIONS[0]].words
        by_list: dict[str, list[str]] = {}
        for slot in sorted(slots):
            by_list.setdefault(slot_list(slot), []).append(slot)
        return {
            slot: index
            for name, members in by_list.items()
            for slot, index in zip(members, self._random.sample(range(len(words[name])), len(members)), strict=True)
        }

    def _telling(self, name: str, told: Told, picks: Mapping[str, int], numbers: Mapping[str, int]) -> Telling:
        words = self._stories.editions[name].words
        filled = {slot: words[slot_list(slot)][index] for slot, index in picks.items()}
        filled |= {slot: _written(number, name) for slot, number in numbers.items()}
        paragraphs = (" ".join(paragraph.split()) for paragraph in fill(told.text, filled).split("\n\n"))
        return Telling(fill(told.title, filled), tuple(filter(None, paragraphs)))


def _written(number: int, language: str) -> str:
    return format_decimal(number, locale=language) if number >= _GROUPED else str(number)
