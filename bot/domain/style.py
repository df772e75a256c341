"""What an operator and a platform decide about the look of posts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ShareAs = Literal["auto", "buttons", "links"]
Gettext = Callable[[str], str]
Day = Callable[[datetime], str]


@dataclass(frozen=True, slots=True)
class Style:
    """What an operator decided about the look of posts. `language` is that of chats that chose none."""

    site_name: str
    homepage: str
    timezone: str = "UTC"
    share: tuple[str, ...] = ("telegram", "x", "facebook", "whatsapp", "copy")
    share_as: ShareAs = "auto"
    images: bool = True
    campaign: str = ""  # a query; `{platform}` stands for the platform's name
    platform: str = "telegram"
    language: str = "en"
    cards: bool = False  # the platform lays posts out itself: with a Read button under each, and none that copies
    link_units: int = 0  # the longest address of a button; 0: any
