"""`/control/...`: the state API for another process, in JSON. Loopback only, and no part of the Bot API.

GET  /control/stats                    counters
GET  /control/sent?chat=N              what the bot sent into a chat
GET  /control/arrivals?after=N         what it sent into all chats, in order, but the first N messages
POST /control/private {"user"}         open a private chat
POST /control/group|supergroup|channel {"title", …}   as the state API names its arguments
POST /control/say {"chat", "user", "text", …}
POST /control/press {"chat", "message_id", "user", "data"}
POST /control/inline {"on", "feedback"}   as /setinline and /setinlinefeedback of @BotFather do
POST /control/ask {"chat", "user", "text", "offset"}   "@bot words" in the line of a chat
GET  /control/offered?id=N             what the bot has offered for it; null: nothing yet
POST /control/choose {"query_id", "result_id"}   post one of that
POST /control/block|unblock {"user"}   a person puts the bot out, lets it in again
POST /control/migrate {"group", "updates"}   a group becomes a supergroup
POST /control/fail {"kind", …}         as `BotApi.fail`
POST /control/clear                    end all faults
"""

import dataclasses
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from bot.demo.botapi.server import BotApi


class Control:
    """Answers control requests for one stand-in."""

    def __init__(self, api: "BotApi") -> None:
        self._api = api
        self._verbs: dict[str, Callable[[dict[str, Any]], Any]] = {
            "stats": self._stats,
            "sent": self._sent,
            "private": lambda body: api.private(int(body["user"])).json(),
            "group": lambda body: api.group(**body).json(),
            "supergroup": lambda body: api.supergroup(**body).json(),
            "channel": lambda body: api.channel(**body).full(),
            "say": lambda body: {"message_id": api.say(**body)},
            "press": lambda body: {"id": api.press(**body).id},
            "arrivals": self._arrivals,
            "inline": self._inline,
            "ask": lambda body: {"id": api.ask_inline(**body).id},
            "offered": self._offered,
            "choose": lambda body: {"message_id": api.choose(**body)},
            "block": lambda body: api.block(int(body["user"])),
            "unblock": lambda body: api.unblock(int(body["user"])),
            "migrate": lambda body: api.migrate(**body).json(),
            "fail": lambda body: bool(api.fail(**body)),
            "clear": lambda _body: api.faults.clear(),
        }

    async def handle(self, request: web.BaseRequest) -> web.Response:
        """One request; 400 with the reason where it does not fit."""
        verb = self._verbs.get(request.path.removeprefix("/control/").strip("/"))
        if verb is None:
            return web.json_response({"error": "no such control"}, status=404)
        try:
            body = json.loads(await request.read() or b"{}") | dict(request.query)
            return web.json_response({"result": verb(body)})
        except (KeyError, TypeError, ValueError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)

    def _stats(self, _body: dict[str, Any]) -> dict[str, Any]:
        api = self._api
        return {
            "accepted": api.accepted,
            "calls": dict(api.counts),
            "chats": len(api.chats),
            "pending_updates": len(api.inbox),
            "faults_struck": api.faults.struck,
            "refused": api.meter.refused,  # by the limits
            "unheard": api.unheard,
        }

    def _inline(self, body: dict[str, Any]) -> None:
        self._api.inline = bool(body.get("on", True))
        self._api.inline_feedback = bool(body.get("feedback"))

    def _offered(self, body: dict[str, Any]) -> dict[str, Any] | None:
        offered = self._api.inline_queries[str(body["id"])].answer
        return dataclasses.asdict(offered) if offered else None

    def _sent(self, body: dict[str, Any]) -> dict[str, Any]:
        chat = self._api.chat(int(body["chat"]))
        return {"accepted": chat.accepted, "messages": [dataclasses.asdict(m) for m in self._api.sent(chat)]}

    def _arrivals(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {"time": message.date, "chat": message.chat, "id": message.id, "topic": message.topic, "html": message.html}
            for message in self._api.arrivals(int(body.get("after", 0)))
        ]
