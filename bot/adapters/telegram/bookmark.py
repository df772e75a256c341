"""How far the updates are read, finished and confirmed: what the next process has to know of this one. Pure.

Calling `getUpdates` with an offset confirms what is below it, for good; what is not confirmed comes again with every
call, 100 updates at most (core.telegram.org/bots/api#getupdates).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

LASTS: Final = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """`offset`: the first update not confirmed; `seen`: the one after the last that was read; `left`: those between
    that are not finished; `moved`: when the last new one came. 0 and None: not known."""

    offset: int = 0
    seen: int = 0
    left: frozenset[int] = frozenset()
    moved: datetime | None = None

    def fresh(self, now: datetime) -> Self:
        """This one, or an empty one if it is too old: after a week without any, Telegram numbers updates anew, perhaps
        lower (core.telegram.org/bots/api#update)."""
        return self if self.moved is not None and now - self.moved < LASTS else type(self)()

    def read(self, after: int, now: datetime) -> Self:
        """All before `after` have been read."""
        return type(self)(self.offset, after, self.left, now) if after > self.seen else self

    def finished(self, offset: int | None, unfinished: Collection[int]) -> Self:
        """All are finished but `unfinished`; those below `offset` are no longer waited for (None: none is)."""
        offset = max(self.offset, self.seen if offset is None else min(offset, self.seen))
        return type(self)(offset, self.seen, frozenset(_within(unfinished, offset, self.seen)), self.moved)

    def dumped(self) -> str:
        """As the notebook keeps it: some 1,200 characters at most, since `left` is what one answer can hold."""
        moved = int(self.moved.timestamp()) if self.moved else 0
        return " ".join(map(str, (self.offset, moved, self.seen, *sorted(self.left))))

    @classmethod
    def loaded(cls, note: str) -> Self:
        """The reverse of `dumped`; "" is an empty one."""
        if not note:
            return cls()
        offset, moved, seen, *left = map(int, note.split())
        return cls(offset, seen, frozenset(left), datetime.fromtimestamp(moved, UTC))


def _within(numbers: Iterable[int], first: int, end: int) -> Iterable[int]:
    return (number for number in numbers if first <= number < end)
