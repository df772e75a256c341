"""What the archive holds of what a person means: a search as typed, and the newest of what a subscription gets."""

from dataclasses import replace
from datetime import datetime

from bot.domain.model import Item, Results, Subscription
from bot.domain.post import zone_of
from bot.services.desk.visit import Visit

CANDIDATES = 20  # the best matches, of which the newest are shown


async def search(visit: Visit, text: str, *, limit: int, offset: int = 0) -> Results:
    """What a person's words find, rather in the chat's languages; days are those of its zone."""
    where = _local(visit), visit.words.gettext
    return await visit.office.archive.search(text, *where, limit=limit, offset=offset, languages=read_in(visit))


def as_query(subscription: Subscription) -> str:
    """What finds the items that a subscription gets (see `newest`); "" for everything."""
    match subscription.kind:
        case "section" | "source":
            return f'{subscription.kind}:"{subscription.value}"'
        case "author":
            return f'by:"{subscription.value}"'
        case _:
            return subscription.value  # the label may have been cut


async def newest(visit: Visit, query: str, count: int) -> tuple[Item, ...]:
    """The newest items that `query` finds, oldest first; `query` is an answer of `as_query`, whose words are whole."""
    asked = await visit.office.archive.understood(query, _local(visit), visit.words.gettext)
    asked = replace(asked, words=tuple(tuple(replace(word, prefix=False) for word in group) for group in asked.words))
    best = await visit.office.articles.find(asked, limit=max(count, CANDIDATES), languages=read_in(visit))
    return tuple(sorted(best.items, key=lambda item: (item.published, item.id))[-count:] if count else ())


def read_in(visit: Visit) -> tuple[str, ...]:
    """The languages in which items are rather shown here: those that were chosen, else that of the bot's words."""
    return visit.reader.languages or (visit.words.language,)


def _local(visit: Visit) -> datetime:
    return visit.now.astimezone(zone_of(visit.reader, visit.office.composer.style))
