"""What short texts are made with, and what that costs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.asking import Message, Written
from bot.domain.model import Spent, Summary


class Summarizer(Protocol):
    """Shortens an article to whole sentences."""

    async def summarize(
        self, title: str, text: str, language: str, *, news: bool = True, known: Sequence[str] = ()
    ) -> Summary:
        """At most the configured sentences and characters, and whether a program has written them in its own words;
        no sentences for no text. What is not `news` is archived and read by few: it is worth no money. `known`: what a
        program wrote of the article before it was revised: kept where it is still true, for other words would look
        like a correction. Never raises."""


class Writer(Protocol):
    """A language model."""

    async def write(self, messages: Sequence[Message], most: int, seconds: float) -> Written:
        """Its answer, of `most` tokens, within so many seconds. Raises `NotWritten`."""


class Summaries(Protocol):
    """Summaries that cost something to make, and what they cost. Days are of UTC, as in 2026-12-01."""

    async def read(self, key: str) -> tuple[str, ...] | None:
        """Those kept under a key of 64 characters; () if it is known that there is none to be had; None: nothing is.
        What else is worth remembering of a summary for some days is kept alike."""

    async def keep(self, key: str, sentences: Sequence[str], now: datetime) -> None:
        """Keep them under a key, in place of others."""

    async def spend(self, day: str, tokens: int, *, requests_a_day: int, tokens_a_day: int) -> bool:
        """Book one request of so many tokens, if the day's bounds (0: none) leave room for it; however many processes
        try at once."""

    async def adjust(self, day: str, tokens: int) -> None:
        """It cost so many tokens more (or less) than was booked."""

    async def count(self, day: str, way: str) -> None:
        """One more summary came about in this way (a word of up to 40 letters)."""

    async def spent(self, day: str) -> Spent:
        """What a day has cost."""

    async def shrink(self, before: datetime, limit: int = 1000) -> int:
        """Delete up to `limit` summaries kept before then, and what days before then have cost. Returns how many."""
