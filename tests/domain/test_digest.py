from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.digest import ENTITIES, UNITS, digest
from bot.domain.model import Button, Item, Post, Span
from bot.domain.post import compose
from bot.domain.text import utf16_length
from tests.domain.test_post import CHANNEL, GROUP, ITEM, NOW, PRIVATE, STYLE, day, same, shown

ITEMS = tuple(
    replace(
        ITEM,
        id=number,
        title=f"Report {number} from the harbour",
        url=f"https://caliber.az/en/post/report-{number}",
        published=ITEM.published + timedelta(minutes=number),
    )
    for number in range(120)
)
SITE = Span("Caliber.Az", url="https://caliber.az/")
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=400)
ANY_ITEM = st.builds(
    replace,
    st.just(ITEM),
    title=ANY_TEXT,
    url=st.one_of(ANY_TEXT, st.integers(0, 99).map("https://caliber.az/en/post/{}".format)),
    section=ANY_TEXT,
    section_label=ANY_TEXT,
    dated=st.booleans(),
)


def made(*items: Item, **changes: object) -> Post:
    return digest(items, replace(PRIVATE, **changes), STYLE, same, day, NOW)[0]  # type: ignore[arg-type]


def test_the_first_headline_leads_and_the_site_ends() -> None:
    post = made(*ITEMS[:3])
    assert shown(post) == [
        "Report 0 from the harbour", "World · 22:04", "",
        "Report 1 from the harbour", "World · 22:05", "",
        "Report 2 from the harbour", "World · 22:06", "",
        "Caliber.Az",
    ]  # fmt: skip
    assert post.lines[0] == (Span("Report 0 from the harbour", bold=True, url=ITEMS[0].url),)
    assert post.lines[3] == (Span("Report 1 from the harbour", url=ITEMS[1].url),)
    assert post.lines[-1] == (SITE,)
    assert (post.image, post.preview, post.silent) == ("", "", True)


def test_it_rings_where_posts_do() -> None:
    assert not made(*ITEMS[:2], sound=True).silent


def test_times_are_the_chats_own() -> None:
    assert shown(made(ITEM, timezone="UTC"))[1] == "World · 18:04"
    assert shown(made(replace(ITEM, published=ITEM.published - timedelta(days=2))))[1] == "World · 19 November, 22:04"


def test_what_is_unknown_is_left_out() -> None:
    assert shown(made(replace(ITEM, section="", section_label="", dated=False))) == [ITEM.title, "", "Caliber.Az"]


@pytest.mark.parametrize(("address", "buttons"), [(PRIVATE, 1), (GROUP, 1), (CHANNEL, 0)])
def test_a_button_asks_for_every_post_where_buttons_live(address: object, buttons: int) -> None:
    post, _ = digest(ITEMS[:2], address, STYLE, same, day, NOW)  # type: ignore[arg-type]
    assert post.rows == ((Button("Every post", data="e"),),) * buttons


def test_of_several_messages_the_last_has_the_button() -> None:
    assert [bool(post.rows) for post in messages(ITEMS)] == [*[False] * (len(messages(ITEMS)) - 1), True]


def test_a_section_is_isolated_from_the_time_where_their_directions_differ() -> None:
    hebrew = replace(ITEM, section="חדשות", section_label="חדשות")
    assert shown(made(hebrew))[1] == "\u2068חדשות\u2069 · \u206822:04\u2069"


def test_sections_are_quoted_so_that_no_platform_takes_them_for_mentions() -> None:
    assert [span.outside for span in made(replace(ITEM, section="@all", section_label="@all")).lines[1]] == [True]


def messages(items: tuple[Item, ...]) -> list[Post]:
    """All the digests that some items become."""
    posts = []
    while items:
        post, count = digest(items, PRIVATE, STYLE, same, day, NOW)
        assert count > 0
        posts.append(post)
        items = items[count:]
    return posts


def links(post: Post) -> list[str]:
    return [span.url for line in post.lines[:-1] for span in line if span.url]


def test_three_hundred_items_are_split_and_each_is_listed_once_in_order() -> None:
    items = tuple(replace(item, id=item.id + 120 * round) for round in range(3) for item in ITEMS)[:300]
    posts = messages(items)
    assert [url for post in posts for url in links(post)] == [item.url for item in items]
    assert 2 < len(posts) < 10


def test_a_hundred_links_are_too_many() -> None:
    short = tuple(replace(item, title="Agreed", section="", section_label="", dated=False) for item in ITEMS)
    post, count = digest(short, PRIVATE, STYLE, same, day, NOW)
    assert count == ENTITIES - 2  # the bold run of the first, and the site


@given(st.lists(ANY_ITEM, min_size=1, max_size=60))
def test_every_message_keeps_the_limits_and_every_item_comes_once(items: list[Item]) -> None:
    left = list(items)
    for post in messages(tuple(items)):
        spans = [span for line in post.lines for span in line]
        marks = sum(span.text.count("@") + span.text.count("/") for span in spans if span.outside)
        assert sum(utf16_length(line) for line in shown(post)) + len(post.lines) - 1 + marks <= UNITS
        assert sum(bool(span.url) + span.bold for span in spans) <= ENTITIES
        assert post.lines[-1] == (SITE,)
        for entry in entries(post):
            title = compose(left.pop(0), PRIVATE, STYLE, same, day, NOW).lines[0][0]
            assert (entry.text, entry.url) == (title.text, title.url)
    assert not left


def entries(post: Post) -> list[Span]:
    """The titles: what follows a blank line, and the first."""
    starts = [0, *(number + 1 for number, line in enumerate(post.lines) if not line)][:-1]
    return [post.lines[number][0] for number in starts]
