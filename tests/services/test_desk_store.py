"""The desk on the real store: what a person does on the first day, from the first press to being forgotten."""

from datetime import timedelta

from bot.adapters.storage.store import Store
from bot.domain.model import NO_VALIDATORS, Entry, Found, NextPoll, Poll, Ready
from bot.domain.style import Style
from bot.domain.text import index, terms
from bot.services.composer import Composer
from bot.services.desk import NewsDesk, SiteFacts
from tests.services.fakes_desk import CHANNEL, HOME, NOW, SOURCE, WORDING, Directory, Newsroom, buttons, text

STORIES = (
    ("Rail corridor agreed in the mountains", "world"),
    ("Əliyev opens a tram line in Baku", "economy"),
    ("Baku derby ends without a goal", "sport"),
    ("Rail corridor to be built by spring", "world"),
)


class Stored(Newsroom):
    """A newsroom whose desk works on the store."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.directory = Directory(CHANNEL)
        self.directory.managers.add((CHANNEL.chat, "7"))
        self.desk = NewsDesk(
            addresses=store.addresses,
            articles=store.articles,
            sources=store.sources,
            notebook=store.notebook,
            figures=store.figures,
            outbox=store.outbox,
            directory=self.directory,
            wording=WORDING,
            clock=lambda: NOW,
            composer=Composer(Style("Caliber.Az", "https://caliber.az/", "Asia/Baku"), WORDING, lambda: NOW),
            site=SiteFacts("Caliber.Az", "https://caliber.az/", "en", "", {}, "Asia/Baku"),
            sections={"dunya": "world"},
            version="1.2.3",
            admins=frozenset({"1"}),
        )


async def published(store: Store) -> None:
    """The stories, through the whole of the archive's door."""
    await store.leases.beat()
    await store.sources.seed([SOURCE], NOW)
    await store.sources.due(NOW, 1)
    page = "caliber.az/en/post"
    found = tuple(
        Found(Entry(title, authors=("Naila Example",)), f"https://{page}/{number}", (f"u:{page}/{number}",))
        for number, (title, _section) in enumerate(STORIES)
    )
    poll = Poll(SOURCE.id, SOURCE.url, "rss20", NO_VALIDATORS, "hash", found, NextPoll(NOW + timedelta(minutes=5)))
    await store.sources.store_poll(poll, NOW)
    batch = await store.articles.claim(NOW)
    assert batch is not None
    ready = []
    for number, draft in enumerate(batch.drafts):
        title, section = STORIES[number]
        words = index(title, "", "en")
        when = NOW - timedelta(minutes=10 - number)
        by = ("Naila Example",)
        ready.append(
            Ready(draft, title, "", (), section, section.upper(), "en", by, when, True, "", words, terms(words))
        )
    await store.articles.publish(ready, NOW, max_age=timedelta(days=2), settle=timedelta(0))


async def test_a_first_day(store: Store) -> None:
    await published(store)
    room = Stored(store)
    assert "The sections are: World" in text(await room.write("/start"))
    assert "Подписаться" in buttons(await room.press("g:ru"))
    assert "Подписка оформлена: раздел «Мир»." in text(offer := await room.write("/subscribe dünya"))
    latest = await room.press(buttons(offer)["Последние 3"])
    assert [post.lines[0][0].text for post in latest.posts] == [STORIES[0][0], STORIES[3][0]]
    await room.press("g:en")
    assert "the author Naila Example" in text(await room.write("/subscribe Naila Example"))
    assert "“tram line”" in text(await room.write("/subscribe tram line"))
    listed = await room.write("/subscriptions")
    assert "3. items with the words “tram line”" in text(listed)
    await room.press(buttons(listed)["✕ 2"])
    assert text(await room.write("/unsubscribe TRAM, line")) == (
        "Stopped: items with the words “tram line”.\nStill subscribed: the section World."
    )
    assert "@caliber_en is now subscribed" in text(await room.write("/subscribe @caliber_en"))
    assert "Subscriptions: 2" in text(await room.write("/stats", by="1"))
    assert text(await room.write("/sources", by="1")).startswith("Sources\ncaliber-en · ")


async def test_reading_the_archive(store: Store) -> None:
    await published(store)
    room = Stored(store)
    assert text(await room.write("/latest 2")).startswith(
        f"Latest\n1–2 / 4\n\n{STORIES[3][0]}\nWorld · 22:53 · Caliber.Az"
    )
    second = text(await room.press(buttons(await room.write("/latest world 1"))["›"]))
    assert second.startswith(f"Latest: World\n2–2 / 2\n\n{STORIES[0][0]}\n")
    assert STORIES[1][0] in text(await room.write("/search eliyev"))
    await room.write("/search")
    found = text(await room.say("corridors section:world"))
    assert STORIES[0][0] in found
    assert STORIES[3][0] in found
    assert "Nothing found" in text(await room.write("/search zeppelin"))


async def test_being_forgotten(store: Store) -> None:
    await published(store)
    room = Stored(store)
    await room.write("/subscribe")
    await room.write("/search")
    await room.press(buttons(await room.write("/forget"))["Erase"])
    assert await store.addresses.get(HOME) is None
    assert await store.notebook.read("chat:telegram:7:ask") == ""
    assert "nothing to stop" in text(await room.write("/unsubscribe"))


async def test_who_blocked_the_bot_and_comes_back_gets_posts_again(store: Store) -> None:
    """The platform's own word of it may have been missed: what the person writes is word enough."""
    room = Stored(store)
    await room.write("/subscribe")
    await store.addresses.close(HOME.platform, HOME.chat, "blocked", NOW)
    await room.write("/start")
    address = await store.addresses.get(HOME)
    assert address is not None and (address.status, address.reason) == ("active", "")
