"""Which summarizer shortens articles."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from bot.adapters.summarizers.extractive import ExtractiveSummarizer, LeadSummarizer, NoSummarizer
from bot.adapters.summarizers.llm import LlmWriter
from bot.app.parts import now, user_agent
from bot.config import Config
from bot.ports import Summaries, Summarizer
from bot.services.summarizing import Bounds, WrittenSummaries


def plain(config: Config, engine: str) -> Summarizer:
    """One that needs nothing from outside; in the place of "llm" the extractive one."""
    caps = config.summaries.sentences, config.summaries.max_chars
    engines: Mapping[str, Callable[[], Summarizer]] = {
        "extractive": lambda: ExtractiveSummarizer(*caps),
        "lead": lambda: LeadSummarizer(*caps),
        "off": NoSummarizer,
    }
    return engines.get(engine, engines["extractive"])()


def writer(config: Config) -> LlmWriter:
    """The model of `summaries.llm`."""
    llm = config.summaries.llm
    return LlmWriter(base_url=llm.base_url, model=llm.model, api_key=llm.api_key, user_agent=user_agent(config))


@asynccontextmanager
async def summarizer(config: Config, kept: Summaries, engine: str = "") -> AsyncIterator[Summarizer]:
    """The engine of that name, or of `summaries.engine`. `kept`: where what costs something is kept."""
    engine = engine or config.summaries.engine
    if engine != "llm":
        yield plain(config, engine)
        return
    summaries, llm = config.summaries, config.summaries.llm
    async with writer(config) as model:
        yield WrittenSummaries(
            engine=f"llm {llm.model} {llm.base_url}",
            writer=model,
            summaries=kept,
            otherwise=plain(config, "extractive"),
            clock=now,
            bounds=Bounds(
                sentences=summaries.sentences,
                max_chars=summaries.max_chars,
                requests_a_day=llm.daily_requests,
                tokens_a_day=llm.daily_tokens,
                timeout=llm.timeout_seconds,
                at_once=llm.concurrency,
            ),
        )
