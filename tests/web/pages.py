"""Articles for the reader's pages, and an archive of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.model import Credit, Item, Record, Revision
from bot.services.desk import SiteFacts

SITE = SiteFacts(
    "Sandrow Herald", "https://herald.example/", "en", "Use with a link to the source.", {}, "Europe/Berlin"
)
NOW = datetime(2026, 10, 6, 18, 4, tzinfo=UTC)
TEXT = (
    "The council of Sandrow agreed on Tuesday evening to build 13 bridges over the Lenne.\n"
    "Naila Orlova, who leads the works department, said that the first of them opens in spring. The money comes from "
    "the region, which had promised it for four years.\n"
    "Two members voted against it. They had asked for a survey of the river bed before the contracts are signed."
)
ITEM = Item(
    7, 9, "Council agrees on 13 bridges after a long night", "https://herald.example/post/council-agrees", "herald",
    "en", NOW, True, "politics", "Politics",
    ("The council of Sandrow agreed on Tuesday evening to build 13 bridges over the Lenne.",
     "The first of them opens in spring."),
    ("Emil Berg", "Naila Sandova"),
)  # fmt: skip


def revised(*steps: tuple[str, str]) -> tuple[Revision, ...]:
    """Earlier wordings, an hour apart: each is today's with one text in the place of another."""
    title, text, found = ITEM.title, TEXT, []
    for number, (now, before) in enumerate(steps):
        title, text = title.replace(now, before), text.replace(now, before)
        found.append(Revision(title, text, NOW + (5 - number) * timedelta(hours=1)))
    return tuple(found[::-1])


CREDITS = (Credit("Valley Post", "https://valley.example/bridges"), Credit("Radio Lenne", "https://lenne.example/"))
PLAIN = Record(ITEM, TEXT, 5, NOW, "ready", sources=("herald",))
CORRECTED = replace(
    PLAIN,
    item=replace(ITEM, corrected=NOW + timedelta(hours=5), credits=CREDITS),
    revisions=revised(
        ("13 bridges", "12 bridges"),
        (" The money comes from the region, which had promised it for four years.", ""),
        ("Two members voted against it. They had asked for", "One member voted against it and asked for"),
        ("Naila Orlova, who leads the works department,", "The works department"),
    ),
    editions=(
        replace(ITEM, article_id=10, language="ru", title="Совет согласовал строительство 13 мостов"),
        replace(ITEM, article_id=11, language="az", title="Şura 13 körpünün tikintisini razılaşdırdı"),
    ),
)
TAKEN_DOWN = replace(CORRECTED, taken_down=NOW + timedelta(days=2), gone_status=410)
RUSSIAN = replace(
    PLAIN,
    item=replace(ITEM, language="ru", title="Совет <i>согласовал</i> мосты", summary=("Решение принято ночью.",)),
)


class Archive:
    """As much of the port `Articles` as the pages ask for."""

    def __init__(self, **records: Record) -> None:
        self.records = {name.removeprefix("a"): record for name, record in records.items()}

    async def show(self, ref: str) -> Record | None:
        return self.records.get(ref)

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"a page asks for {name}")
