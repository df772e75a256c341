"""Tells the operators what they should know: in the log always, in their chats where there are any."""

import logging
import random as chance
from collections.abc import Callable, Mapping, Sequence

from bot.domain.model import Notice
from bot.domain.notices import plain
from bot.ports import Clock, Outbox, Signals
from bot.services.patience import Patience

_log = logging.getLogger(__name__)


class Announcer:
    """Owes notices to the operators' private chats, which couriers send.

    `chats`: by platform; none where nobody is named, or nothing can be sent.
    """

    def __init__(
        self,
        *,
        outbox: Outbox,
        chats: Mapping[str, Sequence[str]],
        clock: Clock,
        signals: Signals,
        random: Callable[[], float] = chance.random,
    ) -> None:
        self._outbox = outbox
        self._chats = {platform: tuple(named) for platform, named in chats.items() if named}
        self._clock = clock
        self._signals = signals
        self._patiently = Patience(random)

    async def tell(self, notice: Notice) -> None:
        """Log a notice, and owe it. Each chat gets a key once, however often it is told."""
        _log.warning("%s", plain(notice))
        for platform, chats in self._chats.items():
            if await self._patiently(self._outbox.notify, platform, chats, notice, self._clock()):
                self._signals.ring("outbox")
