"""What is owed, claimed, sent and settled."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Literal

from bot.domain.model.articles import Item
from bot.domain.model.chats import Address, Place


class Kind(StrEnum):
    """What an outbox row sends."""

    POST = "post"
    UPDATE = "update"
    EDIT = "edit"
    STRIKE = "strike"
    DIGEST = "digest"
    NOTICE = "notice"

    @property
    def repeatable(self) -> bool:
        """Does it do no harm to send it twice?"""
        return self in (Kind.EDIT, Kind.STRIKE, Kind.NOTICE)


class Rank(IntEnum):
    """Whose turn comes first when more is due than may be sent: the heads of all addresses with the lower rank. Within
    an address the order of what is owed stands."""

    BREAKING = 0
    POST = 1
    DIGEST = 2
    EDIT = 3


Form = Literal["text", "photo"]  # of a message: a photo has its words as a caption


@dataclass(frozen=True, slots=True)
class Owed:
    """A claimed outbox row: what to send, and how often it has been tried."""

    id: int
    kind: Kind
    key: str
    attempts: int = 0  # before this one
    first_attempt: datetime | None = None
    payload: str = ""  # JSON, for kinds that carry their own words


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of ours that shows an item in a chat. `alone`: and no other item."""

    message: str
    form: Form
    alone: bool = True
    sent: datetime | None = None  # None: not known
    update: bool = False  # it follows another item of its story


@dataclass(frozen=True, slots=True)
class Standing:
    """A message of ours: where it was sent, and when, and the items (ids) that it shows."""

    address: Address
    items: tuple[int, ...]
    sent: datetime
    update: bool = False  # as in `Shown`, as long as that is known


@dataclass(frozen=True, slots=True)
class Claim:
    """An address's head under lease. `fence` must still be the address's when it is settled.

    With `more` it is a digest: one message shows the head's item and those of the rows that follow it, in order.
    """

    owed: Owed
    address: Address
    item: Item | None
    fence: int
    more: tuple[tuple[int, Item], ...] = ()  # ids of rows, and what they show
    rest: tuple[int, ...] = ()  # rows that were claimed as well, and for which the message has no room
    shown: Shown | None = None  # what an edit changes, or an update answers
    mentions: tuple[str, ...] = ()  # roles that a new message calls, as the subscriptions ask by which it is owed


@dataclass(frozen=True, slots=True)
class Crosspost:
    """A message of ours that waits to be published to the channels that follow its own. `id` is its outbox row's."""

    id: int
    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Words of the bot's own to its operators, translated when they are sent."""

    key: str  # ≤ 64 characters; a chat gets each key once
    words: str  # a msgid, with {names}
    values: tuple[tuple[str, str], ...] = ()  # what the names stand for: outside text, put in as it is
    choices: tuple[tuple[str, str], ...] = ()  # buttons under it: a msgid, and the data that come back as a press


@dataclass(frozen=True, slots=True)
class Doubt:
    """A send whose answer was lost: whether it arrived is for an operator to say.

    `id` is that of its outbox row, the first of a digest's, which has `more`. `chat`: as people know it. `since`: when
    it became doubtful; one row may more than once.
    """

    id: int
    title: str
    chat: str
    since: datetime
    more: int = 0

    @property
    def what(self) -> str:
        """What was sent, in a few words."""
        return f"{self.title} (+{self.more})" if self.more else self.title


OutcomeState = Literal["sent", "pending", "held", "failed", "skipped", "doubtful"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the platform accepted: one reference per message sent, in order."""

    messages: tuple[str, ...]
    form: Form = "text"
    picture: str = ""  # by which the platform knows the picture from now on


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a claim ended, to be settled. `due` is when to try again: `pending` keeps what is behind it waiting, `held`
    lets it pass."""

    claim: Claim
    state: OutcomeState
    reason: str = ""
    receipt: Receipt | None = None
    due: datetime | None = None  # of this row
    next_due: datetime | None = None  # of the address: its pace
    retry_after: datetime | None = None  # the platform's order for this chat
    attempted: bool = True  # False: the request never left, so no attempt is counted
    doubtful: bool = False
    closed: str = ""  # a `Closed` value: close the address, skip what it is owed
    moved_to: str = ""  # the chat's new id
    apart: bool = False  # a digest was refused: what it showed goes in posts of its own

    @property
    def keeps_until(self) -> datetime | None:
        """Until when what is owed next has to wait for this row."""
        return None if self.state == "held" else self.due
