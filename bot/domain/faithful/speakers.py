"""Whether a quotation is given to somebody else than in the article.

Who speaks is named beside the quotation, outside its marks, or, where it has "he said", in the sentence before. A
summary's sentence with the quotation that has names, but none of these, gives it to another.
"""

from collections.abc import Iterator

from bot.domain.faithful.original import Original
from bot.domain.faithful.plainness import QUOTED
from bot.domain.faithful.statement import Sentence, Token
from bot.domain.text import words


def misquoted(article: Original, said: Sentence) -> Iterator[str]:
    """The names to which a quotation is given wrongly."""
    for match in QUOTED.finditer(said.text):
        quote = f" {' '.join(words(next(filter(None, match.groups()), '')))} "
        if quote.count(" ") <= 3:
            continue  # a title or a term
        own = _outside(article, said)
        speakers = _speakers(article, quote)
        if own and speakers and not article.share_name(own, speakers):
            yield own[0].raw


def _outside(article: Original, sentence: Sentence) -> list[Token]:
    plain = set(words(QUOTED.sub(" ", sentence.text)))
    return [each for each in sentence.tokens if each.word in plain and article.is_name(each)]


def _speakers(article: Original, quote: str) -> list[Token]:
    """The names in the sentences that have the quotation; where there is none, in the sentence before."""
    found: list[Token] = []
    for at, sentence in enumerate(article.sentences):
        if quote in f" {' '.join(words(sentence.text))} ":
            found += _outside(article, sentence) or (_outside(article, article.sentences[at - 1]) if at else [])
    return found
