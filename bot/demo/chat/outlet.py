"""What the chat page needs of the newsroom: a card for a link, and the next article at once."""

from typing import Protocol


class Card(Protocol):
    """What a messenger shows of a link. `image` is an address, or a path on the newsroom's host, or ""."""

    @property
    def url(self) -> str: ...
    @property
    def site(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def image(self) -> str: ...


class Published(Protocol):
    """An article that is out."""

    @property
    def title(self) -> str: ...
    @property
    def edition(self) -> str: ...


class Reprinted(Protocol):
    """What another newsroom tells again."""

    @property
    def title(self) -> str: ...


class Outlet(Protocol):
    """A newsroom whose pages begin with `base_url` (no slash at the end)."""

    @property
    def base_url(self) -> str: ...

    def preview(self, url: str) -> Card | None:
        """The card of one of its own pages; None for every other address."""

    def publish_news(self) -> Published:
        """Publish now what is news to everybody: no other edition of what is known."""
