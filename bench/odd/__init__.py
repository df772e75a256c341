"""Odd feeds of our own, each with what a reader must make of it: every version, many ways to break, seven languages.

Written before the code that they judge. Read with `ZONE` as the site's zone, at `NOW`.
"""

from bench.odd import broken, charsets, dates, identity, languages, media, versions
from bench.odd.shapes import NOW, ZONE, Odd, Wanted

__all__ = ["NOW", "Odd", "Wanted", "ZONE", "feeds"]


def feeds() -> tuple[Odd, ...]:
    """All of them, each named once."""
    families = (versions, languages, charsets, broken, dates, identity, media)
    return tuple(odd for family in families for odd in family.feeds())
