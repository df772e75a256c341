"""Port `Addresses`."""

from dataclasses import replace
from typing import Any

import pytest

from bot.adapters.storage.store import Store
from bot.domain.filters import normalise
from bot.domain.model import Kind, Outcome, Place, Subscription
from tests.contracts.samples import ALL, DAY, MINUTE, NOW, SECOND, begin, chat, claim, deliver, entry, publish, sent

WORLD = Subscription("section", "world", "World")
COUNCIL = Subscription("filter", normalise("council budget"), "council budget")


def unnumbered(subscriptions: tuple[Subscription, ...]) -> list[tuple[str, str, str]]:
    return [(each.kind, each.value, each.label) for each in subscriptions]


async def test_an_address_is_made_once_and_refreshed(store: Store) -> None:
    place = Place("telegram", "-100", "7", "group", "Old title", "oldname")
    assert await store.addresses.get(place) is None
    made = await store.addresses.ensure(place, language="ru")
    assert (made.place, made.language, made.status, made.layout) == (place, "ru", "active", "standard")
    renamed = Place("telegram", "-100", "7", "channel", "New title", "", comments=True)
    again = await store.addresses.ensure(renamed, language="en")
    assert again.id == made.id and again.language == "ru"
    assert again.place == Place("telegram", "-100", "7", "channel", "New title", "oldname", True)
    assert await store.addresses.get(place) == again


async def test_platform_chat_and_topic_make_the_place(store: Store) -> None:
    places = [Place("telegram", "1"), Place("telegram", "1", "2"), Place("telegram", "2"), Place("discord", "1")]
    assert len({(await store.addresses.ensure(place)).id for place in places}) == 4


async def test_active_channels_page_by_page(store: Store) -> None:
    for chat_id in ("-3", "-1", "-2", "-4"):
        await store.addresses.ensure(Place("telegram", chat_id, kind="channel", title="News"))
    await store.addresses.close("telegram", "-4", "kicked", NOW)
    for other in (Place("telegram", "-5", kind="group"), Place("discord", "-6", kind="channel")):
        await store.addresses.ensure(other)
    first = await store.addresses.channels("telegram", 2)
    assert [place.chat for place in first] == ["-1", "-2"]
    rest = await store.addresses.channels("telegram", 2, after="-2")
    assert rest == (Place("telegram", "-3", kind="channel", title="News"),)
    assert await store.addresses.channels("telegram", 2, after="-3") == ()


async def test_what_a_place_is_and_the_server_it_is_part_of(store: Store) -> None:
    place = Place("discord", "1", kind="channel", title="News", server="900", shape="announcement")
    made = await store.addresses.ensure(place)
    assert made.place == place and await store.addresses.get(place) == made
    assert (await store.addresses.ensure(Place("discord", "1", kind="channel"))).place == place  # nothing new is known
    plain = Place("discord", "1", kind="channel", title="News", server="900")
    assert (await store.addresses.ensure(plain)).place == plain
    forum = Place("discord", "1", kind="channel", title="News", shape="forum")
    assert (await store.addresses.ensure(forum)).place == Place(
        "discord", "1", "", "channel", "News", "", False, "900", "forum"
    )
    [known] = await store.addresses.channels("discord", 5)
    assert (known.server, known.shape) == ("900", "forum")
    await store.addresses.close("discord", "1", "no_rights", NOW)
    assert await store.addresses.muted("discord", 5) == (known,)


async def test_a_server_that_is_left_and_joined_again(store: Store) -> None:
    await begin(store)
    for platform, number, server in (("discord", 1, "900"), ("discord", 2, "900"), ("discord", 3, "901")):
        place = Place(platform, str(number), kind="channel", server=server)
        await store.addresses.subscribe((await store.addresses.ensure(place)).id, ALL, NOW)
    for place in (Place("matrix", "4", server="900"), Place("discord", "5")):
        await store.addresses.ensure(place)
    await store.addresses.close("discord", "2", "not_found", NOW)
    assert await publish(store, entry(1)) == 2
    assert await store.addresses.leave("discord", "900", "kicked", NOW) == 1
    assert await store.addresses.leave("discord", "900", "kicked", NOW) == 0
    assert await store.addresses.leave("discord", "", "kicked", NOW) == 0
    assert [each.address.place.chat for each in await store.outbox.claim("discord", 9, NOW)] == ["3"]  # else skipped
    left = await store.addresses.get(Place("discord", "1"))
    assert left is not None and (left.status, left.reason) == ("closed", "kicked")
    assert await store.addresses.rejoin("discord", "901") == 0
    assert await store.addresses.rejoin("discord", "") == 0
    assert await store.addresses.rejoin("discord", "900") == 1
    back = await store.addresses.get(Place("discord", "1"))
    assert back is not None and (back.status, back.reason) == ("active", "")
    gone = await store.addresses.get(Place("discord", "2"))
    assert gone is not None and gone.reason == "not_found"


async def test_how_posts_are_published(store: Store) -> None:
    address = await chat(store)
    told: list[tuple[dict[str, bool], bool, bool]] = [
        ({}, False, False),
        ({"crosspost": True}, True, False),
        ({"webhook": True}, True, True),
        ({"crosspost": False}, False, True),
        ({"crosspost": True, "webhook": False}, True, False),
    ]
    for settings, crosspost, webhook in told:
        await store.addresses.set_publishing(address.id, **settings)
        known = await store.addresses.get(address.place)
        assert known is not None and (known.crosspost, known.webhook) == (crosspost, webhook)
    await begin(store)
    await publish(store, entry(1))
    [owed] = await claim(store)
    assert (owed.address.crosspost, owed.address.webhook) == (True, False)


async def test_the_role_that_a_subscription_calls(store: Store) -> None:
    address = await store.addresses.ensure(Place("discord", "1"))
    assert await store.addresses.subscribe(address.id, replace(WORLD, mention="77"), NOW)
    assert await store.addresses.subscribe(address.id, replace(COUNCIL, mention="78"), NOW)
    assert not await store.addresses.subscribe(address.id, WORLD, NOW)
    assert [each.mention for each in await store.addresses.subscriptions(address.id)] == ["77", "78"]
    assert not await store.addresses.subscribe(address.id, replace(WORLD, mention="79"), NOW)
    assert [each.mention for each in await store.addresses.subscriptions(address.id)] == ["79", "78"]


async def test_a_role_that_is_called_no_more(store: Store) -> None:
    address = await chat(store, 1, replace(ALL, mention="7"), replace(WORLD, mention="8"))
    assert not await store.addresses.subscribe(address.id, ALL, NOW)
    assert [each.mention for each in await store.addresses.subscriptions(address.id)] == ["7", "8"]
    assert not await store.addresses.subscribe(address.id, ALL, NOW, uncalled=True)
    assert [each.mention for each in await store.addresses.subscriptions(address.id)] == ["", "8"]


async def test_settings(store: Store) -> None:
    address = await chat(store)
    await store.addresses.set_language(address.id, "az")
    await store.addresses.set_layout(address.id, "full")
    known = await store.addresses.get(address.place)
    assert known is not None and (known.language, known.layout) == ("az", "full")


async def test_how_posts_arrive(store: Store) -> None:
    address, other = await chat(store), await chat(store, 2)
    assert (address.pictures, address.sound, address.timezone) == (True, False, "")
    await store.addresses.set_reception(address.id, pictures=False)
    await store.addresses.set_reception(address.id, sound=True, timezone="Asia/Yerevan")
    await store.addresses.set_reception(address.id)
    known = await store.addresses.get(address.place)
    assert known == replace(address, pictures=False, sound=True, timezone="Asia/Yerevan")
    assert await store.addresses.get(other.place) == other


async def test_languages_of_the_news_in_the_order_of_preference(store: Store) -> None:
    address = await chat(store)
    for wanted in (("ru", "en"), ("en", "az", "ru"), (), ("hy",)):
        await store.addresses.set_languages(address.id, wanted)
        known = await store.addresses.get(address.place)
        assert known is not None and known.languages == wanted
    await store.addresses.set_languages(address.id, ("ru en", "ru"))
    known = await store.addresses.get(address.place)
    assert known is not None and known.languages == ("ru", "en")


async def test_who_has_chosen_languages_is_owed_what_is_told_in_them(store: Store) -> None:
    await begin(store)
    for number, wanted in enumerate((("ru", "en"), ("en",), ("az",), ()), 1):
        await store.addresses.set_languages((await chat(store, number)).id, wanted)
    await publish(store, entry(1), language="en")
    assert sorted(claimed.address.place.chat for claimed in await claim(store)) == ["2", "4"]
    assert [claimed.address.place.chat for claimed in await claim(store, NOW + 10 * MINUTE)] == [
        "1"
    ]  # it waited for ru


async def test_subscribing(store: Store) -> None:
    address = await store.addresses.ensure(Place("telegram", "1"))
    assert await store.addresses.subscribe(address.id, WORLD, NOW)
    assert not await store.addresses.subscribe(address.id, WORLD, NOW)
    assert await store.addresses.subscribe(address.id, COUNCIL, NOW)
    assert await store.addresses.subscribe(address.id, ALL, NOW)
    theirs = await store.addresses.subscriptions(address.id)
    assert unnumbered(theirs) == unnumbered((WORLD, COUNCIL, ALL))
    assert await store.addresses.count("telegram") == 1
    assert await store.addresses.count("discord") == 0


async def test_subscribing_an_address_that_is_gone(store: Store) -> None:
    assert not await store.addresses.subscribe(99, COUNCIL, NOW)
    assert await store.addresses.subscriptions(99) == ()
    assert await store.addresses.unsubscribe(99, None) == 0


async def test_unsubscribing_from_one_and_from_all(store: Store) -> None:
    address = await chat(store, 1, WORLD, COUNCIL, ALL)
    assert await store.addresses.unsubscribe(address.id, WORLD) == 1
    assert await store.addresses.unsubscribe(address.id, WORLD) == 0
    assert await store.addresses.unsubscribe(address.id, None) == 2
    assert await store.addresses.unsubscribe(address.id, None) == 0
    assert await store.addresses.count("telegram") == 0


async def test_dropping_by_number_only_what_is_the_chats_own(store: Store) -> None:
    mine, theirs = await chat(store, 1, WORLD), await chat(store, 2, COUNCIL)
    (foreign,) = await store.addresses.subscriptions(theirs.id)
    assert await store.addresses.drop(mine.id, foreign.id) is None
    (own,) = await store.addresses.subscriptions(mine.id)
    assert await store.addresses.drop(mine.id, own.id) == own
    assert await store.addresses.drop(mine.id, own.id) is None
    assert await store.addresses.subscriptions(theirs.id) == (foreign,)


async def test_a_filter_nobody_wants_any_more_is_gone_and_may_come_back(store: Store) -> None:
    await begin(store)
    one, two = await chat(store, 1, COUNCIL), await chat(store, 2, COUNCIL)
    await store.addresses.unsubscribe(one.id, COUNCIL)
    assert await publish(store, entry(1, title="Council agrees on budget")) == 1
    await store.addresses.unsubscribe(two.id, None)
    assert await publish(store, entry(2, title="Council agrees on budget again")) == 0
    await store.addresses.subscribe(one.id, COUNCIL, NOW)
    assert await publish(store, entry(3, title="Council agrees on budget once more")) == 1


async def test_what_waits_is_skipped_when_nothing_is_left(store: Store) -> None:
    await begin(store)
    address = await chat(store, 1, WORLD, ALL)
    await publish(store, entry(1))
    await publish(store, entry(2), settle=MINUTE)
    await store.addresses.unsubscribe(address.id, WORLD)
    assert (await store.figures.stats(NOW)).deliveries["skipped"] == 0
    await store.addresses.unsubscribe(address.id, ALL)
    assert (await store.figures.stats(NOW)).deliveries["skipped"] == 2
    assert await claim(store, NOW + DAY) == []


async def test_closing_and_opening_a_chat_and_one_topic(store: Store) -> None:
    await begin(store)
    await chat(store, "-1", kind="group")
    topic = await chat(store, "-1", kind="group", topic="5")
    await publish(store, entry(1))
    assert await store.addresses.close("telegram", "-1", "topic_gone", NOW, topic="5") == 1
    assert await deliver(store) == [("-1", (await store.articles.items([1]))[0])]  # and a notice, which shows no item
    assert await store.addresses.close("telegram", "-1", "kicked", NOW) == 1
    assert await store.addresses.close("telegram", "-1", "kicked", NOW) == 0
    known = await store.addresses.get(topic.place)
    assert known is not None and (known.status, known.reason) == ("closed", "topic_gone")
    assert await store.addresses.reopen("telegram", "-1") == 1
    assert await store.addresses.reopen("telegram", "-1") == 0
    known = await store.addresses.get(topic.place)
    assert known is not None and known.status == "closed"  # the topic is as gone as before
    assert (await store.addresses.ensure(topic.place)).status == "active"
    assert await store.addresses.close("telegram", "-1", "topic_gone", NOW, topic="") == 1  # what is in no topic
    assert (await store.addresses.ensure(topic.place)).status == "active"


async def test_of_a_topic_that_is_gone_its_chat_is_told(store: Store) -> None:
    topic = await chat(store, "-1", kind="group", topic="5")
    await store.addresses.set_language(topic.id, "ru")
    await store.addresses.ensure(Place("telegram", "-1", "6", "group"))  # asked for nothing
    for number in range(2):
        now = NOW + number * MINUTE
        for gone in ("5", "6"):
            assert await store.addresses.close("telegram", "-1", "topic_gone", now, topic=gone) == 1
            assert await store.addresses.close("telegram", "-1", "topic_gone", now, topic=gone) == 0
        (told,) = await claim(store, now)
        assert told.address.place == Place("telegram", "-1", kind="group")
        assert (told.owed.kind, told.address.language) == (Kind.NOTICE, "ru")
        await store.outbox.settle([sent(told)], now)
        assert await claim(store, now) == []
        for gone in ("5", "6"):
            await store.addresses.ensure(Place("telegram", "-1", gone, "group"))


@pytest.mark.parametrize(("shape", "told"), [("", 1), ("announcement", 1), ("forum", 0), (None, 1)])
async def test_of_a_thread_that_is_gone_its_channel_is_told_where_it_can_be(
    store: Store, shape: Any, told: int
) -> None:
    thread = await store.addresses.ensure(Place("telegram", "1", "5", "group", server="900"))
    await store.addresses.subscribe(thread.id, ALL, NOW)
    channel = Place("telegram", "1", kind="channel" if shape else "group", server="900", shape=shape or "")
    if shape is not None:
        await store.addresses.ensure(channel)
    await store.addresses.close("telegram", "1", "topic_gone", NOW, topic="5")
    assert [each.address.place for each in await claim(store)] == [channel] * told
    assert await store.addresses.leave("telegram", "900", "kicked", NOW) == 1  # the channel, known by its server


async def test_a_closed_address_opens_when_it_is_heard_of_again(store: Store) -> None:
    address = await chat(store)
    await store.addresses.close("telegram", "1", "blocked", NOW)
    again = await store.addresses.ensure(address.place)
    assert (again.status, again.reason) == ("active", "")
    assert len(await store.addresses.subscriptions(again.id)) == 1


async def test_a_chat_moves_with_its_topics_in_any_order_and_as_often_as_told(store: Store) -> None:
    await begin(store)
    await chat(store, "-1", WORLD, kind="group")
    await chat(store, "-1", ALL, kind="group", topic="5")
    await publish(store, entry(1))
    for _ in range(2):
        await store.addresses.move("telegram", "-1", "-1001")
    await store.addresses.move("telegram", "-1001", "-1001")
    assert await store.addresses.get(Place("telegram", "-1")) is None
    assert sorted(chat_id for chat_id, _ in await deliver(store)) == ["-1001", "-1001"]
    assert await store.addresses.count("telegram") == 2


async def test_where_both_ids_are_known_they_become_one(store: Store) -> None:
    await begin(store)
    old = await chat(store, "-1", WORLD, COUNCIL, kind="group")
    await publish(store, entry(1, title="Council agrees on budget"))
    new = await chat(store, "-1001", WORLD, ALL, kind="group")
    await publish(store, entry(2, title="Council agrees on budget again"))
    (first, other) = await claim(store)
    await store.outbox.settle([Outcome(first, "pending")], NOW)  # the other is being sent just now
    await store.addresses.close("telegram", "-1", "kicked", NOW)
    await store.addresses.move("telegram", "-1", "-1001")

    united = await store.addresses.get(new.place)
    assert united is not None and (united.id, united.status) == (new.id, "active")  # what is being sent to stays
    theirs = unnumbered(await store.addresses.subscriptions(united.id))
    assert sorted(theirs) == sorted(unnumbered((WORLD, COUNCIL, ALL)))
    await store.outbox.settle([sent(other)], NOW)
    assert await store.addresses.get(old.place) is None and await store.addresses.count("telegram") == 1
    assert await deliver(store) == []  # it has arrived, and the other was skipped when the old chat closed
    assert await publish(store, entry(3)) == 1


async def test_nothing_is_owed_twice_after_uniting(store: Store) -> None:
    await begin(store)
    await chat(store, "-1", kind="group")
    await chat(store, "-1001", kind="group")
    await publish(store, entry(1), entry(2))
    await store.addresses.move("telegram", "-1", "-1001")
    assert [item.title for _, item in await deliver(store)] == ["Headline 1", "Headline 2"]


async def test_what_one_of_two_ids_has_got_is_not_sent_again_after_uniting(store: Store) -> None:
    await begin(store)
    await chat(store, "-1", kind="group")
    await chat(store, "-1001", kind="group")
    await publish(store, entry(1), entry(2))
    old, new = await claim(store)
    await store.outbox.settle([Outcome(old, "pending", moved_to="-1001"), sent(new, "7")], NOW)
    assert [item.title for _, item in await deliver(store)] == ["Headline 2"]
    assert await store.outbox.owe(old.address.id, [1, 2], NOW) == 0
    assert (await store.figures.stats(NOW)).deliveries["sent"] == 2
    shown = await store.articles.show("1")
    assert shown is not None and [(each.chat, each.message) for each in shown.posts] == [("-1001", "7")]


async def test_what_one_of_two_ids_got_long_ago_is_not_sent_again_after_uniting(store: Store) -> None:
    await begin(store)
    await chat(store, "-1", kind="group")
    await chat(store, "-1001", kind="group")
    await publish(store, entry(1))
    old, new = await claim(store)
    await store.outbox.settle([Outcome(old, "pending"), sent(new)], NOW)
    await store.outbox.shrink(NOW + SECOND)
    (old,) = await claim(store)
    await store.addresses.move("telegram", "-1", "-1001")
    assert await deliver(store, NOW + DAY) == []
    stats = (await store.figures.stats(NOW)).deliveries
    assert (stats["sent"], stats["skipped"]) == (1, 1)
    await store.outbox.settle([Outcome(old, "pending", moved_to="-1001")], NOW)
    assert await deliver(store, NOW + DAY) == []


async def test_what_waits_under_one_of_two_ids_is_sent_though_the_other_skipped_it(store: Store) -> None:
    await begin(store)
    await chat(store, "-1", kind="group")
    await chat(store, "-1001", kind="group")
    await publish(store, entry(1))
    await store.addresses.close("telegram", "-1", "kicked", NOW)
    await store.addresses.move("telegram", "-1", "-1001")
    assert [(chat_id, item.title) for chat_id, item in await deliver(store)] == [("-1001", "Headline 1")]


@pytest.mark.parametrize("waiting", ["-1", "-1001"])
async def test_united_ids_wait_as_long_as_either_was_told_to(store: Store, waiting: str) -> None:
    await begin(store)
    await chat(store, "-1", kind="group")
    await chat(store, "-1001", kind="group")
    await publish(store, entry(1), entry(2))
    claims = await claim(store)
    told: dict[str, dict[str, Any]] = {waiting: {"retry_after": NOW + DAY, "next_due": NOW + DAY + SECOND}}
    await store.outbox.settle([sent(each, **told.get(each.address.place.chat, {})) for each in claims], NOW)
    await store.addresses.move("telegram", "-1", "-1001")
    united = await store.addresses.get(Place("telegram", "-1001"))
    assert united is not None and (united.retry_after, united.next_due) == (NOW + DAY, NOW + DAY + SECOND)
    assert await claim(store, NOW + DAY) == []
    assert [each.owed.key for each in await claim(store, NOW + DAY + SECOND)] == ["2"]


async def test_forgetting_leaves_nothing_of_a_chat_and_all_of_the_others(store: Store) -> None:
    await begin(store)
    await chat(store, "5", ALL)
    await chat(store, "5", COUNCIL, topic="7")
    await chat(store, "55", ALL)
    await publish(store, entry(1), entry(2))
    await store.outbox.settle([sent(each) for each in await claim(store)], NOW)
    await store.notebook.write("chat:telegram:5:ask", "search", NOW)
    await store.notebook.write("chat:telegram:5", "something", NOW)
    await store.notebook.write("chat:telegram:55:ask", "search", NOW)

    assert await store.addresses.forget("telegram", "5") == 2
    assert await store.addresses.forget("telegram", "5") == 0
    assert await store.addresses.get(Place("telegram", "5")) is None
    assert await store.notebook.read("chat:telegram:5:ask") == ""
    assert await store.notebook.read("chat:telegram:5") == ""
    assert await store.notebook.read("chat:telegram:55:ask") == "search"
    shown = await store.articles.show("1")
    assert shown is not None and [each.chat for each in shown.posts] == ["55"]
    assert [chat_id for chat_id, _ in await deliver(store, NOW + SECOND)] == ["55"]
    assert await publish(store, entry(3, title="Council agrees on budget")) == 1


async def test_notes_move_with_the_chat(store: Store) -> None:
    await chat(store, "-1", kind="group")
    await store.notebook.write("chat:telegram:-1:ask", "search", NOW)
    await store.notebook.write("chat:telegram:-1001:ask", "older", NOW)
    await store.addresses.move("telegram", "-1", "-1001")
    assert await store.notebook.read("chat:telegram:-1:ask") == ""
    assert await store.notebook.read("chat:telegram:-1001:ask") == "search"


async def test_chats_closed_for_want_of_rights(store: Store) -> None:
    for number in ("-1", "-2", "-3"):
        await chat(store, number, kind="group")
        await chat(store, number, kind="group", topic="5")
    for number, reason in (("-1", "no_rights"), ("-2", "kicked"), ("-3", "no_rights")):
        await store.addresses.close("telegram", number, reason, NOW)
    first, second = Place("telegram", "-1", kind="group"), Place("telegram", "-3", kind="group")
    assert await store.addresses.muted("telegram", 5) == (first, second)
    assert await store.addresses.muted("telegram", 1, after=first) == (second,)
    assert await store.addresses.muted("discord", 5) == ()


async def test_of_a_chat_without_a_server_one_place_is_asked_about_and_all_are_opened(store: Store) -> None:
    for topic in ("", "7", "8"):
        await chat(store, "-1", kind="group", topic=topic)
    await store.addresses.close("telegram", "-1", "no_rights", NOW)
    [one] = await store.addresses.muted("telegram", 5)
    assert await store.addresses.muted("telegram", 5, after=one) == ()
    assert await store.addresses.reopen("telegram", "-1") == 3


async def test_in_a_server_each_place_is_asked_about_and_opened_by_itself(store: Store) -> None:
    places = [Place("discord", number, topic, "group", server="900") for number in "12" for topic in ("", "7", "8")]
    for place in reversed(places):
        await store.addresses.ensure(place)
        await store.addresses.close("discord", place.chat, "no_rights", NOW, topic=place.topic)
    seen: list[Place] = []
    while page := await store.addresses.muted("discord", 2, after=seen[-1] if seen else None):
        seen += page
    assert seen == places
    assert await store.addresses.reopen("discord", "1", topic="7") == 1
    assert await store.addresses.reopen("discord", "2", topic="") == 1
    assert await store.addresses.muted("discord", 5) == (places[0], places[2], *places[4:])


@pytest.mark.parametrize(
    ("server", "topic", "reason", "closed"),
    [
        ("900", "7", "no_rights", {"7"}),
        ("900", "7", "not_found", {"7"}),
        ("900", "7", "kicked", {"", "7", "8"}),
        ("900", "", "no_rights", {""}),
        ("900", "", "not_found", {"", "7", "8"}),
        ("", "7", "no_rights", {"", "7", "8"}),
        ("", "7", "topic_gone", {"7"}),
    ],
)
async def test_what_a_refusal_closes(store: Store, server: str, topic: str, reason: str, closed: set[str]) -> None:
    await begin(store)
    places = [Place("telegram", "1", each, "group", server=server) for each in ("", "7", "8")]
    for place in places:
        await store.addresses.subscribe((await store.addresses.ensure(place)).id, ALL, NOW)
    await publish(store, entry(1))
    [refused] = [each for each in await claim(store) if each.address.place.topic == topic]
    await store.outbox.settle([Outcome(refused, "skipped", reason, closed=reason)], NOW)
    known = [await store.addresses.get(place) for place in places]
    assert {each.place.topic for each in known if each and each.status == "closed"} == closed
