"""What an article's own page tells."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.difference import Difference
from bot.domain.history import ALONG, SHOWN, Along, changes, told
from bot.domain.model import Credit, Item, Record, Revision
from bot.domain.post import one_line

NOW = datetime(2026, 10, 6, 18, 4, tzinfo=UTC)
ITEM = Item(
    7,
    9,
    "Council agrees on 13 bridges",
    "https://www.herald.example/9",
    "herald",
    "en",
    NOW,
    section="politics",
    summary=("It met.", "It agreed."),
    authors=("Emil  Berg", " ", "Naila Sandova"),
)
RECORD = Record(ITEM, "It builds 13 bridges.", 5, NOW, "ready")


def test_what_its_posts_show() -> None:
    shown = told(RECORD, "Herald", "https://herald.example/en/", str.upper)
    assert (shown.title, shown.section, shown.byline) == (ITEM.title, "POLITICS", "Emil Berg, Naila Sandova")
    assert (shown.summary, shown.site, shown.link) == ("It met. It agreed.", "Herald", ITEM.url)
    assert (shown.taken_down, shown.reason, shown.editions, shown.sources, shown.changes) == (None, "", (), (), ())


def test_an_article_of_another_site_is_read_there_and_one_without_an_address_nowhere() -> None:
    assert told(RECORD, "Herald", "https://other.example/", str).site == "herald.example"
    bare = replace(RECORD, item=replace(ITEM, url="", title=" "))
    shown = told(bare, "Herald", "https://other.example/", str)
    assert (shown.site, shown.link, shown.title) == ("Herald", "", "Herald")


def test_why_it_was_taken_down() -> None:
    gone = replace(RECORD, taken_down=NOW, gone_status=410)
    assert told(gone, "Herald", "", str).reason == "the site says that it is gone for good"
    assert told(replace(gone, gone_status=0), "Herald", "", str).reason == ""
    assert told(replace(gone, taken_down=None), "Herald", "", str).reason == ""


def test_editions_are_read_here_and_other_sources_there() -> None:
    russian = replace(ITEM, article_id=10, language="ru", title="Совет")
    valley, lenne = Credit("Valley  Post", "https://valley.example/11"), Credit("", "https://lenne.example/")
    record = replace(RECORD, editions=(russian, ITEM), item=replace(ITEM, credits=(valley, lenne, Credit("", "urn:1"))))
    shown = told(record, "Herald", "", str)
    assert shown.editions == (Along("RU", "Совет", "ru", "/a/10"),)
    assert shown.sources == (
        Credit("Valley Post", "https://valley.example/11"),
        Credit("lenne.example", "https://lenne.example/"),
    )
    many = told(replace(RECORD, editions=(russian,) * 99), "Herald", "", str)
    assert len(many.editions) == ALONG


def test_how_its_words_have_changed_the_latest_first() -> None:
    revisions = (
        Revision("Council agrees on 12 bridges", "It builds 11 bridges.", NOW),
        Revision("Council agrees on 12 bridges", "It builds 12 bridges.", NOW + timedelta(hours=1)),
    )
    latest, first = changes(replace(RECORD, revisions=revisions))
    assert (latest.at, first.at, first.title) == (NOW + timedelta(hours=1), NOW, None)
    assert latest.title is not None

    def marked(found: Difference) -> list[tuple[str, str]]:
        (passage,) = found.passages
        return [(piece.kind, piece.text) for piece in passage.pieces if piece.kind != "same"]

    assert marked(latest.title) == marked(latest.text) == [("gone", "12"), ("new", "13")]
    assert marked(first.text) == [("gone", "11"), ("new", "12")]


def test_the_history_is_bounded_and_clean() -> None:
    many = tuple(Revision("T" * 9000, f"It builds {number} bridges\u202e.", NOW) for number in range(60))
    found = changes(replace(RECORD, revisions=many))
    assert len(found) == SHOWN
    text = "".join(piece.text for change in found for passage in change.text.passages for piece in passage.pieces)
    assert "\u202e" not in text
    assert one_line("T" * 9000, 400) == "T" * 399 + "…"
