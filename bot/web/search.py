"""The archive's search, as a page: GET /search?q=&page=

The same search as in a chat, ten results a page, each with a link to its own page here and to its source. Without
words it shows the newest. Everything is a link or a form: there is no script.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypedDict
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.domain.found import found
from bot.domain.history import credited, site_of
from bot.domain.links import is_web
from bot.domain.model import Credit, Item, Query, Results
from bot.domain.passages import PASSAGE, Marked, Piece
from bot.domain.post import TITLE_UNITS, one_line, section_of
from bot.domain.style import Gettext
from bot.ports import Clock, Wording
from bot.services.archive import Archive
from bot.services.desk import SiteFacts
from bot.web.page import AT_ONCE, Page
from bot.web.site import CONTENT_POLICY

SIZE: Final = 10  # results of a page
LAST: Final = 100  # page: as many as `Results.total` counts to
LONGEST: Final = 500  # characters of a query
NAMED: Final = 5  # sources of a result; of more only the number
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_POLICY.replace("form-action 'none'", "form-action 'self'"),
    "Vary": "Accept-Language",
    "Cache-Control": "max-age=30",  # seconds: to and fro between results and pages asks nothing
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A result. `sources`: the article on its site, and what others published of it; `more` than are named."""

    item: Item
    title: tuple[Piece, ...]
    passage: tuple[Piece, ...]
    section: str
    sources: tuple[Credit, ...]
    more: int


class _Where(TypedDict):
    limit: int
    offset: int
    languages: tuple[str, ...]


def answering(
    archive: Archive, wording: Wording, site: SiteFacts, clock: Clock
) -> Callable[[Request], Awaitable[Response]]:
    """What answers requests for the page."""
    few = asyncio.Semaphore(AT_ONCE)

    async def search(request: Request) -> Response:
        page = Page(request, wording, site)
        asked = one_line(request.query_params.get("q", "")[:LONGEST], LONGEST)
        number = _number(request.query_params.get("page", ""))
        where: _Where = {"limit": SIZE, "offset": (number - 1) * SIZE, "languages": (page.words.language,)}
        if asked:
            results = await archive.search(asked, clock().astimezone(page.zone), page.words.gettext, **where)
        else:
            results = await archive.articles.find(Query(), **where)
        last = min(LAST, -(-results.total // SIZE))
        language = request.query_params.get("lang", "")

        def link(to: int) -> str:
            given = {"q": asked, "page": str(to) if to > 1 else "", "lang": language}
            return f"/search?{urlencode({name: value for name, value in given.items() if value})}"

        if not results.items and last:
            return RedirectResponse(link(last), headers=HEADERS)
        async with few:
            html = await asyncio.to_thread(
                lambda: page.drawn(
                    "search.html",
                    asked=asked,
                    results=results,
                    total=page.words.gettext("1,000+") if results.total_capped else str(results.total),
                    shown=_shown(results, site, page.words.gettext),
                    lang=language,
                    before=link(number - 1) if number > 1 else "",
                    after=link(number + 1) if number < last else "",
                )
            )
        return HTMLResponse(html, headers=HEADERS)

    return search


def _number(asked: str) -> int:
    """Of a page; the first for what is none."""
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 9 else 1
    return min(LAST, max(1, number))


def _shown(results: Results, site: SiteFacts, gettext: Gettext) -> tuple[Shown, ...]:
    shown = []
    for each in found(results, site.name):
        item = each.item
        own = Credit(site_of(item.url, site.name, site.homepage), item.url)
        sources = [credited(source) for source in (own, *item.credits) if is_web(source.url)]
        passage = each.passage or Marked(" ".join(item.summary), (), item.language)
        shown.append(
            Shown(
                item,
                each.title.within(TITLE_UNITS),
                passage.within(PASSAGE),
                section_of(item, gettext),
                tuple(sources[:NAMED]),
                len(sources[NAMED:]),
            )
        )
    return tuple(shown)
