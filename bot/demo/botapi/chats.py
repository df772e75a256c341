"""The methods that look at chats, and the one that leaves them."""

from typing import Any

from bot.demo.botapi.errors import bad_request
from bot.demo.botapi.params import Params
from bot.demo.botapi.people import People
from bot.demo.botapi.records import PLURAL, Member


class Chats:
    """Carries the looking methods out on a world."""

    def __init__(self, world: People) -> None:
        self._world = world

    def get_chat(self, params: Params) -> dict[str, Any]:
        return self._world.reach(params.values.get("chat_id")).full()

    def get_member(self, params: Params) -> dict[str, Any]:
        chat = self._world.reach(params.values.get("chat_id"))
        self._inside(chat.id)
        user_id = params.integer("user_id")
        user = self._world.bot if user_id == self._world.bot.id else self._world.users.get(user_id)
        if user is None:
            raise bad_request("user not found" if user_id > 0 else "invalid user_id specified")
        member = chat.members.get(user_id) or Member(user, "left")
        return member.json(chat.type)

    def get_administrators(self, params: Params) -> list[dict[str, Any]]:
        chat = self._world.reach(params.values.get("chat_id"))
        if chat.type == "private":
            raise bad_request("there are no administrators in the private chat")
        self._inside(chat.id)
        # other bots are left out, this one is not
        found = [member for member in chat.members.values() if member.administers]
        return [member.json(chat.type) for member in found]

    def get_count(self, params: Params) -> int:
        chat = self._world.reach(params.values.get("chat_id"))
        return sum(member.present for member in chat.members.values())

    def leave(self, params: Params) -> bool:
        chat = self._world.reach(params.values.get("chat_id"))
        if chat.type == "private":
            raise bad_request("chat member status can't be changed in private chats")
        self._inside(chat.id)
        chat.members[self._world.bot.id] = Member(self._world.bot, "left")
        self._world.journal.write("chat", chat.id)
        return True

    def _inside(self, chat_id: int) -> None:
        """Members are shown to members; in a channel to administrators."""
        chat = self._world.chats[chat_id]
        member = chat.members.get(self._world.bot.id)
        if chat.type == "private":
            return
        if member is None or not member.present:
            raise bad_request(f"bot is not a member of the {PLURAL[chat.type]}")
        if chat.type == "channel" and not member.administers:
            raise bad_request("member list is inaccessible")
