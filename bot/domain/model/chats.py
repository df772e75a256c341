"""Where posts go, and what a chat subscribed to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

PlaceKind = Literal["private", "group", "channel"]
Status = Literal["active", "paused", "closed"]
Layout = Literal["brief", "standard", "full"]
PlaceShape = Literal["", "announcement", "forum"]  # of a channel: its posts can be published further, are threads
OnReturn = Literal["skip", "digest", "all"]  # what becomes of posts that waited for the end of a pause


class Closed(StrEnum):
    """Why an address is closed."""

    BLOCKED = "blocked"
    KICKED = "kicked"
    DEACTIVATED = "deactivated"
    NO_RIGHTS = "no_rights"
    TOPIC_GONE = "topic_gone"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a platform, as the platform names it."""

    platform: str
    chat: str
    topic: str = ""
    kind: PlaceKind = "private"
    title: str = ""
    username: str = ""
    comments: bool = False  # a channel with a linked discussion
    server: str = ""  # the community that it is part of, where the platform has such
    shape: PlaceShape = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Where posts go, with everything that belongs to the place."""

    id: int
    place: Place
    status: Status = "active"
    reason: str = ""
    language: str = ""  # of the bot's words; empty: the site's
    languages: tuple[str, ...] = ()  # of the news; empty: all
    layout: Layout = "standard"
    timezone: str = ""
    pictures: bool = True
    sound: bool = False
    footer: str = ""
    next_due: datetime | None = None
    retry_after: datetime | None = None
    every_post: bool = False  # no digests, however many posts wait
    paused_until: datetime | None = None  # of status "paused"; None: until it is resumed
    crosspost: bool = False  # what is posted there is published to the channels that follow it
    webhook: bool = False  # posts come under the newsroom's name and picture, by a webhook


SubscriptionKind = Literal["all", "section", "source", "author", "filter"]


@dataclass(frozen=True, slots=True)
class Subscription:
    """`value`: "" for all, a section key, a source id, a folded author, or a filter's normalised terms."""

    kind: SubscriptionKind
    value: str = ""
    label: str = ""  # as it is shown to people
    id: int = 0
    mention: str = ""  # the role that its posts call, as the platform names it
