from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.model import Address, Button, Card, Item, Place, Post, Span
from bot.domain.post import compose, entry_lines, hashtag, joined, section_name
from bot.domain.sharing import SHARES
from bot.domain.style import Style
from bot.domain.text import utf16_length

NOW = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
URL = "https://caliber.az/en/post/rail-corridor"
ITEM = Item(
    id=1,
    article_id=1,
    title="Ministers agree on a rail corridor through the mountains",
    url=URL,
    source_id="caliber-en",
    language="en",
    published=datetime(2026, 11, 21, 18, 4, tzinfo=UTC),
    section="world",
    section_label="WORLD",
    summary=(
        "Negotiators signed the agreement after running late into the night.",
        "Freight trains should be moving by spring, the transport minister said.",
        "Passenger services follow a year later.",
    ),
    authors=("Naila Example",),
    image="https://caliber.az/media/rail.jpg",
)
STYLE = Style("Caliber.Az", "https://caliber.az/", timezone="Asia/Baku")
PRIVATE = Address(1, Place("telegram", "7"))
GROUP = Address(2, Place("telegram", "-5", kind="group"))
CHANNEL = Address(3, Place("telegram", "-1005", kind="channel"), footer="@caliber_en")
COMMENTED = replace(CHANNEL, place=replace(CHANNEL.place, comments=True))


def same(message: str) -> str:
    return message


def day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B}"


def made(item: Item = ITEM, address: Address = PRIVATE, style: Style = STYLE, now: datetime = NOW) -> Post:
    return compose(item, address, style, same, day, now)


def shown(post: Post) -> list[str]:
    return ["".join(span.text for span in line) for line in post.lines]


def labels(post: Post) -> list[list[str]]:
    return [[button.label for button in row] for row in post.rows]


SUMMARY = f"{ITEM.summary[0]} {ITEM.summary[1]}"
SHARE_ROW = ["Telegram", "WhatsApp", "Facebook", "X"]

# --- the forms of post.md ----------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [PRIVATE, GROUP])
def test_in_a_private_chat_or_group(address: Address) -> None:
    post = made(address=address)
    assert post.lines == (
        (Span(ITEM.title, bold=True, url=URL),),
        (Span(SUMMARY),),
        (),
        (Span("World · Naila Example · 22:04 · "), Span("Caliber.Az", url=URL)),
    )
    assert labels(post) == [SHARE_ROW, ["Copy link"]]
    assert post.rows[1][0] == Button("Copy link", copy=URL)
    assert post.image == ITEM.image
    assert post.preview == URL
    assert post.silent


def test_in_a_channel_without_comments() -> None:
    post = made(address=CHANNEL)
    assert shown(post)[3:] == ["#World · Naila Example · 22:04 · Caliber.Az", "@caliber_en"]
    assert labels(post) == [["Read on Caliber.Az ↗"], SHARE_ROW]
    assert post.rows[0][0].url == URL
    assert all(button.url for row in post.rows for button in row)


def test_in_a_channel_with_comments_links_stand_for_the_keyboard() -> None:
    post = made(address=COMMENTED)
    assert shown(post)[3:] == [
        "#World · Naila Example · 22:04 · Caliber.Az",
        "@caliber_en",
        "Share: Telegram · WhatsApp · Facebook · X",
    ]
    assert [span.url for span in post.lines[-1] if span.url] == [button.url for button in made().rows[0]]
    assert post.rows == ()


def test_where_the_platform_lays_posts_out_itself() -> None:
    cards = replace(STYLE, platform="discord", cards=True, link_units=512)
    post = made(replace(ITEM, media="video"), replace(GROUP, place=Place("discord", "5", kind="group")), cards)
    assert post.card == Card(
        title=Span(ITEM.title, bold=True, url=URL),
        text=SUMMARY,
        site="Caliber.Az",
        attribution=Span("Caliber.Az", url=URL),
        section="World",
        section_key="world",
        byline="Video · Naila Example",
        published=ITEM.published,
    )
    assert labels(post) == [["Read on Caliber.Az ↗", *SHARE_ROW]]
    assert made(replace(ITEM, dated=False), style=cards).card != post.card and made().card is None


def test_share_links_open_the_forms_of_each_platform_with_the_canonical_address() -> None:
    telegram, whatsapp, facebook, x = [button.url for button in made().rows[0]]
    assert telegram.startswith("https://t.me/share/url?url=")
    assert whatsapp.startswith("https://wa.me/?text=")
    assert facebook.startswith("https://www.facebook.com/sharer/sharer.php?u=")
    assert x.startswith("https://x.com/intent/post?url=")
    assert parse_qs(urlsplit(telegram).query) == {"url": [URL], "text": [ITEM.title]}


# --- what an operator decides ------------------------------------------------------------------------------


def test_share_says_which_and_never_in_what_order() -> None:
    post = made(style=replace(STYLE, share=("reddit", "x", "vk", "email", "telegram", "linkedin", "facebook")))
    assert labels(post) == [["Telegram", "Facebook", "X", "VK"], ["LinkedIn", "Reddit"]]


def test_all_there_is_makes_two_rows_of_four() -> None:
    everything = replace(STYLE, share=(*SHARES, "copy"))
    assert labels(made(style=everything)) == [SHARE_ROW, ["Copy link", "VK", "LinkedIn", "Reddit"]]
    assert labels(made(address=CHANNEL, style=everything)) == [["Read on Caliber.Az ↗"], SHARE_ROW]


def test_nothing_to_share_with() -> None:
    assert made(style=replace(STYLE, share=())).rows == ()
    assert labels(made(address=CHANNEL, style=replace(STYLE, share=()))) == [["Read on Caliber.Az ↗"]]
    assert not shown(made(address=COMMENTED, style=replace(STYLE, share=())))[-1].startswith("Share")


@pytest.mark.parametrize(("address", "rows"), [(PRIVATE, [["Copy link"]]), (CHANNEL, []), (COMMENTED, [])])
def test_links_by_the_operators_choice(address: Address, rows: list[list[str]]) -> None:
    post = made(address=address, style=replace(STYLE, share_as="links"))
    assert shown(post)[-1] == "Share: Telegram · WhatsApp · Facebook · X"
    assert labels(post) == rows


def test_buttons_by_the_operators_choice_even_where_comments_go() -> None:
    post = made(address=COMMENTED, style=replace(STYLE, share_as="buttons"))
    assert labels(post) == [["Read on Caliber.Az ↗"], SHARE_ROW]
    assert shown(post)[-1] == "@caliber_en"


def test_the_campaign_is_on_what_is_shown_and_not_on_what_is_shared_or_copied() -> None:
    style = replace(STYLE, campaign="utm_source={platform}&utm_medium=bot")
    followed = f"{URL}?utm_source=telegram&utm_medium=bot"
    post = made(style=style)
    assert post.lines[0][0].url == post.lines[-1][-1].url == followed
    assert post.preview == post.rows[1][0].copy == URL
    assert not any("utm_" in button.url for button in post.rows[0])
    assert made(address=CHANNEL, style=style).rows[0][0].url == followed


def test_pictures_by_operator_chat_and_address() -> None:
    assert made(style=replace(STYLE, images=False)).image == ""
    assert made(address=replace(PRIVATE, pictures=False)).image == ""
    assert made(replace(ITEM, image="data:image/png;base64,AA")).image == ""


def test_sound_is_the_chats_choice() -> None:
    assert not made(address=replace(PRIVATE, sound=True)).silent


# --- what is known and what is not -------------------------------------------------------------------------


def test_brief_is_title_and_meta_line() -> None:
    post = made(address=replace(PRIVATE, layout="brief"))
    assert shown(post) == [ITEM.title, "World · Naila Example · 22:04 · Caliber.Az"]


def test_full_has_a_third_sentence() -> None:
    assert shown(made(address=replace(PRIVATE, layout="full")))[1] == " ".join(ITEM.summary)


def test_an_item_of_which_nothing_is_known_but_its_title() -> None:
    bare = replace(ITEM, url="", section="", section_label="", summary=(), authors=(), dated=False, image="")
    post = made(bare)
    assert post == Post(
        lines=((Span(ITEM.title, bold=True),), (Span("Caliber.Az", url="https://caliber.az/"),)), silent=True
    )
    assert made(bare, COMMENTED).rows == ()
    assert shown(made(bare, COMMENTED)) == [ITEM.title, "Caliber.Az", "@caliber_en"]


def test_a_feed_without_titles_is_titled_by_its_site() -> None:
    assert shown(made(replace(ITEM, title=" \u202e ")))[0] == "Caliber.Az"


def test_long_titles_end_at_a_word_within_300_units() -> None:
    title = shown(made(replace(ITEM, title="🚆 corridor " * 60)))[0]
    assert utf16_length(title) <= 300
    assert title.endswith("corridor…")


def test_a_title_is_one_line() -> None:
    assert shown(made(replace(ITEM, title="Two\nlines\x00 of\u2029it")))[0] == "Two lines of it"


def test_authors_are_two_at_most_and_the_site_is_none() -> None:
    many = replace(ITEM, authors=("CALIBER.AZ", "", "Naila Example", "B" * 90, "Third"))
    byline = shown(made(many))[-1].split(" · ")[1]
    assert byline == f"Naila Example, {'B' * 59}…"


@pytest.mark.parametrize(("media", "mark"), [("video", "Video"), ("audio", "Audio"), ("gallery", "Photos")])
def test_media_are_marked(media: str, mark: str) -> None:
    assert shown(made(replace(ITEM, media=media)))[-1].startswith(f"World · {mark} · Naila")


# --- sections ----------------------------------------------------------------------------------------------


def test_known_sections_have_names_and_others_stay_as_the_site_writes_them() -> None:
    assert section_name("world", "WORLD", same) == "World"
    assert section_name("iqtisadiyyat", "iqtisadiyyat", same) == "iqtisadiyyat"
    assert section_name("rail news", "", same) == "rail news"


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("World", "#World"),
        ("Foreign policy", "#Foreign_policy"),
        ("Science & Tech", "#Science_Tech"),
        ("iqtisadiyyat", "#iqtisadiyyat"),
        ("İDMAN", "#İDMAN"),
        ("खेल", "#खेल"),
        ("2026", "2026"),
        ("…", "…"),
    ],
)
def test_hashtags_keep_case_and_spelling(name: str, tag: str) -> None:
    assert hashtag(name) == tag


# --- time --------------------------------------------------------------------------------------------------


def test_the_date_is_there_only_if_it_is_not_today_on_the_chats_clock() -> None:
    late = NOW + timedelta(hours=2)  # 00:30 in Baku
    assert "21 November, 22:04" in shown(made(now=late))[-1]
    assert "· 18:04 ·" in shown(made(address=replace(PRIVATE, timezone="UTC"), now=late))[-1]


@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc", "Asia", ""])
def test_a_zone_that_is_none_is_passed_over(name: str) -> None:
    assert "· 22:04 ·" in shown(made(address=replace(PRIVATE, timezone=name)))[-1]
    assert "· 18:04 ·" in shown(made(style=replace(STYLE, timezone=name)))[-1]


# --- direction ---------------------------------------------------------------------------------------------


def test_parts_are_isolated_where_directions_mix() -> None:
    meta = shown(made(replace(ITEM, authors=("نائلة",))))[-1]
    assert meta == " · ".join(f"\u2068{part}\u2069" for part in ("World", "نائلة", "22:04", "Caliber.Az"))


def test_links_survive_isolation() -> None:
    line = joined([Span("שלום", url="https://a.example"), Span("word")])
    assert [span.url for span in line] == ["https://a.example", ""]


# --- lists -------------------------------------------------------------------------------------------------


def test_an_entry_of_a_list() -> None:
    title, meta = entry_lines(ITEM, PRIVATE, STYLE, same, day, NOW)
    assert title == (Span(ITEM.title, bold=True, url=URL),)
    assert meta == (Span("World · 22:04 · "), Span("Caliber.Az", url=URL))
    short, _ = entry_lines(ITEM, PRIVATE, STYLE, same, day, NOW, title_units=20)
    assert short[0].text == "Ministers agree on…"


# --- whatever comes ----------------------------------------------------------------------------------------

anything = st.text(max_size=400)


@given(
    title=anything, summary=anything, author=anything, section=anything, image=anything, footer=anything,
    url=st.sampled_from([URL, "", "javascript:alert(1)", "https://other.example/" + "ы" * 300]),
    address=st.sampled_from([PRIVATE, GROUP, CHANNEL, COMMENTED]),
    share_as=st.sampled_from(["auto", "buttons", "links"]),
)  # fmt: skip
def test_every_item_becomes_a_post_with_its_attribution(
    title: str,
    summary: str,
    author: str,
    section: str,
    image: str,
    footer: str,
    url: str,
    address: Address,
    share_as: str,
) -> None:
    item = replace(
        ITEM,
        title=title,
        summary=(summary,),
        authors=(author,),
        section="",
        section_label=section,
        image=image,
        url=url,
    )
    post = made(item, replace(address, footer=footer), replace(STYLE, share_as=share_as))  # type: ignore[arg-type]
    attribution = next(line[-1] for line in post.lines if line and "Caliber.Az" in line[-1].text and line[-1].url)
    assert attribution.url.startswith("https://")
    assert all(span.text and "\n" not in span.text for line in post.lines for span in line)
    assert all(span.url == "" or span.url.startswith("https://") for line in post.lines for span in line)
    assert utf16_length(post.lines[0][0].text) <= 300
    assert len(post.rows) <= 2
    assert all(1 <= len(row) <= 4 for row in post.rows)
    assert all(utf16_length(button.copy) <= 256 for row in post.rows for button in row)
    assert not (share_as == "auto" and address is COMMENTED and post.rows)


def test_only_a_summary_that_is_shown_is_told_to_be_automatic() -> None:
    written = replace(ITEM, automatic=True)
    assert "summary: automatic" in shown(made(written))[-1] + shown(made(written))[-2]
    assert "summary: automatic" not in "".join(shown(made(written, replace(PRIVATE, layout="brief"))))
