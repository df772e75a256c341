"""discord.py itself, over loopback."""

import asyncio
import io
from collections.abc import Callable
from functools import partial

import discord
import pytest
from discord import app_commands

from tests.discordapi import Channel, DiscordApi
from tests.discordstandin.clients import Bot, Start, start

__all__ = ["start"]


def counted(api: DiscordApi, what: str, number: int) -> bool:
    return api.gateway.counts[what] == number and bool(api.gateway.ready)


def knows(bot: Bot, channel: Channel) -> bool:
    return bot.get_channel(channel.id) is not None


def commands(bot: Bot) -> None:
    @bot.tree.command(name="subscribe", description="Subscribe this channel")
    async def subscribe(interaction: discord.Interaction, what: str) -> None:
        view = discord.ui.View()
        view.add_item(discord.ui.Button(label="More", custom_id="more:1"))
        options = [discord.SelectOption(label=name.upper(), value=name) for name in "ab"]
        view.add_item(discord.ui.Select(custom_id="pick", options=options))
        await interaction.response.send_message(f"to {what}", ephemeral=True, view=view)

    @subscribe.autocomplete("what")
    async def offer(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{current}rld", value="world")]

    @bot.tree.command(name="slow", description="Think first")
    async def slow(interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True)
        await interaction.followup.send("done")
        await interaction.followup.send("more")

    @bot.event
    async def on_interaction(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component and interaction.data:
            values = interaction.data.get("values")
            await interaction.response.edit_message(content=str(values or interaction.data.get("custom_id")))


async def test_a_bot_is_ready_with_its_guilds(api: DiscordApi, start: Start) -> None:
    guild = api.guild("Herald readers")
    news, forum = api.channel(guild, "news"), api.channel(guild, "posts", "forum", tags=["world"])
    for kind in ("announcement", "voice", "category"):
        api.channel(guild, kind, kind)
    thread = api.thread(news, "talk")
    api.guild("Elsewhere", bot=False)
    bot = Bot()

    await start(bot)

    (cached,) = bot.guilds
    assert (cached.id, cached.name, len(cached.channels)) == (guild.id, "Herald readers", 5)
    assert [each.id for each in cached.threads] == [thread.id]
    posts = cached.get_channel(forum.id)
    assert isinstance(posts, discord.ForumChannel) and [tag.name for tag in posts.available_tags] == ["world"]
    place = cached.get_channel(news.id)
    assert isinstance(place, discord.TextChannel) and place.permissions_for(cached.me).send_messages


async def test_commands_are_answered(api: DiscordApi, start: Start) -> None:
    news, naila = api.channel(api.guild(), "news"), api.person("Naila", locale="ru")
    bot = Bot()
    commands(bot)
    await start(bot)
    await bot.tree.sync()

    answer = await api.slash(naila, news, "subscribe", {"what": "world"})
    assert (answer.content, answer.ephemeral, answer.deferred) == ("to world", True, False)
    assert await api.complete(naila, news, "subscribe", "what", "wo") == [{"name": "world", "value": "world"}]
    assert (await api.press(naila, answer, "more:1")).updated
    assert answer.content == "more:1"
    await api.choose(naila, answer, "b")
    assert answer.content == "['b']"
    slow = await api.slash(naila, api.dm(naila), "slow")
    await api.until(lambda: len(slow.followups) == 1)
    assert (slow.content, slow.deferred, slow.followups[0].content) == ("done", True, "more")
    assert api.sent(news) == []


async def test_the_app_offers_no_more_than_there_is(api: DiscordApi, start: Start) -> None:
    guild = api.guild()
    news, naila = api.channel(guild, "news"), api.person("Naila")
    bot = Bot()
    commands(bot)
    await start(bot)
    with pytest.raises(ValueError, match="no command"):
        await api.slash(naila, news, "subscribe", {"what": "world"})
    await bot.tree.sync()
    with pytest.raises(ValueError, match="no option"):
        await api.slash(naila, news, "subscribe", {"what": "world", "where": "here"})
    with pytest.raises(ValueError, match="must be given"):
        await api.slash(naila, news, "subscribe")
    answer = await api.slash(naila, news, "subscribe", {"what": "world"})
    with pytest.raises(ValueError, match="no button"):
        await api.press(naila, answer, "less:1")
    with pytest.raises(ValueError, match="does not see"):
        await api.press(api.person("Rauf"), answer, "more:1")
    api.deny(news, "view_channel", who=guild.roles[guild.id])
    with pytest.raises(ValueError, match="does not see"):
        await api.slash(naila, news, "subscribe", {"what": "world"})


async def test_what_is_missed_comes_on_resuming(api: DiscordApi, start: Start) -> None:
    guild = api.guild()
    bot = Bot()
    await start(bot)
    ways: list[tuple[str, Callable[[], None]]] = [
        ("closed", api.drop_gateway),
        ("cut", lambda: api.drop_gateway(None)),
        ("op 7", api.reconnect_gateway),
        ("op 9", lambda: api.invalidate_session(resumable=True)),
    ]
    for number, (name, end) in enumerate(ways, 1):
        end()
        missed = api.channel(guild, name)
        await api.until(partial(counted, api, "resumed", number))
        await bot.until(partial(knows, bot, missed))
    assert api.gateway.counts["identify"] == 1


async def test_a_session_that_is_gone_is_begun_anew(api: DiscordApi, start: Start) -> None:
    guild = api.guild()
    bot = Bot()
    await start(bot)
    for number, end in enumerate((api.invalidate_session, api.forget_sessions), 2):
        end()
        await api.until(partial(counted, api, "identify", number))
        await bot.until(lambda: bot.get_guild(guild.id) is not None)


async def test_a_silent_gateway_is_left(start: Start, api: DiscordApi) -> None:
    api.gateway.heartbeat = 0.05
    bot = Bot(heartbeat_timeout=0.2)
    await start(bot)
    api.silence_gateway()
    await api.until(lambda: api.gateway.counts["resumed"] == 1)


async def test_being_put_out_is_heard(api: DiscordApi, start: Start) -> None:
    guild = api.guild()
    bot = Bot()
    await start(bot)
    api.kick(guild)
    await bot.until(lambda: bot.get_guild(guild.id) is None)
    api.invite(guild)
    await bot.until(lambda: bot.get_guild(guild.id) is not None)


async def test_waits_are_obeyed(api: DiscordApi, start: Start) -> None:
    news = api.channel(api.guild(), "news")
    bot = Bot()
    await start(bot)
    api.fail("too_many", method="POST", seconds=0.05)
    place = bot.get_channel(news.id)
    assert isinstance(place, discord.TextChannel)
    await place.send("x", embed=discord.Embed(title="t"))
    assert [call.status for call in api.calls if call.method == "POST"] == [429, 200]
    api.fail("too_many", method="POST", seconds=90)
    with pytest.raises(discord.RateLimited):
        await place.send("x")
    api.fail("cloudflare", method="POST")
    with pytest.raises(discord.HTTPException):
        await place.send("x")


async def test_what_is_refused_is_told(api: DiscordApi, start: Start) -> None:
    guild = api.guild(may=["manage_webhooks"])
    news, posts = api.channel(guild, "news"), api.channel(guild, "posts", "forum", require_tag=True)
    bot = Bot()
    await start(bot)
    place, forum = bot.get_channel(news.id), bot.get_channel(posts.id)
    assert isinstance(place, discord.TextChannel) and isinstance(forum, discord.ForumChannel)
    with pytest.raises(discord.HTTPException, match=r"In embeds.0.title: Must be 256 or fewer in length\."):
        await place.send(embed=discord.Embed(title="x" * 257))
    with pytest.raises(discord.HTTPException, match="tag is required"):
        await forum.create_thread(name="post", content="x")
    hook = await place.create_webhook(name="Herald")
    message = await hook.send("x", wait=True)
    assert (await hook.edit_message(message.id, content="y")).content == "y"
    api.delete_webhook(api.webhooks[hook.id])
    with pytest.raises(discord.NotFound):
        await hook.send("x")
    api.deny(news, "send_messages")
    with pytest.raises(discord.Forbidden):
        await place.send("x")


async def test_a_wrong_token_does_not_start(api: DiscordApi, start: Start) -> None:
    token, api.token = api.token, "another"
    client = discord.Client(intents=discord.Intents(guilds=True))
    begun = asyncio.create_task(client.start(token))
    with pytest.raises(discord.LoginFailure):
        await begun
    await client.close()


async def test_a_client_without_shards(api: DiscordApi, start: Start) -> None:
    guild = api.guild()
    client = discord.Client(intents=discord.Intents(guilds=True), guild_ready_timeout=0.05)
    await start(client)
    assert [each.id for each in client.guilds] == [guild.id]


async def test_privileged_intents_are_refused(api: DiscordApi, start: Start) -> None:
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await start(discord.Client(intents=discord.Intents(guilds=True, members=True)))


async def test_two_shards(api: DiscordApi, start: Start) -> None:
    api.gateway.shards = 2
    guilds = [api.guild(str(number)) for number in range(4)]
    bot = Bot()
    await start(bot)
    assert api.gateway.ready == {0, 1}
    shards = {guild.id: bot.get_guild(guild.id) for guild in guilds}
    assert {number: found.shard_id for number, found in shards.items() if found} == {
        guild.id: (guild.id >> 22) % 2 for guild in guilds
    }


async def test_groups_objects_and_forms(api: DiscordApi, start: Start) -> None:
    guild = api.guild()
    news, naila = api.channel(guild, "news"), api.person("Naila", locale="ru")
    thread, readers = api.thread(news, "talk"), api.role(guild, "readers")
    bot = Bot()
    group = app_commands.Group(name="digest", description="A digest")

    @group.command(name="send", description="Send it somewhere")
    async def send(
        interaction: discord.Interaction, to: app_commands.AppCommandChannel | app_commands.AppCommandThread,
        role: discord.Role, who: discord.Member, times: app_commands.Range[int, 1, 5] = 1,
    ) -> None:  # fmt: skip
        text = f"{to.name} {role.name} {who.display_name} {times} {interaction.locale}"
        file = discord.File(io.BytesIO(b"x"), "a.txt")
        await interaction.response.send_message(text, file=file)
        await interaction.edit_original_response(content=f"{text}!")

    class Form(discord.ui.Modal, title="Words"):
        words: discord.ui.TextInput["Form"] = discord.ui.TextInput(label="Which", custom_id="words")

        async def on_submit(self, interaction: discord.Interaction, /) -> None:
            await interaction.response.send_message(self.words.value, ephemeral=True)

    @bot.tree.command(name="mute", description="Mute words")
    async def mute(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    bot.tree.add_command(group)
    await start(bot)
    await bot.tree.sync()

    options = {"to": thread, "role": readers, "who": naila, "times": 5}
    answer = await api.slash(naila, thread, "digest send", options)
    await api.until(lambda: answer.content.endswith("!"))
    assert answer.content == "talk readers Naila 5 ru!"
    assert answer.message is not None and answer.message.attachments[0].name == "a.txt"
    with pytest.raises(ValueError, match="wants one of"):
        await api.slash(naila, news, "digest")
    with pytest.raises(ValueError, match="between 1 and 5"):
        await api.slash(naila, news, "digest send", options | {"times": 6})
    form = await api.slash(naila, news, "mute")
    assert (await api.submit(naila, form, {"words": "sport"})).content == "sport"
