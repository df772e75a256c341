"""The loop that looks whether articles are still there."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.adapters.signals import LocalSignals
from bot.domain.errors import BadStore, Missing, StoreBusy, Unreachable
from bot.domain.model import Notice, PageText, Verdict, Watched
from bot.domain.notices import plain
from bot.services.lookout import EACH, JUDGED, LATER, TICK, TROUBLE, Lookout
from tests.fakes import START, Site, clock, no_jitter, virtual
from tests.memory import MemoryTakedowns
from tests.memory_delivery import MemoryLeases

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SITE = "https://one.example"
HOME = f"{SITE}/"


def url(number: int, site: str = SITE) -> str:
    return f"{site}/post/{number}"


def watched(number: int, site: str = SITE, *, since: timedelta | None = DAY) -> Watched:
    """An article of two days ago; gone `since`."""
    gone = {"gone_since": START - since, "gone_status": 404} if since else {}
    return Watched(number, number, url(number, site), START - 2 * DAY, **gone)  # type: ignore[arg-type]


class Post:
    """A lookout and all it works with. Pages 1…99 of the site are there, but for those `gone`."""

    def __init__(self, *articles: Watched, gone: tuple[int, ...] = (), **options: Any) -> None:
        pages = {url(number): PageText("Words.") for number in range(1, 100) if number not in gone}
        self.site = Site(homes={HOME: ("a feed",)}, articles=pages)  # type: ignore[dict-item]
        self.takedowns = MemoryTakedowns(*articles)
        self.takedowns.beside = {each.id: tuple(url(each.id + by) for by in (-1, 1, -2, 2, -3, 3)) for each in articles}
        self.leases, self.signals = MemoryLeases(), LocalSignals()
        self.told: list[Notice] = []
        self.lookout = Lookout(
            takedowns=self.takedowns,
            leases=self.leases,
            fetcher=self.site,
            signals=self.signals,
            clock=clock,
            tell=self.tell,
            random=no_jitter,
            **options,
        )

    async def tell(self, notice: Notice) -> None:
        self.told.append(notice)

    async def wait(self, by: timedelta) -> None:
        """Another round, so much later."""
        await asyncio.sleep(by.total_seconds())
        await self.lookout.once()

    def looks(self) -> list[float]:
        """In how many hours each is looked at next."""
        return [(look - clock()) / HOUR for look in self.takedowns.looks.values()]


@virtual
async def test_an_article_that_is_gone_for_a_day_is_struck_and_the_courier_woken() -> None:
    post = Post(watched(50, since=None), gone=(50,))
    await post.lookout.once()
    assert post.takedowns.settled == [Verdict(50, 50, START + DAY, START, 404)]
    assert post.site.asked == [url(50)] and not await post.signals.wait("outbox", 0)
    await post.wait(DAY - HOUR)
    assert len(post.site.asked) == 1
    await post.wait(HOUR)
    assert post.takedowns.became() == [(50, "struck")] and post.takedowns.corrections[-1]
    assert post.site.asked[1:] == [url(50), HOME, *(url(number) for number in (49, 51, 48, 52, 47, 53))]
    assert await post.signals.wait("outbox", 0) and not post.told
    post.site.articles[url(50)] = PageText("Back.")
    await post.wait(DAY)
    assert post.takedowns.became() == [(50, "struck"), (50, "restored")]


@virtual
async def test_without_corrections_nothing_is_owed() -> None:
    post = Post(watched(50), gone=(50,), corrections=False, max_age=3 * DAY)
    await post.lookout.once()
    assert post.takedowns.max_ages == [3 * DAY]
    assert post.takedowns.became() == [(50, "struck")] and post.takedowns.corrections == [False]
    assert not await post.signals.wait("outbox", 0)


@virtual
async def test_a_site_without_its_old_articles_strikes_none_and_is_told_of() -> None:
    post = Post(watched(50), gone=tuple(range(1, 60)))
    await post.lookout.once()
    assert post.takedowns.became() == [] and post.looks() == [24.0]
    (notice,) = post.told
    assert plain(notice).startswith("one.example answers 404 for articles that stand in chats")
    assert notice.key == "sitewide:2026-10:one.example"


@virtual
async def test_a_site_without_a_home_page_strikes_none() -> None:
    post = Post(watched(50), gone=(50,))
    del post.site.homes[HOME]
    await post.lookout.once()
    assert post.takedowns.became() == [] and len(post.told) == 1


@virtual
async def test_a_site_that_does_not_answer_beside_it_is_asked_again_soon_and_nobody_told() -> None:
    post = Post(watched(50), gone=(50,))
    post.site.broken = {address: Unreachable("503") for address in (HOME, *post.takedowns.beside[50])}
    await post.lookout.once()
    assert post.takedowns.became() == [] and post.looks() == [1.0] and not post.told


@virtual
async def test_neighbours_on_other_hosts_say_nothing_and_none_are_needed() -> None:
    post = Post(watched(50), gone=(50,))
    post.takedowns.beside = {50: (url(1, "https://two.example"), url(50))}
    await post.lookout.once()
    assert post.takedowns.became() == [(50, "struck")] and post.site.asked == [url(50), HOME]


@virtual
async def test_a_round_asks_a_host_for_few_pages_and_judges_fewer() -> None:
    many = [watched(number) for number in range(10, 25)]
    post = Post(*many, gone=tuple(range(10, 15)))
    await post.lookout.once()
    assert [each for each, _ in post.takedowns.became()] == [10, 11, 12][:JUDGED]
    later = [verdict for verdict in post.takedowns.settled if verdict.look == START + LATER]
    assert [verdict.article_id for verdict in later] == [13, 14, *range(10 + EACH, 25)]
    assert len(post.site.asked) == len(set(post.site.asked)) <= EACH + 1 + JUDGED * 6
    await post.wait(LATER)
    assert [each for each, _ in post.takedowns.became()] == [10, 11, 12, 13, 14]


@virtual
async def test_a_host_that_does_not_answer_is_asked_once_and_others_go_on() -> None:
    post = Post(watched(1), watched(2), watched(50, "https://two.example"))
    post.site.broken = {url(1): Unreachable("503", retry_after=3 * 3600)}
    post.site.slow = {url(1): 60.0}
    await post.lookout.once()
    assert [each for each in post.site.asked if each.startswith(SITE)] == [url(1)]
    assert post.looks()[:2] == [3.0, 3.0]
    assert len(post.site.asked) == 3 and [notice.key[-11:] for notice in post.told] == ["two.example"]


@virtual
async def test_a_page_that_is_refused_for_other_reasons_says_nothing() -> None:
    post = Post(watched(1), watched(2))
    post.site.broken = {url(1): Missing("401", status=401)}
    await post.lookout.once()
    assert post.takedowns.became() == [] and post.looks() == [24.0, 48.0]


@virtual
async def test_one_process_looks() -> None:
    post = Post(watched(1))
    post.leases.held_elsewhere.add("lookout")
    await post.lookout.once()
    assert post.site.asked == [] and post.leases.asked == ["lookout"]


@virtual
async def test_it_goes_on_for_ever_and_waits_for_a_busy_store() -> None:
    post = Post(watched(1, since=None))
    post.takedowns.coming += [StoreBusy("locked"), StoreBusy("locked")]
    running = asyncio.create_task(post.lookout.run())
    await asyncio.sleep((5 * DAY + HOUR).total_seconds())
    running.cancel()
    assert post.site.asked == [url(1)] * 3  # two days old, four, seven
    assert len(post.leases.asked) == pytest.approx(5 * DAY.total_seconds() / TICK, rel=0.01)


@virtual
async def test_what_breaks_the_program_at_one_host_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    post = Post(watched(1), Watched(2, 2, url(2, "https://two.example"), START))
    post.site.broken = {url(1): KeyError("a bug"), url(2, "https://two.example"): Unreachable("503")}
    await post.lookout.once()
    assert post.looks() == [TROUBLE / HOUR, 1.0]
    assert [record.levelname for record in caplog.records] == ["ERROR"]


@virtual
async def test_what_an_operator_has_to_mend_ends_it() -> None:
    post = Post(watched(1))
    settle = post.takedowns.settle

    async def refused(*args: Any, **kwargs: Any) -> int:
        post.takedowns.settle = settle  # type: ignore[method-assign]
        raise BadStore("read-only")

    post.takedowns.settle = refused  # type: ignore[method-assign]
    with pytest.raises(ExceptionGroup) as told:
        await post.lookout.once()
    assert told.group_contains(BadStore)
