"""What is asked of the archive, drawn from its own words: kinds of queries, and how FTS5 would be asked the same."""

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from bench.search.texts import CHUNK, SECTIONS, Article, World, chunk
from bench.search.words import Vocabulary
from bot.domain.text import words

COMMON, MID, RARE = (0, 12), (500, 5000), (40_000, 100_000)  # places of words in a vocabulary
EACH = 36  # queries of a kind
DEEP = 200  # items before the page


class Asked(NamedTuple):
    """`stock`: the same for FTS5's own tokenizer; "" where only an index of more than words can tell."""

    kind: str
    text: str
    stock: str = ""
    offset: int = 0


def drawn(made_of: World, each: int = EACH) -> list[Asked]:
    """So many queries of every kind."""
    chance = random.Random(f"{made_of.seed} queries")
    draw = _Drawing(made_of, chance)
    return [asked._replace(kind=kind) for kind, make in draw.kinds().items() for asked in (make() for _ in range(each))]


class _Drawing:
    def __init__(self, made_of: World, chance: random.Random) -> None:
        self._made_of = made_of
        self._chance = chance
        self._articles = self._some_articles()

    def kinds(self) -> dict[str, Callable[[], Asked]]:
        return {
            "commonest word": lambda: _plain(self._word(*COMMON)),
            "middling word": lambda: _plain(self._word(*MID)),
            "rare word": lambda: _plain(self._word(*RARE)),
            "2-4 words": self._together,
            "common and common": lambda: _plain(*self._two(COMMON, COMMON)),
            "common and middling": lambda: _plain(*self._two(COMMON, MID)),
            "phrase of common words": self._phrase,
            "-not": self._without,
            "OR": self._either,
            "section": self._section,
            "20 sources, commonest word": self._sources,
            "lang:": self._language,
            "by:": self._author,
            "after, before": self._when,
            "filters without words": self._filters,
            "a page deep": lambda: _plain(self._word(*self._chance.choice((COMMON, MID))))._replace(offset=DEEP),
            "nothing found": lambda: _plain(*self._two(MID, RARE), *self._two(RARE, RARE)),
            "prefix": self._prefix,
        }

    def _vocabulary(self) -> Vocabulary:
        return self._chance.choice(list(self._made_of.vocabularies.values()))

    def _word(self, low: int, high: int, vocabulary: Vocabulary | None = None) -> str:
        return (vocabulary or self._vocabulary()).words[self._chance.randrange(low, high)]

    def _two(self, one: tuple[int, int], other: tuple[int, int]) -> tuple[str, str]:
        own = self._vocabulary()
        return self._word(*one, own), self._word(*other, own)

    def _some_articles(self) -> Sequence[Article]:
        starts = self._chance.sample(range(0, self._made_of.items, CHUNK), min(3, -(-self._made_of.items // CHUNK)))
        return [article for start in starts for article in chunk(self._made_of, start)]

    def _together(self) -> Asked:
        """Words that are in one article."""
        found = words(self._chance.choice(self._articles).title)
        return _plain(*self._chance.sample(found, min(len(found), self._chance.randint(2, 4))))

    def _phrase(self) -> Asked:
        """Two common words as they stand side by side in an article."""
        own = self._vocabulary()
        common = set(own.words[: own.content])
        mixed = self._chance.sample(self._articles, len(self._articles))
        texts = (words(article.text) for article in mixed if article.language == own.language)
        pairs = (pair for text in texts for pair in zip(text, text[1:], strict=False) if common.issuperset(pair))
        two = next(pairs, own.words[:2])
        return Asked("", f'"{" ".join(two)}"', f'"{" ".join(two)}"')

    def _without(self) -> Asked:
        one, other = self._two(self._chance.choice((COMMON, MID)), COMMON)
        return Asked("", f"{one} -{other}", f"{_quoted(one)} NOT {_quoted(other)}")

    def _either(self) -> Asked:
        one, other = self._two(self._chance.choice((COMMON, MID)), self._chance.choice((COMMON, MID)))
        return Asked("", f"{one} OR {other}", f"{_quoted(one)} OR {_quoted(other)}*")

    def _section(self) -> Asked:
        word = self._word(*self._chance.choice((COMMON, MID)))
        return Asked("", f"section:{self._chance.choice(SECTIONS)} {word}")

    def _sources(self) -> Asked:
        sources = self._chance.sample([source.id for source in self._made_of.sources], 20)
        word = self._vocabulary().words[0]
        return Asked("", f"{word} " + " ".join(f"source:{source}" for source in sources))

    def _language(self) -> Asked:
        own = self._vocabulary()
        return Asked("", f"lang:{own.language} {self._word(*self._chance.choice((COMMON, MID)), own)}")

    def _author(self) -> Asked:
        own = self._vocabulary()
        author = self._chance.choice(self._made_of.authors[own.language])
        return Asked("", f'by:"{author}" {self._word(*COMMON, own)}')

    def _when(self) -> Asked:
        word = self._word(*self._chance.choice((COMMON, MID)))
        year, month = self._chance.choice((2024, 2025, 2026)), self._chance.randint(1, 10)
        when = ("after:7d", f"before:{year}-{month:02}", f"after:{year}-{month:02} before:{year}-{month + 2:02}-15")
        return Asked("", f"{self._chance.choice(when)} {word}")

    def _filters(self) -> Asked:
        source = self._chance.choice(self._made_of.sources).id
        section = self._chance.choice(SECTIONS)
        return Asked("", self._chance.choice((f"section:{section}", f"source:{source}", "after:30d", "before:2025")))

    def _prefix(self) -> Asked:
        word = self._word(*self._chance.choice(((100, 2000), MID, RARE)))
        while not word.isalpha() or len(word) < 4:
            word = self._word(*MID)
        return _plain(word[: self._chance.randint(3, 6)])


def _plain(*asked: str) -> Asked:
    """Words that must all be there, the last of them perhaps only begun."""
    return Asked("", " ".join(asked), " ".join(map(_quoted, asked)) + "*" * (len(asked[-1]) > 2))


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
