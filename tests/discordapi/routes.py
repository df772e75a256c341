"""Which method answers which path: `/api/v10` left out. docs.discord.com, "Resources"."""

import re
from collections.abc import Callable
from typing import NamedTuple

from tests.discordapi.calls import Call, Reply
from tests.discordapi.changes import Changes
from tests.discordapi.commands import Commands
from tests.discordapi.interactions import Interactions
from tests.discordapi.looking import Looking
from tests.discordapi.messages import Messages
from tests.discordapi.threads import Threads
from tests.discordapi.webhooks import Webhooks

Handler = Callable[[Call], Reply]
_PARTS = {"token": r"[^/]+", "message": r"\d+|@original"}


class Route(NamedTuple):
    """A path's method. `bucket` of its rate limit; `free`: of the limit over all; `open`: to who has no token."""

    method: str
    template: str
    handler: Handler
    bucket: str = ""
    free: bool = False
    open: bool = False

    def pattern(self, **parts: str) -> re.Pattern[str]:
        """What its paths look like; `parts`: patterns of variables that are no ids."""
        known = _PARTS | parts
        return re.compile(re.sub(r"{(\w+)}", lambda m: f"(?P<{m[1]}>{known.get(m[1], '[0-9]+')})", self.template))


class Routes:
    """The table of routes over one world."""

    def __init__(self, world: Changes) -> None:
        self.messages = Messages(world)
        self.threads = Threads(world, self.messages)
        self.webhooks = Webhooks(world, self.messages)
        interactions, table = Interactions(world, self.messages), _looking(Looking(world)) + _commands(Commands(world))
        table += self._channels() + self._hooks()
        table.append(
            Route("POST", "/interactions/{interaction}/{token}/callback", interactions.callback, "", True, True)
        )
        own = str(world.application_id)  # its webhook is that of the interactions
        self._routes = [(route.pattern(application=own), route) for route in _answers(interactions)]
        self._routes += [(route.pattern(), route) for route in table]

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | bool:
        """The route of a path and its variable parts; else whether the path has other methods."""
        known = False
        for pattern, route in self._routes:
            if (match := pattern.fullmatch(path)) is not None:
                if route.method == method:
                    return route, match.groupdict()
                known = True
        return known

    def _channels(self) -> list[Route]:
        messages, threads, hooks = self.messages, self.threads, self.webhooks
        channel, message = "/channels/{channel}", "/channels/{channel}/messages/{message}"
        return [
            Route("GET", channel, threads.get),
            Route("PATCH", channel, threads.edit),
            Route("POST", f"{channel}/messages", messages.create, "messages-create"),
            Route("GET", f"{channel}/messages", messages.history),
            Route("GET", message, messages.get),
            Route("PATCH", message, messages.edit, "messages-edit"),
            Route("DELETE", message, messages.delete, "messages-delete"),
            Route("POST", f"{message}/crosspost", messages.crosspost, "messages-crosspost"),
            Route("POST", f"{message}/threads", threads.start_from),
            Route("POST", f"{channel}/threads", threads.start, "messages-posts"),
            Route("PUT", f"{channel}/thread-members/@me", threads.join),
            Route("POST", f"{channel}/typing", messages.typing),
            Route("POST", f"{channel}/webhooks", hooks.create),
            Route("GET", f"{channel}/webhooks", hooks.of_channel),
        ]

    def _hooks(self) -> list[Route]:
        hooks, bare = self.webhooks, "/webhooks/{webhook}"
        keyed, message = f"{bare}/{{token}}", f"{bare}/{{token}}/messages/{{message}}"
        return [
            Route("GET", bare, hooks.get),
            Route("DELETE", bare, hooks.delete),
            Route("GET", keyed, hooks.get, open=True),
            Route("DELETE", keyed, hooks.delete, open=True),
            Route("POST", keyed, hooks.execute, "webhooks-execute", open=True),
            Route("GET", message, hooks.message, open=True),
            Route("PATCH", message, hooks.edit, "webhooks-edit", open=True),
            Route("DELETE", message, hooks.delete_message, open=True),
        ]


def _answers(interactions: Interactions) -> list[Route]:
    keyed, message = "/webhooks/{application}/{token}", "/webhooks/{application}/{token}/messages/{message}"
    return [
        Route("POST", keyed, interactions.follow, "", True, True),
        Route("GET", message, interactions.message, "", True, True),
        Route("PATCH", message, interactions.edit, "", True, True),
        Route("DELETE", message, interactions.delete, "", True, True),
    ]


def _looking(looking: Looking) -> list[Route]:
    guild = "/guilds/{guild}"
    return [
        Route("GET", "/gateway", looking.gateway, open=True),
        Route("GET", "/gateway/bot", looking.gateway_bot),
        Route("GET", "/users/@me", looking.me),
        Route("GET", "/users/@me/guilds", looking.guilds),
        Route("DELETE", "/users/@me/guilds/{guild}", looking.leave),
        Route("POST", "/users/@me/channels", looking.open_direct),
        Route("GET", "/users/{user}", looking.user),
        Route("GET", "/applications/@me", looking.application),
        Route("PATCH", "/applications/@me", looking.edit_application),
        Route("GET", "/oauth2/applications/@me", looking.application),
        Route("GET", guild, looking.guild),
        Route("GET", f"{guild}/roles", looking.roles),
        Route("GET", f"{guild}/channels", looking.channels),
        Route("GET", f"{guild}/threads/active", looking.threads),
        Route("GET", f"{guild}/members/{{user}}", looking.member),
    ]


def _commands(commands: Commands) -> list[Route]:
    table = []
    for place in ("/applications/{application}/commands", "/applications/{application}/guilds/{guild}/commands"):
        table += [
            Route("GET", place, commands.all),
            Route("PUT", place, commands.put),
            Route("POST", place, commands.post),
            Route("GET", f"{place}/{{command}}", commands.get),
            Route("DELETE", f"{place}/{{command}}", commands.delete),
        ]
    return table
