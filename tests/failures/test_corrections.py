"""Articles that change after they were posted, from the poll to what stands in a chat."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from bot.adapters.storage.store import Store
from bot.domain.model import Entry
from tests.contracts.samples import HOUR, MINUTE, NOW
from tests.failures.publishing import Press, press

GOALS = Entry(
    title="The cup final as it happens",
    url="https://one.example/post/the-cup-final-as-it-happens",
    guid="final",
    summary="The teams are on the grass. Sandrow plays in red.",
    published=NOW,
)


def told(minute: int) -> Entry:
    """The live blog in that minute; it grows as live blogs do."""
    return replace(GOALS, summary=f"Minute {minute} is played. " + " ".join(f"Shot {each}." for each in range(minute)))


async def live(opened: Press, minutes: int) -> list[datetime]:
    """A live blog that says something else at every poll, one a minute. Returns when its post changed."""
    changes: list[datetime] = []
    opened.show(GOALS)
    await opened.poll()
    for minute in range(minutes):
        before = opened.standing().edits
        opened.show(told(minute))
        await opened.poll(MINUTE - timedelta(seconds=10))
        changes += [opened.world.now] * (opened.standing().edits - before)
    return changes


async def test_a_live_blog_is_edited_at_most_once_in_ten_minutes_all_day(store: Store) -> None:
    async with press(store) as opened:
        changes = await live(opened, 150)
        assert all(later - earlier >= 10 * MINUTE for earlier, later in pairwise(changes))
        assert len(changes) >= 14  # and not ever rarer, as an article in which nothing has changed
        last = opened.standing().text
        assert "Minute 14" in last
        await opened.poll(HOUR)
        assert "Minute 149 is played." in opened.standing().text  # though the feed never changed again
        assert len(opened.world.standing(opened.chat)) == 1


async def test_the_last_words_come_though_the_entry_has_left_the_feed(store: Store) -> None:
    async with press(store) as opened:
        await live(opened, 4)
        opened.show()
        await opened.poll(HOUR)
        assert "Minute 3 is played." in opened.standing().text


async def test_a_typo_changes_nothing_in_the_chat_and_a_correction_notifies_nobody(store: Store) -> None:
    async with press(store) as opened:
        opened.show(replace(GOALS, summary="The tems are on the grass. Sandrow plays in red."))
        await opened.poll()
        opened.show(GOALS)
        await opened.poll()
        record = await store.articles.show(GOALS.url)
        assert record is not None and record.text == GOALS.summary and record.item.corrected is None
        assert opened.standing().edits == 0 and "tems" in opened.standing().text
        opened.show(replace(GOALS, title="The cup final is put off"))
        await opened.poll(HOUR)
        assert opened.titles() == ["The cup final is put off"] and opened.standing().edits == 1
        assert [each.method for each in opened.world.api.calls if each.method.startswith("send")] == ["sendMessage"]
