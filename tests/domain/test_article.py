"""What becomes of a draft and its page."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.article import AUTHORS, LONGEST_TEXT, LONGEST_TITLE, SHORT, draw_up, plainly, summarised, wants_page
from bot.domain.model import Alternate, Draft, Entry, FullText, PageText, Source
from bot.domain.text import utf16_length

SEEN = datetime(2026, 10, 6, 18, 0, tzinfo=UTC)
NOTHING = PageText()
SECTIONS = {"dunya": "world", "мир": "world"}


def draft(entry: Entry, url: str = "https://news.example/1", **source: Any) -> Draft:
    return Draft(1, 1, Source("news", "https://news.example/", **source), entry, url, SEEN, baseline=False)


# --- the page ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("full_text", "length", "wanted"),
    [("auto", SHORT - 1, True), ("auto", SHORT, False), ("always", 9000, True), ("never", 0, False)],
)
def test_the_page_is_wanted_where_the_feed_says_little(full_text: FullText, length: int, wanted: bool) -> None:
    assert wants_page(draft(Entry("Title", content="x" * length), full_text=full_text)) is wanted
    assert wants_page(draft(Entry("Title", summary="x" * length), full_text=full_text)) is wanted


def test_without_an_address_there_is_no_page() -> None:
    assert not wants_page(draft(Entry("Title"), url=""))
    assert wants_page(draft(Entry("Title", url="https://news.example/2"), url=""))


def test_the_longer_text_is_taken() -> None:
    entry = Entry("Title", summary="A teaser of some length.", content="Short.")
    assert draw_up(draft(entry), PageText("The whole story, which is longer."), {}).text.startswith("The whole")
    assert draw_up(draft(entry), PageText("No."), {}).text == "A teaser of some length."
    assert draw_up(draft(entry, full_text="always"), PageText("No."), {}).text == "No."
    assert draw_up(draft(entry, full_text="always"), NOTHING, {}).text == "A teaser of some length."


def test_text_is_cleaned_and_bounded() -> None:
    article = draw_up(draft(Entry("Title", content="One\u202e  two.\n\n \n three\x00")), NOTHING, {})
    assert article.text == "One two.\nthree"
    huge = draw_up(draft(Entry("Title", content="words " * 100_000)), NOTHING, {})
    assert utf16_length(huge.text) <= LONGEST_TEXT


@pytest.mark.parametrize(
    ("title", "page", "text", "expected"),
    [
        (" A  bridge\nis agreed ", "Other", "Text", "A bridge is agreed"),
        ("", "From the page", "Text", "From the page"),
        ("\u202e", "", "First line\nsecond", "First line"),
        ("", "", "", "https://news.example/1"),
        ("word " * 200, "", "", "word " * 79 + "word…"),
    ],
)
def test_every_article_has_a_title(title: str, page: str, text: str, expected: str) -> None:
    article = draw_up(draft(Entry(title, content=text)), PageText(title=page), {})
    assert article.title == expected
    assert utf16_length(article.title) <= LONGEST_TITLE


# --- section -----------------------------------------------------------------------------------------------


def test_the_sources_own_section_stands() -> None:
    article = draw_up(draft(Entry("Title", categories=("Мир",)), section="Economy"), NOTHING, SECTIONS)
    assert (article.section, article.section_label) == ("economy", "Economy")
    article = draw_up(draft(Entry("Title"), section="Dünya"), NOTHING, SECTIONS)
    assert (article.section, article.section_label) == ("world", "Dünya")


def test_a_known_spelling_is_found_among_the_categories() -> None:
    article = draw_up(draft(Entry("Title", categories=("Bridges", "DÜNYA"))), PageText(section="News"), SECTIONS)
    assert (article.section, article.section_label) == ("world", "DÜNYA")


def test_an_unknown_section_is_learned_as_it_is_written() -> None:
    article = draw_up(draft(Entry("Title", categories=("!", "İqtisadiyyat xəbərləri"))), NOTHING, SECTIONS)
    assert (article.section, article.section_label) == ("iqtisadiyyat xeberleri", "İqtisadiyyat xəbərləri")
    article = draw_up(draft(Entry("Title", categories=("A sentence " * 9,))), PageText(section="Culture"), {})
    assert article.section == "culture"
    assert draw_up(draft(Entry("Title")), NOTHING, {}).section == ""


def test_spellings_of_a_section_are_one_and_keep_their_label() -> None:
    found = [draw_up(draft(Entry("Title", categories=(name,))), NOTHING, {}) for name in ("WORLD", "World", "world")]
    assert {each.section for each in found} == {"world"}
    assert [each.section_label for each in found] == ["WORLD", "World", "world"]


def test_the_address_is_the_last_to_be_asked() -> None:
    url = "https://news.example/Culture/2026/bridge.html"
    article = draw_up(draft(Entry("Title", categories=("Uncategorized",)), url=url), NOTHING, {})
    assert (article.section, article.section_label) == ("culture", "Culture")


# --- media, editions, address ------------------------------------------------------------------------------


def test_a_video_without_text_keeps_its_mark_and_its_link() -> None:
    article = draw_up(draft(Entry("A bridge opens", media="video")), NOTHING, {})
    assert (article.media, article.text, article.draft.url) == ("video", "", "https://news.example/1")
    assert draw_up(draft(Entry("A bridge opens")), PageText(media="gallery"), {}).media == "gallery"
    assert draw_up(draft(Entry("A bridge", media="audio")), PageText(media="video"), {}).media == "audio"


def test_editions_come_from_the_feed_then_the_page() -> None:
    feed, page = (Alternate("ru", "https://news.example/ru/1"),), (Alternate("az", "https://news.example/az/1"),)
    assert draw_up(draft(Entry("Title", alternates=feed)), PageText(alternates=page), {}).alternates == feed
    assert draw_up(draft(Entry("Title")), PageText(alternates=page), {}).alternates == page


def test_the_pages_own_address_is_kept_where_it_is_another() -> None:
    def found(told: str) -> str:
        return draw_up(draft(Entry("Title")), PageText(canonical=told), {}).canonical

    assert found("https://news.example/a-bridge?utm_source=x") == "https://news.example/a-bridge"
    assert found("https://news.example/1#top") == ""
    assert found("") == ""
    assert draw_up(draft(Entry("Title")), PageText(paywalled=True), {}).paywalled


# --- the rest ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_date", "page", "expected", "dated"),
    [
        (SEEN - timedelta(hours=1), None, SEEN - timedelta(hours=1), True),
        (None, SEEN - timedelta(hours=2), SEEN - timedelta(hours=2), True),
        (None, None, SEEN, False),
        (datetime(1970, 1, 1, tzinfo=UTC), None, SEEN, False),
        (SEEN + timedelta(hours=4), None, SEEN, True),
        (SEEN + timedelta(days=400), SEEN - timedelta(hours=3), SEEN - timedelta(hours=3), True),
    ],
)
def test_only_a_usable_date_dates(
    given_date: datetime | None, page: datetime | None, expected: datetime, dated: bool
) -> None:
    article = draw_up(draft(Entry("Title", published=given_date)), PageText(published=page), {})
    assert (article.published, article.dated) == (expected, dated)


def test_bylines_and_pictures_come_from_the_feed_then_the_page() -> None:
    page = PageText(authors=("Naila  Example",), image="https://news.example/page.jpg")
    assert draw_up(draft(Entry("Title")), page, {}).authors == ("Naila Example",)
    assert draw_up(draft(Entry("Title")), page, {}).image == page.image
    entry = Entry("Title", authors=("Rauf Sample", "\u202e"), image="https://news.example/feed.jpg")
    assert draw_up(draft(entry), page, {}).authors == ("Rauf Sample",)
    assert draw_up(draft(entry), page, {}).image == entry.image
    crowd = Entry("Title", authors=tuple(f"Person {number}" for number in range(50)))
    assert len(draw_up(draft(crowd), page, {}).authors) == AUTHORS


def test_the_text_decides_the_language_and_the_hint_breaks_ties() -> None:
    russian = Entry("Министры договорились о мосте", content="Они сказали, что это было не просто, но он построен.")
    assert draw_up(draft(russian, language="en"), NOTHING, {}).language == "ru"
    assert draw_up(draft(Entry("Bridge"), language="az"), NOTHING, {}).language == "az"
    assert draw_up(draft(Entry("Bridge", language="tr")), NOTHING, {}).language == "tr"
    assert draw_up(draft(Entry("Bridge")), PageText(language="de"), {}).language == "de"


def test_the_index_sees_title_and_body() -> None:
    article = draw_up(draft(Entry("Əliyev opens the bridge", content="Ministers attended.")), NOTHING, {})
    assert article.indexed.title_words == "eliyev opens the bridge"
    assert {"eliyev", "ministers", "bridge"} <= article.terms


# --- plainly -----------------------------------------------------------------------------------------------

any_text = st.text(st.characters(), max_size=2000)


@given(any_text, any_text)
@example("\udc80 A bridge", "It opens. \ud83c")
def test_a_plain_article_never_fails_and_can_be_stored(title: str, summary: str) -> None:
    article = plainly(draft(Entry(title, summary=summary)))
    assert article.title
    for text in (article.title, article.text, *article.summary, article.indexed.body_words, *article.terms):
        text.encode()
    assert len(article.title) <= LONGEST_TITLE
    assert len(article.text) <= SHORT


def test_a_plain_article_keeps_title_summary_and_date() -> None:
    article = plainly(draft(Entry("A bridge", summary="It opens.", published=SEEN - timedelta(hours=1))))
    assert (article.title, article.summary, article.dated) == ("A bridge", ("It opens.",), True)
    assert article.published == SEEN - timedelta(hours=1)
    assert article.terms == {"a", "bridge", "it", "opens"}
    assert not plainly(draft(Entry("A bridge"))).dated


def test_what_the_summary_says_besides_is_indexed() -> None:
    article = draw_up(draft(Entry("A bridge", content="It opens. People walk.", language="en")), PageText(), {})
    same = summarised(article, ("It opens.",), automatic=False)
    assert (same.indexed, same.summary, same.automatic) == (article.indexed, ("It opens.",), False)
    more = summarised(article, ("A crossing for pedestrians.",), automatic=True)
    assert more.automatic and more.indexed.body_words == "it opens people walk a crossing for pedestrians"
    assert {"pedestrians", "pedestrian"} <= more.terms
