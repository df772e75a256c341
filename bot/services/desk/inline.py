"""What a person may send into any chat: the newest, or what their words find, page by page.

The offset of a page is "<how many were shown>-<the last of them>": news come while somebody scrolls, and move what was
shown down the list. So a page begins after the item that was the last, if it is found near where it was.

Posts are laid out as in the person's own chat with the bot, but for buttons that are pressed: these need a message of
the bot's own in a chat that it knows. Only addresses lead somewhere from everywhere.
"""

import re
from dataclasses import dataclass, replace

from bot.domain.found import Found, found
from bot.domain.model import Pick, Picks, Post, Query, Results
from bot.domain.passages import PASSAGE
from bot.domain.post import one_line, plain_words, title_of
from bot.ports import Words
from bot.services.desk import archive
from bot.services.desk.pages import DEEPEST
from bot.services.desk.payloads import FIND, SUBSCRIBE, finding
from bot.services.desk.subscribing import closed
from bot.services.desk.visit import MAX_WORDS, Visit

PAGE = 10  # picks: what a phone shows in two or three swipes
MOVED = 10  # places by which the last that was shown is looked for
QUERY_UNITS = 40  # of a query at the end of the note, which is one line: a phone may cut it
LATEST_SECONDS = 30
FOUND_SECONDS = 120


@dataclass(frozen=True, slots=True)
class _Mark:
    """How far somebody has scrolled: so many were shown, the last of them the item of this id."""

    shown: int = 0
    item: int = 0


async def offer(visit: Visit, offset: str) -> Picks:
    """A page; `offset` is that of the page before, "" for the first. Odd ones offer nothing."""
    mark = _read(offset)
    if mark is None:
        return Picks()
    text = visit.ask.words.strip()[:MAX_WORDS]
    results, last = await _after(visit, text, mark)
    note, payload = _note_on(visit, text, results) if text else await _invitation(visit)
    more = results.items and last < results.total and last <= DEEPEST
    return Picks(
        picks=tuple(_pick(visit, each) for each in found(results, visit.office.composer.style.site_name)),
        offset=f"{last}-{results.items[-1].id}" if more else "",
        seconds=_lasting(text, results),
        note=note,
        payload=payload,
    )


def _read(offset: str) -> _Mark | None:
    """The mark in an offset of ours; None in any other."""
    if not offset:
        return _Mark()
    written = re.fullmatch(r"([0-9]{1,4})-([0-9]{1,18})", offset)
    mark = _Mark(*map(int, written.groups())) if written else None
    return mark if mark and 0 < mark.shown <= DEEPEST else None


async def _after(visit: Visit, text: str, mark: _Mark) -> tuple[Results, int]:
    """The page after a mark, and how many are shown with it."""
    if not mark.shown:
        results = await _results(visit, text, PAGE, 0)
        return results, len(results.items)
    results = await _results(visit, text, 1 + MOVED + PAGE, mark.shown - 1)
    ids = [item.id for item in results.items]
    skipped = ids.index(mark.item) + 1 if mark.item in ids else 0  # one that was shown is gone
    part = slice(skipped, skipped + PAGE)
    results = replace(results, items=results.items[part], texts=results.texts[part])
    return results, mark.shown - 1 + skipped + len(results.items)


def unavailable(words: Words) -> Picks:
    """Where there is no answer just now."""
    return Picks(note=words.gettext("That did not work just now. Please try again in a moment."), payload=FIND)


async def _results(visit: Visit, text: str, limit: int, offset: int) -> Results:
    if text:
        return await archive.search(visit, text, limit=limit, offset=offset)
    languages = archive.read_in(visit)
    return await visit.office.articles.find(Query(), limit=limit, offset=offset, languages=languages)


def _pick(visit: Visit, each: Found) -> Pick:
    composer, reader, item = visit.office.composer, visit.reader, each.item
    post = composer(item, reader)
    return Pick(
        id=f"{item.article_id}-{reader.language}",
        title=title_of(item, composer.style),
        passage=_passage(each) or plain_words(composer.entry(item, reader)[1]),
        image=post.image,
        post=_sent_anywhere(post),
    )


def _passage(each: Found) -> str:
    """What is shown beneath the title, as plain text: what stands around the words, else how the summary begins."""
    if each.passage is not None:
        return "".join(piece.text for piece in each.passage.within(PASSAGE))
    return one_line(each.item.summary[0], PASSAGE) if each.item.summary else ""


def _sent_anywhere(post: Post) -> Post:
    """With buttons that are addresses alone."""
    rows = (tuple(each for each in row if each.url) for row in post.rows)
    return replace(post, rows=tuple(row for row in rows if row))


def _lasting(text: str, results: Results) -> int:
    """For how many seconds the same may be offered again. Where there was nothing, the next item may be the first."""
    if not results.items:
        return 0
    return FOUND_SECONDS if text else LATEST_SECONDS


# --- the note above them -----------------------------------------------------------------------------------


def _note_on(visit: Visit, text: str, results: Results) -> tuple[str, str]:
    """What is said of a search, and the payload that shows it where there is more room."""
    _ = visit.words.gettext
    shown = results.showing or text
    payload = finding(shown)
    if not results.total:
        said = _("Nothing found: {query}")
    elif results.showing:
        said = _("Shown instead: {query}")
    elif payload == FIND:  # the words fit no link, so they are asked for again
        said = _("Search on in your chat with me")
    else:
        said = _("All results in your chat with me") if closed(visit) else _("All results, or a subscription to them")
    return visit.fill(said, query=one_line(shown, QUERY_UNITS)), payload


async def _invitation(visit: Visit) -> tuple[str, str]:
    """To subscribe, for who may and has not."""
    address = visit.address
    if closed(visit) or (address is not None and await visit.office.addresses.subscriptions(address.id)):
        return "", ""
    return visit.words.gettext("Get the news in your chat with me"), SUBSCRIBE
