"""Why a platform's updates do not come just now: what is said about it, once, and how long is waited."""

import logging
import random
from dataclasses import dataclass
from typing import Final

from bot.domain.schedule import back_off

ELSEWHERE: Final = "another process reads the updates; waiting to take over"
TAKEN_OVER: Final = "this process reads the updates now"
AT_A_NETWORK: Final = (0.5, 30.0)  # seconds: the first pause and the longest
AT_A_REFUSAL: Final = (5.0, 300.0)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """`words` for the log and for readiness; `base` and `most`: seconds of the first pause and of the longest."""

    words: str
    base: float
    most: float


class Troubles:
    """The trouble there is (`words`; "": none), said when it begins, when it changes and when it ends: `over`."""

    def __init__(self, platform: str, over: str) -> None:
        self.words = ""
        self._platform = platform
        self._over = over
        self._failures = 0

    def say(self, words: str) -> None:
        """There is this trouble."""
        if words != self.words:
            _log.warning("%s: %s", self._platform, words)
        self.words = words

    def well(self) -> None:
        """There is none any more."""
        if self.words:
            _log.info("%s: %s", self._platform, TAKEN_OVER if self.words == ELSEWHERE else self._over)
        self.words, self._failures = "", 0

    def pause(self, trouble: Trouble) -> float:
        """Say it; how many seconds to wait, longer each time."""
        self.say(trouble.words)
        self._failures += 1
        return back_off(self._failures, trouble.base, trouble.most, random.random())  # noqa: S311 - no secret
