"""What is asked where a search found nothing: how many articles match, and what words are spelt nearly alike."""

from collections.abc import Sequence

from sqlalchemy.engine import Connection

from bot.adapters.storage import search, vocabulary
from bot.adapters.storage.indexing import engine, last_row
from bot.adapters.storage.matching import EVER
from bot.domain.model import Query, Word
from bot.domain.spelling import Spelling, is_spelt, most_edits, nearest

FORMS = 4  # of a word: itself, and stems in some languages
COUNTED = 20  # of the words that are equally near
WINDOW = 1 << 18  # rows, the newest, among which several words are looked for together: long lists that have nothing in
# common are walked to their ends


def count(connection: Connection, queries: Sequence[Query], most: int) -> tuple[int, ...]:
    """How many articles match each of the queries, counted to `most`; of a common word perhaps only the newest, and of
    several words only among the newest `WINDOW`."""
    found = [search.matching(connection, query) for query in queries]
    asked = [matches.asked() for matches in found if matches]
    since = last_row(connection) - WINDOW if any(len(query.words) > 1 for query in queries) else -EVER
    counts = iter(engine(connection).count(connection, asked, most, since) if asked else ())
    return tuple(next(counts) if matches else 0 for matches in found)


def near(connection: Connection, word: Word, limit: int) -> tuple[str, ...]:
    """The words of the archive that are spelt nearly like one, the nearest first."""
    forms = [form for form in dict.fromkeys((word.folded, *word.stems)) if is_spelt(form)][:FORMS]
    long = [form for form in forms if most_edits(form) > 1]
    once = _near(connection, forms, 1, limit)
    return once or _near(connection, long, 2, limit)


def _near(connection: Connection, forms: Sequence[str], most: int, limit: int) -> tuple[str, ...]:
    found: list[str] = []
    if forms:
        for group in nearest(forms, vocabulary.alike(connection, forms, most), most):
            found += _held(connection, group)
            if len(found) >= limit:
                break
    return tuple(found[:limit])


def _held(connection: Connection, group: Sequence[Spelling]) -> list[str]:
    """Of words that are equally near those that any article has, most articles first."""
    words = {each.word or each.letters: each.letters for each in group[:COUNTED]}
    queries = [Query(words=((Word(word, (letters,)),),)) for word, letters in words.items()]
    counted = dict(zip(words, count(connection, queries, search.COUNTED), strict=True))
    return sorted(filter(counted.__getitem__, counted), key=lambda word: (-counted[word], word))
