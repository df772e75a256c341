"""The reader's pages, for whoever opens them in a browser.

GET /a/<id> · /static/… · and /search, of `search`

An article's page shows what its posts show, and how its words have changed: not its text, which is its site's.
"""

import asyncio

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.domain.history import told
from bot.domain.model import Record
from bot.ports import Clock, Wording
from bot.services.archive import Archive
from bot.services.desk import SiteFacts
from bot.web import search
from bot.web.files import REVALIDATE, Files
from bot.web.page import AT_ONCE, FOLDER, Page


def routes(archive: Archive, wording: Wording, site: SiteFacts, clock: Clock) -> list[BaseRoute]:
    """The pages, and what they need."""
    few = asyncio.Semaphore(AT_ONCE)

    def drawn(page: Page, record: Record | None) -> str:
        if record is None:
            return page.drawn("missing.html")
        return page.drawn("article.html", story=told(record, site.name, site.homepage, page.words.gettext))

    async def article(request: Request) -> Response:
        reference: str = request.path_params["id"]
        record = await archive.articles.show(reference) if reference.isascii() and reference.isdigit() else None
        shown = record if record and record.stage == "ready" else None
        async with few:
            html = await asyncio.to_thread(drawn, Page(request, wording, site), shown)
        return HTMLResponse(html, 200 if shown else 404, {"Vary": "Accept-Language", "Cache-Control": REVALIDATE})

    return [
        Route("/a/{id}", article),
        Route("/search", search.answering(archive, wording, site, clock)),
        Mount("/static", Files(FOLDER / "static", REVALIDATE)),
    ]
