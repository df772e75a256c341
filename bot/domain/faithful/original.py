"""An article as its summary is held against it: its words, names, numbers and times, and where each of them stands."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Final

from bot.domain.faithful.lexicon import LIGHT
from bot.domain.faithful.naming import same_name
from bot.domain.faithful.numerals import Number
from bot.domain.faithful.plainness import QUOTED
from bot.domain.faithful.statement import Sentence, Statement, Token, alike
from bot.domain.text import words

BORDER: Final = 3  # steps that a clause's border is worth
FAR: Final = 99
TITLED: Final = 2  # words of a name in quotation marks
LONG: Final = 4  # letters of a word that is a step between others
_CASELESS: Final = frozenset({"ar", "fa", "ur", "he", "hi"})  # where words are written together with what precedes them
Place = tuple[Sentence, Token]


class Original:
    """An article. `shown`: the summary, whose capitals tell names as well."""

    def __init__(self, title: str, text: str, language: str, shown: Statement) -> None:
        self.language = language
        self.title = Statement(title, language)
        self.statement = Statement(f"{title}\n{text}", language)
        self.shown = shown
        self._runs: dict[int, list[list[Token]]] = {}

    @cached_property
    def heads(self) -> tuple[Token, ...]:
        """The words of its title."""
        return tuple(self.title.tokens())

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The title's, then the text's."""
        return self.statement.sentences

    @cached_property
    def flat(self) -> str:
        """Its folded words in order, between spaces."""
        return f" {' '.join(words(self.statement.text))} "

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """All its numbers."""
        return tuple(number for each in self.sentences for number in each.numbers)

    @cached_property
    def moments(self) -> frozenset[str]:
        """The months and days of the week that it names."""
        return frozenset(token.moment for token in self.statement.tokens() if token.moment)

    @cached_property
    def words(self) -> frozenset[str]:
        """Its folded words."""
        return frozenset(token.word for token in self.statement.tokens())

    @cached_property
    def _by_start(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for word in self.words:
            found.setdefault(word[:2], set()).add(word)
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """Words with a capital inside a sentence, here or in the summary. In German, where any noun has one, those that
        follow another."""
        tokens = [*self.statement.tokens(), *self.shown.tokens()]
        if self.language != "de":
            own = frozenset(token.word for token in tokens if token.capital and not token.first and not token.moment)
            return own | self._titles
        return frozenset(
            token.word
            for pair in pairwise(tokens)
            if all(each.capital and each.number < 0 for each in pair)
            and pair[0].at + 1 == pair[1].at
            and not pair[1].apart
            for token in pair
        )

    @cached_property
    def _titles(self) -> frozenset[str]:
        """Words in quotation marks that are names of things: one or two with a capital. Any may stand first."""
        found = (next(filter(None, match.groups()), "") for each in (self.statement, self.shown)
                 for match in QUOTED.finditer(each.text))  # fmt: skip
        return frozenset(
            word for each in found if each[:1].isupper() and len(own := words(each)) <= TITLED for word in own
        )

    @cached_property
    def topics(self) -> frozenset[str]:
        """What it is about: words of its title, and names that are in several sentences; in all their forms."""
        texts = self.sentences[len(self.title.sentences) :]
        counts = Counter(word for each in texts for word in {token.word for token in each.tokens if token.capital})
        own = {token.word for token in self.title.tokens()} | {word for word, times in counts.items() if times > 1}
        forms = (
            form for word in own for form in self._by_start.get(word[:2], ()) if same_name(form, word, self.language)
        )
        return frozenset(forms)

    def has_name(self, token: Token) -> bool:
        """Is the word a form of one of the article's, as names have forms?"""
        known: Iterable[str] = self.words if self.language in _CASELESS else self._by_start.get(token.word[:2], ())
        return any(same_name(token.word, word, self.language) for word in known)

    def has(self, token: Token) -> bool:
        """Is the word, in whatever form, in the article?"""
        return self.statement.has(token) or self.has_name(token)

    # --- its words ---------------------------------------------------------------------------------------------

    def is_name(self, token: Token) -> bool:
        """Is this a name, as far as its writing tells?"""
        if not token.capital or token.number >= 0 or token.moment:
            return False
        return token.word in self.names or (not token.first and self.language != "de")

    def runs(self, sentence: Sentence) -> list[list[Token]]:
        """The names of a sentence, each of all the words that follow one another."""
        if (known := self._runs.get(id(sentence))) is not None:
            return known
        found: list[list[Token]] = []
        for token in sentence.tokens:
            if not self.is_name(token):
                continue
            if found and token.at - found[-1][-1].at == 1 and not token.apart:
                found[-1].append(token)
            else:
                found.append([token])
        return self._runs.setdefault(id(sentence), found)

    def is_light(self, token: Token) -> bool:
        """Is it one of the words that join others?"""
        return token.word in LIGHT.get(self.language, ())

    def is_slight(self, token: Token) -> bool:
        """Does the word say nothing by itself: is it short, or one that joins others?"""
        return len(token.word) < LONG or self.is_light(token)

    def places(self, word: Token) -> Iterator[Place]:
        """Where the word stands, in any of its forms."""
        for sentence in self.sentences:
            for each in sentence.tokens:
                if alike(each, word):
                    yield sentence, each

    def exactly(self, word: Token) -> list[Place]:
        """Where it stands in this very form; where it does not, in any: endings alone may tell "from 42" and "to
        21"."""
        same = [(sentence, each) for sentence in self.sentences for each in sentence.tokens if each.word == word.word]
        return same or list(self.places(word))

    def share_name(self, some: Sequence[Token], others: Sequence[Token]) -> bool:
        """Is a word of the one a form of a word of the other?"""
        return any(same_name(one.word, other.word, self.language) for one in some for other in others)


def steps(word: Token, anchor: Token, sentence: Sentence) -> int:
    """How far a word stands from a name or number: by the words of weight between them and the borders of clauses. What
    follows a number belongs to it rather than what precedes it."""
    low, high = sorted((word.at, anchor.at))
    between = sentence.tokens[low + 1 : high]
    weight = sum(len(each.word) >= LONG and each.number < 0 and (each.first or not each.capital) for each in between)
    return weight + BORDER * abs(word.clause - anchor.clause) + (word.at < anchor.at and anchor.number >= 0)
