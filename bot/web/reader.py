"""The reader's pages, for whoever opens them in a browser.

GET /a/<id> · /static/…

An article's page shows what its posts show, and how its words have changed: not its text, which is its site's.
"""

import asyncio
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.domain.history import Story, told
from bot.domain.model import Record
from bot.ports import Articles, Wording, Words
from bot.services.desk import SiteFacts
from bot.web.files import REVALIDATE, Files
from bot.web.languages import language

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER: Final = Path(__file__).parent
AT_ONCE: Final = 2  # pages that are drawn up: histories of long texts take some tenths of a second


def routes(articles: Articles, wording: Wording, site: SiteFacts) -> list[BaseRoute]:
    """The pages, and what they need."""
    few = asyncio.Semaphore(AT_ONCE)

    async def article(request: Request) -> Response:
        words = wording.words(language(request, wording.languages, site.language))
        reference: str = request.path_params["id"]
        record = await articles.show(reference) if reference.isascii() and reference.isdigit() else None
        drawn = partial(_Page(words, wording, site).drawn, record)
        async with few:
            html = await asyncio.to_thread(drawn)
        status = 200 if record and record.stage == "ready" else 404
        return HTMLResponse(html, status, {"Vary": "Accept-Language", "Cache-Control": REVALIDATE})

    return [Route("/a/{id}", article), Mount("/static", Files(FOLDER / "static", REVALIDATE))]


class _Page:
    """One page in one language."""

    def __init__(self, words: Words, wording: Wording, site: SiteFacts) -> None:
        self._words = words
        self._wording = wording
        self._site = site
        self._zone = ZoneInfo(site.timezone)

    def drawn(self, record: Record | None) -> str:
        """The article's page; where there is none, one that says so."""
        if record is None or record.stage != "ready":
            return self._render("missing.html")
        return self._render("article.html", story=self._story(record))

    def _story(self, record: Record) -> Story:
        return told(record, self._site.name, self._site.homepage, self._words.gettext)

    def _render(self, template: str, **values: Any) -> str:
        words = self._words
        known = {"site": self._site, "language": words.language, "when": self._when, "iso": _iso}
        page = _templates().get_template(template)
        return page.render(known | values, gettext=words.gettext, ngettext=words.ngettext)

    def _when(self, moment: datetime) -> str:
        local = moment.astimezone(self._zone)
        return f"{self._wording.day(self._words.language, local)}, {local:%H:%M}"


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@cache
def _templates() -> "Environment":
    """Loaded with the first page: who is asked for none need not have them in memory."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        cache_size=8,
    )
