"""Posts as Discord's messages: everything is within its limits, nothing from outside is more than words."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.markup import (
    COLOURS,
    MAX_TITLE,
    OWN,
    SILENT,
    colour,
    edited,
    headline,
    render,
)
from bot.domain.model import Button, Card, Menu, Post, Span
from bot.domain.text import utf16_length
from tests.adapters.discord.reading import shown_of
from tests.adapters.discord.test_markdown import ADDRESSES, LINES, TEXTS
from tests.adapters.discord.validating import accepted, changed

ARTICLE = "https://caliber.az/en/post/rail"
CARD = Card(
    Span("Ministers agree", bold=True, url=ARTICLE),
    "A rail corridor is to be built.",
    "Caliber.Az",
    Span("Caliber.Az", url=ARTICLE),
    section="World",
    section_key="world",
    byline="Naila Example",
    published=datetime(2026, 10, 6, 18, 4, tzinfo=UTC),
    notes=((Span("Read with care"),),),
)
WORDS = st.one_of(TEXTS, st.text("ab *_\n😀", max_size=500).map(lambda text: text * 12))
URLS = st.one_of(
    ADDRESSES,
    st.sampled_from(
        [
            "", "https://localhost/a", "http://newsroom:8080/", "javascript:x", "tg://resolve",
            f"{ARTICLE}/{'a' * 600}", "https://[::1]/a",
            f"{ARTICLE}/{'a' * 3000}", "https://a.example/ b", "https://xn--a.example/\ud800", "https://a..b/",
            "https://a.example:99999/", "https://.example/", "https://ex_ample.com/", f"https://{'a' * 70}.example/",
        ]
    ),
    TEXTS,
)  # fmt: skip
BUTTONS = st.one_of(
    st.builds(lambda label, url: Button(label, url=url), WORDS, URLS),
    st.builds(lambda label, data: Button(label, data=data), WORDS, st.text("ab:é", max_size=120)),
    st.builds(lambda label, copy: Button(label, copy=copy), WORDS, URLS),
)
CHOICES = st.builds(
    lambda label, data, hint: Button(label, data=data, hint=hint), WORDS, st.text("ab", max_size=5), WORDS
)
MENUS = st.builds(Menu, WORDS, st.lists(CHOICES, max_size=30).map(tuple), st.booleans())
LINKED = st.builds(lambda text, url: Span(text, url=url), WORDS, URLS)
CARDS = st.builds(
    Card, LINKED, WORDS, WORDS, LINKED, WORDS, st.text("abc", max_size=5), WORDS,
    st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
    st.lists(LINES, max_size=3).map(tuple),
)  # fmt: skip
POSTS = st.builds(
    Post,
    st.lists(LINES, max_size=6).map(tuple),
    image=URLS,
    rows=st.lists(st.lists(BUTTONS, max_size=7).map(tuple), max_size=7).map(tuple),
    silent=st.booleans(),
    menus=st.lists(MENUS, max_size=3).map(tuple),
    card=st.one_of(st.none(), CARDS),
    mentions=st.lists(st.sampled_from(["1", "22", "everyone", "@here", "333", "4", "5", "6", "7"]), unique=True).map(
        tuple
    ),
)


@given(POSTS)
def test_discord_takes_every_post(post: Post) -> None:
    draft = accepted(render(post))
    assert changed(edited(post)).embeds == draft.embeds
    assert draft.allowed.parse == frozenset() and not draft.allowed.users and not draft.allowed.replied_user
    assert draft.allowed.roles <= {int(role) for role in post.mentions if role.isdecimal()}
    (embed,) = draft.embeds or []
    shown = shown_of(embed)
    assert shown.acts == []
    assert sum(map(utf16_length, (embed.get("title", ""), embed.get("description", "")))) <= 6000


@given(CARDS)
def test_no_card_loses_its_link(card: Card) -> None:
    """Where the attribution has an address that Discord takes."""
    url = "https://caliber.az/en/post/1"
    card = Card(card.title, card.text, card.site, Span("Caliber.Az", url=url), card.section, notes=card.notes)
    (embed,) = accepted(render(Post((), card=card))).embeds or []
    assert ("Caliber.Az", url) in shown_of(embed).links


def embed_of(post: Post) -> dict[str, Any]:
    (embed,) = render(post)["embeds"]
    return dict(embed)


def test_a_card_part_by_part() -> None:
    post = Post((), image="https://caliber.az/i.jpg", card=CARD, silent=True)
    assert embed_of(post) == {
        "title": "Ministers agree",
        "url": ARTICLE,
        "author": {"name": "Caliber.Az · World", "url": ARTICLE},
        "description": f"A rail corridor is to be built.\n\nRead with care\nNaila Example · [Caliber.Az]({ARTICLE})",
        "color": COLOURS["world"],
        "timestamp": "2026-10-06T18:04:00+00:00",
        "image": {"url": "https://caliber.az/i.jpg"},
    }
    assert render(post)["flags"] == SILENT and headline(post) == "Ministers agree"


def test_a_text_of_the_bots_own() -> None:
    post = Post(((Span("Subscribed", bold=True),), (), (Span("/help"),)))
    assert embed_of(post) == {"description": "**Subscribed**\n\n/help", "color": OWN}
    assert embed_of(Post(()))["description"] == "…"
    assert headline(post) == "Subscribed" and headline(Post(())) == ""


def test_sections_keep_their_colours() -> None:
    assert colour("") == OWN and colour("sport") == COLOURS["sport"]
    assert colour("dogs") == colour("dogs") and {colour(f"section {n}") for n in range(200)} == set(COLOURS.values())


@pytest.mark.parametrize("strike", [True, False])
def test_a_title_is_cut_with_its_signs(strike: bool) -> None:
    title = embed_of(Post((), card=Card(Span("*" * 500, strike=strike), "", "S", Span("S", url=ARTICLE))))["title"]
    assert len(title) <= MAX_TITLE and title.startswith("~~\\*" if strike else "\\*")
    assert shown_of({"title": title}).acts == []


def test_an_edit_calls_nobody() -> None:
    post = Post((), card=CARD, mentions=("5",), silent=True)
    assert render(post)["content"] == "<@&5>" and render(post)["allowed_mentions"] == {"parse": [], "roles": ["5"]}
    assert (
        "content" not in edited(post)
        and edited(post)["allowed_mentions"] == {"parse": []}
        and "flags" not in edited(post)
    )


def test_buttons_that_discord_would_refuse_are_left_out() -> None:
    rows = (
        (Button("Read", url=ARTICLE), Button("Copy", copy=ARTICLE), Button("x" * 100, data="a")),
        (Button("Long", url=f"{ARTICLE}/{'a' * 512}"), Button("", data="b"), Button("No", data="c" * 101)),
        tuple(Button(str(n), data=f"n{n}") for n in range(7)),
        (Button("again", data="n1"),),
    )
    shown = [[part["label"] for part in row["components"]] for row in render(Post((), rows=rows))["components"]]
    assert shown == [["Read", "x" * 79 + "…"], ["0", "1", "2", "3", "4"], ["5", "6"]]


def test_a_menu_unfolds() -> None:
    menu = Menu(
        "Language", (Button("en", data="g:en", hint="English"), Button("ru", data="g:ru"), Button("", data="x"))
    )
    (row,) = render(Post((), menus=(menu, Menu("Nothing", ()))))["components"]
    (select,) = row["components"]
    assert (select["placeholder"], select["custom_id"]) == ("Language", "menu0")
    assert select["options"] == [{"label": "English", "value": "g:en"}, {"label": "ru", "value": "g:ru"}]
