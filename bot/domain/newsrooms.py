"""Which sources are one newsroom to a reader: the feeds of one site, unless their names have nothing in common.

"Herald" and "Herald: Sport" of one site are one; "Herald" and "City Wire", which shares its address, are two. A source
without a name is its site's.
"""

from collections.abc import Iterable

from bot.domain.links import address
from bot.domain.text import words


def are_one(url: str, name: str, other_url: str, other_name: str) -> bool:
    """Are these two, known by an address and a name, one newsroom?"""
    return _site(url) == _site(other_url) and _are_alike(name, other_name)


def numbered(sources: Iterable[tuple[str, str, str]]) -> dict[str, int]:
    """Sources (id, address, name) → the number of each one's newsroom: that of the first source it is one with."""
    known: dict[str, list[tuple[str, int]]] = {}
    found: dict[str, int] = {}
    for identity, url, name in sources:
        there = known.setdefault(_site(url), [])
        found[identity] = next((number for other, number in there if _are_alike(name, other)), len(found))
        there.append((name, found[identity]))
    return found


def _site(url: str) -> str:
    found = address(url)
    return f"{found.host}{found.port}" if found else url


def _are_alike(one: str, other: str) -> bool:
    return not (one and other) or bool({*words(one)} & {*words(other)})
