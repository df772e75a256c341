"""What the adapter talks to, in memory and with the ports' real behaviour."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.adapters.telegram.request import AiohttpRequest
from bot.domain.errors import StoreBusy
from bot.domain.model import Address, Ask, Layout, OnReturn, Picks, Place, Post, Reply, Span, Subscription, Suggestion


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


class Signals:
    """Keeps what was rung, and how long was waited for; a wait ends at a ring or, without real time, at once."""

    def __init__(self, *, patient: bool = False) -> None:
        self.rung: list[str] = []
        self.waits: list[float] = []
        self._patient = patient
        self._wake = asyncio.Event()
        self._watched: list[tuple[int, asyncio.Event]] = []

    async def waited(self, times: int) -> None:
        """Wait until that many waits have begun."""
        reached = asyncio.Event()
        self._watched.append((times, reached))
        await asyncio.wait_for(reached.wait(), 5)

    def ring(self, name: str) -> None:
        self.rung.append(name)
        self._wake.set()

    async def wait(self, name: str, seconds: float) -> bool:
        self.waits.append(seconds)
        for times, reached in self._watched:
            if len(self.waits) >= times:
                reached.set()
        if self._patient:
            await self._wake.wait()
            self._wake.clear()
            return True
        await asyncio.sleep(0)
        return False


class Notebook:
    """Facts in a dict; busy on demand."""

    def __init__(self) -> None:
        self.facts: dict[str, str] = {}
        self.written: dict[str, datetime] = {}
        self.busy = 0

    async def read(self, key: str) -> str:
        self._strike()
        return self.facts.get(key, "")

    async def write(self, key: str, value: str, now: datetime) -> None:
        self._strike()
        self.facts[key], self.written[key] = value, now

    async def first(self, key: str, value: str, now: datetime) -> bool:
        self.written.setdefault(key, now)
        return self.facts.setdefault(key, value) is value

    async def forget(self, prefix: str, before: datetime) -> None:
        old = [key for key, written in self.written.items() if key.startswith(prefix) and written < before]
        for key in old:
            del self.facts[key], self.written[key]

    async def keep(self, text: str, now: datetime) -> str:
        self.facts[f"kept:{text}"] = text
        return text[:12]

    async def kept(self, token: str) -> str:
        return next((text for text in self.facts.values() if text[:12] == token), "")

    def _strike(self) -> None:
        if self.busy:
            self.busy -= 1
            raise StoreBusy("the database is locked")


class Leases:
    """A lease one can take away."""

    def __init__(self) -> None:
        self.free = True
        self.held: set[str] = set()

    async def beat(self) -> bool:
        return False

    async def acquire(self, name: str) -> bool:
        if self.free:
            self.held.add(name)
        return self.free

    async def behind(self, now: datetime) -> timedelta:
        return timedelta()

    async def bring_forward(self, by: timedelta, now: datetime) -> None:
        pass

    async def release(self) -> None:
        self.held.clear()


@dataclass
class Addresses:
    """Chats in a dict by (chat, topic)."""

    known: dict[tuple[str, str], Address] = field(default_factory=dict)
    moves: list[tuple[str, str]] = field(default_factory=list)
    subscribed: dict[int, list[Subscription]] = field(default_factory=dict)
    changed: Callable[[], None] = lambda: None

    async def get(self, place: Place) -> Address | None:
        return self.known.get((place.chat, place.topic))

    async def ensure(self, place: Place, *, language: str = "") -> Address:
        key = (place.chat, place.topic)
        known = self.known.get(key) or Address(len(self.known) + 1, place, language=language)
        self.known[key] = replace(known, place=place, status="active", reason="")
        self.changed()
        return self.known[key]

    async def close(self, platform: str, chat: str, reason: str, now: datetime, *, topic: str | None = None) -> int:
        keys = [key for key in self.known if key[0] == chat and topic in (None, key[1])]
        for key in keys:
            self.known[key] = replace(self.known[key], status="closed", reason=reason)
        self.changed()
        return len(keys)

    async def reopen(self, platform: str, chat: str, *, topic: str | None = None) -> int:
        there = [key for key in self.known if key[0] == chat and topic in (None, key[1])]
        keys = [key for key in there if self.known[key].status == "closed"]
        for key in keys:
            self.known[key] = replace(self.known[key], status="active", reason="")
        self.changed()
        return len(keys)

    async def move(self, platform: str, chat: str, to: str) -> None:
        self.moves.append((chat, to))
        for key in [key for key in self.known if key[0] == chat]:
            address = self.known.pop(key)
            self.known[(to, key[1])] = replace(address, place=replace(address.place, chat=to))
        self.changed()

    async def set_language(self, address_id: int, language: str) -> None:
        self._set(address_id, language=language)

    async def pause(self, address_id: int, until: datetime | None) -> int:
        raise AssertionError("the desk does")

    async def resume(self, address_id: int, how: OnReturn, now: datetime) -> int | None:
        raise AssertionError("the desk does")

    async def set_every_post(self, address_id: int, *, every: bool) -> None:
        raise AssertionError("the desk does")

    async def set_publishing(
        self, address_id: int, *, crosspost: bool | None = None, webhook: bool | None = None
    ) -> None:
        raise AssertionError("Telegram has no such channels")

    async def leave(self, platform: str, server: str, reason: str, now: datetime) -> int:
        raise AssertionError("Telegram has no servers")

    async def rejoin(self, platform: str, server: str) -> int:
        raise AssertionError("Telegram has no servers")

    async def set_languages(self, address_id: int, languages: Sequence[str]) -> None:
        raise AssertionError("the desk does")

    async def set_reception(
        self, address_id: int, *, pictures: bool | None = None, sound: bool | None = None, timezone: str | None = None
    ) -> None:
        raise AssertionError("the desk does")

    async def set_layout(self, address_id: int, layout: Layout) -> None:
        self._set(address_id, layout=layout)

    async def subscribe(
        self, address_id: int, subscription: Subscription, now: datetime, *, uncalled: bool = False
    ) -> bool:
        held = self.subscribed.setdefault(address_id, [])
        new = subscription not in held
        held.extend([subscription] if new else [])
        return new

    async def unsubscribe(self, address_id: int, subscription: Subscription | None) -> int:
        held = self.subscribed.get(address_id, [])
        left = [each for each in held if subscription is not None and each != subscription]
        self.subscribed[address_id] = left
        return len(held) - len(left)

    async def drop(self, address_id: int, subscription_id: int) -> Subscription | None:
        return None

    async def subscriptions(self, address_id: int) -> tuple[Subscription, ...]:
        return tuple(self.subscribed.get(address_id, ()))

    async def forget(self, platform: str, chat: str) -> int:
        keys = [key for key in self.known if key[0] == chat]
        for key in keys:
            del self.known[key]
        return len(keys)

    async def count(self, platform: str) -> int:
        return sum(bool(held) for held in self.subscribed.values())

    async def muted(self, platform: str, limit: int, *, after: Place | None = None) -> tuple[Place, ...]:
        def key(place: Place) -> tuple[str, str]:
            return place.chat, place.topic if place.server else ""

        held = [each.place for each in self.known.values() if (each.status, each.reason) == ("closed", "no_rights")]
        later = {key(each): each for each in reversed(held) if after is None or key(each) > key(after)}
        return tuple(later[each] for each in sorted(later)[:limit])

    async def channels(self, platform: str, limit: int, *, after: str = "") -> tuple[Place, ...]:
        active = (each.place for each in self.known.values() if each.status == "active")
        chats = sorted((p for p in active if p.kind == "channel" and p.chat > after), key=lambda p: p.chat)
        return tuple(chats[:limit])

    def _set(self, address_id: int, **values: str) -> None:
        for key, address in self.known.items():
            if address.id == address_id:
                self.known[key] = replace(address, **values)  # type: ignore[arg-type]


def words(text: str) -> Post:
    """A post of one line."""
    return Post(lines=((Span(text),),))


class Desk:
    """Answers every command with its words, unless told what to say; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Ask] = []
        self.pressed: list[Ask] = []
        self.heard: list[Ask] = []
        self.lines: list[tuple[Ask, str]] = []  # what was typed in line, with its offset
        self.picks = Picks()
        self.replies: dict[str, Reply] = {}
        self.gates: dict[str, asyncio.Event] = {}  # chat → waits for it before answering
        self._came: dict[str, asyncio.Event] = {}
        self.broken: set[str] = set()
        self.question = ""  # the person whose plain message is an answer

    async def answer(self, ask: Ask) -> Reply:
        self.asked.append(ask)
        await self._pass(ask)
        return self.replies.get(ask.command) or Reply((words(f"{ask.command}: {ask.words}".strip()),))

    async def press(self, ask: Ask) -> Reply:
        self.pressed.append(ask)
        await self._pass(ask)
        return self.replies.get(ask.words) or Reply()

    async def said(self, ask: Ask) -> Reply | None:
        self.heard.append(ask)
        return Reply((words(f"found: {ask.words}"),)) if ask.person.id == self.question else None

    async def offer(self, ask: Ask, offset: str = "") -> Picks:
        self.lines.append((ask, offset))
        await self._pass(ask)
        return self.picks

    async def suggest(self, ask: Ask) -> tuple[Suggestion, ...]:
        raise AssertionError("nobody types into a menu here")

    async def asked_of(self, chat: str) -> None:
        """Wait until the chat has asked something."""
        await asyncio.wait_for(self._came.setdefault(chat, asyncio.Event()).wait(), 5)

    async def _pass(self, ask: Ask) -> None:
        self._came.setdefault(ask.place.chat, asyncio.Event()).set()
        if ask.command in self.broken or ask.words in self.broken:
            raise RuntimeError("a bug in the desk")
        if gate := self.gates.get(ask.place.chat):
            await gate.wait()


def impatient(request: AiohttpRequest, **seconds: float) -> None:
    """Let it wait for so long only, where nothing else is said."""
    request._defaults |= seconds
    request._usual = request._bounds(**request._defaults)
