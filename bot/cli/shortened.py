"""Articles as several engines shorten them, beside one another."""

from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.model import Item

if TYPE_CHECKING:
    from bot.adapters.storage.store import Store
    from bot.config import Config

WAYS = {  # in which a model gave no summary
    "timeout": "it took too long",
    "down": "it cannot be reached",
    "busy": "it asks to wait",
    "failed": "it has an error of its own",
    "refused": "it refuses the request: key, model or address",
    "rejected": "it rejects this request: the article may be too long for it",
    "garbled": "its answer is not as it should be",
    "oversized": "its answer is far too long",
    "truncated": "its answer was cut off",
    "empty": "its answer is empty",
    "declined": "it declines to answer",
    "budget": "the day's budget is spent",
    "spared": "it failed too often just now",
    "unfaithful": "what it wrote is not what the article says",
    "store": "the database is busy",
    "broken": "Crier made a mistake; the log tells more",
}


@dataclass(frozen=True, slots=True)
class Shortened:
    """What one engine made of an article. `why`: the model gave none, so that these are the article's own sentences."""

    engine: str
    sentences: tuple[str, ...]
    automatic: bool = False
    why: str = ""


async def shorten(
    config: "Config", store: "Store", articles: Iterable[tuple[Item, str]], engines: Sequence[str]
) -> tuple[tuple[Shortened, ...], ...]:
    """Each article (with its text) by each engine, in their order."""
    from bot.app.summaries import summarizer

    found: list[tuple[Shortened, ...]] = []
    async with AsyncExitStack() as stack:
        by_name = [
            (name, await stack.enter_async_context(summarizer(config, store.summaries, name))) for name in engines
        ]
        for item, text in articles:
            row: list[Shortened] = []
            for name, engine in by_name:
                before = await _ways(store)
                made = await engine.summarize(item.title, text, item.language)
                after = await _ways(store)
                ways = [way for way, times in after.items() if times > before.get(way, 0)]
                why = next((WAYS[way] for way in ways if way in WAYS), "") if not made.automatic else ""
                row.append(Shortened(name, made.sentences, made.automatic, why))
            found.append(tuple(row))
    return tuple(found)


async def _ways(store: "Store") -> dict[str, int]:
    from bot.app import parts

    return dict((await store.summaries.spent(parts.now().strftime("%Y-%m-%d"))).ways)
