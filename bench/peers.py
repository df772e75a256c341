"""The summarizers of sumy beside ours: LexRank, TextRank, Luhn and LSA, on our sentences and within the same caps.

They get what they need of their own: sumy's stemmer and stop words, and its words, made by the pattern with which
ROUGE compares. Sentences come from our splitter, so that nothing is downloaded and the difference is the choice alone.
sumy is a peer for measuring, not a dependency: `pip install -e .[bench]`.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from bot.domain.sentences import split_sentences
from bot.domain.text import utf16_length

WORD = re.compile(r"[^\W_]+")
Method = Callable[[str], Sequence[str]]


class _Words:
    """A tokenizer as sumy wants one."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return tuple(WORD.findall(sentence.lower()))


class _Caps:
    """Of ranked sentences the best that fit, as our summariser chooses: one that is too long gives way to the next."""

    def __init__(self, sentences: int, units: int) -> None:
        self._sentences, self._units = sentences, units

    def __call__(self, ranked: Sequence[Any]) -> list[Any]:
        taken: list[Any] = []
        room = self._units
        for each in ranked:
            length = utf16_length(str(each.sentence))
            if len(taken) < self._sentences and length <= room:
                taken.append(each)
                room -= length + 1
        return taken


def peers(sentences: int, units: int) -> dict[str, Method]:
    """Each by its name, for English; none where sumy is not installed."""
    try:
        from sumy.nlp.stemmers import Stemmer
        from sumy.summarizers.lex_rank import LexRankSummarizer
        from sumy.summarizers.lsa import LsaSummarizer
        from sumy.summarizers.luhn import LuhnSummarizer
        from sumy.summarizers.text_rank import TextRankSummarizer
        from sumy.utils import get_stop_words
    except ImportError:
        return {}
    found: dict[str, Method] = {}
    for name, kind in (
        ("LexRank", LexRankSummarizer),
        ("TextRank", TextRankSummarizer),
        ("Luhn", LuhnSummarizer),
        ("LSA", LsaSummarizer),
    ):
        engine = kind(Stemmer("english"))
        engine.stop_words = get_stop_words("english")
        found[f"sumy {name}"] = _method(engine, _Caps(sentences, units))
    return found


def _method(engine: Any, caps: _Caps) -> Method:
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence

    words = _Words()

    def summarize(text: str) -> list[str]:
        document = ObjectDocumentModel([Paragraph([Sentence(each, words) for each in split_sentences(text, "en")])])
        return [str(sentence) for sentence in engine(document, caps)]

    return summarize
