"""To which source an address belongs, where nobody but the address says so."""

from collections.abc import Sequence
from posixpath import dirname

from bot.domain import links
from bot.domain.model import SourceHealth


def source_of(url: str, sources: Sequence[SourceHealth]) -> SourceHealth | None:
    """The source on the address's host whose own path it shares most of; None if there is none on that host.

    So `/en/post/a` belongs to `/en/` and `/post/a` to `/`, if a site has both editions. A source's path is the folder
    of its page or feed. Of several that fit alike, the one with the shortest path, then the first.
    """
    there = links.address(url)
    if there is None:
        return None
    path = _folders(f"{there.path}/")
    best: tuple[int, int] | None = None
    found = None
    for each in sources:
        for own in _homes(each):
            home = _folders(own.path)
            shared = next((at for at, pair in enumerate(zip(home, path, strict=False)) if pair[0] != pair[1]), None)
            fits = min(len(home), len(path)) if shared is None else shared, -len(home)
            if (own.host, own.port) == (there.host, there.port) and (best is None or fits > best):
                best, found = fits, each
    return found


def is_own_address(url: str, source: SourceHealth) -> bool:
    """Is it the address of the source itself, or of its feed, rather than of an article?"""
    return links.key(url) in {links.key(own) for own in (source.source.url, source.feed_url) if own}


def _homes(each: SourceHealth) -> list[links.Address]:
    return [found for own in (each.source.url, each.feed_url) if own and (found := links.address(own))]


def _folders(path: str) -> list[str]:
    """The folders of a path: of a feed's or a page's, those that it lies in."""
    whole = path.partition("?")[0]
    last = whole.rpartition("/")[2]
    return [part for part in (dirname(whole) if "." in last else whole).split("/") if part]
