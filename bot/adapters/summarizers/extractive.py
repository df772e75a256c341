"""The summarizers that need nothing from outside: extractive, lead, none."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from bot.domain.model import Summary
from bot.domain.summary import LONGEST_TEXT, lead, summarize

INLINE = 4000  # characters: a longer text takes more than some milliseconds, so a thread does it


class ExtractiveSummarizer:
    """Whole sentences of the article that say most of it (see `domain.summary`)."""

    def __init__(self, sentences: int, max_chars: int) -> None:
        self._work = partial(summarize, sentences=sentences, max_chars=max_chars)

    async def summarize(
        self, title: str, text: str, language: str, *, news: bool = True, known: Sequence[str] = ()
    ) -> Summary:
        """At most the configured sentences and characters, in the article's order; () for no text. Never raises."""
        return Summary(await _beside_the_loop(partial(self._work, title, text[:LONGEST_TEXT], language), len(text)))


class LeadSummarizer:
    """The article's first sentences, furniture left out."""

    def __init__(self, sentences: int, max_chars: int) -> None:
        self._work = partial(lead, sentences=sentences, max_chars=max_chars)

    async def summarize(
        self, title: str, text: str, language: str, *, news: bool = True, known: Sequence[str] = ()
    ) -> Summary:
        """At most the configured sentences and characters, in the article's order; () for no text. Never raises."""
        return Summary(await _beside_the_loop(partial(self._work, title, text[:LONGEST_TEXT], language), len(text)))


class NoSummarizer:
    """For operators who want titles alone."""

    async def summarize(
        self, title: str, text: str, language: str, *, news: bool = True, known: Sequence[str] = ()
    ) -> Summary:
        """Nothing, whatever the text."""
        return Summary()


async def _beside_the_loop(work: Callable[[], tuple[str, ...]], length: int) -> tuple[str, ...]:
    """Short texts at once, since a thread costs more; long ones without holding up the event loop."""
    return work() if length <= INLINE else await asyncio.to_thread(work)
