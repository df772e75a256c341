"""The summarizers as the editor uses them."""

import asyncio
import threading

import pytest

from bot.adapters.summarizers.extractive import INLINE, ExtractiveSummarizer, LeadSummarizer, NoSummarizer
from bot.domain.model import Summary
from bot.domain.summary import lead, summarize
from bot.ports import Summarizer

TEXT = (
    "By Naila Vale\nMinisters signed an agreement on a rail corridor. However, trains will be late. "
    "The corridor will halve the time of freight. Birds sang. Rain fell. Nobody came to the corridor."
)


async def test_extractive_and_lead_are_the_domains() -> None:
    assert (await ExtractiveSummarizer(2, 600).summarize("", TEXT, "en")).sentences == summarize(
        "", TEXT, "en", sentences=2, max_chars=600
    )
    assert (await LeadSummarizer(2, 600).summarize("", TEXT, "en")).sentences == (
        "Ministers signed an agreement on a rail corridor.",
        "However, trains will be late.",
    )
    assert (await LeadSummarizer(2, 600).summarize("", TEXT, "en")).sentences == lead(
        "", TEXT, "en", sentences=2, max_chars=600
    )


async def test_none_gives_nothing() -> None:
    assert await NoSummarizer().summarize("Title", TEXT, "en") == Summary()


@pytest.mark.parametrize("summarizer", [ExtractiveSummarizer(3, 600), LeadSummarizer(3, 600), NoSummarizer()])
@pytest.mark.parametrize("text", ["", "\x00\ud800", "…", "中" * 3000, "word " * 50_000])
async def test_none_of_them_raises(summarizer: Summarizer, text: str) -> None:
    found = (await summarizer.summarize("Title", text, "??")).sentences
    assert len(found) <= 3
    assert sum(map(len, found)) <= 600


async def test_a_long_text_leaves_the_loop_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the work is held, the loop goes on: the task that releases it runs."""
    entered, go = threading.Event(), threading.Event()

    def held(title: str, text: str, language: str) -> tuple[str, ...]:
        entered.set()
        assert go.wait(5)
        return (text[:1],)

    summarizer = ExtractiveSummarizer(3, 600)
    monkeypatch.setattr(summarizer, "_work", held)
    task = asyncio.create_task(summarizer.summarize("", "x" * (INLINE + 1), "en"))
    assert await asyncio.to_thread(entered.wait, 5)
    assert not task.done()
    go.set()
    assert await task == Summary(("x",))
