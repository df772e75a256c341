"""The words of the archive and their stems, each once, by what `domain.spelling` finds those that are spelt alike.

They are learnt in the transaction that stores an article's search rows, and only `forget_all` forgets: what no article
holds any more finds nothing, and is not offered.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import TypeVar

from sqlalchemy import bindparam, delete, or_, select
from sqlalchemy.engine import Connection

from bot.adapters.storage.engine import insert
from bot.adapters.storage.prepared import Prepared, PreparedFor, Values
from bot.adapters.storage.schema import vocabulary
from bot.adapters.storage.schema.searching import KEYS
from bot.domain.model import Indexed
from bot.domain.spelling import Spelling, asked, is_spelt, keys, most_edits
from bot.domain.stemming import stems

COMPARED = 6000  # spellings at most, for one word: two edits from a common shape, some may be missed
CACHED = 30_000  # digests of words, the commonest of which come with every article; about 5 MB
_MET = "words met"  # of a connection: those that it has found there, and those that it has put there itself, in a
# transaction that may have been undone since; where another process has forgotten them, it learns them again as well
Known = TypeVar("Known")
_DIGEST = 6  # bytes: of a million words, two have the same in one archive of 500


def learn(connection: Connection, articles: Iterable[tuple[Indexed, str]]) -> None:
    """Add the words of articles, each in its language, that are not known yet, and the stems of those."""
    met, learnt = connection.info.setdefault(_MET, (set(), set()))
    found: dict[int, tuple[str, str]] = {}
    for indexed, language in articles:
        for word in {*indexed.title_words.split(), *indexed.body_words.split()}:
            if (digest := _digest(word)) and digest not in met:
                found[digest] = word, language
    words = _unknown(connection, found)
    if max(len(met), len(learnt)) < CACHED:
        met.update(found.keys() - words.keys() - learnt)
        learnt.update(words)
    own = {word for word, _ in words.values()}
    taken = {stem: word for word, language in sorted(words.values()) for stem in stems(word, (language,))}
    unknown = _unknown(connection, {_digest(stem): stem for stem in taken.keys() - own if is_spelt(stem)})
    unknown = _unknown(
        connection, {-digest: stem for digest, stem in unknown.items()}
    )  # as stems: a word may come later
    rows = [(digest, word, "", *keys(word)) for digest, (word, _) in sorted(words.items())]
    _learn.run(
        connection, rows + [(digest, stem, taken[stem], *keys(stem)) for digest, stem in sorted(unknown.items())]
    )


def forget_all(connection: Connection) -> None:
    """Begin anew, before every article is put into the index again."""
    connection.execute(delete(vocabulary))
    connection.info.pop(_MET, None)


def alike(connection: Connection, forms: Iterable[str], most: int) -> Sequence[Spelling]:
    """What may be so many edits away from any of these forms: all that is, and more."""
    wanted: list[set[int]] = [set() for _ in KEYS]
    for form in forms:
        for all_of, own in zip(wanted, asked(form, min(most, most_edits(form))), strict=True):
            all_of.update(own)
    found = select(vocabulary.c.spelling, vocabulary.c.word).limit(COMPARED)
    near = or_(*(vocabulary.c[name].in_(own) for name, own in zip(KEYS, wanted, strict=True) if own))
    return [Spelling(*row) for row in connection.execute(found.where(near)).all()]


def _unknown(connection: Connection, spellings: dict[int, Known]) -> dict[int, Known]:
    known = {digest for (digest,) in _known.fetch(connection, (), list(spellings))}
    return {digest: spelling for digest, spelling in spellings.items() if digest not in known}


@lru_cache(maxsize=CACHED)
def _digest(letters: str) -> int:
    """0 for what is not spelt of letters."""
    if not is_spelt(letters):
        return 0
    return int.from_bytes(blake2b(letters.encode("utf-8", "replace"), digest_size=_DIGEST).digest())


_COLUMNS: Values = tuple(vocabulary.c.keys())
_known = PreparedFor(lambda ids: select(vocabulary.c.id).where(vocabulary.c.id.in_(ids)))
_learn = Prepared(
    lambda connection: (
        insert(connection, vocabulary).values({name: bindparam(name) for name in _COLUMNS}).on_conflict_do_nothing()
    ),
    _COLUMNS,
)
