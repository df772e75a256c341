"""What the search index holds of an article: tokens. Pure.

The theory
----------
An index is fast as long as it walks lists of articles, newest first, and looks into none of them for the places of
words or for columns. So whatever may be asked of an article is a token of its own, and every query is made of these
tokens by AND, OR and NOT (`matching`). Of an article's words there are

    council              the word
    ~counci              its stem, where no word of the text reads so
    cou* coun*           its beginnings of three and four letters; the words of a longer one are so few that the
                         engine looks them all up
    =3f1b2c              two words side by side: a phrase is met where its words follow each other two by two
    ^council ^~counci …  each of these once more for the words of the title

and of the article itself

    s:world f:reuters l:en a:jane a:doe  its section, source, language, and the words of its authors' names
    d:2026-12-01 m:2026-12 y:2026        its time: any span is some years, months and days
    *                                    that it is one: something for NOT to be subtracted from

Letters and digits alone make words, so no word is taken for another kind of token. A pair is a number of 22 bits: of
the articles that hold both words of a phrase, one in 40,000 is found though they stand apart. There are no
places: for a phrase of common words, every article that holds them would have to be looked into.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import quote
from zlib import crc32

from bot.domain.model import Indexed

EVERY = "*"
TITLE, STEM = "^", "~"
SECTION = "s:"
BEGINNINGS = (3, 4)  # letters
LONGEST = 400  # characters of a token: 2,046 bytes are the most that PostgreSQL takes
MOST = 2000  # tokens of an article: so that PostgreSQL's 1 MiB is always enough
PAIRS = (1 << 22) - 1
_SPLIT = re.compile("[^\0-\x20\x7f]+")  # what the tokenizers of both engines keep together


class Searched(NamedTuple):
    """An article as it is found. `authors` are folded names."""

    article_id: int
    item_id: int
    published: datetime
    section: str
    source: str
    language: str
    authors: Sequence[str]
    words: Indexed


def tokens(article: Searched) -> list[str]:
    """An article's tokens, each once."""
    names = (term("a", word) for author in article.authors for word in author.split())
    about = (EVERY, term("s", article.section), term("f", article.source), term("l", article.language), *names)
    title = _words(article.words.title_words.split(), article.words.title_stems.split())
    body = _words(article.words.body_words.split(), article.words.body_stems.split())
    every = *about, *times(article.published), *[TITLE + token for token in title], *title, *body
    return list(dict.fromkeys(every))[:MOST]


def term(kind: str, value: str) -> str:
    """A value as one token; kinds are s(ection), f (its source), l(anguage), a(uthor), d(ay), m(onth) and y(ear)."""
    return f"{kind}:{quote(value.casefold(), safe='', errors='replace')}"[:LONGEST]


def times(moment: datetime) -> tuple[str, str, str]:
    """The tokens of a time: its day, month and year."""
    day = moment.date().isoformat()
    return f"d:{day}", f"m:{day[:7]}", f"y:{day[:4]}"


def pairs(words: Sequence[str]) -> list[str]:
    """The tokens of words that stand side by side."""
    return [f"={crc32(pair.encode()) & PAIRS:x}" for pair in map(" ".join, pairwise(words))]


def beginning(word: str) -> str:
    """The token of the longer words that begin so; "" where there is none for this length."""
    return f"{word}*" if len(word) in BEGINNINGS else ""


def split(text: str) -> list[str]:
    """The words of a text from outside, as the engines can be asked for them."""
    return [word[:LONGEST] for word in _SPLIT.findall(clean(text))]


def clean(text: str) -> str:
    """Without what ends a text early in SQLite, or is none in UTF-8."""
    return text.replace("\0", " ").encode(errors="replace").decode()


def _words(words: Sequence[str], stems: Sequence[str]) -> list[str]:
    every = [token for word in words for token in _word(word)]
    return [*every, *[STEM + stem for stem in stems], *pairs(words)]


def _word(word: str) -> list[str]:
    return [word, *[f"{word[:length]}*" for length in BEGINNINGS if len(word) > length]]
