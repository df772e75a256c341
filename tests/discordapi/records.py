"""People, guilds, channels and messages. Their JSON is in `payloads.py`."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

EPOCH_MS = 1_420_070_400_000  # "Reference" (Snowflakes)

ChannelKind = Literal["text", "announcement", "forum", "voice", "category"]
# "Channel Resource" (Channel Types)
TEXT, DM, VOICE, CATEGORY, ANNOUNCEMENT, ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD, FORUM = (
    0, 1, 2, 4, 5, 10, 11, 12, 15,
)  # fmt: skip
KINDS: dict[ChannelKind, int] = {
    "text": TEXT, "announcement": ANNOUNCEMENT, "forum": FORUM, "voice": VOICE, "category": CATEGORY,
}  # fmt: skip
THREADS = frozenset({ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD})
EPHEMERAL, CROSSPOSTED, SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, LOADING = 1 << 6, 1 << 0, 1 << 2, 1 << 12, 1 << 7


class Snowflakes:
    """Ids that grow with time, and always grow. `apart`: a millisecond away from the last, so that shards differ."""

    def __init__(self) -> None:
        self._last = 0

    def next(self, now: float, *, apart: bool = False) -> int:
        least = ((self._last >> 22) + 1) << 22 if apart else self._last + 1
        self._last = max(least, (int(now * 1000) - EPOCH_MS) << 22)
        return self._last


def iso(seconds: float) -> str:
    """Unix seconds as Discord writes a time."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


@dataclass(slots=True, eq=False)
class User:
    """A person, an application's bot, or the face of a webhook."""

    id: int
    name: str
    locale: str = "en-US"
    bot: bool = False
    avatar: str | None = None
    blocked: bool = False  # lets the bot send no direct messages

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(slots=True, eq=False)
class Role:
    id: int
    name: str
    permissions: int = 0
    position: int = 1
    mentionable: bool = False
    bot_id: int = 0  # the managed role of that bot

    @property
    def mention(self) -> str:
        return f"<@&{self.id}>"


@dataclass(slots=True, eq=False)
class Member:
    user: User
    joined: float
    roles: list[int] = field(default_factory=list)
    nick: str | None = None


@dataclass(slots=True)
class Overwrite:
    kind: int  # 0: of a role, 1: of a member
    allow: int = 0
    deny: int = 0


@dataclass(slots=True)
class Tag:
    """A forum's tag. `moderated`: only who may manage threads puts it."""

    id: int
    name: str
    moderated: bool = False


@dataclass(slots=True, eq=False)
class Guild:
    id: int
    name: str
    owner_id: int
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict, repr=False)
    members: dict[int, Member] = field(default_factory=dict, repr=False)
    channels: dict[int, "Channel"] = field(default_factory=dict, repr=False)  # threads too
    unavailable: bool = False
    system_channel_id: int = 0
    commands: dict[int, dict[str, Any]] = field(default_factory=dict, repr=False)


@dataclass(slots=True, eq=False)
class Webhook:
    id: int
    channel: "Channel"
    name: str
    token: str
    owner: User
    application_id: int | None
    avatar: str | None = None
    deleted: bool = False


@dataclass(slots=True, eq=False)
class Channel:
    """A channel of a guild, a thread, or a direct conversation."""

    id: int
    type: int
    name: str = ""
    guild: Guild | None = None
    parent: "Channel | None" = None
    position: int = 0
    topic: str | None = None
    slowmode: int = 0  # seconds; bots are unaffected ("Channel Resource", rate_limit_per_user)
    overwrites: dict[int, Overwrite] = field(default_factory=dict, repr=False)
    recipient: User | None = None
    tags: list[Tag] = field(default_factory=list)
    require_tag: bool = False
    owner_id: int = 0
    archived: bool = False
    locked: bool = False
    changed: float = 0.0  # when a thread was last archived or opened
    auto_archive: int = 4320  # minutes
    applied_tags: list[int] = field(default_factory=list)
    message_count: int = 0
    messages: dict[int, "Message"] = field(default_factory=dict, repr=False)
    webhooks: dict[int, Webhook] = field(default_factory=dict, repr=False)
    accepted: int = 0  # messages of the bot, also those no longer kept, but answers to interactions
    deleted: bool = False
    last_message: int = 0

    @property
    def is_thread(self) -> bool:
        return self.type in THREADS

    @property
    def guild_id(self) -> int:
        return self.guild.id if self.guild else 0

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"


@dataclass(slots=True, eq=False)
class Upload:
    """A file that came with a message."""

    name: str
    content: bytes = field(repr=False)
    kind: str = "application/octet-stream"
    id: int = 0


@dataclass(slots=True, eq=False)
class Message:
    """A message as the server accepted it, edits applied.

    `pings` are the mentions that notified somebody when it was sent, as they stand in the content.
    """

    id: int
    channel: Channel
    author: User
    time: float
    content: str = ""
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[Upload] = field(default_factory=list)
    flags: int = 0
    type: int = 0
    nonce: str | int | None = None
    reply_to: int = 0
    pings: tuple[str, ...] = ()
    webhook_id: int = 0
    interaction: dict[str, Any] | None = field(default=None, repr=False)  # its `interaction_metadata`
    asked_by: int = 0  # whose interaction it answers
    token: str = ""  # of that interaction
    edits: int = 0
    edited: float = 0.0
    deleted: bool = False

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def silent(self) -> bool:
        return bool(self.flags & SUPPRESS_NOTIFICATIONS)

    @property
    def crossposted(self) -> bool:
        return bool(self.flags & CROSSPOSTED)

    @property
    def thinking(self) -> bool:
        return bool(self.flags & LOADING)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Its buttons and selects, in order."""
        return [part for row in self.components for part in row.get("components", ())]


@dataclass(slots=True, eq=False)
class Interaction:
    """What a person did, and what the bot made of it."""

    id: int
    token: str
    type: int
    user: User
    channel: Channel
    time: float
    source: Message | None = None  # the message whose component was used
    command: str = ""
    response: int = 0  # the type of the callback; 0: none yet
    deferred: bool = False
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    choices: list[dict[str, Any]] = field(default_factory=list)
    modal: dict[str, Any] | None = None


INTERACTIONS_KEPT = 10_000
