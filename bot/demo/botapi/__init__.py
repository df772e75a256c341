"""A strict stand-in for Telegram's Bot API: a real HTTP server that refuses what the real one refuses.

    async with BotApi() as api:
        chat = api.private(42, "Naila")
        api.say(42, 42, "/start")              # an update for the bot at `api.base_url`
        (message,) = await api.wait_for(chat, 1)

- `server.BotApi` — the server, with faults (`fail`), refused pictures (`refuse_photos`), `calls` and `counts`;
- its bases `inline.Inline` (`ask_inline`, `choose`), `changes.Changes` (`block`, `add_bot`, `migrate`, topics …),
  `people.People` (`say`, `press`, `comment`) and `world.World` (people, chats, `sent`, `wait_for`, `until`, `journal`)
  are the state API;
- `limits.Limits` — `off()` and `strict()`.

In another process: `python -m bot.demo.botapi --port 8081`, driven through `/control/` (see `control.py`).
"""

from bot.demo.botapi.faults import Fault
from bot.demo.botapi.inline import InlineQuery
from bot.demo.botapi.journal import Entry, Journal, Missed
from bot.demo.botapi.limits import Limits
from bot.demo.botapi.people import Answer, Press
from bot.demo.botapi.records import Chat, Member, SentMessage, User
from bot.demo.botapi.results import Offered, Result
from bot.demo.botapi.server import TOKEN, BotApi, Call

__all__ = [
    "TOKEN",
    "Answer",
    "BotApi",
    "Call",
    "Chat",
    "Entry",
    "Fault",
    "InlineQuery",
    "Journal",
    "Limits",
    "Member",
    "Missed",
    "Offered",
    "Press",
    "Result",
    "SentMessage",
    "User",
]
