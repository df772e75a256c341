"""discord.py itself, over loopback."""

import discord
import pytest
from discord import app_commands

from tests.discordapi import DiscordApi
from tests.discordstandin.conftest import Bot, Start


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
