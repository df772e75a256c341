"""`/control/...`: the state API for another process, in JSON. Loopback only, and no part of Discord's API.

GET  /control/stats                       counters
GET  /control/sent?channel=N              what the bot sent into a channel
GET  /control/arrivals?after=N            what it sent into all channels, in order, but the first N messages
POST /control/person {"name", "locale"}   as the state API names its arguments; answers {"id"}
POST /control/dm {"user"}                 a person's conversation with the bot
POST /control/guild {"name", "bot", "may"}
POST /control/channel {"guild", "name", "kind", …}
POST /control/member {"guild", "user", "may"}
POST /control/slash {"user", "channel", "command", "options"}   answers what the bot answered
POST /control/press|choose {"user", "channel", "message", "custom_id" | "values"}
POST /control/kick|invite {"guild"}, block|unblock {"user"}, delete_channel {"channel"}
POST /control/silence|drop|reconnect|invalidate {…}   the gateway
POST /control/fail {"kind", …}            as `DiscordApi.fail`
POST /control/clear                       end all faults
"""

import dataclasses
import inspect
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.discordapi import payloads
from tests.discordapi.answers import Answer
from tests.discordapi.records import Message

if TYPE_CHECKING:
    from tests.discordapi.server import DiscordApi

Body = dict[str, Any]


class Control:
    """Answers control requests for one stand-in."""

    def __init__(self, api: "DiscordApi") -> None:
        self._api = api
        self._verbs: dict[str, Callable[[Body], Any]] = {
            "stats": self._stats,
            "sent": lambda body: [self._message(m) for m in api.sent(api.channels[int(body["channel"])])],
            "arrivals": lambda body: [self._message(m) for m in api.arrivals(int(body.get("after", 0)))],
            "person": lambda body: {"id": api.person(**body).id},
            "dm": lambda body: {"id": api.dm(api.users[body["user"]]).id},
            "guild": lambda body: {"id": api.guild(**body).id},
            "channel": self._channel,
            "member": self._member,
            "slash": self._slash,
            "press": self._press,
            "choose": self._choose,
            "kick": lambda body: api.kick(api.guilds[body["guild"]]),
            "invite": lambda body: api.invite(api.guilds[body["guild"]], may=body.get("may", ())),
            "block": lambda body: api.block(api.users[body["user"]]),
            "unblock": lambda body: api.unblock(api.users[body["user"]]),
            "delete_channel": lambda body: api.delete_channel(api.channels[body["channel"]]),
            "silence": lambda body: api.silence_gateway(**body),
            "drop": lambda body: api.drop_gateway(**body),
            "reconnect": lambda body: api.reconnect_gateway(),
            "invalidate": lambda body: api.invalidate_session(**body),
            "fail": lambda body: dataclasses.asdict(api.fail(**body)),
            "clear": lambda body: api.faults.clear(),
        }

    async def handle(self, request: web.BaseRequest) -> web.Response:
        """Answer one request; an error is told with 400."""
        verb = self._verbs.get(request.path.removeprefix("/control/"))
        if verb is None:
            return web.json_response({"error": "there is no such verb"}, status=404)
        try:
            text = await request.text()
            result = verb(dict(request.query) | (json.loads(text) if text else {}))
            if inspect.isawaitable(result):
                result = await result
        except (KeyError, TypeError, ValueError, TimeoutError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
        return web.json_response(result)

    def _stats(self, body: Body) -> Body:
        api = self._api
        numbers = {name: getattr(api, name) for name in ("invalid", "webhook_404s", "unheard")}
        return (
            api.stats()
            | numbers
            | {"counts": dict(api.counts), "struck": api.faults.struck, "refused": api.meter.refused}
        )

    def _message(self, message: Message) -> Body:
        extra = {
            "pings": message.pings,
            "edits": message.edits,
            "deleted": message.deleted,
            "asked_by": message.asked_by,
        }
        return payloads.message(message) | extra

    def _channel(self, body: Body) -> Body:
        return {"id": self._api.channel(self._api.guilds[body.pop("guild")], **body).id}

    def _member(self, body: Body) -> None:
        may = dict.fromkeys(body.get("may", ()), True)
        self._api.member(self._api.guilds[body["guild"]], self._api.users[body["user"]], **may)

    async def _slash(self, body: Body) -> Body:
        user, channel = self._api.users[body["user"]], self._api.channels[body["channel"]]
        return self._answer(await self._api.slash(user, channel, body["command"], body.get("options")))

    async def _press(self, body: Body) -> Body:
        user, message = self._api.users[body["user"]], self._found(body)
        return self._answer(await self._api.press(user, message, body["custom_id"]))

    async def _choose(self, body: Body) -> Body:
        user, message = self._api.users[body["user"]], self._found(body)
        return self._answer(await self._api.choose(user, message, *body["values"]))

    def _found(self, body: Body) -> Message:
        return self._api.channels[body["channel"]].messages[body["message"]]

    def _answer(self, answer: Answer) -> Body:
        message = self._message(answer.message) if answer.message else None
        followups = [self._message(each) for each in answer.followups]
        return {"message": message, "followups": followups, "deferred": answer.deferred, "updated": answer.updated}
