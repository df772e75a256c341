"""Invented articles of four languages, any thousand of them at a time: the same ones for the same seed.

Title of 8 words, 6 of them about something, and each of those about twice in the text as well; text of 60–120 words.
Sources, sections and authors are used as unevenly as real ones. Of a hundred items two have editions in other
languages and two a reprint in another source; every tenth tells more of an earlier one's story. Ids follow time, but
for items that were found late.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from typing import NamedTuple

from bench.search.words import LANGUAGES, Vocabulary, vocabulary

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
SPAN = timedelta(days=3 * 365)
CHUNK = 1000  # items made at a time
SHARES = {"en": 18, "ru": 15, "az": 10, "hy": 7}  # sources of each language
SECTIONS = (
    "world", "politics", "economy", "sport", "society", "culture", "region", "incidents", "science", "technology",
    "health", "education", "energy", "transport", "opinion", "football", "travel", "weather", "defence", "law",
)  # fmt: skip
AUTHORS = 400
TITLE_WORDS, TOPICS = 8, 6
TEXT_WORDS = (60, 120)
COMMA = 0.12  # of words have one behind them
NAMED = 0.3  # of texts have a name that no other has
LATE = 0.01  # of items are found up to a month after their publication


class Article(NamedTuple):
    """`number` and `item` count from 1; `relation` as in the table `articles`."""

    number: int
    item: int
    story: int
    relation: str
    source: str
    section: str
    language: str
    authors: tuple[str, ...]
    published: datetime
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """`weight`: how much it publishes beside the others."""

    id: str
    language: str
    weight: float


@dataclass(frozen=True, slots=True)
class World:
    """All that articles are made of, and how many items there are."""

    seed: int
    items: int
    vocabularies: Mapping[str, Vocabulary]
    sources: Sequence[Source]
    authors: Mapping[str, Sequence[str]]  # by language


def world(seed: int, items: int) -> World:
    """The same for the same seed."""
    chance = random.Random(f"{seed} world")
    known = {language.code: vocabulary(language, seed) for language in LANGUAGES}
    spoken = [language for language, count in SHARES.items() for _ in range(count)]
    chance.shuffle(spoken)
    sources = [Source(f"s{at:02}", language, 1 / (at + 3)) for at, language in enumerate(spoken)]
    each = AUTHORS // len(known)
    authors = {code: [f"{own.name(chance)} {own.name(chance)}" for _ in range(each)] for code, own in known.items()}
    return World(seed, items, known, sources, authors)


def articles_before(item: int) -> int:
    """How many articles the items before this one (counted from 0) have."""
    return sum(1 + _further(each) for each in range(100)) * (item // 100) + sum(
        1 + _further(each) for each in range(item % 100)
    )


def _further(item: int) -> int:
    """Editions in other languages, or reprints, beside an item's first article."""
    return {7: 2, 53: 1, 11: 1, 61: 1}.get(item % 100, 0)


def chunk(made_of: World, start: int) -> list[Article]:
    """The articles of so many items from this one on (counted from 0)."""
    chance = random.Random(f"{made_of.seed} {start}")
    number = articles_before(start)
    found: list[Article] = []
    for item in range(start, min(start + CHUNK, made_of.items)):
        found += _articles(made_of, chance, item, number)
        number += 1 + _further(item)
    return found


def _articles(made_of: World, chance: random.Random, item: int, number: int) -> Iterator[Article]:
    story = item - 4 if item % 10 == 9 else item
    sources = chance.choices(made_of.sources, [source.weight for source in made_of.sources], k=1)
    first = _article(made_of, chance, sources[0], _published(made_of, chance, item))
    yield first._replace(number=number + 1, item=item + 1, story=story + 1)
    others = [source for source in made_of.sources if source.language != sources[0].language] if _further(item) else []
    chance.shuffle(others)
    for further in range(_further(item)):
        later = first.published + timedelta(minutes=chance.randint(5, 300))
        if item % 100 in (11, 61):
            source = chance.choice([each for each in made_of.sources if each.language == first.language])
            again = first._replace(relation="reprint", source=source.id, published=later)
        else:
            other = [each for each in others if not further or each.language != others[0].language][0]
            again = _article(made_of, chance, other, later)._replace(relation="edition", section=first.section)
        yield again._replace(number=number + 2 + further, item=item + 1, story=story + 1)


def _published(made_of: World, chance: random.Random, item: int) -> datetime:
    when = NOW - SPAN + SPAN * ((item + 1) / made_of.items) - timedelta(minutes=chance.randint(2, 240))
    late = timedelta(days=30 * chance.random()) if chance.random() < LATE else timedelta()
    return (when - late).replace(microsecond=0)


def _article(made_of: World, chance: random.Random, source: Source, published: datetime) -> Article:
    words = made_of.vocabularies[source.language]
    topics = words.topics(chance, TOPICS)
    title = [*topics, *words.say(chance, TITLE_WORDS - TOPICS)]
    chance.shuffle(title)
    named = chance.choices(made_of.authors[source.language], k=chance.choice((0, 1, 1, 2)))
    return Article(
        number=0,
        item=0,
        story=0,
        relation="",
        source=source.id,
        section=SECTIONS[int(len(SECTIONS) * chance.random() ** 2)],
        language=source.language,
        authors=tuple(dict.fromkeys(named)),
        published=published,
        title=_sentence(title),
        text=_text(chance, words, topics),
    )


def _text(chance: random.Random, vocabulary: Vocabulary, topics: Sequence[str]) -> str:
    words = vocabulary.say(chance, chance.randint(*TEXT_WORDS))
    for word in topics:
        for _ in range(chance.choice((0, 1, 2, 2, 3))):
            words[int(len(words) * chance.random())] = word
    if chance.random() < NAMED:
        words[int(len(words) * chance.random())] = vocabulary.name(chance)
    for _ in range(int(len(words) * COMMA)):
        place = int(len(words) * chance.random())
        words[place] = words[place].rstrip(",") + ","
    ends = [*accumulate(chance.randint(8, 20) for _ in range((len(words) - 1) // 20)), len(words)]
    return " ".join(_sentence(words[start:end]).rstrip(",") + "." for start, end in pairwise([0, *ends]))


def _sentence(words: Sequence[str]) -> str:
    first, *rest = words
    return " ".join((first[:1].upper() + first[1:], *rest))
