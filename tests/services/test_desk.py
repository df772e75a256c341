"""Greeting, explaining, and what becomes of commands and buttons that mean nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.model import Ask, Person, Reply, Source, SourceHealth, Stats
from bot.services.desk import SiteFacts, commands, profile
from tests.services.fakes_desk import CHANNEL, GROUP, HOME, NOW, WORDING, Newsroom, buttons, item, text

# --- /start ------------------------------------------------------------------------------------------------


async def test_start_says_what_is_posted_and_offers_a_subscription_and_languages() -> None:
    room = Newsroom()
    reply = await room.write("/start")
    assert "Caliber.Az" in text(reply)
    assert "World, Rail News, Economy" in text(reply)
    assert list(buttons(reply).items()) == [
        ("Subscribe", "s:all"), ("English", "g:en"), ("Русский", "g:ru"), ("Azərbaycanca", "g:az"),
    ]  # fmt: skip
    assert not room.addresses.rows, "who only looks is not stored"
    assert [menu.prompt for menu in reply.posts[0].menus] == ["Language"]


async def test_the_welcomes_button_subscribes_to_everything() -> None:
    room = Newsroom()
    reply = await room.press("s:all")
    assert text(reply).startswith("Subscribed: everything Caliber.Az publishes.\nTo stop: /unsubscribe")
    assert room.subscribed() == [("all", "")]
    assert "Subscribe" not in buttons(await room.write("/start"))


@pytest.mark.parametrize(
    ("payload", "subscribed"),
    [
        ("sub", [("all", "")]),
        ("sub-world", [("section", "world")]),
        ("sub-rail-news", [("section", "rail news")]),
        ("sub-caliber-en", [("source", "caliber-en")]),
        ("other", []),
    ],
)
async def test_a_deep_link_subscribes(payload: str, subscribed: list[tuple[str, str]]) -> None:
    room = Newsroom()
    await room.write(f"/start {payload}")
    assert room.subscribed() == subscribed


async def test_a_site_without_sections_yet() -> None:
    room = Newsroom(sections={})
    room.articles.labels = {}
    assert "sections" not in text(await room.write("/start"))


# --- languages ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "word"), [("ru-RU", "Подписаться"), ("az", "Abunə olun"), ("de", "Subscribe")])
async def test_a_private_chat_is_answered_in_the_persons_language(language: str, word: str) -> None:
    assert word in buttons(await Newsroom().write("/start", language=language))


async def test_a_group_is_answered_in_the_sites_language() -> None:
    assert "Subscribe" in buttons(await Newsroom().write("/start", GROUP, language="ru"))


async def test_a_language_button_sets_it_and_says_the_welcome_again() -> None:
    room = Newsroom()
    reply = await room.press("g:ru")
    assert reply.edits
    assert "Подписаться" in buttons(reply)
    assert [row.language for row in room.addresses.rows.values()] == ["ru"]
    assert "Подписаться" in buttons(await room.write("/start", language="az"))
    assert "Abunə olun" in buttons(await room.press("g:az"))


async def test_the_first_subscription_keeps_the_persons_language() -> None:
    room = Newsroom()
    await room.write("/subscribe", language="ru")
    assert [row.language for row in room.addresses.rows.values()] == ["ru"]


# --- /help, /about -----------------------------------------------------------------------------------------


async def test_help_names_every_command_with_a_line() -> None:
    room = Newsroom()
    lines = text(await room.write("/help")).splitlines()
    for name, description in commands(WORDING.words("en")):
        assert sum(line.startswith(f"/{name}") and f" — {description}" in line for line in lines) == 1
    assert "/latest [section] [number] — the newest items (for example: /latest world 10)" in lines


async def test_every_command_of_the_menu_is_answered() -> None:
    room = Newsroom()
    for name, _description in commands(WORDING.words("en")):
        assert "do not know" not in text(await room.write(f"/{name}"))


async def test_about_names_site_rules_links_sources_and_version() -> None:
    links = {
        "x": "https://x.com/caliber",
        "play_market": "https://play.google.com/caliber",
        "mastodon": "https://m.example",
        "rss": "",
    }
    site = SiteFacts("Caliber.Az", "https://caliber.az/", "en", "A hyperlink is required.", links, "Asia/Baku")
    room = Newsroom(site=site)
    reply = await room.write("/about")
    assert text(reply) == (
        "Caliber.Az\nA hyperlink is required.\nX · Google Play · mastodon\n\nSources\ncaliber.az/en\n\nCrier 1.2.3"
    )
    urls = [span.url for post in reply.posts for line in post.lines for span in line if span.url]
    assert urls == ["https://caliber.az/", *list(links.values())[:3], "https://caliber.az/en/"]


async def test_about_is_short_however_many_sources_there_are() -> None:
    room = Newsroom()
    room.sources.healths = tuple(
        SourceHealth(Source(f"s{number}", f"https://s{number}.example/"), "ok") for number in range(50)
    )
    reply = text(await room.write("/about"))
    assert "and 30 more" in reply
    assert "s20.example" not in reply
    assert "\n\nCrier" in reply


# --- operators ---------------------------------------------------------------------------------------------


async def test_figures_are_for_operators() -> None:
    room = Newsroom(admins=frozenset({"1"}))
    assert "do not know" in text(await room.write("/stats"))
    assert text(await room.write("/stats", by="1")).splitlines() == [
        "Figures", "Articles: 3", "Stories: 2", "Chats: 1", "Subscriptions: 4", "Deliveries: pending 1, sent 9",
    ]  # fmt: skip
    room.figures.counts = Stats(0, 0, 0, 0, oldest_pending=NOW)
    assert "The oldest waits for 0 s" in text(await room.write("/stats", by="1"))


async def test_sources_are_for_operators_the_ailing_first() -> None:
    room = Newsroom(admins=frozenset({"1"}))
    ill = SourceHealth(Source("ill", "https://ill.example/"), "failing", last_error="503\nagain")
    room.sources.healths = (*room.sources.healths, ill)
    expected = "Sources\nill · fails: 503 again · articles: 0\ncaliber-en · works · articles: 12"
    assert text(await room.write("/sources", by="1")) == expected
    room.sources.healths = (ill,) * 31
    assert text(await room.write("/sources", by="1")).endswith("\n…")
    assert "do not know" in text(await room.write("/sources"))


async def test_an_operator_is_told_when_there_was_news_and_what_to_look_out_for() -> None:
    room = Newsroom(admins=frozenset({"1"}))
    known = {"last_new": NOW - timedelta(days=1), "next_poll": NOW, "paywalled": 7, "moved_to": "https://new.example/"}
    gone = SourceHealth(Source("over", "https://over.example/"), "gone", last_new=NOW, next_poll=NOW)
    room.sources.healths = (replace(room.sources.healths[0], **known), gone)  # type: ignore[arg-type]
    _, over, works = text(await room.write("/sources", by="1")).splitlines()
    assert over == "over · gone for good · last news 23:00 · articles: 0"
    assert works.startswith("caliber-en · works · last news 20 ") and " 23:00 · next poll 23:00 · " in works
    assert works.endswith("articles: 12 · behind a paywall: 7 of the latest · moved to https://new.example/")
    assert "следующий опрос 23:00" in text(await room.write("/sources", by="1", language="ru"))


# --- what means nothing ------------------------------------------------------------------------------------


async def test_an_unknown_command_gets_a_hint() -> None:
    room = Newsroom()
    assert text(await room.write("/subscrib")) == (
        "I do not know the command /subscrib.\nPerhaps: /subscribe, /unsubscribe, /subscriptions\nAll commands: /help"
    )
    assert text(await room.write("/zzz")) == "I do not know the command /zzz.\nAll commands: /help"


async def test_in_a_group_only_a_slip_gets_a_hint() -> None:
    room = Newsroom()
    assert await room.write("/zzz", GROUP) == Reply()
    assert "/latest" in text(await room.write("/lates", GROUP))


@pytest.mark.parametrize(
    "data",
    [
        "", "s", "s:", "s:x", "s:all:x", "g", "g:xx", "g:ru:x", "z:1", "n", "n:9", "n:x", "n:3:t9", "n:3:t0:x",
        "l:5", "l:99:0", "l:5:x", "l:5:0:t9", "l:5:1001", "q:0", "q:0:t9", "q:x:t0", "p", "p:x", "p:0:1:2", "d:1",
        "d:x:0", "d:²:0", "d:99999999999999999999:0", "d:1:0:@x:1", "f", "f:maybe", "f:yes:@x:1", ":", "☃",
    ],
)  # fmt: skip
async def test_old_and_foreign_buttons_get_a_kind_alert(data: str) -> None:
    reply = await Newsroom().press(data)
    assert reply == Reply(alert="This button is out of date. Please use a command, such as /help.")


@given(
    words=st.text(max_size=60),
    command=st.sampled_from([name for name, _ in commands(WORDING.words("en"))]) | st.text(max_size=10),
    place=st.sampled_from([HOME, GROUP, CHANNEL]),
)
async def test_whatever_is_written_is_answered(words: str, command: str, place: object) -> None:
    room = Newsroom(item(1))
    ask = Ask(place, Person("7", words[:5]), command, words)  # type: ignore[arg-type]
    replies = [await room.desk.answer(ask), await room.desk.press(ask), await room.desk.said(ask)]
    for reply in filter(None, replies):
        assert all(len(data.encode()) <= 64 for data in buttons(reply).values())


def test_the_bots_profile_keeps_within_the_platforms_limits() -> None:
    for language, begins in (("en", "Caliber.Az news"), ("ru", "Новости Caliber.Az"), ("az", "Caliber.Az")):
        name, description, short = profile(WORDING.words(language), "Caliber.Az")
        assert name.startswith(begins) and "Caliber.Az" in description and "Caliber.Az" in short
        longest = profile(WORDING.words(language), "N" * 1000)
        assert [len(text) for text in longest] == [64, 512, 120]


# --- trouble -----------------------------------------------------------------------------------------------


async def test_a_busy_store_is_told_and_nothing_is_raised() -> None:
    room = Newsroom()
    room.addresses.busy = True
    assert "try again in a moment" in text(await room.write("/subscribe"))
    assert (await room.write("/subscribe", GROUP)).to_person
    assert "try again" in (await room.press("s:all")).alert
    assert "чуть позже" in text(await room.write("/subscribe", language="ru"))


async def test_a_silent_platform_is_told() -> None:
    room = Newsroom()
    room.directory.down = True
    assert "try again in a moment" in text(await room.write("/subscribe @caliber_en"))


async def test_names_that_run_the_other_way_are_isolated() -> None:
    room = Newsroom()
    room.articles.labels = {"חדשות": "חדשות"}
    reply = text(await room.write("/subscribe חדשות"))
    assert "the section \u2068חדשות\u2069." in reply


async def test_a_place_is_laid_out_for_though_nothing_is_stored_about_it() -> None:
    room = Newsroom(item(1))
    reply = await room.write("/latest", replace(HOME, chat="8"), by="8", language="ru")
    assert "Мир · " in text(reply)
