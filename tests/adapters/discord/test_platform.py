"""What only Discord has: direct messages, threads, forums, webhooks, publishing. The contract of all platforms is in
`tests/contracts/test_platforms.py`."""

import asyncio
from dataclasses import replace

import pytest

from bot.adapters.discord import platform as adapter
from bot.adapters.discord.forum import Forums
from bot.adapters.discord.platform import DiscordPlatform, account_of
from bot.adapters.discord.references import Reference
from bot.adapters.discord.webhooks import KEPT_SECONDS, Webhooks
from bot.domain.errors import AddressClosed, Doubtful, MessageGone, Rejected, TryLater
from bot.domain.model import Card, Closed, Place, Post, Span
from tests.adapters.discord.conftest import place
from tests.contracts.platforms import PNG
from tests.discordapi import Channel, DiscordApi, Guild, Limits, Message, Rate

ARTICLE = "https://caliber.az/en/post/rail"
CARD = Card(
    Span("Ministers agree", url=ARTICLE), "A rail corridor.", "Caliber.Az", Span("Caliber.Az", url=ARTICLE),
    section="World", section_key="world",
)  # fmt: skip
POST = Post(((Span("Ministers agree", url=ARTICLE),),), card=CARD)
NEW = replace(POST, card=replace(CARD, text="Other words."))
SIGNED = replace(POST, branded=True)


@pytest.fixture
def guild(api: DiscordApi) -> Guild:
    return api.guild("Readers", may=["manage_webhooks"])


@pytest.fixture
def news(api: DiscordApi, guild: Guild) -> Channel:
    return api.channel(guild, "news")


@pytest.fixture
def forum(api: DiscordApi, guild: Guild) -> Channel:
    return api.channel(guild, "posts", "forum", tags=["World", "Sport"], moderated_tags=["Secret"])


async def sent(platform: DiscordPlatform, channel: Channel, post: Post = POST, **more: str | bytes) -> Reference:
    receipt = await platform.send(place(channel), post, **more)  # type: ignore[arg-type]
    return Reference.loaded(receipt.messages[0])


def message(api: DiscordApi, reference: Reference) -> Message:
    return api.channels[int(reference.channel)].messages[int(reference.message)]


def description(api: DiscordApi, reference: Reference) -> str:
    return str(message(api, reference).embeds[0]["description"])


async def closed(platform: DiscordPlatform, where: Place, post: Post = POST) -> str:
    with pytest.raises(AddressClosed) as caught:
        await platform.send(where, post)
    return caught.value.reason


# --- messages ------------------------------------------------------------------------------------------------------


async def test_a_persons_channel_is_asked_for_once(
    api: DiscordApi, platform: DiscordPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "DIRECT", 1)
    naila, rauf = api.person("Naila"), api.person("Rauf")
    for person in (naila, naila, rauf, naila):
        receipt = await platform.send(Place("discord", str(person.id)), POST)
        await platform.edit(Place("discord", str(person.id)), receipt.messages[0], NEW)
    assert len(api.sent(api.dm(naila))) == 3 and api.counts["POST /users/@me/channels"] == 3
    assert await closed(platform, Place("discord", "1100000000000000777")) == Closed.NOT_FOUND


async def test_who_blocks_the_bot_is_closed_on_an_edit_too(api: DiscordApi, platform: DiscordPlatform) -> None:
    naila = api.person("Naila")
    receipt = await platform.send(Place("discord", str(naila.id)), POST)
    api.fail("refuse", status=403, code=50007, message="Cannot send messages to this user", method="PATCH")
    with pytest.raises(AddressClosed):
        await platform.edit(Place("discord", str(naila.id)), receipt.messages[0], NEW)


async def test_roles_are_called_by_new_posts_alone(api: DiscordApi, platform: DiscordPlatform, news: Channel) -> None:
    assert news.guild is not None
    role = api.role(news.guild, "Readers", mentionable=True)
    stands = await sent(platform, news, replace(POST, mentions=(str(role.id), "everyone")))
    await platform.edit(place(news), stands.dumped(), replace(NEW, mentions=(str(role.id),)))
    assert message(api, stands).pings == (role.mention,) and message(api, stands).content == role.mention


async def test_a_lost_answer_and_another_try_is_one_message(
    api: DiscordApi, platform: DiscordPlatform, news: Channel
) -> None:
    await platform.api.login()
    api.fail("drop_answer", method="POST")
    with pytest.raises(Doubtful):
        await sent(platform, news, once="42")
    await sent(platform, news, once="42")
    assert len(api.sent(news)) == 1
    assert len(str(api.sent(news)[0].nonce)) <= 25


async def test_a_reply_goes_plain_where_it_may_not_read(
    api: DiscordApi, platform: DiscordPlatform, news: Channel
) -> None:
    first = await sent(platform, news)
    api.deny(news, "read_message_history")
    second = await sent(platform, news, answers=first.dumped())
    assert message(api, second).reply_to == 0
    api.fail("refuse", code=50035, message="Invalid Form Body", method="POST")
    with pytest.raises(Rejected):
        await sent(platform, news, answers=first.dumped())


async def test_what_stands_elsewhere_is_not_answered(
    api: DiscordApi, platform: DiscordPlatform, news: Channel, guild: Guild
) -> None:
    elsewhere = await sent(platform, api.channel(guild, "other"))
    assert message(api, await sent(platform, news, answers=elsewhere.dumped())).reply_to == 0
    assert message(api, await sent(platform, news, answers="no reference")).reply_to == 0


@pytest.mark.parametrize(
    ("picture", "name"), [(PNG, "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF89a", "gif"), (b"RIFF....WEBPVP8 ", "webp")]
)
async def test_a_picture_comes_along(
    api: DiscordApi, platform: DiscordPlatform, news: Channel, picture: bytes, name: str
) -> None:
    stands = await sent(platform, news, picture=picture)
    assert stands.picture == f"picture.{name}"
    (upload,) = message(api, stands).attachments
    assert (upload.name, upload.content) == (f"picture.{name}", picture)
    await platform.edit(place(news), stands.dumped(), replace(NEW, image="https://caliber.az/i.jpg"), form="photo")
    assert message(api, stands).embeds[0]["image"] == {"url": f"attachment://picture.{name}"}
    assert message(api, stands).attachments == [upload]
    await platform.edit(place(news), stands.dumped(), NEW, form="photo")  # as a struck post has none
    assert "image" not in message(api, stands).embeds[0] and message(api, stands).attachments == []


# --- threads -------------------------------------------------------------------------------------------------------


async def test_into_a_thread(api: DiscordApi, platform: DiscordPlatform, news: Channel) -> None:
    thread = api.thread(news, "talk")
    stands = await sent(platform, thread, SIGNED)
    assert stands.channel == str(thread.id) and stands.webhook
    api.archive(thread)
    await sent(platform, thread)
    assert not thread.archived
    api.archive(thread)
    await platform.edit(place(thread), (await sent(platform, thread)).dumped(), NEW)
    api.archive(thread, locked=True)
    assert await closed(platform, place(thread)) == Closed.TOPIC_GONE
    api.delete_channel(thread)
    assert await closed(platform, place(thread)) == Closed.TOPIC_GONE
    assert await closed(platform, place(thread), SIGNED) == Closed.TOPIC_GONE


# --- forums --------------------------------------------------------------------------------------------------------


async def test_a_post_is_a_thread_with_its_tag(api: DiscordApi, platform: DiscordPlatform, forum: Channel) -> None:
    stands = await sent(platform, forum)
    thread = api.channels[int(stands.channel)]
    assert (thread.name, thread.applied_tags, thread.parent) == ("Ministers agree", [forum.tags[0].id], forum)
    assert thread.auto_archive == 1440
    assert stands.channel == stands.message and description(api, stands).startswith("A rail corridor.")
    await platform.edit(place(forum), stands.dumped(), NEW)
    assert description(api, stands).startswith("Other words.")
    for section in ("Culture", "Secret", ""):
        other = await sent(platform, forum, replace(POST, card=replace(CARD, section=section, section_key="")))
        assert api.channels[int(other.channel)].applied_tags == []
    assert api.counts["GET /channels/{channel}"] == 1


async def test_a_long_or_empty_title_still_names_a_thread(
    api: DiscordApi, platform: DiscordPlatform, forum: Channel
) -> None:
    long = await sent(platform, forum, replace(POST, card=replace(CARD, title=Span("word " * 60, url=ARTICLE))))
    assert 90 <= len(api.channels[int(long.channel)].name) <= 100
    empty = await sent(platform, forum, Post(()))
    assert api.channels[int(empty.channel)].name == "…"


async def test_what_follows_goes_into_the_thread(api: DiscordApi, platform: DiscordPlatform, forum: Channel) -> None:
    first = await sent(platform, forum)
    second = await sent(platform, forum, NEW, answers=first.dumped())
    assert second.channel == first.channel and second.message != first.message
    thread = api.channels[int(first.channel)]
    api.archive(thread)
    assert (await sent(platform, forum, NEW, answers=first.dumped())).channel == first.channel
    for archived in (True, False):
        api.archive(thread, archived=archived, locked=True)
        assert (await sent(platform, forum, NEW, answers=first.dumped())).channel != first.channel


async def test_what_follows_in_a_forum_has_a_name(api: DiscordApi, platform: DiscordPlatform, forum: Channel) -> None:
    first = await sent(platform, forum)
    api.fail("drop_answer", method="POST")
    with pytest.raises(Doubtful):
        await sent(platform, forum, NEW, answers=first.dumped(), once="42")
    await sent(platform, forum, NEW, answers=first.dumped(), once="42")
    assert len(api.sent(api.channels[int(first.channel)])) == 2


async def test_a_thread_that_is_gone_is_made_anew(api: DiscordApi, platform: DiscordPlatform, forum: Channel) -> None:
    first = await sent(platform, forum)
    api.delete_channel(api.channels[int(first.channel)])
    second = await sent(platform, forum, NEW, answers=first.dumped())
    assert second.channel != first.channel
    with pytest.raises(MessageGone):
        await platform.edit(place(forum), first.dumped(), NEW)
    third = await sent(platform, forum, NEW, answers="no reference")
    assert api.channels[int(third.channel)].parent is forum


async def test_an_archived_thread_is_opened_for_an_edit(
    api: DiscordApi, platform: DiscordPlatform, forum: Channel
) -> None:
    stands = await sent(platform, forum)
    thread = api.channels[int(stands.channel)]
    api.archive(thread)
    await platform.edit(place(forum), stands.dumped(), NEW)
    assert description(api, stands).startswith("Other words.")
    api.archive(thread, locked=True)
    with pytest.raises(MessageGone):  # the forum is as open as it was
        await platform.edit(place(forum), stands.dumped(), POST)


async def test_a_forum_without_rights_is_closed(api: DiscordApi, platform: DiscordPlatform, forum: Channel) -> None:
    first = await sent(platform, forum)
    api.deny(forum, "send_messages", "send_messages_in_threads")
    assert await closed(platform, place(forum)) == Closed.NO_RIGHTS
    with pytest.raises(AddressClosed):
        await sent(platform, forum, answers=first.dumped())
    api.fail("server_error", method="POST")
    with pytest.raises(TryLater):
        await sent(platform, forum)


async def test_a_tag_where_one_is_required(api: DiscordApi, platform: DiscordPlatform, guild: Guild) -> None:
    strict = api.channel(guild, "strict", "forum", tags=["News", "World"], require_tag=True)
    for section, tag in (("World", 1), ("Culture", 0)):
        stands = await sent(platform, strict, replace(POST, card=replace(CARD, section=section, section_key="")))
        assert api.channels[int(stands.channel)].applied_tags == [strict.tags[tag].id]
    later = api.channel(guild, "later", "forum", tags=["News"])
    culture = replace(POST, card=replace(CARD, section="Culture", section_key="culture"))
    await sent(platform, later, culture)
    later.require_tag = True  # known before as one that does not
    stands = await sent(platform, later, culture)
    assert api.channels[int(stands.channel)].applied_tags == [later.tags[0].id]


async def test_a_tag_that_was_deleted_is_forgotten(api: DiscordApi, platform: DiscordPlatform, forum: Channel) -> None:
    await sent(platform, forum)
    forum.tags.clear()
    assert api.channels[int((await sent(platform, forum)).channel)].applied_tags == []


async def test_a_required_tag_that_cannot_be_given(api: DiscordApi, platform: DiscordPlatform, guild: Guild) -> None:
    strict = api.channel(guild, "strict", "forum", moderated_tags=["Secret"], require_tag=True)
    with pytest.raises(Rejected):
        await sent(platform, strict)


async def test_a_picture_into_a_forum(api: DiscordApi, platform: DiscordPlatform, forum: Channel) -> None:
    for post in (POST, SIGNED):
        stands = await sent(platform, forum, post, picture=PNG)
        assert message(api, stands).attachments[0].content == PNG and stands.picture == "picture.png"


async def test_forums_are_forgotten_in_time(
    api: DiscordApi, platform: DiscordPlatform, forum: Channel, guild: Guild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.discord.forum.KEPT", 1)
    forums, other = Forums(platform.api), api.channel(guild, "other", "forum")
    for each in (forum, forum, other, forum):
        await forums.thread(str(each.id), POST)
    assert api.counts["GET /channels/{channel}"] == 3


# --- webhooks ------------------------------------------------------------------------------------------------------


def calls(api: DiscordApi, route: str) -> int:
    return sum(number for name, number in api.counts.items() if name.startswith(route))


async def test_a_webhook_is_made_once_and_known_again(
    api: DiscordApi, platform: DiscordPlatform, news: Channel
) -> None:
    api.webhook(news, "Another's")
    for _ in "12":
        stands = await sent(platform, news, SIGNED)
        assert stands.webhook and message(api, stands).author.name == "Caliber.Az"
    async with DiscordPlatform(token=api.token, api_base_url=api.base_url, site_name="Caliber.Az") as later:
        await sent(later, news, SIGNED)
        await later.edit(place(news), stands.dumped(), NEW)
    assert description(api, stands).startswith("Other words.")
    assert calls(api, "POST /channels/{channel}/webhooks") == 1 and len(api.sent(news)) == 3


async def test_a_webhook_that_is_gone_is_not_called_again(
    api: DiscordApi, platform: DiscordPlatform, news: Channel
) -> None:
    first = await sent(platform, news, SIGNED)
    (hook,) = [each for each in api.webhooks.values() if not each.deleted]
    api.delete_webhook(hook)
    second = await sent(platform, news, SIGNED)
    assert not second.webhook and message(api, second).author is api.bot
    third = await sent(platform, news, SIGNED)
    assert third.webhook and api.webhook_404s == 0
    with pytest.raises(MessageGone):
        await platform.edit(place(news), first.dumped(), NEW)
    for each in list(api.webhooks.values()):
        api.delete_webhook(each)
    with pytest.raises(MessageGone):
        await platform.edit(place(news), third.dumped(), NEW)
    with pytest.raises(MessageGone):
        await platform.edit(place(news), third.dumped(), NEW)
    assert api.webhook_404s == 0


async def test_an_edit_goes_by_the_webhook_of_its_message_and_makes_none(
    api: DiscordApi, platform: DiscordPlatform, news: Channel
) -> None:
    first = await sent(platform, news, SIGNED)
    (old,) = api.webhooks.values()
    api.delete_webhook(old)
    await sent(platform, news)
    async with DiscordPlatform(token=api.token, api_base_url=api.base_url, site_name="Caliber.Az") as later:
        with pytest.raises(MessageGone):
            await later.edit(place(news), first.dumped(), NEW)
        assert len(api.webhooks) == 1
        second = await sent(later, news, SIGNED)
        async with DiscordPlatform(token=api.token, api_base_url=api.base_url, site_name="Herald") as another:
            extra = api.webhook(news, "Caliber.Az")
            extra.application_id = api.application_id
            news.webhooks = {extra.id: extra, **news.webhooks}  # is found first
            await another.edit(place(news), second.dumped(), NEW)
            third = await sent(another, news, SIGNED)
            await later.edit(place(news), third.dumped(), NEW)
    assert third.webhook == str(extra.id) != second.webhook
    assert [description(api, each).partition(".")[0] for each in (second, third)] == ["Other words"] * 2


async def test_two_at_once_make_one_webhook(api: DiscordApi, platform: DiscordPlatform, news: Channel) -> None:
    threads = [api.thread(news, name) for name in ("talk", "news")]
    await asyncio.gather(*(sent(platform, each, SIGNED) for each in (news, *threads)))
    assert len(api.webhooks) == 1


async def test_a_webhook_whose_token_is_wrong_is_looked_for_again(
    api: DiscordApi, platform: DiscordPlatform, news: Channel
) -> None:
    await sent(platform, news, SIGNED)
    for hook in api.webhooks.values():
        hook.token = "another"
    assert not (await sent(platform, news, SIGNED)).webhook
    assert (await sent(platform, news, SIGNED)).webhook


async def test_without_the_right_the_bot_posts_itself(api: DiscordApi, platform: DiscordPlatform) -> None:
    bare = api.channel(api.guild("Elsewhere"), "news")
    for _ in "12":
        assert not (await sent(platform, bare, SIGNED)).webhook
    assert calls(api, "GET /channels/{channel}/webhooks") == 1
    with pytest.raises(MessageGone):
        await platform.edit(place(bare), Reference(str(bare.id), "1", "2").dumped(), NEW)
    quiet = api.channel(api.guild("Quiet", bot=False), "news")
    assert await closed(platform, place(quiet), SIGNED) == Closed.NO_RIGHTS


async def test_a_right_given_later_is_found(
    api: DiscordApi, platform: DiscordPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = api.channel(api.guild("Elsewhere"), "news")
    hooks = Webhooks(platform.api, "News", "")
    assert await hooks.of(str(bare.id)) is None
    api.allow(bare, "manage_webhooks")
    assert await hooks.of(str(bare.id)) is None
    monkeypatch.setattr("bot.adapters.discord.webhooks.KEPT_SECONDS", -KEPT_SECONDS)
    again = Webhooks(platform.api, "News", "")
    api.deny(bare, "manage_webhooks")
    assert await again.of(str(bare.id)) is None
    api.allow(bare, "manage_webhooks")
    assert await again.of(str(bare.id)) is not None


async def test_where_there_are_too_many_the_bot_posts_itself(
    api: DiscordApi, platform: DiscordPlatform, news: Channel
) -> None:
    for number in range(15):
        api.webhook(news, f"Hook {number}")
    assert not (await sent(platform, news, SIGNED)).webhook


async def test_a_channel_that_is_gone_is_closed_though_signed(
    api: DiscordApi, platform: DiscordPlatform, news: Channel
) -> None:
    api.delete_channel(news)
    where = Place("discord", str(news.id), kind="group", server=str(news.guild_id))
    assert await closed(platform, where, SIGNED) == Closed.NOT_FOUND


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Discord Daily", "Daily"),
        ("clyde", "News"),
        ("", "News"),
        ("x" * 200, "x" * 79 + "…"),
        ("disdiscordcord", "News"),
    ],
)
async def test_names_that_discord_takes(api: DiscordApi, news: Channel, name: str, shown: str) -> None:
    logo = "https://caliber.az/logo.png"
    async with DiscordPlatform(token=api.token, api_base_url=api.base_url, site_name=name, logo=logo) as named:
        author = message(api, await sent(named, news, SIGNED)).author
    assert (author.name, author.avatar) == (shown, logo)


async def test_a_signed_post_in_a_forum_and_its_edit(
    api: DiscordApi, platform: DiscordPlatform, forum: Channel
) -> None:
    stands = await sent(platform, forum, SIGNED)
    thread = api.channels[int(stands.channel)]
    assert stands.webhook and (thread.name, thread.applied_tags) == ("Ministers agree", [forum.tags[0].id])
    await platform.edit(place(forum), stands.dumped(), NEW)
    assert description(api, stands).startswith("Other words.")
    api.archive(thread)
    await platform.edit(place(forum), stands.dumped(), POST)
    assert description(api, stands).startswith("A rail corridor.")
    follow_up = await sent(platform, forum, SIGNED, answers=stands.dumped())
    assert follow_up.channel == stands.channel and message(api, follow_up).author.name == "Caliber.Az"
    await platform.edit(place(forum), follow_up.dumped(), NEW)
    assert description(api, follow_up).startswith("Other words.")
    for hook in list(api.webhooks.values()):
        api.delete_webhook(hook)
    follow_up = await sent(platform, forum, SIGNED, answers=stands.dumped())
    assert follow_up.channel == stands.channel and message(api, follow_up).author is api.bot


async def test_in_a_channel_an_answer_is_worth_more_than_the_newsrooms_name(
    api: DiscordApi, platform: DiscordPlatform, news: Channel
) -> None:
    first = await sent(platform, news, SIGNED)
    second = await sent(platform, news, SIGNED, answers=first.dumped())
    assert message(api, second).reply_to == int(first.message) and message(api, second).author is api.bot


async def test_a_webhook_that_is_gone_from_a_forum(api: DiscordApi, platform: DiscordPlatform, forum: Channel) -> None:
    await sent(platform, forum, SIGNED)
    for hook in list(api.webhooks.values()):
        api.delete_webhook(hook)
    stands = await sent(platform, forum, SIGNED)
    assert (
        not stands.webhook
        and (await sent(platform, forum, SIGNED)).webhook
        and api.channels[int(stands.channel)].parent is forum
    )
    api.fail("server_error", method="POST", path="/webhooks/.*")
    with pytest.raises(TryLater):
        await sent(platform, forum, SIGNED)


async def test_trouble_with_a_webhook_is_told(api: DiscordApi, platform: DiscordPlatform, news: Channel) -> None:
    stands = await sent(platform, news, SIGNED)
    api.fail("server_error", path="/webhooks/.*", times=2)
    with pytest.raises(TryLater):
        await sent(platform, news, SIGNED)
    with pytest.raises(TryLater):
        await platform.edit(place(news), stands.dumped(), NEW)


async def test_webhooks_kept_are_bounded(
    api: DiscordApi, platform: DiscordPlatform, news: Channel, guild: Guild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.discord.webhooks.KEPT", 1)
    hooks, other = Webhooks(platform.api, "News", ""), api.channel(guild, "other")
    for each in (news, other, news):
        assert await hooks.of(str(each.id))
    assert calls(api, "GET /channels/{channel}/webhooks") == 3


# --- publishing ----------------------------------------------------------------------------------------------------


async def test_publishing_once_and_again(api: DiscordApi, platform: DiscordPlatform, guild: Guild) -> None:
    channel = api.channel(guild, "news", "announcement")
    stands = await sent(platform, channel)
    for _ in "12":
        await platform.publish(place(channel), stands.dumped())
    assert message(api, stands).crossposted
    api.delete_message(message(api, stands))
    with pytest.raises(MessageGone):
        await platform.publish(place(channel), stands.dumped())


async def test_publishing_what_cannot_be(api: DiscordApi, platform: DiscordPlatform, news: Channel) -> None:
    with pytest.raises(Rejected):
        await platform.publish(place(news), (await sent(platform, news)).dumped())


async def test_publishing_too_often() -> None:
    async with DiscordApi(limits=Limits(crossposts=Rate(1, 3600.0))) as api:
        channel = api.channel(api.guild("Readers"), "news", "announcement")
        async with DiscordPlatform(token=api.token, api_base_url=api.base_url, site_name="News") as platform:
            first, second = [await sent(platform, channel) for _ in "12"]
            await platform.publish(place(channel), first.dumped())
            with pytest.raises(TryLater) as caught:
                await platform.publish(place(channel), second.dumped())
    assert caught.value.retry_after is not None and caught.value.retry_after > 3000
    assert account_of("a") != account_of("b")


# --- channels ------------------------------------------------------------------------------------------------------


async def test_channels_are_found(api: DiscordApi, platform: DiscordPlatform, news: Channel, forum: Channel) -> None:
    thread = api.thread(news, "talk")
    for channel in (news, forum, thread):
        assert await platform.look_up("discord", f"<#{channel.id}>") == place(channel)
    naila = api.person("Naila")
    assert await platform.look_up("discord", str(api.dm(naila).id)) == Place("discord", str(naila.id))


async def test_rights_are_counted_as_discord_counts_them(
    api: DiscordApi, platform: DiscordPlatform, guild: Guild, news: Channel, forum: Channel
) -> None:
    thread, everyone = api.thread(news, "talk"), guild.roles[guild.id]
    for channel in (news, forum, thread):
        assert await platform.may_post(place(channel))
    api.deny(news, "send_messages_in_threads")
    assert await platform.may_post(place(news)) and not await platform.may_post(place(thread))
    api.deny(news, "embed_links", who=everyone)
    assert not await platform.may_post(place(news))
    role = api.role(guild, "Newsroom")
    api.give_role(guild, role)
    api.allow(news, "embed_links", who=role)
    assert await platform.may_post(place(news))
    api.deny(news, "view_channel")
    assert not await platform.may_post(place(news))
    api.give_role(guild, api.role(guild, "Chief", "administrator"))
    assert await platform.may_post(place(news))
    naila = api.person("Naila")
    assert not await platform.may_post(Place("discord", str(api.dm(naila).id), kind="group"))
    api.fail("refuse", status=403, code=50001, message="Missing Access", path="/guilds/.*")
    assert not await platform.may_post(place(news))
