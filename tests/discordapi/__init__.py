"""A strict stand-in for Discord: a real HTTP and WebSocket server that refuses what the real one refuses.

    async with DiscordApi() as api:
        guild = api.guild("Herald readers")
        news = api.channel(guild, "news")
        naila = api.person("Naila")
        answer = await api.slash(naila, news, "subscribe", {"what": "world"})   # to the bot at `api.gateway_url`
        (message,) = await api.wait_for(news, 1)

- `server.DiscordApi` — the server, with faults (`fail`), `calls`, `counts`, `invalid` and `webhook_404s`;
- its bases `people.People` (`slash`, `complete`, `press`, `choose`, `submit`, `say`), `changes.Changes` (`kick`,
  `deny`, `archive`, `drop_gateway` …) and `world.World` (people, guilds, channels, `sent`, `wait_for`, `until`) are
  the state API;
- `limits.Limits` — `off()` and `strict()`.

It knows nothing of discord.py. In another process: `python -m tests.discordapi --port 8082`, driven through `/control/`
(see `control.py`).
"""

from tests.discordapi.answers import Answer
from tests.discordapi.faults import Fault
from tests.discordapi.limits import Limits, Rate
from tests.discordapi.records import Channel, Guild, Message, Role, User, Webhook
from tests.discordapi.server import API, Called, DiscordApi
from tests.discordapi.world import TOKEN

__all__ = [
    "API",
    "TOKEN",
    "Answer",
    "Called",
    "Channel",
    "DiscordApi",
    "Fault",
    "Guild",
    "Limits",
    "Message",
    "Rate",
    "Role",
    "User",
    "Webhook",
]
