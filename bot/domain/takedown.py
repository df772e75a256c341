"""Whether an article was taken down, when its page is looked at, and what a feed that shows it no more may mean.

The theory
----------
A page that is gone (404 or 410, RFC 9110 §15.5.5, §15.5.11) may be back in a minute: editors unpublish and publish
again, servers forget. Nothing but the same answer a day later is believed, and then a post is struck through, for which
there is no excuse where it is wrong. All other answers, refusals and silence say nothing. A page that answers is there,
whatever it shows: what a site puts in the place of an article is not for us to understand.

Most that is taken down is so within days. So the page of an article that stands in chats is looked at a day after
it came, then at twice its age, until it is a week old; and at once where something hints that it is gone: its
revision's page is missing, or its feed has dropped it (`Memory`).

A site that answers 404 for all it ever published has been rebuilt, or is broken. So before a strike its home page is
asked for, and articles that came shortly before and after this one; the post stands if the home page is not there, or
half of the others are not. It is looked at again each day, and left alone if it is still like that after a week.

What is back within a week of its strike is restored.

Roads not taken: HEAD requests, which some servers answer with 404 for what a GET brings; words such as "page not found"
on pages with status 200.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from itertools import pairwise
from typing import Final

from bot.domain.errors import FetchFailed, Missing, Unreachable
from bot.domain.model import Verdict, Watched

STATUSES: Final = (404, 410)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
SOON = timedelta(hours=1)  # until a site is asked again that did not answer, or is not there
ENOUGH = 3  # neighbours on either side that are asked for


class Sight(Enum):
    """What an answer says of a page."""

    THERE = "there"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer: what it says, the status of one that is gone, and how long the page is to be left alone."""

    sight: Sight
    status: int = 0
    wait: timedelta = timedelta()


THERE, UNKNOWN = Seen(Sight.THERE), Seen(Sight.UNKNOWN, wait=DAY)  # the latter a refusal, which will not pass soon


def is_gone(error: Exception) -> bool:
    """Whether the failure to bring a page says that there is none."""
    return isinstance(error, Missing) and error.status in STATUSES


def told_by(error: FetchFailed) -> Seen:
    """What the failure to bring a page says of it."""
    if isinstance(error, Missing) and is_gone(error):
        return Seen(Sight.GONE, error.status)
    if isinstance(error, Unreachable):
        asked = timedelta(seconds=min(error.retry_after or 0.0, DAY.total_seconds()))
        return Seen(Sight.UNKNOWN, wait=max(SOON, asked))
    return UNKNOWN


def first_look(now: datetime) -> datetime:
    """When the page of an article that has just been posted is looked at."""
    return now + DAY


def decide(article: Watched, seen: Seen, now: datetime, *, site: Sight = Sight.THERE) -> Verdict:
    """What a look at its page makes of an article, and one at its site, before it is struck (`of_site`)."""
    if seen.sight is Sight.THERE:
        return _there(article, now)
    if now > (article.taken_down or article.gone_since or article.first_seen + DAY) + WEEK:
        return put_off(article, None)
    if seen.sight is Sight.UNKNOWN:
        return put_off(article, now + seen.wait)
    return _gone(article, put_off(article, now + DAY), seen.status, now, site)


def put_off(article: Watched, until: datetime | None) -> Verdict:
    """Nothing is known that was not before; somebody looks then, or nobody any more."""
    return Verdict(article.id, article.item_id, until, article.gone_since, article.gone_status, article.taken_down)


def _there(article: Watched, now: datetime) -> Verdict:
    age = now - article.first_seen
    look = min(now + max(DAY, age), article.first_seen + WEEK) if age < WEEK else None
    return Verdict(article.id, article.item_id, look, became="restored" if article.taken_down else "")


def _gone(article: Watched, again: Verdict, status: int, now: datetime, site: Sight) -> Verdict:
    if article.taken_down or site is Sight.GONE:
        return again
    if article.gone_since is None:
        return replace(again, gone_since=now, gone_status=status)
    if now - article.gone_since < DAY:
        return replace(again, look=article.gone_since + DAY)
    if site is Sight.UNKNOWN:
        return replace(again, look=now + SOON)
    return replace(again, gone_status=status, taken_down=now, became="struck")


def of_site(home: Seen, others: Sequence[Seen]) -> Sight:
    """Whether a site is there as such: only then what it says of one article is said of that alone. `home`: its home
    page; `others`: articles of about the same time."""
    there, gone = (sum(each.sight is sight for each in others) for sight in (Sight.THERE, Sight.GONE))
    if home.sight is Sight.GONE or (gone and 2 * gone >= len(others)):
        return Sight.GONE
    if (others and 2 * there <= len(others)) or (home.sight is Sight.UNKNOWN and there < ENOUGH):
        return Sight.UNKNOWN
    return Sight.THERE


# --- what a feed shows no more -----------------------------------------------------------------------------
# A feed's oldest entries make room for new ones: what is gone from the old end, or with many others, says nothing. But
# an entry that is missing though some older ones are still there was taken out. A hint costs one look at a page, and is
# given once: some feeds show an entry in this answer and not in the next.

REMEMBERED = 200  # articles that a feed showed
HINTED = 50  # that it dropped
MOST_DROPPED = 3  # at once; more are another kind of feed
NEIGHBOURS = 3  # older ones that are still there: one or two stand at a feed's end for ever


@dataclass(frozen=True, slots=True)
class Memory:
    """The articles that a feed showed when it was last read, and those that it had dropped: ids, which follow time."""

    shown: tuple[int, ...] = ()
    dropped: tuple[int, ...] = ()


def dropped(memory: Memory, shown: Collection[int]) -> tuple[tuple[int, ...], Memory]:
    """The articles that a feed has dropped, now that it shows these, and what is to be remembered."""
    now = set(shown)
    oldest = [article for article in memory.shown if article in now][:NEIGHBOURS]
    missing = [each for each in memory.shown if each not in now and len(oldest) == NEIGHBOURS and each > oldest[-1]]
    new = tuple(each for each in missing if each not in memory.dropped) if len(missing) <= MOST_DROPPED else ()
    known = (*memory.dropped, *new)[-HINTED:]
    return new, Memory(tuple(sorted(now))[-REMEMBERED:], known)


def packed(memory: Memory) -> str:
    """A memory as it is stored: differences of the ids, which are short; after a bar those that were dropped."""
    return "|".join(" ".join(map(str, _steps(ids))) for ids in (memory.shown, memory.dropped)).rstrip("|")


def unpacked(stored: str) -> Memory:
    """The memory of `packed`; an empty one where nothing is stored."""
    shown, _, dropped = stored.partition("|")
    return Memory(*(_ids(steps) for steps in (shown, dropped)))


def _steps(ids: Sequence[int]) -> list[int]:
    return [later - earlier for earlier, later in pairwise((0, *ids))]


def _ids(steps: str) -> tuple[int, ...]:
    ids, last = [], 0
    for step in steps.split():
        last += int(step)
        ids.append(last)
    return tuple(ids)
