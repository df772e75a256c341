"""Ports in memory, with the contracts of `bot.ports`: what the desk needs, and a newsroom to ask."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat

from bot.adapters.wording import GettextWording
from bot.domain.errors import StoreBusy, TryLater
from bot.domain.model import (
    Address,
    Ask,
    Button,
    Coverage,
    Doubt,
    Item,
    Lane,
    Layout,
    NextPoll,
    OnReturn,
    Person,
    Place,
    Post,
    Query,
    Record,
    Reply,
    Results,
    Source,
    SourceHealth,
    Standing,
    Stats,
    Subscription,
    TopStory,
    Word,
)
from bot.domain.spelling import Spelling, most_edits, nearest
from bot.domain.style import Style
from bot.domain.text import fold
from bot.domain.top import ranked
from bot.services.composer import Composer
from bot.services.desk import NewsDesk, SiteFacts

NOW = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)


def item(number: int, title: str = "", **changes: object) -> Item:
    made = Item(
        id=number,
        article_id=number,
        title=title or f"Report {number} from the harbour",
        url=f"https://caliber.az/en/post/report-{number}",
        source_id="caliber-en",
        language="en",
        published=NOW - timedelta(hours=1) + timedelta(minutes=number),
        section="world",
        section_label="WORLD",
        summary=("The first sentence says what happened.", "The second says to whom."),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


class Addresses:
    def __init__(self, notebook: "Notebook") -> None:
        self.notebook = notebook
        self.rows: dict[int, Address] = {}
        self.held: dict[int, list[Subscription]] = {}
        self.busy = False
        self.waiting = 0  # posts, for any address
        self.resumed: list[OnReturn] = []
        self._ids = 0

    def _next(self) -> int:
        self._ids += 1
        return self._ids

    async def get(self, place: Place) -> Address | None:
        if self.busy:
            raise StoreBusy("locked")
        wanted = (place.platform, place.chat, place.topic)
        rows = self.rows.values()
        return next((row for row in rows if (row.place.platform, row.place.chat, row.place.topic) == wanted), None)

    async def ensure(self, place: Place, *, language: str = "") -> Address:
        row = await self.get(place) or Address(self._next(), place, language=language)
        self.rows[row.id] = replace(row, place=place, status="active" if row.status == "closed" else row.status)
        return self.rows[row.id]

    async def close(self, platform: str, chat: str, reason: str, now: datetime, *, topic: str | None = None) -> int:
        raise AssertionError("the desk closes nothing")

    async def reopen(self, platform: str, chat: str, *, topic: str | None = None) -> int:
        raise AssertionError("the desk opens nothing")

    async def leave(self, platform: str, server: str, reason: str, now: datetime) -> int:
        raise AssertionError("the desk closes nothing")

    async def rejoin(self, platform: str, server: str) -> int:
        raise AssertionError("the desk opens nothing")

    async def move(self, platform: str, chat: str, to: str) -> None:
        raise AssertionError("the desk moves nothing")

    async def set_language(self, address_id: int, language: str) -> None:
        self.rows[address_id] = replace(self.rows[address_id], language=language)

    async def set_layout(self, address_id: int, layout: Layout) -> None:
        self.rows[address_id] = replace(self.rows[address_id], layout=layout)

    async def set_languages(self, address_id: int, languages: Sequence[str]) -> None:
        self.rows[address_id] = replace(self.rows[address_id], languages=tuple(languages))

    async def set_reception(
        self, address_id: int, *, pictures: bool | None = None, sound: bool | None = None, timezone: str | None = None
    ) -> None:
        told = {"pictures": pictures, "sound": sound, "timezone": timezone}
        known = {name: value for name, value in told.items() if value is not None}
        self.rows[address_id] = replace(self.rows[address_id], **known)  # type: ignore[arg-type]

    async def set_every_post(self, address_id: int, *, every: bool) -> None:
        self.rows[address_id] = replace(self.rows[address_id], every_post=every)

    async def set_publishing(
        self, address_id: int, *, crosspost: bool | None = None, webhook: bool | None = None
    ) -> None:
        row = self.rows[address_id]
        row = replace(row, crosspost=row.crosspost if crosspost is None else crosspost)
        self.rows[address_id] = replace(row, webhook=row.webhook if webhook is None else webhook)

    async def pause(self, address_id: int, until: datetime | None) -> int:
        self.rows[address_id] = replace(self.rows[address_id], status="paused", paused_until=until)
        return self.waiting

    async def resume(self, address_id: int, how: OnReturn, now: datetime) -> int | None:
        if self.rows[address_id].status != "paused":
            return None
        self.rows[address_id] = replace(self.rows[address_id], status="active", paused_until=None)
        self.resumed.append(how)
        return self.waiting

    async def subscribe(
        self, address_id: int, subscription: Subscription, now: datetime, *, uncalled: bool = False
    ) -> bool:
        held = self.held.setdefault(address_id, [])
        for at, each in enumerate(held):
            if (each.kind, each.value) == (subscription.kind, subscription.value):
                held[at] = replace(each, mention=subscription.mention or ("" if uncalled else each.mention))
                return False
        held.append(replace(subscription, id=self._next()))
        return True

    async def unsubscribe(self, address_id: int, subscription: Subscription | None) -> int:
        held = self.held.get(address_id, [])
        left = [
            each for each in held if subscription and (each.kind, each.value) != (subscription.kind, subscription.value)
        ]
        self.held[address_id] = left
        return len(held) - len(left)

    async def drop(self, address_id: int, subscription_id: int) -> Subscription | None:
        for each in self.held.get(address_id, []):
            if each.id == subscription_id:
                self.held[address_id].remove(each)
                return each
        return None

    async def subscriptions(self, address_id: int) -> tuple[Subscription, ...]:
        return tuple(self.held.get(address_id, ()))

    async def forget(self, platform: str, chat: str) -> int:
        gone = [row.id for row in self.rows.values() if (row.place.platform, row.place.chat) == (platform, chat)]
        for number in gone:
            del self.rows[number]
            self.held.pop(number, None)
        self.notebook.notes = {
            k: v for k, v in self.notebook.notes.items() if not k.startswith(f"chat:{platform}:{chat}:")
        }
        return len(gone)

    async def channels(self, platform: str, limit: int, *, after: str = "") -> tuple[Place, ...]:
        raise AssertionError("the desk looks no channels up")

    async def muted(self, platform: str, limit: int, *, after: Place | None = None) -> tuple[Place, ...]:
        raise AssertionError("the desk opens no chats")

    async def count(self, platform: str) -> int:
        return sum(bool(held) for held in self.held.values())


class Articles:
    """An archive whose search finds what holds every word, or its beginning, in its title; newest first."""

    def __init__(self, *items: Item) -> None:
        self.archive = list(items)
        self.labels: dict[str, str] = {"world": "WORLD", "rail news": "Rail News"}
        self.authors = {"naila example": "Naila Example"}
        self.mended = ""
        self.capped = False
        self.drafts: set[int] = set()
        self.stories: list[tuple[Coverage, tuple[Item, ...]]] = []  # each with the items that can show it

    async def top(
        self, now: datetime, limit: int, languages: Sequence[str] = (), *, only: bool = False
    ) -> tuple[TopStory, ...]:
        shown = {}
        for coverage, items in self.stories:
            wanted = [each for language in languages for each in items if each.language == language]
            if wanted or not only:
                shown[coverage] = (wanted or items)[0]
        return tuple(TopStory(each, shown[each]) for each in ranked(shown, now)[:limit])

    async def find(self, query: Query, *, limit: int, offset: int = 0, languages: Sequence[str] = ()) -> Results:
        found = [each for each in self.archive if self._matches(query, each)]
        found.sort(key=lambda each: (each.published, each.id), reverse=True)
        page = tuple(found[offset : offset + limit])
        texts = tuple(" ".join(each.summary) for each in page if query.words)
        return Results(page, len(found), self.capped, self.mended, query, texts)

    async def count(self, queries: Sequence[Query], *, most: int = 1) -> tuple[int, ...]:
        return tuple(min(most, sum(self._matches(query, each) for each in self.archive)) for query in queries)

    async def near(self, word: Word, *, limit: int) -> tuple[str, ...]:
        held = Counter(each for item in self.archive for each in set(fold(item.title).split()))
        groups = nearest((word.folded,), map(Spelling, held), most_edits(word.folded))
        ordered = [sorted((each.letters for each in group), key=lambda each: -held[each]) for group in groups]
        return tuple(chain.from_iterable(ordered))[:limit]

    def _matches(self, query: Query, each: Item) -> bool:
        title = f" {fold(each.title)} "
        return (
            all(any(_said(word, title) for word in group) for group in query.words)
            and not any(f" {word.folded} " in title for word in query.excluded)
            and (not query.sections or each.section in query.sections)
            and (not query.sources or each.source_id in query.sources)
            and (not query.authors or any(map(_is_by, query.authors, repeat(each))))
        )

    async def sections(self) -> Mapping[str, str]:
        return self.labels

    async def languages(self) -> tuple[str, ...]:
        counts = Counter(each.language for each in self.archive if each.language)
        return tuple(sorted(counts, key=lambda code: (-counts[code], code)))

    async def author(self, folded: str) -> str:
        return self.authors.get(folded, "")

    async def edition(self, article_id: int) -> Item | None:
        return next((each for each in self.archive if each.article_id == article_id), None)

    async def items(self, ids: Sequence[int]) -> tuple[Item, ...]:
        return tuple(each for number in ids for each in self.archive if each.id == number)

    async def show(self, ref: str) -> Record | None:
        found = next((each for each in self.archive if ref in (str(each.article_id), each.url)), None)
        return Record(found, "", 1, NOW, "new" if found.id in self.drafts else "ready") if found else None

    async def claim(
        self,
        now: datetime,
        lane: Lane | None = None,
        *,
        limit: int = 1000,
        held: Collection[int] = (),
        busy: Collection[str] = (),
    ) -> None:
        raise AssertionError("the desk edits nothing")

    async def publish(
        self,
        ready: object,
        now: datetime,
        *,
        max_age: timedelta,
        settle: timedelta,
        configured: Collection[str] = (),
        corrections: bool = True,
        language: str = "en",
    ) -> int:
        raise AssertionError("the desk publishes nothing")

    async def postpone(self, draft_id: int, error: str, *, missing: datetime | None = None) -> None:
        raise AssertionError("the desk edits nothing")


def _is_by(author: str, item: Item) -> bool:
    return any({*author.split()} <= {*fold(name).split()} for name in item.authors)


def _said(word: Word, title: str) -> bool:
    return f" {word.folded}{'' if word.prefix else ' '}" in title


class Sources:
    def __init__(self, *healths: SourceHealth) -> None:
        self.healths = healths

    async def health(self, *, counted: bool = True) -> tuple[SourceHealth, ...]:
        return self.healths

    async def languages(self) -> frozenset[str]:
        return frozenset(health.source.language for health in self.healths) - {""}

    async def seed(self, sources: Sequence[Source], now: datetime) -> None:
        raise AssertionError("the desk polls nothing")

    async def due(self, now: datetime, limit: int, *, every: bool = False) -> tuple[()]:
        raise AssertionError("the desk polls nothing")

    async def store_poll(self, poll: object, now: datetime) -> int:
        raise AssertionError("the desk polls nothing")

    async def store_unchanged(self, polls: Mapping[str, NextPoll], now: datetime) -> None:
        raise AssertionError("the desk polls nothing")

    async def store_failure(
        self, source_id: str, error: str, next_poll: NextPoll, now: datetime, *, alerted: bool = False
    ) -> None:
        raise AssertionError("the desk polls nothing")

    async def store_gone(self, source_id: str, error: str, now: datetime) -> None:
        raise AssertionError("the desk polls nothing")

    async def hasten(self, source_id: str, now: datetime) -> bool:
        raise AssertionError("the desk polls nothing")

    async def add(self, source: Source, now: datetime, *, title: str = "") -> bool:
        raise AssertionError("the desk keeps no sources")

    async def remove(self, source_id: str, now: datetime) -> bool:
        raise AssertionError("the desk keeps no sources")

    async def next_due(self) -> None:
        raise AssertionError("the desk polls nothing")


class Notebook:
    def __init__(self) -> None:
        self.notes: dict[str, str] = {}
        self.texts: list[str] = []

    async def read(self, key: str) -> str:
        return self.notes.get(key, "")

    async def write(self, key: str, value: str, now: datetime) -> None:
        if value:
            self.notes[key] = value
        else:
            self.notes.pop(key, None)

    async def first(self, key: str, value: str, now: datetime) -> bool:
        if key in self.notes:
            return False
        self.notes[key] = value
        return True

    async def forget(self, prefix: str, before: datetime) -> None:
        raise AssertionError("the desk's notes stay")

    async def keep(self, text: str, now: datetime) -> str:
        if text not in self.texts:
            self.texts.append(text)
        return f"t{self.texts.index(text)}"

    async def kept(self, token: str) -> str:
        number = token.removeprefix("t")
        return self.texts[int(number)] if number.isdigit() and int(number) < len(self.texts) else ""


class Directory:
    def __init__(self, *places: Place) -> None:
        self.places = {f"@{place.username}": place for place in places} | {place.chat: place for place in places}
        self.managers: set[tuple[str, str]] = set()
        self.mute: set[str] = set()
        self.down = False

    async def manages(self, place: Place, person: Person) -> bool:
        return place.kind == "private" or (place.chat, person.id) in self.managers

    async def look_up(self, platform: str, name: str) -> Place | None:
        if self.down:
            raise TryLater("502")
        return self.places.get(name)

    async def may_post(self, place: Place) -> bool:
        return place.chat not in self.mute


class Figures:
    def __init__(self) -> None:
        self.counts = Stats(articles=3, stories=2, chats=1, subscriptions=4, deliveries={"pending": 1, "sent": 9})

    async def stats(self, now: datetime) -> Stats:
        return self.counts

    async def audience(self, platform: str, limit: int) -> tuple[Place, ...]:
        raise AssertionError("the desk names no chats")


class Outbox:
    """Only what the desk uses: owing back-fill, doubts, and what stands in chats."""

    def __init__(self) -> None:
        self.owed: list[tuple[int, tuple[int, ...]]] = []
        self.doubtful: dict[int, Doubt] = {}
        self.decided: list[tuple[int, bool]] = []
        self.stands: dict[tuple[str, str, str], Standing] = {}  # by platform, chat and message
        self.shown: dict[str, int] = {}  # the article that a message was made to show
        self.lost = False  # what stood there is gone before it can be

    async def doubts(self, platform: str, limit: int) -> tuple[Doubt, ...]:
        return tuple(self.doubtful.values())[:limit]

    async def decide(self, owed_id: int, now: datetime, *, arrived: bool) -> Doubt | None:
        self.decided.append((owed_id, arrived))
        return self.doubtful.pop(owed_id, None)

    async def standing(self, place: Place, message: str) -> Standing | None:
        return self.stands.get((place.platform, place.chat, message))

    async def shows(self, place: Place, message: str, article_id: int) -> bool:
        self.shown[message] = article_id
        return not self.lost

    async def owe(self, address_id: int, item_ids: Sequence[int], now: datetime) -> int:
        self.owed.append((address_id, tuple(item_ids)))
        return len(item_ids)

    async def claim(self, platform: str, limit: int, now: datetime, burst: int = 0) -> tuple[()]:
        raise AssertionError("the desk delivers nothing")

    async def settle(self, outcomes: object, now: datetime) -> None:
        raise AssertionError("the desk delivers nothing")

    async def next_due(self, platform: str) -> None:
        raise AssertionError("the desk delivers nothing")

    async def shrink(self, before: datetime, limit: int = 1000) -> int:
        raise AssertionError("the desk delivers nothing")


HOME = Place("telegram", "7", kind="private")
GROUP = Place("telegram", "-100500", "3", "group", "Commuters")
CHANNEL = Place("telegram", "-1002003004005", kind="channel", title="Caliber", username="caliber_en")
SOURCE = Source("caliber-en", "https://caliber.az/en/", language="en")
WORDING = GettextWording(now=lambda: NOW)


class Newsroom:
    """A desk with all it needs, and short ways to speak to it."""

    def __init__(self, *items: Item, **changes: object) -> None:
        self.articles = Articles(*items)
        self.sources = Sources(SourceHealth(SOURCE, "ok", articles=12))
        self.notebook = Notebook()
        self.addresses = Addresses(self.notebook)
        self.directory = Directory(CHANNEL)
        self.figures = Figures()
        self.outbox = Outbox()
        self.rung = 0  # times that the courier was told of more to send
        style = Style("Caliber.Az", "https://caliber.az/", timezone="Asia/Baku")
        facts = {
            "site": SiteFacts("Caliber.Az", "https://caliber.az/", "en", "", {}, "Asia/Baku"),
            "sections": {"dunya": "world", "мир": "world", "economics": "economy"},
            "version": "1.2.3",
            "owed": self._owed,
            "outbox": self.outbox,
            "composer": Composer(style, WORDING, lambda: NOW),
        }
        self.desk = NewsDesk(
            addresses=self.addresses,
            articles=self.articles,
            sources=self.sources,
            notebook=self.notebook,
            figures=self.figures,
            directory=self.directory,
            wording=WORDING,
            clock=lambda: NOW,
            **{**facts, **changes},  # type: ignore[arg-type]
        )

    def _owed(self) -> None:
        self.rung += 1

    async def write(self, text: str, place: Place = HOME, *, by: str = "7", language: str = "") -> Reply:
        command, _, words = text.partition(" ")
        return await self.desk.answer(Ask(place, Person(by, language), command.removeprefix("/"), words))

    async def press(self, data: str, place: Place = HOME, *, by: str = "7") -> Reply:
        return await self.desk.press(Ask(place, Person(by), words=data))

    async def say(self, text: str, place: Place = HOME, *, by: str = "7") -> Reply | None:
        return await self.desk.said(Ask(place, Person(by), words=text))

    def subscribed(self, place: Place = HOME) -> list[tuple[str, str]]:
        rows = [
            row
            for row in self.addresses.rows.values()
            if (row.place.chat, row.place.topic) == (place.chat, place.topic)
        ]
        return [(each.kind, each.value) for row in rows for each in self.addresses.held.get(row.id, ())]


def text(reply: Reply | None) -> str:
    """What a reply says, lines separated by newlines."""
    assert reply is not None
    return "\n".join("".join(span.text for span in line) for post in reply.posts for line in post.lines)


def buttons(reply: Reply) -> dict[str, str]:
    """Label → press data, from the top to the bottom."""
    return {button.label: button.data for post in reply.posts for button in _buttons(post)}


def _buttons(post: Post) -> Iterator[Button]:
    yield from (button for menu in post.menus if not menu.below for button in menu.choices)
    yield from (button for row in post.rows for button in row)
    yield from (button for menu in post.menus if menu.below for button in menu.choices)
