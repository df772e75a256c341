"""How the articles that a search has found write its words, which are looked for folded: people are told "Əliyev", not
"eliyev", and what they began to type is finished.

Of several ways to write a word that in small letters goes first, for capitals may only begin a sentence, and that in
capitals alone last; then the commonest.
"""

from collections import Counter
from collections.abc import Collection, Iterator

from bot.domain.model import Item, Results
from bot.domain.passages import MOST
from bot.domain.spots import spots
from bot.domain.syntax import replaced
from bot.domain.text import stems, words

LOOKED_AT = 10  # articles


def as_written(text: str, typed: str, results: Results) -> str:
    """What was mended of a text that was `typed`, with the words that are new in it as they are written in what was
    found."""
    new = {*words(text)} - {*words(typed)}
    return replaced(text, {word: _best(forms) for word, forms in _forms(results, new).items()})


def finished(text: str, results: Results) -> str:
    """A text whose last word, if it is only the beginning of what was found, is the commonest word that begins so."""
    word = next((word for group in results.query.words[-1:] for word in group[-1:] if word.prefix), None)
    if word is None:
        return text
    begun: Counter[str] = Counter()
    own = {word.folded, *word.stems}
    for item, said, _ in _said(results):
        if not own.isdisjoint((said, *stems(said, (item.language,)))):
            return text
        begun.update([said] if said.startswith(word.folded) else [])
    whole = max(begun, key=begun.__getitem__, default=word.folded)
    return replaced(text, {word.folded: _best(_forms(results, {whole}).get(whole, Counter([whole])))})


def _forms(results: Results, wanted: Collection[str]) -> dict[str, Counter[str]]:
    """Each of the words wanted that is there, with all the ways to write it."""
    found: dict[str, Counter[str]] = {}
    for _, word, form in _said(results) if wanted else ():
        if word in wanted and form.isalpha() and words(form) == (word,):
            found.setdefault(word, Counter())[form] += 1
    return found


def _said(results: Results) -> Iterator[tuple[Item, str, str]]:
    """The words of titles and texts, folded and as they are written."""
    texts = results.texts or ("",) * len(results.items)
    for item, text in list(zip(results.items, texts, strict=True))[:LOOKED_AT]:
        for source in (item.title, text[:MOST]):
            yield from ((item, spot.word, source[spot.start : spot.end]) for spot in spots(source))


def _best(forms: Counter[str]) -> str:
    return max(forms, key=lambda form: (form.islower(), not form.isupper(), forms[form]))
