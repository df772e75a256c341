"""What people type, as the archive understands it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.domain.model import Source, SourceHealth
from bot.domain.stemming import stems
from bot.services.archive import Archive
from tests.services.fakes_desk import Articles, Sources, item

SOURCES = Sources(SourceHealth(Source("german", "https://a.example/", language="de"), "ok"))
ARCHIVE = Archive(Articles(item(1), item(2)), SOURCES, {"мир": "world"}, ("en", "ru"))
NOW = datetime(2026, 11, 21, 23, 0, tzinfo=ZoneInfo("Asia/Baku"))


async def test_days_are_those_of_the_asking_clock() -> None:
    query = await ARCHIVE.understood("after:2026-10-01", NOW, str)
    assert query.after == datetime(2026, 9, 30, 20, tzinfo=UTC)


async def test_words_are_met_by_their_forms_in_the_sources_languages_and_the_bots() -> None:
    [[word]] = (await ARCHIVE.understood("zuge", NOW, str)).words
    assert {*stems("zuge", ("de",)), *stems("zuge", ("en",))} <= set(word.stems)


async def test_sections_are_meant_by_all_their_spellings() -> None:
    for spelling in ("мир", "WORLD", '"Rail News"'):
        assert (await ARCHIVE.understood(f"section:{spelling}", NOW, str)).sections[0] in ("world", "rail news")


async def test_what_holds_no_word_finds_nothing() -> None:
    assert (await ARCHIVE.search("?!", NOW, str, limit=5)).items == ()
    found = await ARCHIVE.search("harbour", NOW, str, limit=1, offset=1)
    assert [each.id for each in found.items] == [1] and found.total == 2
