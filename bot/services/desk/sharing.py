"""/share: the bare address of an item, which every messenger lets people copy."""

import re

from bot.domain.links import is_web
from bot.domain.model import Item, Query, Reply, Span
from bot.domain.post import one_line, title_of
from bot.services.desk import archive
from bot.services.desk.visit import MAX_WORDS, Declined, Visit, message, say

CANDIDATES = 5  # matches, of which the best that has an address is shared
QUERY_UNITS = 100  # of a query repeated in an answer
_BY_ID = re.compile(r"#(\d{1,18})", re.ASCII)


async def share(visit: Visit) -> Reply:
    """`/share [words|address]`: without words the newest item."""
    _ = visit.words.gettext
    text = visit.ask.words.strip()
    item = next((each for each in await _meant(visit, text) if is_web(each.url)), None)
    if item is None:
        query = one_line(text, QUERY_UNITS)
        return say(
            visit.fill(_("Nothing found for “{query}”."), query=query) if query else _("There is nothing yet."),
            _("Words of its title are enough, for example: /share rail corridor"),
        )
    post = visit.office.composer(item, visit.reader)
    address = Span(item.url, url=item.url)  # a link of its own: nothing in it is taken for a mention or a command
    return Reply(posts=(message(title_of(item, visit.office.composer.style), (address,), rows=post.rows),))


def reference(item: Item) -> str:
    """The words after /share that mean exactly this item."""
    return f"#{item.id}"


async def _meant(visit: Visit, text: str) -> tuple[Item, ...]:
    """What may be meant, the likeliest first."""
    articles = visit.office.articles
    if len(text) > MAX_WORDS:
        _ = visit.words.gettext
        raise Declined(visit.fill(_("Please use fewer words: {count} characters at most."), count=MAX_WORDS))
    if not text:
        return (await articles.find(Query(), limit=CANDIDATES, languages=archive.read_in(visit))).items
    if by_id := _BY_ID.fullmatch(text):
        return await articles.items([int(by_id[1])])
    if is_web(text):
        record = await articles.show(text)
        return (record.item,) if record and record.stage == "ready" else ()
    return (await archive.search(visit, text, limit=CANDIDATES)).items
