"""What a person may send into any chat: the newest, or what their words find, page by page.

Posts are laid out as in the person's own chat with the bot, but for buttons that are pressed: these need a message of
the bot's own in a chat that it knows. Only addresses lead somewhere from everywhere.
"""

from dataclasses import replace

from bot.domain.model import Item, Pick, Picks, Post, Query, Results
from bot.domain.post import one_line, plain_words, title_of
from bot.ports import Words
from bot.services.desk import archive
from bot.services.desk.pages import DEEPEST
from bot.services.desk.payloads import FIND, SUBSCRIBE, finding
from bot.services.desk.visit import MAX_WORDS, Visit

PAGE = 10  # picks: what a phone shows in two or three swipes
PASSAGE_UNITS = 200  # two lines are shown of it
QUERY_UNITS = 40  # of a query repeated in the note, which is one line
LATEST_SECONDS = 30
FOUND_SECONDS = 120


async def offer(visit: Visit, offset: str) -> Picks:
    """A page; `offset` is that of the page before, "" for the first. Odd ones offer nothing."""
    if offset and not (offset.isascii() and offset.isdigit() and len(offset) <= 4 and int(offset) <= DEEPEST):
        return Picks()
    text, first = visit.ask.words.strip()[:MAX_WORDS], int(offset or 0)
    found = await _found(visit, text, first)
    last = first + len(found.items)
    note, payload = _note_on(visit, text, found) if text else await _invitation(visit)
    return Picks(
        picks=tuple(_pick(visit, item) for item in found.items),
        offset=str(last) if found.items and last < found.total and last <= DEEPEST else "",
        seconds=_lasting(text, found),
        note=note,
        payload=payload,
    )


def unavailable(words: Words) -> Picks:
    """Where there is no answer just now."""
    return Picks(note=words.gettext("That did not work just now. Please try again in a moment."), payload=FIND)


async def _found(visit: Visit, text: str, first: int) -> Results:
    if text:
        return await archive.search(visit, text, limit=PAGE, offset=first)
    languages = archive.read_in(visit)
    return await visit.office.articles.find(Query(), limit=PAGE, offset=first, languages=languages)


def _pick(visit: Visit, item: Item) -> Pick:
    composer, reader = visit.office.composer, visit.reader
    post = composer(item, reader)
    return Pick(
        id=f"{item.article_id}-{reader.language}",
        title=title_of(item, composer.style),
        passage=one_line(item.summary[0], PASSAGE_UNITS)
        if item.summary
        else plain_words(composer.entry(item, reader)[1]),
        image=post.image,
        post=_sent_anywhere(post),
    )


def _lasting(text: str, found: Results) -> int:
    """For how many seconds the same may be offered again. Where there was nothing, the next item may be the first."""
    if not found.items:
        return 0
    return FOUND_SECONDS if text else LATEST_SECONDS


def _sent_anywhere(post: Post) -> Post:
    """With buttons that are addresses alone."""
    rows = (tuple(each for each in row if each.url) for row in post.rows)
    return replace(post, rows=tuple(row for row in rows if row))


def _note_on(visit: Visit, text: str, found: Results) -> tuple[str, str]:
    """What is said of a search, and the payload that shows it where there is more room."""
    _ = visit.words.gettext
    shown = found.showing or text
    if not found.items:
        said = _("Nothing found for “{query}”.")
    elif found.showing:
        said = _("Shown for “{query}”")
    else:
        said = _("All results in your chat with me")
    return visit.fill(said, query=one_line(shown, QUERY_UNITS)), finding(shown)


async def _invitation(visit: Visit) -> tuple[str, str]:
    """To subscribe, for who may and has not."""
    office, address = visit.office, visit.address
    if office.access == "admins" and not visit.operator:
        return "", ""
    if address is not None and await office.addresses.subscriptions(address.id):
        return "", ""
    return visit.words.gettext("Get the news in your chat with me"), SUBSCRIBE
