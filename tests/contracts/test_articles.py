"""Port `Articles`, without its search (see test_search) and what it owes (see test_owing)."""

from datetime import timedelta

from bot.adapters.storage.store import Store
from bot.domain.model import Query, Word
from tests.contracts.conftest import DEAD, Opener
from tests.contracts.samples import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    ONE,
    TWO,
    begin,
    chat,
    claim,
    edit,
    entry,
    poll,
    publish,
    ready,
    sent,
)
from tests.postgres import sql


async def titles(store: Store) -> list[str]:
    return [item.title for item in (await store.articles.find(Query(), limit=50)).items]


async def test_batches_come_one_poll_at_a_time_oldest_first(store: Store) -> None:
    await begin(store, ONE, TWO)
    await store.sources.store_poll(poll(ONE, [entry(1), entry(2)]), NOW)
    await store.sources.store_poll(poll(TWO, [entry(3, url="https://two.example/a-long-path")]), NOW)
    first, second = await store.articles.claim(NOW), await store.articles.claim(NOW)
    assert first is not None and second is not None
    assert [draft.entry.title for draft in first.drafts] == ["Headline 1", "Headline 2"]
    assert [(draft.source, draft.baseline, draft.first_seen) for draft in second.drafts] == [(TWO, False, NOW)]
    assert await store.articles.claim(NOW) is None


async def test_an_entry_comes_back_as_it_was_given(store: Store) -> None:
    await begin(store)
    given = entry(1, guid="g", summary="a\nb", content="«ё»\n", authors=("A", "B"), categories=("c",), language="az")
    await store.sources.store_poll(poll(ONE, [given]), NOW)
    batch = await store.articles.claim(NOW)
    assert batch is not None and batch.drafts[0].entry == given


async def test_a_dead_editors_batch_is_given_again(store: Store, another: Opener) -> None:
    await begin(store)
    await store.sources.store_poll(poll(ONE, [entry(1)]), NOW)
    dead = await another(DEAD)
    assert await dead.articles.claim(NOW) is not None
    assert await store.articles.claim(NOW) is None
    await store.leases.beat()
    assert await store.articles.claim(NOW) is not None


async def test_a_postponed_draft_comes_again_and_after_those_that_never_failed(store: Store) -> None:
    await begin(store)
    await store.sources.store_poll(poll(ONE, [entry(1)]), NOW)
    batch = await store.articles.claim(NOW)
    assert batch is not None
    await store.articles.postpone(batch.drafts[0].id, "no page")
    await store.sources.store_poll(poll(ONE, [entry(2)]), NOW)
    fresh, failed = await store.articles.claim(NOW), await store.articles.claim(NOW)
    assert fresh is not None and failed is not None
    assert [(draft.entry.title, draft.attempts) for draft in fresh.drafts] == [("Headline 2", 0)]
    assert [(draft.entry.title, draft.attempts) for draft in failed.drafts] == [("Headline 1", 1)]


async def test_one_that_fails_holds_up_no_other_of_its_poll(store: Store) -> None:
    await begin(store)
    await store.sources.store_poll(poll(ONE, [entry(1), entry(2), entry(3)]), NOW)
    batch = await store.articles.claim(NOW, limit=1)
    assert batch is not None
    await store.articles.postpone(batch.drafts[0].id, "no page")
    given = [await store.articles.claim(NOW, limit=1) for _ in range(3)]
    assert [each and each.drafts[0].entry.title for each in given] == ["Headline 2", "Headline 3", "Headline 1"]


async def test_news_goes_before_revisions_and_these_before_archives(store: Store) -> None:
    await store.sources.seed([ONE, TWO], NOW)
    await store.sources.store_poll(poll(TWO, []), NOW)
    await publish(store, entry(1, url="https://two.example/1"), source=TWO)
    await store.sources.store_poll(poll(ONE, [entry(2)]), NOW)  # its first
    later = [entry(1, url="https://two.example/1", summary="Rewritten."), entry(3, url="https://two.example/3")]
    await store.sources.store_poll(poll(TWO, later), NOW + HOUR)
    other = [await store.articles.claim(NOW, "news"), await store.articles.claim(NOW, "news")]
    assert [each and each.drafts[0].entry.title for each in other] == ["Headline 3", None]
    rest = [await store.articles.claim(NOW + HOUR, "backlog") for _ in range(3)]
    assert [each and each.drafts[0].entry.title for each in rest] == ["Headline 1", "Headline 2", None]
    await store.leases.release()
    given = [await store.articles.claim(NOW + HOUR) for _ in range(4)]
    assert [each and each.drafts[0].entry.title for each in given] == ["Headline 3", "Headline 1", "Headline 2", None]


async def test_a_batch_is_given_in_pieces_oldest_first(store: Store, another: Opener) -> None:
    await begin(store)
    await store.sources.store_poll(poll(ONE, [entry(number) for number in range(5)]), NOW)
    given = [await store.articles.claim(NOW, limit=2) for _ in range(3)]
    assert [each and [draft.entry.title[-1] for draft in each.drafts] for each in given] == [
        ["0", "1"],
        ["2", "3"],
        ["4"],
    ]
    assert len({each.id for each in given if each}) == 1
    assert await store.articles.claim(NOW, limit=2) is None


async def test_batches_and_sources_at_work_are_passed_over(store: Store) -> None:
    await begin(store, ONE, TWO)
    await store.sources.store_poll(poll(ONE, [entry(1), entry(2)]), NOW)
    await store.sources.store_poll(poll(ONE, [entry(3)]), NOW)
    await store.sources.store_poll(poll(TWO, [entry(4, url="https://two.example/4")]), NOW)
    first = await store.articles.claim(NOW, limit=1)
    assert first is not None
    second = await store.articles.claim(NOW, held=[first.id])
    assert second is not None and second.drafts[0].entry.title == "Headline 3"
    third = await store.articles.claim(NOW, busy=["one"])
    assert third is not None and third.drafts[0].source == TWO
    assert await store.articles.claim(NOW, busy=["one"]) is None
    last = await store.articles.claim(NOW)
    assert last is not None and last.drafts[0].entry.title == "Headline 2"


async def test_publishing_twice_changes_nothing(store: Store) -> None:
    await begin(store)
    await chat(store)
    await store.sources.store_poll(poll(ONE, [entry(1)]), NOW)
    batch = await store.articles.claim(NOW)
    assert batch is not None
    article = ready(batch.drafts[0])
    again = ready(batch.drafts[0], title="Something else")
    assert await store.articles.publish([article, again], NOW, max_age=DAY, settle=timedelta()) == 1
    assert await store.articles.publish([again], NOW, max_age=DAY, settle=timedelta()) == 0
    assert await titles(store) == ["Headline 1"]
    assert len(await claim(store)) == 1


async def test_postponing_what_is_published_changes_nothing(store: Store) -> None:
    await begin(store)
    await store.sources.store_poll(poll(ONE, [entry(1)]), NOW)
    batch = await store.articles.claim(NOW)
    assert batch is not None
    await store.articles.publish([ready(batch.drafts[0])], NOW, max_age=DAY, settle=timedelta())
    await store.articles.postpone(batch.drafts[0].id, "too late")
    assert await store.articles.claim(NOW) is None


async def test_show_by_id_and_by_every_form_of_the_address(store: Store) -> None:
    await begin(store)
    await chat(store)
    await publish(store, entry(1, authors=("Naila Example",)), body="The whole text.")
    (owed,) = await claim(store)
    await store.outbox.settle([sent(owed, "77", "78")], NOW + MINUTE)
    assert owed.item is not None
    shown = await store.articles.show(str(owed.item.article_id))
    assert shown is not None
    assert (shown.item, shown.text, shown.stage, shown.first_seen) == (owed.item, "The whole text.", "ready", NOW)
    assert [(each.chat, each.message, each.sent) for each in shown.posts] == [
        ("1", "77", NOW + MINUTE),
        ("1", "78", NOW + MINUTE),
    ]
    for address in ("https://one.example/post/headline-1", "http://www.one.example/post/headline-1/?utm_source=x#top"):
        assert await store.articles.show(address) == shown


async def test_an_id_is_an_articles_own_not_its_items(store: Store, store_url: str) -> None:
    await begin(store)
    await publish(store, entry(1))
    skip = "UPDATE sqlite_sequence SET seq = 40 WHERE name = 'articles'"
    await sql(store_url, skip if store_url.startswith("sqlite") else "SELECT setval('articles_id_seq', 40)")
    await publish(store, entry(2))
    shown = await store.articles.show("41")
    assert shown is not None
    assert (shown.item.article_id, shown.item.id, shown.item.title) == (41, 2, "Headline 2")
    assert await store.articles.show("2") is None
    assert await store.articles.items([2]) == (shown.item,)


async def test_show_finds_nothing_for_what_is_not_there(store: Store) -> None:
    await begin(store)
    for ref in ("1", "0", "-1", "9" * 18, "9" * 40, "²", "", "nonsense", "https://one.example/else", "https://["):
        assert await store.articles.show(ref) is None


async def test_items_come_in_the_order_asked_for(store: Store) -> None:
    await begin(store)
    await publish(store, entry(1), entry(2), entry(3))
    await store.sources.store_poll(poll(ONE, [entry(4)]), NOW)  # not ready
    newest = [item.id for item in (await store.articles.find(Query(), limit=9)).items]
    asked = [newest[1], 99, newest[2], newest[0], max(newest) + 1]
    assert [item.id for item in await store.articles.items(asked)] == [newest[1], newest[2], newest[0]]
    assert await store.articles.items([]) == ()


async def test_an_item_shows_what_the_editor_made_of_it(store: Store) -> None:
    await begin(store)
    await publish(store, entry(1), authors=("A. Writer", "B. Writer"), summary=("One.", "Two\nlines."), language="az")
    (item,) = (await store.articles.find(Query(), limit=1)).items
    assert item.authors == ("A. Writer", "B. Writer")
    assert item.summary == ("One.", "Two lines.")
    assert (item.section, item.section_label, item.language, item.source_id) == ("world", "World", "az", "one")


async def test_sections_are_known_by_use(store: Store) -> None:
    await begin(store)
    await publish(store, entry(1), section="sport", section_label="Sport")
    await publish(store, entry(2), entry(3), section="world", section_label="Dünya")
    await publish(store, entry(4), section="", section_label="")
    await publish(store, entry(5), section="bare", section_label="")
    assert list((await store.articles.sections()).items()) == [("world", "Dünya"), ("bare", "bare"), ("sport", "Sport")]


async def test_languages_that_news_comes_in(store: Store) -> None:
    await begin(store)
    assert await store.articles.languages() == ()
    await publish(store, entry(1), language="en")
    await publish(store, entry(2), entry(3), language="ru")
    await publish(store, entry(4), language="az")
    await publish(store, entry(5), language="")
    await store.sources.store_poll(poll(ONE, [entry(6)]), NOW)
    assert await store.articles.languages() == ("ru", "az", "en")


async def test_authors_are_known_by_their_folded_names(store: Store) -> None:
    await begin(store)
    await publish(store, entry(1), authors=("Nailə Məmmədova", "…"))
    assert await store.articles.author("naile memmedova") == "Nailə Məmmədova"
    assert await store.articles.author("") == ""
    assert await store.articles.author("nobody") == ""


async def test_a_baseline_article_can_be_shown_and_found(store: Store) -> None:
    await store.sources.seed([ONE], NOW)
    assert await publish(store, entry(1)) == 0
    assert await titles(store) == ["Headline 1"]
    assert (await store.articles.find(Query(words=((Word("headline"),),)), limit=5)).total == 1
    assert await store.articles.show("https://one.example/post/headline-1") is not None


async def test_a_draft_is_neither_found_nor_listed(store: Store) -> None:
    await begin(store)
    await store.sources.store_poll(poll(ONE, [entry(1)]), NOW)
    assert await titles(store) == []
    await edit(store)
    assert await titles(store) == ["Headline 1"]
