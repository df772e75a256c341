"""Looks whether the articles that stand in chats are still there.

    due → each host: look at its articles' pages → (its home page, articles beside those that would be struck) → settle

What answers mean is for the domain to decide (`domain.takedown`). Hosts are looked at a few at once, each page by page,
through the fetcher that keeps to robots.txt, pauses and Retry-After; a host that does not answer is asked for no other
page in the same round. One process does this, under a lease.
"""

import asyncio
import logging
import random as chance
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from bot.domain import alerts
from bot.domain.errors import FetchFailed, Refused, Unreachable
from bot.domain.links import host
from bot.domain.model import Notice, Verdict, Watched
from bot.domain.takedown import ENOUGH, THERE, Seen, Sight, decide, of_site, put_off, told_by
from bot.ports import Clock, Fetcher, Leases, Signals, Takedowns
from bot.services.patience import Patience

TICK: Final = 60.0  # seconds between two rounds
LIMIT: Final = 100  # articles of a round
EACH: Final = 10  # of one host
JUDGED: Final = 3  # of these, whose neighbours are asked for
NEAREST: Final = 30  # neighbours that may be of the same host
HOSTS: Final = 4  # at once
LATER: Final = timedelta(minutes=10)  # for which those are put off that a round has no room for
TROUBLE: Final = timedelta(hours=1)  # for which those are that broke the program
LEASE: Final = "lookout"

_log = logging.getLogger(__name__)


class Lookout:
    """A loop. `corrections`: posts are struck through and restored; without, the archive alone learns of it."""

    def __init__(
        self,
        *,
        takedowns: Takedowns,
        leases: Leases,
        fetcher: Fetcher,
        signals: Signals,
        clock: Clock,
        tell: Callable[[Notice], Awaitable[None]],
        max_age: timedelta = timedelta(days=2),
        corrections: bool = True,
        random: Callable[[], float] = chance.random,
    ) -> None:
        """`fetcher` brings pages as their robots.txt asks; `tell` tells the operators; `max_age`: of what is sent
        when it is back."""
        self._takedowns = takedowns
        self._leases = leases
        self._fetcher = fetcher
        self._signals = signals
        self._clock = clock
        self._tell = tell
        self._max_age = max_age
        self._corrections = corrections
        self._patiently = Patience(random)
        self._hosts = asyncio.Semaphore(HOSTS)

    async def run(self) -> None:
        """For ever."""
        while True:
            await self.once()
            await asyncio.sleep(TICK)

    async def once(self) -> None:
        """One round of what is due, unless another process does this."""
        if not await self._patiently(self._leases.acquire, LEASE):
            return
        due: defaultdict[str, list[Watched]] = defaultdict(list)
        for article in await self._patiently(self._takedowns.due, self._clock(), LIMIT):
            due[host(article.url)].append(article)
        async with asyncio.TaskGroup() as group:
            for name, articles in due.items():
                group.create_task(self._visit(name, articles))

    async def _visit(self, name: str, articles: Sequence[Watched]) -> None:
        async with self._hosts:
            try:
                await self._settle(await self._judge(name, articles))
            except Refused:
                raise
            except Exception:  # the loop's boundary: one host must not stop the others
                _log.exception("the articles of %s could not be looked at", name)
                await self._settle([put_off(article, self._clock() + TROUBLE) for article in articles])

    async def _settle(self, verdicts: Sequence[Verdict]) -> None:
        settle = partial(self._takedowns.settle, max_age=self._max_age, corrections=self._corrections)
        owed = await self._patiently(settle, verdicts, self._clock())
        for became in ("struck", "restored"):
            if ids := [verdict.article_id for verdict in verdicts if verdict.became == became]:
                _log.info("articles %s are %s; %d rows owed", ", ".join(map(str, ids)), became, owed)
        if owed:
            self._signals.ring("outbox")

    # --- one host ------------------------------------------------------------------------------------------

    async def _judge(self, name: str, articles: Sequence[Watched]) -> list[Verdict]:
        seen = await self._look(articles)
        verdicts, judged = [], 0
        for article in articles:
            if article.url not in seen:
                verdicts.append(put_off(article, self._clock() + LATER))
                continue
            verdict = decide(article, seen[article.url], self._clock())
            if verdict.became == "struck":
                judged += 1
                later = put_off(article, self._clock() + LATER)
                verdict = later if judged > JUDGED else await self._confirmed(name, article, seen)
            verdicts.append(verdict)
        return verdicts

    async def _look(self, articles: Sequence[Watched]) -> dict[str, Seen]:
        """What is seen of the first `EACH`, by address. A host that does not answer is asked for no other, and nothing
        is known of any."""
        seen: dict[str, Seen] = {}
        for article in articles[:EACH]:
            seen[article.url], answered = await self._see(article.url)
            if not answered:
                return {each.url: seen.get(each.url, seen[article.url]) for each in articles}
        return seen

    async def _see(self, url: str) -> tuple[Seen, bool]:
        """What a page says of itself, and whether its host answers."""
        try:
            await self._fetcher.get(url)
        except FetchFailed as error:
            _log.debug("looked at %s: %s", url, error)
            return told_by(error), not isinstance(error, Unreachable)
        return THERE, True

    async def _confirmed(self, name: str, article: Watched, seen: dict[str, Seen]) -> Verdict:
        """What is made of an article that would be struck, after a look at its site. `seen` in this round is kept."""
        home = _home(article.url)
        for url in (home, *await self._beside(name, article)):
            if url not in seen:
                seen[url], _ = await self._see(url)
        site = of_site(seen[home], [each for url, each in seen.items() if url not in (home, article.url)])
        if site is Sight.GONE:
            await self._tell(alerts.sitewide(name, seen[article.url].status, self._clock()))
        return decide(article, seen[article.url], self._clock(), site=site)

    async def _beside(self, name: str, article: Watched) -> list[str]:
        near = await self._patiently(self._takedowns.neighbours, article.id, NEAREST)
        return [url for url in near if host(url) == name][: 2 * ENOUGH]


def _home(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/"
