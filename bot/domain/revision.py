"""What has become of a published article's words.

The theory
----------
A feed's entry has a fingerprint; another one is a reason to read the article again, page included, ten minutes after
it was last read or later: a live blog that changes at every poll is read, and edited, so often all day. Sites also
change what is no news (a counter in the teaser, an advertisement), so after readings that found nothing material the
pauses double, to a day at most, and twenty of these in a row are the end. An article first seen or published more than
a week ago is never read again: old pages change for all reasons but news. A baseline's articles are treated alike.

What comes during a pause is read at its end, in the last wording that was seen by then: the feed may not change again,
nor show the entry any more.

Then the old and the new words are compared as heaps: words that only one side has are paired where they are nearly
spelled alike (a typo), and what stays unpaired is another wording. So are other numbers, however alike. Moved
paragraphs, punctuation and capitals are not. A new text that is only a part of the old one is no revision but a
poorer page (a paywall, a teaser): the old is kept.

Roads not taken: a diff (moved paragraphs look new, and it is quadratic), similarity of the whole (the one word that
matters, "not", hardly changes it).
"""

import re
from collections import Counter
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from enum import Enum
from hashlib import blake2b

from bot.domain.model import Entry

FIRST_PAUSE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(days=1)
MOST_READINGS = 20  # in a row that found nothing material
TOO_OLD = timedelta(days=7)
MOST_PAIRED = 40  # words that differ; more are another wording in any case
NEARLY = 0.75  # of the letters, for a typo
POORER = 0.7  # of the words

_WORD = re.compile(r"\w+")


class Change(Enum):
    """What lies between two wordings of an article."""

    NONE = "none"
    SLIGHT = "slight"  # stored silently
    MATERIAL = "material"  # the earlier words are kept as a revision
    POORER = "poorer"  # the earlier words stay


def fingerprint(entry: Entry) -> str:
    """Of an entry's words; the same through other spaces."""
    words = "\n".join(" ".join(each.split()) for each in (entry.title, entry.summary, entry.content))
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def next_reading(
    now: datetime, first_seen: datetime, published: datetime, checked: datetime | None, checks: int
) -> datetime | None:
    """When an article whose entry has changed is read again; None: never.

    `checked`: when it was last read; `checks`: how many readings in a row, that one included, found nothing material.
    """
    if checks >= MOST_READINGS or min(first_seen, published) < now - TOO_OLD:
        return None
    return now if checked is None else max(now, checked + pause_after(checks))


def pause_after(checks: int) -> timedelta:
    """Until the next reading, after so many in a row that found nothing material."""
    return min(FIRST_PAUSE * (1 << max(0, min(checks, MOST_READINGS) - 1)), LONGEST_PAUSE)


def compare(old_title: str, old_text: str, new_title: str, new_text: str) -> Change:
    """What has changed between an article's earlier words and those of today."""
    if (old_title, old_text) == (new_title, new_text):
        return Change.NONE
    title = _differ(Counter(_words(old_title)), Counter(_words(new_title)))
    old, new = Counter(_words(old_text)), Counter(_words(new_text))
    if not title and new.total() < POORER * old.total() and (new - old).total() <= new.total() // 10:
        return Change.POORER
    return Change.MATERIAL if title or _differ(old, new) else Change.SLIGHT


def reads_otherwise(old: str, new: str) -> bool:
    """Whether a title or a summary says something else than before, and not the same in another spelling."""
    return _differ(Counter(_words(old)), Counter(_words(new)))


def still_says(text: str, sentences: str) -> bool:
    """Whether each of the sentences, one a line, stands in a text, whatever its punctuation and capitals."""
    words = f" {' '.join(_words(text))} "
    return all(f" {' '.join(_words(sentence))} " in words for sentence in sentences.splitlines())


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _differ(old: Counter[str], new: Counter[str]) -> bool:
    """Whether words differ by more than their spelling."""
    gone, come = sorted((old - new).elements()), sorted((new - old).elements())
    if len(gone) != len(come) or len(gone) > MOST_PAIRED:
        return True
    for word in gone:
        twin = next((other for other in come if _is_typo(word, other)), None)
        if twin is None:
            return True
        come.remove(twin)
    return False


def _is_typo(one: str, other: str) -> bool:
    if any(char.isdigit() for char in one + other):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= NEARLY
