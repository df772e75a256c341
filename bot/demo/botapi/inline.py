"""Inline mode: people write "@bot words" in the line of any chat, choose of what the bot offers, and post it there.

    ask → (kept answer | update `inline_query` → answerInlineQuery) → choose → a message of that person's, via the bot

Sources: core.telegram.org/bots/api#inline-mode, core.telegram.org/bots/inline, core.telegram.org/api/bots/inline.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from bot.demo.botapi.awaited import Awaited
from bot.demo.botapi.changes import Changes
from bot.demo.botapi.errors import STALE_QUERY, bad_request
from bot.demo.botapi.params import Params
from bot.demo.botapi.records import Chat, User
from bot.demo.botapi.results import Offered, read_offer
from bot.demo.botapi.sending import known_mentions
from bot.domain.kept import keep

QUERIES_KEPT = 10_000
ANSWERS_KEPT = 1_000
QUERY = 256  # characters of a query: core.telegram.org/bots/api#inlinequery


@dataclass(slots=True, kw_only=True)
class InlineQuery(Awaited[Offered]):
    """What a person has written after "@bot"; its answer is what the bot offers."""

    text: str
    offset: str


_Key = tuple[str, str, int]  # words, offset, and whose they are; 0: everybody's


class Inline(Changes):
    """People's inline queries. `inline`: is inline mode on (@BotFather, /setinline)? `inline_feedback`: is the bot told
    what was chosen (/setinlinefeedback)? `inline_seconds`: for which a query may wait for its answer."""

    inline: bool = False
    inline_feedback: bool = False
    inline_seconds: float = 10.0

    def __init__(self, **world: Any) -> None:
        super().__init__(**world)
        self.inline_queries: OrderedDict[str, InlineQuery] = OrderedDict()
        self._inline_answers: OrderedDict[_Key, tuple[float, Offered]] = OrderedDict()  # until when they are kept
        self._next_query = 6_000_000_000_000_000_001

    def ask_inline(self, chat: Chat | int, user: int, text: str = "", *, offset: str = "") -> InlineQuery:
        """Someone writes `text` after "@bot"; where an answer to the same is kept, the bot does not hear of it. Raises
        `ValueError` where inline mode is off."""
        if not self.inline:
            raise ValueError("Bot doesn't support inline queries")
        place, who = self.chat(chat), self.user(user)
        query = InlineQuery(
            id=str(self._next_query),
            user=user,
            chat=place.id,
            expires=self.clock() + self.inline_seconds,
            text=text.strip()[:QUERY],
            offset=offset,
        )
        self._next_query += 1
        keep(self.inline_queries, query.id, query, QUERIES_KEPT)
        if known := self._kept_answer(query):
            query.settle(known)
        else:
            self.happened("inline_query", self._asked(query, place, who))
        return query

    def choose(self, query_id: str, result_id: str) -> int:
        """Who has asked posts a result in the chat where it was asked; the message's id. Raises `ValueError` for one
        that was not offered."""
        query = self.inline_queries.get(query_id)
        result = query.answer.result(result_id) if query and query.answer else None
        if query is None or result is None:
            raise ValueError(f"query {query_id} has no result {result_id!r}")
        place = self.chat(query.chat)
        message = self._message(place, query.user) | {"via_bot": self.bot.json(), **result.message}
        message["entities"] = known_mentions(message["entities"], self)
        self._remember(place, message)
        self._tell(place, message)
        self._forward(place, message)
        if self.inline_feedback:
            self.happened("chosen_inline_result", self._chosen(query, result_id, message))
        return int(message["message_id"])

    def answer_inline(self, params: Params) -> bool:
        """`answerInlineQuery`."""
        offered = read_offer(params)
        query = self.inline_queries.get(params.text("inline_query_id"))
        if query is None or query.answer is not None or self.clock() > query.expires:
            raise bad_request(STALE_QUERY)
        query.settle(offered)
        if offered.cache_time:
            key = query.text, query.offset, query.user if offered.personal else 0
            keep(self._inline_answers, key, (self.clock() + offered.cache_time, offered), ANSWERS_KEPT)
        return True

    def _kept_answer(self, query: InlineQuery) -> Offered | None:
        for owner in (query.user, 0):
            until, offered = self._inline_answers.get((query.text, query.offset, owner), (0.0, None))
            if offered and until > self.clock():
                return offered
        return None

    def _asked(self, query: InlineQuery, place: Chat, who: User) -> dict[str, Any]:
        own = place.type == "private"  # all private chats of this world are with the bot
        return {
            "id": query.id,
            "from": who.json(),
            "chat_type": "sender" if own else place.type,
            "query": query.text,
            "offset": query.offset,
        }

    def _chosen(self, query: InlineQuery, result_id: str, message: dict[str, Any]) -> dict[str, Any]:
        where = {"inline_message_id": f"i{query.id}"} if "reply_markup" in message else {}
        return {"result_id": result_id, "from": self.user(query.user).json(), "query": query.text, **where}
