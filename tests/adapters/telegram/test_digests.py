"""Digests as Telegram takes them: the whole courier, with a real database, against the strict stand-in."""

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.signals import LocalSignals
from bot.adapters.storage.store import Store
from bot.adapters.telegram.markup import is_link, render
from bot.adapters.telegram.platform import TelegramPlatform
from bot.adapters.wording import GettextWording
from bot.demo.botapi import BotApi
from bot.demo.botapi.markup import parse_html
from bot.demo.botapi.records import SentMessage
from bot.domain.digest import digest
from bot.domain.pacing import NO_GAPS
from bot.domain.style import Style
from bot.domain.text import utf16_length
from bot.services.composer import Composer
from bot.services.courier import Courier
from tests.contracts.samples import begin, chat, entry, publish
from tests.domain.test_digest import ANY_ITEM
from tests.domain.test_post import NOW, PRIVATE, STYLE, day, same

SITE = "https://caliber.az/"


def courier(store: Store, platform: TelegramPlatform) -> Courier:
    def now() -> datetime:
        return datetime.now(UTC)

    return Courier(
        platform=platform,
        outbox=store.outbox,
        leases=store.leases,
        signals=LocalSignals(),
        clock=now,
        composer=Composer(Style("Caliber.Az", SITE), GettextWording(), now),
        rate=1000,
        gaps=NO_GAPS,
        burst=5,
    )


def links(message: SentMessage) -> list[str]:
    """The links of a message, but for the site's own at its end."""
    urls = [entity["url"] for entity in message.entities if entity["type"] == "text_link"]
    assert urls[-1] == SITE
    return urls[:-1]


async def test_ninety_items_arrive_once_and_in_order_within_the_limits(
    store: Store, api: BotApi, platform: TelegramPlatform
) -> None:
    person = api.private(42)
    await begin(store)
    await chat(store, 42)
    titles = (f"{number} AT&T <b>@all</b> /start 🛰 עברית " + "longer " * (number % 40) for number in range(90))
    await publish(store, *(entry(number, title=title) for number, title in enumerate(titles)))
    await courier(store, platform).once()
    messages = api.sent(person)
    assert [url for each in messages for url in links(each)] == [
        f"https://one.example/post/headline-{number}" for number in range(90)
    ]
    assert 3 <= len(messages) <= 10
    buttons = [each.markup.get("inline_keyboard") for each in messages]
    assert buttons == [*[None] * (len(messages) - 1), [[{"text": "Every post", "callback_data": "e"}]]]
    assert all(each.silent and not each.preview.get("url") for each in messages)
    assert {entity["type"] for each in messages for entity in each.entities} == {"bold", "text_link"}
    assert (await store.figures.stats(datetime.now(UTC))).deliveries["sent"] == 90


async def test_a_hundred_links_are_split_before_telegram_refuses_them(
    store: Store, api: BotApi, platform: TelegramPlatform
) -> None:
    group = api.supergroup(bot="administrator")
    await begin(store)
    await chat(store, group.id, kind="group")
    await publish(store, *(entry(number, title=f"N {number}") for number in range(130)), section="")
    await courier(store, platform).once()
    assert [len(links(each)) for each in api.sent(group)] == [50, 50, 30]


@given(st.lists(ANY_ITEM, min_size=2, max_size=50))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_whatever_the_items_are_the_message_is_one_that_telegram_takes(items: list) -> None:  # type: ignore[type-arg]
    post, _ = digest(items, PRIVATE, STYLE, same, day, NOW)
    parsed = parse_html(render(post).html)
    assert utf16_length(parsed.text) <= 4096
    assert len(parsed.entities) <= 100
    assert parsed.entities[-1]["url"] == SITE
    linked = [entity for entity in parsed.entities if entity["type"] == "text_link"]
    assert len(linked) == sum(is_link(span.url) for line in post.lines for span in line)
