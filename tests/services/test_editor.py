"""The editor in virtual time: batches, stragglers, poison."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.errors import BadStore, StoreBusy, Unreachable
from bot.domain.model import Source, Summary
from bot.services.editor import ATTEMPTS, SHORT
from tests.fakes import FirstSentence, entry, virtual
from tests.services.editing import LONG, Newsroom, draft, elsewhere, url


@virtual
async def test_a_polls_articles_become_ready_together_oldest_first() -> None:
    room = Newsroom()
    room.site.slow = {url(1): 9.0, url(2): 4.0}
    room.articles.add(1, draft(1), draft(2), draft(3))
    await room.editor.once()
    assert room.ids() == [[1, 2, 3]]
    ready = room.articles.published[0][0]
    assert ready.title == "Ministers agree on bridge number 1"
    assert ready.summary == ("The bridge number 1 was agreed on at night.",)
    assert LONG.strip() in ready.text
    assert ready.indexed.title_words and "bridge" in ready.terms
    assert await room.signals.wait("outbox", 0)


@virtual
async def test_a_straggler_follows_after_half_a_minute() -> None:
    room = Newsroom()
    drafts = [elsewhere(number, f"host{number}") for number in range(5)]
    room.site.slow = {drafts[number].url: seconds for number, seconds in ((1, 45.0), (3, 40.0), (4, 45.0))}
    room.articles.add(1, *drafts)
    published_at = room.timed()
    await room.editor.once()
    assert room.ids() == [[0, 2], [3], [1, 4]]
    assert published_at == [30.0, 40.0, 45.0]


@virtual
async def test_an_address_that_is_none_costs_the_text_only() -> None:
    room = Newsroom()
    room.articles.add(1, draft(1, url="https://["))
    await room.editor.once()
    assert room.ids() == [[1]]


@virtual
async def test_a_page_that_does_not_come_costs_its_text_only() -> None:
    room = Newsroom()
    room.site.broken = {url(1): Unreachable("news.example does not answer")}
    del room.site.articles[url(2)]
    room.articles.add(1, draft(1), draft(2))
    await room.editor.once()
    assert room.ids() == [[1, 2]]
    assert room.articles.published[0][0].summary == ("The bridge with the number 1 opens in spring.",)


def resting(room: Newsroom, seconds: float) -> Newsroom:
    """With six drafts of a site that wants no requests for so long."""
    room.site.broken = {url(number): Unreachable("it asked to wait", retry_after=seconds) for number in range(6)}
    room.articles.add(1, *(draft(number) for number in range(6)))
    return room


@virtual
async def test_a_short_pause_that_a_site_asks_for_costs_no_page_its_text() -> None:
    room = resting(Newsroom(), SHORT)
    asyncio.get_running_loop().call_later(SHORT, room.site.broken.clear)
    await room.editor.once()
    (together,) = room.articles.published
    assert len(together) == 6 and all("agreed on at night" in ready.text for ready in together)
    assert len(room.site.asked) == 7


@virtual
async def test_a_long_pause_is_waited_for_by_nobody() -> None:
    room = resting(Newsroom(), SHORT + 1)
    await room.editor.once()
    assert asyncio.get_running_loop().time() == 0
    assert (sum(map(len, room.ids())), len(room.site.asked)) == (6, 6)


@virtual
async def test_a_site_that_asks_for_one_pause_after_another_is_waited_for_once() -> None:
    room = resting(Newsroom(), 10.0)
    await room.editor.once()
    assert asyncio.get_running_loop().time() == 10
    assert (sum(map(len, room.ids())), len(room.site.asked)) == (6, 7)


@virtual
async def test_the_page_is_asked_for_only_where_it_is_needed() -> None:
    room = Newsroom()
    never = Source("never", "https://news.example/rss.xml", full_text="never")
    room.articles.add(1, draft(1, source=never), draft(2, content=LONG), draft(3))
    await room.editor.once()
    assert room.site.asked == [url(3)]


# --- trouble -----------------------------------------------------------------------------------------------


@virtual
async def test_a_draft_that_breaks_the_program_is_published_plainly_in_the_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    room = Newsroom()
    summarize = room.summarizer.summarize

    async def unlucky(title: str, text: str, language: str, **more: Any) -> Summary:
        if "number 2" in title:
            raise ValueError("a bug \udc80")
        return Summary((await summarize(title, text, language)).sentences)

    room.summarizer.summarize = unlucky  # type: ignore[method-assign]
    room.articles.add(1, draft(1), draft(2), draft(3))
    await room.editor.once()
    assert room.ids() == [[1, 3], [2]]
    [plain] = room.articles.published[1]
    assert (plain.title, plain.summary) == (entry(2).title, (entry(2).summary,))
    assert room.articles.errors[2] == "ValueError: a bug ?"
    assert caplog.text.count("unexpected error") == 3


@virtual
async def test_a_running_editor_takes_up_at_once_what_it_gave_back() -> None:
    room = Newsroom()
    summarize, times = room.summarizer.summarize, 0

    async def once_unlucky(title: str, text: str, language: str, **more: Any) -> Summary:
        nonlocal times
        times += 1
        if times == 1:
            raise ValueError("a bug")
        return Summary((await summarize(title, text, language)).sentences)

    room.summarizer.summarize = once_unlucky  # type: ignore[method-assign]
    running = asyncio.create_task(room.editor.run())
    room.articles.add(1, draft(1))
    await asyncio.sleep(1)
    assert room.ids() == [[1]]
    running.cancel()
    await asyncio.wait([running])


@virtual
async def test_an_article_that_cannot_be_stored_does_not_keep_the_others() -> None:
    room = Newsroom()
    room.articles.unstorable = {2}
    room.articles.add(1, draft(1), draft(2), draft(3))
    await room.editor.once()
    assert room.ids() == [[1], [3]]
    assert set(room.articles.leased) == {2}  # even plainly it failed: left until the next start
    assert room.articles.errors[2] == "ValueError: article {2} cannot be stored"


@virtual
async def test_a_busy_store_is_asked_again() -> None:
    room = Newsroom()
    room.articles.add(1, draft(1))
    room.articles.coming = [StoreBusy("locked")] * 4
    await room.editor.once()
    assert room.ids() == [[1]]


@virtual
async def test_what_a_busy_store_has_refused_is_not_overtaken() -> None:
    room = Newsroom()
    publish, refusals = room.articles.publish, iter(range(3))

    async def busy_at_first(*args: Any, **kwargs: Any) -> int:
        if next(refusals, None) is not None:
            raise StoreBusy("the disk is full")
        return await publish(*args, **kwargs)

    room.articles.publish = busy_at_first  # type: ignore[method-assign]
    for number in (1, 2, 3):
        room.articles.add(number, draft(number))
    await room.editor.once()
    assert room.ids() == [[1], [2], [3]]


@virtual
async def test_what_no_draft_is_to_blame_for_ends_the_editor() -> None:
    room = Newsroom()

    async def corrupt(*args: Any, **kwargs: Any) -> int:
        raise BadStore("the database is corrupt; restore a backup")

    room.articles.publish = corrupt  # type: ignore[method-assign]
    room.articles.add(1, draft(1))
    with pytest.raises(ExceptionGroup) as raised:
        await room.editor.run()
    assert raised.group_contains(BadStore)


@pytest.mark.parametrize("corrections", [True, False])
@virtual
async def test_whether_posts_are_corrected_is_said_with_each_article(corrections: bool) -> None:
    room = Newsroom(corrections=corrections)
    room.articles.add(1, draft(1))
    await room.editor.once()
    assert room.articles.corrections == [corrections]


# --- revisions ---------------------------------------------------------------------------------------------


@virtual
async def test_a_revision_waits_for_its_page_and_never_makes_do_with_the_feeds_text() -> None:
    room = Newsroom()
    room.site.broken = {url(1): Unreachable("news.example does not answer")}
    room.articles.add(1, replace(draft(1), revision=True))
    running = asyncio.create_task(room.editor.run())
    await asyncio.sleep(1)
    assert room.ids() == [] and room.articles.errors[1] == "news.example does not answer"
    assert room.articles.waiting[0].drafts == (replace(draft(1), revision=True, attempts=1),)
    room.site.broken = {}
    room.signals.ring("articles")
    await asyncio.sleep(1)
    assert room.ids() == [[1]]
    running.cancel()
    await asyncio.wait([running])


@virtual
async def test_a_revision_that_breaks_the_program_is_not_published_plainly() -> None:
    room = Newsroom()

    async def unlucky(title: str, text: str, language: str, **more: Any) -> Summary:
        raise ValueError("a bug")

    room.summarizer.summarize = unlucky  # type: ignore[method-assign]
    room.articles.add(1, replace(draft(1, attempts=ATTEMPTS), revision=True))
    running = asyncio.create_task(room.editor.run())
    await asyncio.sleep(1)
    assert room.ids() == [] and room.articles.errors[1] == "ValueError: a bug"
    running.cancel()
    await asyncio.wait([running])


class Remembers(FirstSentence):
    """Of each article, what was known of it."""

    def __init__(self) -> None:
        self.known: list[Any] = []

    async def summarize(self, *args: Any, **kwargs: Any) -> Summary:
        self.known.append(kwargs["known"])
        return await super().summarize(*args, **kwargs)


@virtual
async def test_only_what_a_program_wrote_before_a_revision_is_worth_keeping() -> None:
    summarizer = Remembers()
    room = Newsroom(summarizer=summarizer)
    written = replace(draft(1), revision=True, summary=("It opens.",), automatic=True)
    room.articles.add(1, written, replace(written, id=2, automatic=False), draft(3))
    await room.editor.once()
    assert summarizer.known == [("It opens.",), (), ()]
