"""Port `Articles`: how many items a search finds, whatever number of articles each has."""

from datetime import timedelta

import pytest

from bot.adapters.storage import search
from bot.adapters.storage.store import Store
from bot.domain.model import Query
from tests.contracts.samples import NOW, SECOND, begin, edit, entry, poll
from tests.contracts.samples import ONE as SOURCE
from tests.postgres import sql


async def test_items_are_counted_and_paged_not_their_editions(
    store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "COUNTED", 50)
    monkeypatch.setattr(search, "RANKED", 20)
    await begin(store)
    entries = [entry(number, published=NOW - timedelta(days=1) + number * SECOND) for number in range(120)]
    for at in range(0, len(entries), 200):
        await store.sources.store_poll(poll(SOURCE, entries[at : at + 200]), NOW)
    await edit(store, max_age=timedelta())
    await sql(store_url, "UPDATE articles SET item_id = id - (id - 1) % 3")
    await sql(store_url, "UPDATE indexed SET item_id = article_id - (article_id - 1) % 3")
    section = Query(sections=("world",))
    found = await store.articles.find(section, limit=5)
    assert (found.total, found.total_capped) == (40, False)
    assert len((await store.articles.find(section, limit=5, offset=30)).items) == 5
