"""`crier preview --engine`: several summaries of an article, side by side; what `doctor` and `stats` say."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cli.checks import examine
from bot.cli.model import check
from bot.config import load
from tests.cli.test_preview import preview
from tests.llm import Endpoint
from tests.newsroom import Newsroom, Story
from tests.process import here

TEXT = (
    "The town of Brinmar opened a bridge over the river Lod on Monday, after four years of work. It cost 12 million "
    "crowns. Mayor Ada Venn said that lorries may use it from May. The old bridge, built in 1931, will not be torn "
    "down, she said, but be left to people on foot. About 48,000 people live on the far bank and had to drive an hour."
)
WRITTEN = "Brinmar has opened a bridge over the Lod, which cost 12 million crowns. Lorries may use it from May."


@pytest.fixture
async def site() -> AsyncIterator[Newsroom]:
    async with Newsroom() as newsroom:
        newsroom.publish(Story("bridge", "Brinmar opens its bridge over the Lod", TEXT))
        yield newsroom


def model(endpoint: Endpoint) -> dict[str, str]:
    return {"CRIER_SUMMARIES__LLM__BASE_URL": endpoint.base_url, "CRIER_SUMMARIES__LLM__MODEL": "small"}


async def test_several_engines_stand_side_by_side(site: Newsroom) -> None:
    async with Endpoint() as endpoint:
        endpoint.says(WRITTEN)
        both = await preview(site.url, "--engine", "extractive", "--engine", "llm", **model(endpoint))
        assert both.code == 0, both.err
        lines = both.out.splitlines()
        assert all(len(line) <= 80 for line in lines)
        heading = next(line for line in lines if line.startswith("extractive · "))
        assert heading.index("llm · ") == 41
        first = lines[lines.index(heading) + 1]
        assert first.startswith("The town of Brinmar opened a bridge") and first[41:].startswith("Brinmar has opened a")
        three = await preview(
            site.url, "--engine", "lead", "--engine", "llm", "--engine", "extractive", "--engine", "lead",
            **model(endpoint),
        )  # fmt: skip
        assert [word for word in three.out.split() if word in {"lead", "llm", "extractive"}] == [
            "lead",
            "llm",
            "extractive",
        ]


async def test_one_engine_is_the_post_with_it(site: Newsroom) -> None:
    async with Endpoint() as endpoint:
        endpoint.says(WRITTEN)
        told = await preview(site.url, "--engine", "llm", **model(endpoint))
        assert WRITTEN in " ".join(told.out.split())
        document = (await preview(site.url, "--json", "--engine", "llm", "--engine", "lead", **model(endpoint))).json
        [item] = document["items"]
        assert item["summary"] == item["summaries"]["llm"] == WRITTEN and [*item["summaries"]] == ["llm", "lead"]
        assert item["summaries"]["lead"].startswith("The town of Brinmar opened")


async def test_a_model_that_gives_none_is_told_of(site: Newsroom) -> None:
    async with Endpoint() as endpoint:
        endpoint.says("Brinmar opened 21 bridges on Tuesday.")
        told = await preview(site.url, "--engine", "llm", "--engine", "extractive", **model(endpoint))
        assert "llm · not written" in told.out
        notes = " ".join(told.err.split())
        assert "! llm: what it wrote is not what the article says; these are the article's own sentences" in notes
    refused = await preview(site.url, "--engine", "llm")
    assert refused.code == 2 and "summaries.llm.model" in refused.err


async def test_a_model_that_nobody_named_is_asked_for_with_what_to_set(site: Newsroom) -> None:
    told = await preview(site.url, "--engine", "llm")
    assert told.code != 0
    for name in ("summaries.llm.model", "CRIER_SUMMARIES__LLM__MODEL", "CRIER_SUMMARIES__LLM__BASE_URL"):
        assert name in told.err


async def test_the_doctor_asks_whether_the_model_is_there(tmp_path: Path) -> None:
    async with Endpoint(api_key="sk-1") as endpoint:
        for lines, ok, found in (
            ('model = "small"\napi_key = "sk-1"', True, "knows small"),
            ('model = "large"\napi_key = "sk-1"', False, "does not know large"),
            ('model = "small"', False, "answers 401"),
        ):
            file = tmp_path / "config.toml"
            file.write_text(
                f'[summaries]\nengine = "llm"\n[summaries.llm]\nbase_url = "{endpoint.base_url}"\n{lines}\n'
                f'[web]\nenabled = false\n[site]\nhomepage = "http://127.0.0.1:1/"\n[[sources]]\nurl = "http://127.0.0.1:1/"\n'
            )
            (told,) = await check(load(file))
            assert (told.ok, found in told.found) == (ok, True), told
            assert ok or told.remedy
        assert [each.ok for each in await examine(load(file)) if each.name == "summaries"] == [False]
    assert (await check(load(file)))[0].remedy == "start it, or mend summaries.llm.base_url"


async def test_stats_tell_what_summaries_have_cost(tmp_path: Path) -> None:
    from bot import app
    from bot.adapters.storage.store import open_store
    from bot.app.parts import now

    file = tmp_path / "config.toml"
    file.write_text(
        '[storage]\nurl = "sqlite:///crier.db"\n[web]\nenabled = false\n[[sources]]\nurl = "http://127.0.0.1:1/"\n'
    )
    await app.once(load(file), frozenset({"editor"}))
    async with open_store(load(file).storage.url, mode="run") as store:
        day = now().strftime("%Y-%m-%d")
        await store.summaries.spend(day, 1200, requests_a_day=0, tokens_a_day=0)
        await store.summaries.count(day, "written")
        await store.summaries.count(day, "timeout")
    import asyncio

    document = (await asyncio.to_thread(lambda: here("stats", "--json", "--config", str(file)))).json
    assert document["summaries"] == {"requests": 1, "tokens": 1200, "ways": {"timeout": 1, "written": 1}}
    told = await asyncio.to_thread(lambda: here("stats", "--config", str(file)))
    assert "timeout 1, written 1" in told.out and "1,200" in told.out
