"""Whatever people and programs type: 10,000 queries through `Archive.search`, mending among them.

Drawn of: letters of all of Unicode, surrogates and controls; FTS5's and tsquery's own signs and words; quotes of all
countries, unbalanced; SQL; keys with senseless values; words of the archive, whole, begun and misspelt; texts of 10,000
characters; and pieces of all that side by side.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from time import perf_counter

from bench.search.texts import NOW, SECTIONS, World
from bench.search.told import Row, percentile
from bot.adapters.storage.store import Store
from bot.services.archive import Archive

QUERIES = 10_000
LONGEST = 10_000
GOAL = 250.0  # ms
PAGES = (0, 0, 0, 10, 200)
PAGE = 10
SLOWEST = 5
TOLD = 1000  # queries between two lines of progress
OPERATORS = (
    "AND", "OR", "NOT", "NEAR", "NEAR(", "(", ")", "^", "*", ":", "+", "-", "{", "}", "{title_words}", "|", "&", "!",
    "<->", "<2>", ":*", ":A", "\\", "'", "''", "%", "_", ";", "--", "/*", "*/", ",",
)  # fmt: skip
QUOTES = "\"'`´“”„«»‹›‘’‚「」『』＂＇"
SQL = (
    "'; DROP TABLE search; --",
    '" OR 1=1 --',
    "') UNION SELECT sql FROM sqlite_master --",
    "\\'); DELETE FROM articles; --",
    "$1",
    "?1",
    ":x",
    "%s",
    "{0}",
    "1e999999",
)
KEYS = ("section:", "source:", "by:", "lang:", "after:", "before:", "раздел:", "mənbə:", "rank:", "rowid:", "x:")
VALUES = ("7d", "9999999d", "0000-00-00", "2026-13-45", "yesterday", "1-1", '"', "::", "zz", "en", "s01", "-", "\u200b")
ODD = (0, 9, 10, 0xAD, 0x200B, 0x200D, 0x202E, 0x2066, 0x301, 0x345, 0xFEFF, 0xFFFF, 0xD800, 0xDFFF, 0x1F1E6, 0x1F468)
ALPHABETS = (
    *((0x20, 0x7F), (0xA0, 0x250), (0x400, 0x530), (0x530, 0x590), (0x5D0, 0x700), (0x900, 0xE00)),
    *((0x3040, 0x3100), (0x4E00, 0x9FFF), (0xAC00, 0xD7A4), (0x1F300, 0x1FAFF), (0, 0x110000)),
)


def drawn(made_of: World, count: int = QUERIES) -> list[str]:
    """So many, the same for the same seed."""
    draw = _Drawing(made_of)
    return [draw() for _ in range(count)]


class _Drawing:
    def __init__(self, made_of: World) -> None:
        self._chance = random.Random(f"{made_of.seed} fuzzing")
        self._vocabularies = list(made_of.vocabularies.values())
        self._kinds: Sequence[Callable[[], str]] = (
            self._letters, self._letters, self._signs, self._sql, self._facet, self._word, self._misspelt, self._quoted,
            self._number, self._long,
        )  # fmt: skip

    def __call__(self) -> str:
        """One text: pieces of one kind, or of several."""
        pieces = self._chance.choice((1, 1, 2, 3, 5, 8, 30))
        kinds = self._chance.choices(self._kinds, k=1 if self._chance.random() < 0.5 else pieces)
        made = (self._chance.choice(kinds)() for _ in range(pieces))
        return self._chance.choice((" ", " ", " ", "", "\n")).join(made)[:LONGEST]

    def _letters(self) -> str:
        low, high = self._chance.choice(ALPHABETS)
        of = [*ODD, *(self._chance.randrange(low, high) for _ in range(40))]
        return "".join(chr(self._chance.choice(of)) for _ in range(self._chance.randint(1, 40)))

    def _signs(self) -> str:
        return " ".join(self._chance.choices(OPERATORS, k=self._chance.randint(1, 8)))

    def _sql(self) -> str:
        return self._chance.choice(SQL)

    def _facet(self) -> str:
        key, value = self._chance.choice(KEYS), self._chance.choice((*VALUES, *SECTIONS, self._word()))
        return f"{self._chance.choice(('', '', '-'))}{key}{value}"

    def _word(self) -> str:
        words = self._chance.choice(self._vocabularies).words
        word = words[int(len(words) * self._chance.random() ** 4)]
        return self._chance.choice(("", "", "", "-")) + word[: self._chance.choice((1, 2, 3, 4, 99, 99, 99, 99))]

    def _misspelt(self) -> str:
        """With a letter doubled, left out, moved or another."""
        word = self._word()
        at = self._chance.randrange(len(word))
        other = self._chance.choice(word)
        left, letter, right = word[:at], word[at], word[at + 1 :]
        return self._chance.choice(
            (left + right, left + other + right, left + letter * 2 + right, right + letter + left)
        )

    def _quoted(self) -> str:
        words = " ".join(self._word() for _ in range(self._chance.randint(0, 4)))
        return f"{self._chance.choice(QUOTES)}{words}{self._chance.choice([*QUOTES, ''])}"

    def _number(self) -> str:
        return self._chance.choice(("-1", "0", "3.14", str(2**63), str(self._chance.randrange(10**30))))

    def _long(self) -> str:
        start = self._chance.choice('a"ə(-\U0001f600')
        return f"{start}{self._word()}" * self._chance.randint(1, 900)


async def measure(store: Store, asked: Sequence[str]) -> tuple[list[float], Counter[str], list[tuple[float, str]]]:
    """The seconds each took, the errors by what they say, and the slowest with their texts."""
    archive = Archive(store.articles, store.sources, {}, ("en", "ru", "az"))
    chance = random.Random(1)
    took: list[float] = []
    errors = Counter[str]()
    for number, text in enumerate(asked):
        if number % TOLD == TOLD - 1:
            print(f"  {number + 1:>6,} queries, {sum(took):.0f} s", file=sys.stderr, flush=True)
        start = perf_counter()
        try:
            await archive.search(text, NOW, str, limit=PAGE, offset=chance.choice(PAGES))
        except Exception as error:  # noqa: BLE001 - none is expected, all are counted
            errors[f"{type(error).__name__}: {error}"[:200]] += 1
        took.append(perf_counter() - start)
    return took, errors, sorted(zip(took, asked, strict=True), reverse=True)[:SLOWEST]


def print_worst(worst: Sequence[tuple[float, str]], errors: Counter[str]) -> None:
    """What was slowest, and what failed."""
    for seconds, text in worst:
        print(f"{seconds * 1000:8.1f} ms  {ascii(text)[:100]}")
    for error, times in errors.most_common():
        print(f"{times:5} times  {error}")


def rows(engine: str, took: Sequence[float], errors: Counter[str]) -> list[Row]:
    """The row on fuzzed queries."""
    most = max(took) * 1000
    told = f"{errors.total()} errors; p95 {percentile(took, 95) * 1000:.1f} ms, most {most:.1f} ms"
    reached = not errors and most <= GOAL
    return [Row(f"{len(took):,} fuzzed queries, {engine}", f"0 errors, none over {GOAL:g} ms", told, reached)]
