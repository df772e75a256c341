"""Why updates do not come just now, and how long is waited."""

from datetime import datetime, timedelta
from typing import Final

from telegram.error import Conflict, InvalidToken

from bot.adapters.telegram.refusals import TOKEN_REFUSED
from bot.adapters.telegram.request import FloodWait
from bot.domain.errors import StoreBusy, TokenRefused
from bot.services.troubles import AT_A_NETWORK, AT_A_REFUSAL, Trouble

CONFLICT: Final = (
    "another program reads this bot's updates with the same token: stop it, or revoke the token with @BotFather; "
    "waiting to take over"
)
RIVAL: Final = (
    "another program has begun to read this bot's updates with the same token: stop it, or revoke the token with "
    "@BotFather; this one goes on between its turns"
)
WEBHOOK: Final = "a webhook was set for this bot; it is removed, since updates are polled"
SETTLED: Final = timedelta(seconds=150)  # longer than two pauses of the one that came second
AT_A_CONFLICT: Final = (5.0, 60.0)  # seconds: the first pause and the longest
AT_A_RIVAL: Final = (2.0, 5.0)


def diagnosis(error: Exception) -> Trouble:
    """What an error means."""
    match error:
        case InvalidToken() | TokenRefused():
            return Trouble(TOKEN_REFUSED, *AT_A_REFUSAL)
        case Conflict() if is_of_a_webhook(error):
            return Trouble(WEBHOOK, *AT_A_NETWORK)
        case Conflict():
            return Trouble(CONFLICT, *AT_A_CONFLICT)
        case FloodWait():
            wait = max(error.seconds, AT_A_NETWORK[0])
            return Trouble(f"updates cannot be read: {error}; trying again", wait, wait)
        case StoreBusy():
            return Trouble(f"updates wait for the database: {error}", *AT_A_NETWORK)
        case TimeoutError():
            return Trouble("updates cannot be read: no answer; trying again", *AT_A_NETWORK)
        case _:
            return Trouble(f"updates cannot be read: {error}; trying again", *AT_A_NETWORK)


def is_of_a_webhook(error: Exception) -> bool:
    """Is polling refused because updates are pushed?"""
    return isinstance(error, Conflict) and "webhook" in error.message.lower()


class Rivalry:
    """Two programs that read with one token end each other's polls for ever, and neither knows of the other.

    So who has been reading for `SETTLED` asks again soon; who has come later asks seldom, until it is alone: then it
    takes over. It is over when `SETTLED` has passed without a conflict.
    """

    def __init__(self) -> None:
        self._reads_since: datetime | None = None
        self._last: datetime | None = None
        self._was_first = False

    def read(self, now: datetime) -> bool:
        """A poll has succeeded; is there no rival (any more)?"""
        if self._last is not None and now - self._last < SETTLED:
            return False
        if self._last is not None or self._reads_since is None:
            self._last, self._reads_since = None, now
        return True

    def conflict(self, now: datetime) -> Trouble:
        """A poll was ended by another program's."""
        if self._last is None:
            self._was_first = self._reads_since is not None and now - self._reads_since >= SETTLED
        self._last = now
        return Trouble(RIVAL, *AT_A_RIVAL) if self._was_first else Trouble(CONFLICT, *AT_A_CONFLICT)
