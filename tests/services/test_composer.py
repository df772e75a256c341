from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.adapters.wording import GettextWording
from bot.domain.model import Address, Notice, Place, Post, Span
from bot.domain.notices import packed
from bot.domain.style import Style
from bot.services.composer import VARIATIONS, Composer
from tests.services.fakes_desk import NOW, item

ONE = Address(1, Place("telegram", "7"))


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


def composer(clock: Clock | None = None) -> Composer:
    style = Style("Caliber.Az", "https://caliber.az/", timezone="Asia/Baku")
    return Composer(style, GettextWording(now=lambda: NOW), clock or Clock())


def test_chats_that_see_the_same_share_one_post() -> None:
    compose = composer()
    other = replace(ONE, id=2, place=replace(ONE.place, chat="8", topic="3", title="Other"), next_due=NOW)
    assert compose(item(1), ONE) is compose(item(1), other)


def test_whatever_changes_the_look_makes_another_post() -> None:
    compose = composer()
    channel = replace(ONE, place=replace(ONE.place, kind="channel"))
    variations = [
        ONE,
        channel,
        replace(channel, place=replace(channel.place, comments=True)),
        replace(channel, footer="@caliber_en"),
        replace(ONE, layout="brief"),
        replace(ONE, language="ru"),
        replace(ONE, timezone="UTC"),
        replace(ONE, pictures=False),
        replace(ONE, sound=True),
    ]
    pictured = item(1, image="https://caliber.az/a.jpg")
    posts = [compose(pictured, address) for address in variations]
    assert len(set(posts)) == len(variations)
    assert compose(replace(pictured, title="Corrected"), ONE) not in posts


def test_tomorrow_the_date_is_shown() -> None:
    clock = Clock()
    compose = composer(clock)
    today = compose(item(1), ONE)
    clock.now = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
    assert "21 November, 22:01" in compose(item(1), ONE).lines[-1][0].text
    assert "November" not in today.lines[-1][0].text


def test_the_words_are_in_the_chats_language_or_the_sites() -> None:
    compose = composer()
    assert compose(item(1), ONE).rows[1][0].label == "Copy link"
    assert compose(item(1), replace(ONE, language="az")).rows[1][0].label == "Kopyalayın"
    _title, meta = compose.entry(item(1, published=NOW - timedelta(days=9)), replace(ONE, language="ru"))
    assert meta[0].text == "Мир · 12 ноября, 23:00 · "


def test_memory_is_bounded_and_the_least_used_goes() -> None:
    compose = composer()
    first, second = compose(item(1), ONE), compose(item(2), ONE)
    for number in range(3, VARIATIONS + 1):
        compose(item(number), ONE)
    assert compose(item(1), ONE) is first
    compose(item(VARIATIONS + 1), ONE)
    assert compose(item(1), ONE) is first
    again = compose(item(2), ONE)
    assert again == second
    assert again is not second


def test_a_notice_is_words_only_in_the_chats_language() -> None:
    words = "Share:"  # any message of the catalogues
    payload = packed(Notice("k", words + " {name}", (("name", "@one"),)))
    assert composer().notice(payload, ONE) == Post(((Span("Share: "), Span("@one", outside=True)),), silent=True)
    russian = composer().notice(packed(Notice("k", words)), replace(ONE, language="ru", sound=True))
    assert russian == Post(((Span("Поделиться:"),),))


def test_chats_that_see_the_same_share_one_digest() -> None:
    compose = composer()
    items = [item(1), item(2)]
    post, count = compose.digest(items, ONE)
    assert count == 2
    assert compose.digest(tuple(items), replace(ONE, id=2, next_due=NOW))[0] is post
    assert compose.digest(items[:1], ONE) != (post, count)
    assert "Без сводок" in str(compose.digest(items, replace(ONE, language="ru"))[0].rows)
