"""Summaries written by a language model, which is neither trusted nor waited for.

    kept? ──► may it be asked? ──► is there money? ──► ask ──► check ──► keep
     │ no       │ breaker open       │ no               │ fails   │ faults: ask once more, naming them
     └──────────┴────────────────────┴──────────────────┴─────────┴──► the summarizer that needs nothing from outside

What was written of an article before it was revised, and is still true, is kept before all that.

What is given up is counted by its way, and told in one line where the model turns silent or is back. All of it
together, the turn that is waited for included, takes no longer than `timeout`: news goes out without it then.
"""

import asyncio
import json
import logging
import random as chance
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from bot.domain.asking import VERSION, Message, ask, ask_again, price, room
from bot.domain.breaker import Breaker
from bot.domain.errors import NotWritten, StoreBusy
from bot.domain.faithful import Fault, check
from bot.domain.language import detect_language
from bot.domain.model import Summary
from bot.ports import Clock, Summaries, Summarizer, Writer

ENOUGH: Final = 200  # characters of an article worth shortening by a model
INLINE: Final = 1500  # characters of an article whose check takes some milliseconds
LONGER: Final = 2  # an answer of so many times what was asked for is not read: its check would stop the event loop
TELLING: Final = frozenset({"timeout", "down", "busy", "failed", "refused", "garbled", "oversized"})  # of its health

UNWILLING: Final = frozenset({"declined", "truncated", "empty"})  # whoever asks again on the same day

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long summaries may be, what may be spent on a day (0: no bound), and seconds that one may take."""

    sentences: int
    max_chars: int
    requests_a_day: int
    tokens_a_day: int
    timeout: float
    at_once: int


class Gone(Exception):
    """There will be no written summary; `way` says why."""

    def __init__(self, way: str) -> None:
        super().__init__(way)
        self.way = way


class WrittenSummaries:
    """The port `Summarizer` by a model. `engine` names the model and where it is; `otherwise` does what it does not."""

    def __init__(
        self,
        *,
        engine: str,
        writer: Writer,
        summaries: Summaries,
        otherwise: Summarizer,
        clock: Clock,
        bounds: Bounds,
        random: Callable[[], float] = chance.random,
    ) -> None:
        self._engine = engine
        self._writer = writer
        self._summaries = summaries
        self._otherwise = otherwise
        self._clock = clock
        self._bounds = bounds
        self._random = random
        self._turns = asyncio.Semaphore(bounds.at_once)
        self._breaker = Breaker()

    async def summarize(
        self, title: str, text: str, language: str, *, news: bool = True, known: Sequence[str] = ()
    ) -> Summary:
        """See the port."""
        if not news or len(text) < ENOUGH:
            return await self._otherwise.summarize(title, text, language, news=news)
        try:
            sentences, way = await self._written(title, text, language, known)
        except Gone as gone:
            await self._count(gone.way)
            return await self._otherwise.summarize(title, text, language)
        except Exception:  # no mistake in what checks the answers may cost an article its summary
            _log.exception("a summary: unexpected error; the article's own sentences do")
            await self._count("broken")
            return await self._otherwise.summarize(title, text, language)
        await self._count(way)
        return Summary(sentences, automatic=True)

    async def _written(self, title: str, text: str, language: str, known: Sequence[str]) -> tuple[tuple[str, ...], str]:
        """The sentences, and how they came about. Raises `Gone`."""
        language = detect_language(f"{title}\n{text}", language) or language
        if known and (await self._check(title, text, " ".join(known), language))[0]:
            return tuple(known), "kept"
        key = self._key(title, text, language)
        try:
            kept = await self._summaries.read(key)
            if kept is not None and (known := await self._kept(kept, title, text, language)):
                return known, "kept"
            first = self._question(title, text, language)
            await self._hope(key, first)
            try:
                async with asyncio.timeout(self._bounds.timeout):
                    async with self._turns:
                        sentences, way = await self._ask(first, title, text, language)
            except Gone as gone:
                if gone.way in UNWILLING:
                    await self._keep(self._today(key), [gone.way])
                raise
            await self._keep(key, sentences)
        except StoreBusy as error:
            raise Gone("store") from error
        except TimeoutError as error:
            raise Gone("timeout") from error
        if not sentences:
            raise Gone("unfaithful")
        return sentences, way

    def _question(self, title: str, text: str, language: str) -> tuple[Message, ...]:
        bounds, mark = self._bounds, secrets.token_hex(8)
        return ask(title, text, language, sentences=bounds.sentences, max_chars=bounds.max_chars, mark=mark)

    async def _hope(self, key: str, first: Sequence[Message]) -> None:
        """Raises `Gone` where there is no use in waiting for a turn: the model is left alone (a probe that hangs may
        hold the turn), it would not answer this today, or the day's money is spent."""
        now, bounds = self._clock(), self._bounds
        self._spare(now)
        if unwilling := await self._summaries.read(self._today(key)):
            raise Gone(unwilling[0])
        spent, expected = await self._summaries.spent(_day(now)), price(first, room(bounds.sentences))
        if bounds.requests_a_day and spent.requests >= bounds.requests_a_day:
            raise Gone("budget")
        if bounds.tokens_a_day and spent.tokens + expected > bounds.tokens_a_day:
            raise Gone("budget")

    async def _keep(self, key: str, sentences: Sequence[str]) -> None:
        """Where the store is busy it is not kept: what was paid for is used all the same."""
        try:
            await self._summaries.keep(key, sentences, self._clock())
        except StoreBusy as error:
            _log.warning("a summary is not kept, and would be paid for again: %s", error)

    async def _kept(self, kept: Sequence[str], title: str, text: str, language: str) -> tuple[str, ...]:
        """What is kept, if it passes today's check; () to ask anew. Raises `Gone` where asking is known to be
        useless."""
        if not kept:
            raise Gone("unfaithful")
        return (await self._check(title, text, " ".join(kept), language))[0]

    async def _ask(self, first: Sequence[Message], title: str, text: str, language: str) -> tuple[tuple[str, ...], str]:
        """The sentences, () where the model does not keep to the article, and the way. Raises `Gone`."""
        sentences, faults = await self._check(title, text, await self._answer(first), language)
        if not faults:
            return sentences, "written"
        _log.info("a summary was refused: %s", ", ".join(fault.kind for fault in faults))
        again = ask_again(first, faults, secrets.token_hex(8))
        sentences, faults = await self._check(title, text, await self._answer(again), language)
        return sentences, "mended"

    async def _check(
        self, title: str, text: str, answer: str, language: str
    ) -> tuple[tuple[str, ...], tuple[Fault, ...]]:
        """Beside the event loop where the article is long, which takes a tenth of a second."""
        bounds = self._bounds
        if len(answer) > LONGER * bounds.max_chars:
            return (), (Fault("length"),)
        caps = {"sentences": bounds.sentences, "max_chars": bounds.max_chars}
        if len(text) <= INLINE:
            return check(title, text, answer, language, **caps)
        return await asyncio.to_thread(check, title, text, answer, language, **caps)

    async def _answer(self, messages: Sequence[Message]) -> str:
        """One request, paid and told to the breaker. Raises `Gone`."""
        started, bounds = self._clock(), self._bounds
        self._spare(started)
        self._breaker = self._breaker.asked(started)  # before anything is waited for: there is one probe
        most = room(bounds.sentences)
        expected, day = price(messages, most), _day(started)
        if not await self._summaries.spend(
            day, expected, requests_a_day=bounds.requests_a_day, tokens_a_day=bounds.tokens_a_day
        ):
            self._breaker = self._breaker.left()
            raise Gone("budget")
        try:
            written = await self._writer.write(messages, most, bounds.timeout)
        except NotWritten as error:
            self._failed(error)
            raise Gone(error.reason) from error
        except asyncio.CancelledError:
            self._broken_off(started)
            raise
        self._worked()
        if written.tokens:
            await self._adjust(day, written.tokens - expected)
        return written.text

    async def _adjust(self, day: str, tokens: int) -> None:
        try:
            await self._summaries.adjust(day, tokens)
        except StoreBusy as error:
            _log.warning("what a summary cost stays booked as it was estimated: %s", error)

    def _spare(self, now: datetime) -> None:
        """Raises `Gone` while the model is left alone."""
        if not self._breaker.may(now, timedelta(seconds=self._bounds.timeout)):
            raise Gone("spared")

    def _failed(self, error: NotWritten) -> None:
        if error.reason not in TELLING:
            self._worked()  # it answered
            return
        was = self._breaker
        self._breaker = was.failed(self._clock(), self._random(), error.retry_after)
        if self._breaker.is_open and not was.is_open:
            _log.warning("the model for summaries is left alone for a while, articles' own sentences do: %s", error)

    def _broken_off(self, started: datetime) -> None:
        """The time was over: the model's fault, unless it had just been asked."""
        if self._clock() - started >= timedelta(seconds=self._bounds.timeout / 2):
            self._failed(NotWritten("it is too slow", reason="timeout"))
        else:
            self._breaker = self._breaker.left()

    def _worked(self) -> None:
        if self._breaker.is_open:
            _log.info("the model for summaries answers again")
        self._breaker = self._breaker.worked()

    async def _count(self, way: str) -> None:
        try:
            await self._summaries.count(_day(self._clock()), way)
        except StoreBusy as error:
            _log.debug("not counted: %s", error)

    def _today(self, key: str) -> str:
        """Where the way stands in which the model gave no answer on this day."""
        return sha256(f"{key} {_day(self._clock())}".encode()).hexdigest()

    def _key(self, title: str, text: str, language: str) -> str:
        bounds = self._bounds
        facts = [self._engine, VERSION, language, bounds.sentences, bounds.max_chars, title, text]
        return sha256(json.dumps(facts).encode()).hexdigest()


def _day(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d")
