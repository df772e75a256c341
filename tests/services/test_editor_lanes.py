"""The editor in virtual time: who waits for whom."""

import asyncio
from typing import Any

from bot.domain.model import Batch, Summary
from bot.services.editor import CHUNK
from tests.fakes import FirstSentence, entry, virtual
from tests.memory import MemoryArticles
from tests.services.editing import Newsroom, archived, draft, elsewhere, url


@virtual
async def test_a_slow_site_holds_no_other_up() -> None:
    room = Newsroom()
    room.site.slow = {url(1): 600.0}
    running = asyncio.create_task(room.editor.run())
    room.articles.add(1, draft(1))
    room.signals.ring("articles")
    await asyncio.sleep(5)
    room.articles.add(2, draft(2))
    room.signals.ring("articles")
    await asyncio.sleep(0.1)
    assert room.ids() == [[2]]
    await asyncio.sleep(120)
    assert room.ids() == [[2], [1]]  # its page came too late: the feed's own text is used
    assert room.articles.published[1][0].text == entry(1).summary
    running.cancel()
    await asyncio.wait([running])


@virtual
async def test_a_hosts_pages_are_asked_for_one_by_one_without_pauses_and_other_hosts_beside_it() -> None:
    room = Newsroom()
    drafts = [elsewhere(number, f"host{number % 2}") for number in range(40)]
    room.site.slow = {each.url: 1.0 for each in drafts}
    room.articles.add(1, *drafts)
    running = asyncio.create_task(room.editor.once())
    await asyncio.sleep(0.5)
    assert room.site.asked == [drafts[0].url, drafts[1].url]
    await running
    assert asyncio.get_running_loop().time() == 20.0


@virtual
async def test_a_first_poll_of_hundreds_is_published_in_bounded_pieces() -> None:
    room = Newsroom()
    room.articles.add(1, *(draft(number) for number in range(230)))
    await room.editor.once()
    assert [len(ids) for ids in room.ids()] == [CHUNK] * 4 + [30]
    assert sum(room.ids(), []) == list(range(230))


class AnswersLate(MemoryArticles):
    """A database whose answers come a second after it has looked."""

    async def claim(self, *args: Any, **kwargs: Any) -> Batch | None:
        found = await super().claim(*args, **kwargs)
        await asyncio.sleep(1)
        return found


@virtual
async def test_what_waits_behind_a_piece_that_is_done_while_more_is_asked_for_is_edited_too() -> None:
    room = Newsroom(AnswersLate())
    room.articles.add(1, *(draft(number) for number in range(120)))
    await room.editor.once()
    assert sum(room.ids(), []) == list(range(120))


@virtual
async def test_news_of_many_sources_is_edited_at_once_and_of_one_source_two_batches() -> None:
    room = Newsroom()
    many = [elsewhere(number, f"host{number}") for number in range(20)]
    one = [elsewhere(number, "one") for number in range(20, 26)]
    room.site.slow = {each.url: 10.0 for each in many + one}
    for number, each in enumerate(one + many):
        room.articles.add(number, each)
    await room.editor.once()
    assert set(sum(room.ids()[:22], [])) == {*range(20), 20, 21}
    assert room.ids()[22:] == [[22], [23], [24], [25]]
    assert asyncio.get_running_loop().time() == 30.0


@virtual
async def test_news_passes_the_archives_that_first_polls_brought() -> None:
    room = Newsroom()
    running = asyncio.create_task(room.editor.run())
    for batch in range(10):
        drafts = [archived(1000 * (batch + 1) + number, f"slow{batch}") for number in range(60)]
        room.site.slow |= {each.url: 2.0 for each in drafts}
        room.articles.add(batch, *drafts)
    room.signals.ring("articles")
    await asyncio.sleep(5)
    room.articles.add(99, draft(1))
    room.signals.ring("articles")
    await asyncio.sleep(0.1)
    assert room.ids() == [[1]]
    assert len({each.split("/")[2] for each in room.site.asked}) == 4 + 1
    await asyncio.sleep(1000)
    assert len(sum(room.ids(), [])) == 601
    running.cancel()
    await asyncio.wait([running])


@virtual
async def test_an_archive_is_worked_off_in_pieces_oldest_first_and_news_of_its_own_host_goes_between() -> None:
    room = Newsroom()
    drafts = [archived(number, "one") for number in range(120)]
    news = elsewhere(500, "one")
    room.site.slow = {each.url: 1.0 for each in [*drafts, news]}
    room.articles.add(1, *drafts)
    running = asyncio.create_task(room.editor.run())
    await asyncio.sleep(10)
    room.articles.add(2, news)
    room.signals.ring("articles")
    await asyncio.sleep(1.5)
    assert room.ids() == [[500]]
    await asyncio.sleep(150)
    running.cancel()
    await asyncio.wait([running])
    assert [each for each in sum(room.ids(), []) if each != 500] == list(range(120))
    assert max(map(len, room.ids())) <= CHUNK


@virtual
async def test_no_more_of_an_archive_is_in_memory_than_a_piece() -> None:
    room = Newsroom()
    drafts = [archived(number, "one") for number in range(120)]
    room.site.slow = {each.url: 1.0 for each in drafts}
    room.articles.add(1, *drafts)
    running = asyncio.create_task(room.editor.run())
    await asyncio.sleep(1)
    assert len(room.articles.leased) == CHUNK
    running.cancel()
    await asyncio.wait([running])


@virtual
async def test_a_source_whose_pages_hang_leaves_the_slots_to_others() -> None:
    room = Newsroom()
    hanging = [elsewhere(number, "hangs") for number in range(100, 200)]
    room.site.slow = {each.url: 900.0 for each in hanging}
    for number, each in enumerate(hanging):
        room.articles.add(number, each)
    running = asyncio.create_task(room.editor.run())
    await asyncio.sleep(1)
    room.articles.add(999, draft(1))
    room.signals.ring("articles")
    await asyncio.sleep(0.1)
    assert room.ids() == [[1]]
    running.cancel()
    await asyncio.wait([running])


@virtual
async def test_a_poll_of_many_is_published_oldest_first_even_in_pieces() -> None:
    room = Newsroom()
    drafts = [elsewhere(number, "one") for number in range(80)]
    room.site.slow = {each.url: 0.5 for each in drafts}
    room.articles.add(1, *drafts)
    published_at = room.timed()
    await room.editor.once()
    assert room.ids() == [list(range(50)), list(range(50, 80))]
    assert published_at == [25.0, 40.0]


@virtual
async def test_a_piece_never_waits_for_its_pages_longer_than_its_lane() -> None:
    room = Newsroom()
    drafts = [elsewhere(number, "one") for number in range(50)]
    room.site.slow = {each.url: 10.0 for each in drafts}
    room.articles.add(1, *drafts)
    room.articles.add(2, *(archived(100 + number, "two") for number in range(3)))
    room.site.slow |= {f"https://two.example/{100 + number}": 500.0 for number in range(3)}
    published_at = room.timed()
    await room.editor.once()
    assert sorted(sum(room.ids(), [])) == [*range(50), 100, 101, 102]
    assert sum(when <= 120 for when in published_at) == len(published_at) - 2
    assert published_at[-1] == 600.0


class Slow(FirstSentence):
    """Takes half a minute for each, for as many at once as there are."""

    async def summarize(self, *args: Any, **kwargs: Any) -> Summary:
        await asyncio.sleep(30)
        return await super().summarize(*args, **kwargs)


@virtual
async def test_a_slow_summarizer_costs_no_page_and_is_waited_for_once() -> None:
    room = Newsroom(summarizer=Slow())
    room.site.slow = {url(number): 1.0 for number in range(40)}
    room.articles.add(1, *(draft(number) for number in range(40)))
    published_at = room.timed()
    await room.editor.once()
    together = [ready for piece in room.articles.published for ready in piece]
    assert len(together) == 40 and all("agreed on at night" in ready.text for ready in together)
    assert published_at[-1] == 40 * 1.0 + 30.0
