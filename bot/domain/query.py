"""What a person typed after /search, as it is asked of the archive. How it is written: `domain.syntax`.

A word may be met by a form of it: a stem in one of the archive's languages of its script. The last word may be the
beginning of one, since people send what they have typed so far.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.language import USUAL
from bot.domain.model import FacetKey, Query, Word
from bot.domain.syntax import SPACELESS, Asked, Term, read
from bot.domain.text import script, stems

PREFIX_FROM = 3  # letters from which the last word may be the beginning of one


def parse(text: str, now: datetime, sections: Mapping[str, str], languages: Sequence[str]) -> Query:
    """The query a person meant. `sections` and `now` as in `syntax.read`; `languages` are the archive's."""
    asked = read(text, sections, now)
    last = asked.groups[-1][-1] if asked.groups else None
    words = [
        tuple(_word(term, languages, begins=term is last) for term in group)
        for group in asked.groups
        if not group[0].excluded
    ]
    return Query(
        words=tuple(words),
        excluded=tuple(_word(term, languages) for group in asked.groups for term in group if term.excluded),
        sections=_values(asked, "section"),
        sources=_values(asked, "source"),
        authors=_values(asked, "by"),
        languages=_values(asked, "lang"),
        without=asked.without,
        after=asked.after,
        before=asked.before,
    )


def _values(asked: Asked, key: FacetKey) -> tuple[str, ...]:
    return tuple(facet.value for facet in asked.facets if facet.key == key)


def _word(term: Term, languages: Sequence[str], *, begins: bool = False) -> Word:
    """A phrase is a word with spaces: words side by side, without stems."""
    word = " ".join(term.words)
    if term.phrase:
        return Word(word)
    spaceless = script(word) in SPACELESS
    begins = (begins and len(word) >= PREFIX_FROM and word.isalpha()) or (spaceless and len(word) == 1)
    return Word(word, stems(word, (*languages, *USUAL)), begins and not term.excluded)
