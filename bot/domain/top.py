"""Which stories matter most today: `ranked(stories, now)` → the same, the first first.

What many newsrooms tell is of more weight than what one tells often, and both of more while they are fresh. So:

- Each source counts one, and the feeds of one site are one source: sources are independent witnesses that a story is of
  weight, the many pages of one are not.
- Updates count for less than one source together, however many: n of them 1/2, 2/3, 3/4, … They show that a story goes
  on, but a site that writes ten pieces on its own favourite is still one site. So they decide between stories of as
  many sources, and never make up for a source.
- The sum is halved with every `HALF_LIFE` since the newest of it. A story of two sources gives way to one of a single
  source when it is that much older; one of eight stays above it for three half-lives, most of a working day and night.

So a further source, a further update or a fresher one never lower a story, whatever else there is. Among equals the
fresher one stands first, then the one that began later: nothing is left to chance.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.domain.model import Coverage

WINDOW = timedelta(days=1)  # what "the last day" is
HALF_LIFE = timedelta(hours=8)


def ranked(stories: Iterable[Coverage], now: datetime) -> list[Coverage]:
    """The stories, those of most weight first."""

    def place(story: Coverage) -> tuple[float, datetime, int]:
        return weight(story, now), story.newest, story.story

    return sorted(stories, key=place, reverse=True)


def weight(story: Coverage, now: datetime) -> float:
    """How much a story weighs; a date that is still to come counts as now."""
    counted = story.sources + story.updates / (story.updates + 1)
    halvings = max(now - story.newest, timedelta()) / HALF_LIFE
    return float(counted * 0.5**halvings)
