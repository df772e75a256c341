"""What a search that finds nothing is taken for: the nearest spelling of its words, then fewer of them.

Words that no article has are put right, three at most, each by up to five that are spelt nearly like it; the first
choice with which all that was typed finds something is taken. A word that nothing is near to becomes a word that it
begins with ("harbourside"), or is left out. Where that is not enough, the longest word that articles do have is taken
for a slip too ("Romainian" has the stem that "Roma" has in another language); no short one is, for too many words are
near it. Then a word becomes one that it begins with, and is more than half of it: a "railway corridor" may be called a
rail corridor. Then phrases become their words. Then one word, or whole phrase, is left out, first the one that most
articles have, since it says least; then all but the three that fewest have; then all but one; then the same with the
words of phrases. Of many words only the longest are looked at: the shorter a word, the commoner it is (Zipf). Facets,
times and exclusions stay: what somebody ruled out is never shown. Nor is what says nothing any more ("the", a lone
digit): rather nothing.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product

from bot.domain.language import script
from bot.domain.model import Query, Word
from bot.domain.spelling import SHORTEST, is_spelt, most_edits
from bot.domain.syntax import SPACELESS, loosened, rejoined, replaced
from bot.ports import Articles

MENDED = 3  # words of one text
NEAR = 5  # spellings of each
CHOICES = 4  # of spellings, together; of beginnings, of each
GUESSES = 2  # that a word which articles have was meant otherwise: spellings of the longest; beginnings
TRIED = 12  # texts at most: of 300 misspelt ones (`bench.search.recall`) the fourth at the latest was right
LOOKED_AT = 6  # words, of which one or more are left out
COMMON = 1000  # articles that are counted of one word
EMPTY = 0.2  # of the articles: what so many have says nothing, if it is short
Group = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Mending:
    """The mending of one text. `read` is how it is understood."""

    articles: Articles
    read: Callable[[str], Query]
    tried: set[Query] = field(default_factory=set)

    async def mended(self, text: str) -> str:
        """The text as it was probably meant, so that it finds something; "" if nothing helps."""
        self.tried.add(self.read(text))
        async for other in self._others(text):
            for written in (rejoined(other), other):
                if await self._helps(self.read(written)):
                    return written
            if len(self.tried) > TRIED:
                break
        return ""

    async def _helps(self, query: Query) -> bool:
        """Does it find something that was not looked for yet?"""
        if not query.words or query in self.tried:
            return False
        self.tried.add(query)
        return any(await self.articles.count([query])) and await self._tells(query)

    async def _tells(self, query: Query) -> bool:
        """Does what is looked for say anything? A word does, and what is short if few articles have it."""
        words = [word for group in query.words for word in group]
        if any(len(word.folded) >= SHORTEST or script(word.folded) in SPACELESS for word in words):
            return True
        short = [Query(words=((word,),)) for word in words if len(word.folded) > 1]
        every, *counts = await self.articles.count([Query(), *short], most=COMMON)
        return any(count < EMPTY * every for count in counts)

    async def _others(self, text: str) -> AsyncIterator[str]:
        asked = self.read(text)
        words = tuple(dict.fromkeys(_words(asked)))
        counts = await self.articles.count([Query(words=((word,),)) for word in words])
        lost = [word for word, count in zip(words, counts, strict=True) if not count]
        spelt = [word for word in lost if is_spelt(word.folded)][:MENDED]
        near = await self._near(spelt)
        near |= await self._begun([word for word in spelt if word.folded not in near])
        without = {word.folded: "" for word in lost if word.folded not in near}
        phrased = {
            part for group in asked.words for word in group if " " in word.folded for part in word.folded.split()
        }
        whole = loosened(text) if phrased & without.keys() else text  # else a phrase went with its word
        for choice in _choices(near):
            yield replaced(whole, {**without, **choice})
        best = replaced(whole, {**without, **{word: spellings[0] for word, spellings in near.items()}})
        for choice in islice(_choices(await self._near(_longest(words, but=lost))), GUESSES):
            yield replaced(best, choice)
        begun = await self._begun([*_words(self.read(best))])
        for word, beginning in islice(((word, each) for word, found in begun.items() for each in found), GUESSES):
            yield replaced(best, {word: beginning})
        yield loosened(best)
        for fuller in dict.fromkeys((best, loosened(best))):
            async for fewer in self._fewer(fuller):
                yield fewer

    async def _near(self, words: Sequence[Word]) -> dict[str, tuple[str, ...]]:
        """The spellings of those that any are near to."""
        found = {word.folded: await self.articles.near(word, limit=NEAR) for word in words}
        return {word: spellings for word, spellings in found.items() if spellings}

    async def _begun(self, words: Sequence[Word]) -> dict[str, tuple[str, ...]]:
        """The words of the archive that those begin with which have any, the longest first."""
        longest = sorted(filter(is_spelt, {word.folded for word in words}), key=lambda word: (-len(word), word))
        begun = [(word, each) for word in longest[:MENDED] for each in _beginnings(word)]
        counts = await self.articles.count([Query(words=((Word(each),),)) for _, each in begun]) if begun else ()
        held = [pair for pair, count in zip(begun, counts, strict=True) if count]
        return {word: tuple(each for of, each in held if of == word) for word, _ in held}

    async def _fewer(self, text: str) -> AsyncIterator[str]:
        """The text with fewer and fewer of its words and phrases, or alternatives that OR joins."""
        groups = self.read(text).words
        telling = sorted(groups, key=lambda group: max(len(word.folded) for word in group))[-LOOKED_AT:]
        counts = await self.articles.count([Query(words=(group,)) for group in telling], most=COMMON)
        commonest = sorted(zip(counts, telling, strict=True), key=lambda counted: counted[0], reverse=True)
        for kept in _kept([group for _, group in commonest]):
            yield replaced(text, {word.folded: "" for group in groups if group not in kept for word in group})


def _words(query: Query) -> Iterator[Word]:
    for group in query.words:
        for word in group:
            parts = word.folded.split()
            yield from (Word(part) for part in parts) if len(parts) > 1 else (word,)


def _beginnings(word: str) -> Iterator[str]:
    shortest = max(SHORTEST, len(word) // 2 + 1)
    return (word[:length] for length in islice(range(len(word) - 1, shortest - 1, -1), CHOICES))


def _longest(words: Sequence[Word], but: Sequence[Word]) -> Sequence[Word]:
    """The longest of the words, where it may have two slips."""
    known = [word for word in words if word not in but and is_spelt(word.folded)]
    longest = max(known, key=lambda word: len(word.folded), default=Word(""))
    return [longest] if most_edits(longest.folded) > 1 else []


def _choices(near: Mapping[str, Sequence[str]]) -> Iterator[Mapping[str, str]]:
    """One spelling of each word, the nearest of all first."""
    places = sorted(product(*(range(len(spellings)) for spellings in near.values())), key=sum)
    for chosen in islice(places, CHOICES):
        yield {word: near[word][at] for word, at in zip(near, chosen, strict=True)}


def _kept(groups: Sequence[Group]) -> Iterator[Sequence[Group]]:
    """Which of the words stay, the commonest of which come first."""
    yield groups
    yield from ([*groups[:at], *groups[at + 1 :]] for at in range(len(groups)))
    yield from (groups[-3:], groups[-1:])
