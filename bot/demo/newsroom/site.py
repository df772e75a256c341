"""The newsroom on the web: routes to be mounted at the path of its `base_url`.

Only what is announced is there: `/rss`, `/feed` and `/en/rss` answer an HTML page with 404, as the reference site does.
"""

from collections.abc import Mapping, Sequence
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.demo.newsroom.newsroom import PREFIXES, Newsroom
from bot.demo.newsroom.pages import Pages
from bot.demo.newsroom.stories import EDITIONS, PICTURES
from bot.web.files import FOR_EVER, REVALIDATE, Files

STATIC = Path(__file__).parent / "static"
LONGEST_QUERY = 100  # characters


def routes(newsroom: Newsroom) -> list[BaseRoute]:
    """All pages, feeds, pictures and files of the newsroom."""
    site = _Site(newsroom)
    found: list[BaseRoute] = [
        Mount("/pictures", Files(PICTURES, FOR_EVER)),
        Mount("/static", Files(STATIC, REVALIDATE)),
        Route("/news-sitemap.xml", partial(site.sitemap, "")),
    ]
    for edition in EDITIONS:
        found += [Route(f"/{edition}/news-sitemap.xml", partial(site.sitemap, edition))]
        found += site.routes(edition, PREFIXES[edition])
    return [*found, Route("/{rest:path}", site.missing)]


def robots(newsroom: Newsroom) -> BaseRoute:
    """`/robots.txt`, which stands at the root of a host, wherever the newsroom is mounted (RFC 9309 §2.3)."""
    return Route("/robots.txt", _Site(newsroom).robots)


class _Site:
    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self._pages = Pages(newsroom)

    def routes(self, edition: str, prefix: str) -> list[BaseRoute]:
        return [
            Route(f"{prefix}/", partial(self.home, edition)),
            Route(f"{prefix}/rss.xml", partial(self.feed, edition)),
            Route(f"{prefix}/section/{{key}}", partial(self.section, edition)),
            Route(f"{prefix}/post/{{slug}}", partial(self.article, edition)),
            Route(f"{prefix}/search", partial(self.search, edition)),
            *([Route(prefix, partial(self.redirect, edition))] if prefix else []),
        ]

    async def home(self, edition: str, request: Request) -> Response:
        return _page(self._pages.home(edition))

    async def section(self, edition: str, request: Request) -> Response:
        key = request.path_params["key"]
        if key not in self._newsroom.sections(edition):
            return self._nothing(edition)
        return _page(self._pages.section(edition, key))

    async def article(self, edition: str, request: Request) -> Response:
        look = self._newsroom.read if request.method == "GET" else self._newsroom.find
        report = look(edition, request.path_params["slug"])
        return self._nothing(edition) if report is None else _page(self._pages.article(report))

    async def search(self, edition: str, request: Request) -> Response:
        return _page(self._pages.search(edition, request.query_params.get("q", "")[:LONGEST_QUERY]))

    async def redirect(self, edition: str, request: Request) -> Response:
        return RedirectResponse(f"{self._newsroom.mount}/{edition}/", status_code=308)

    async def feed(self, edition: str, request: Request) -> Response:
        return self._document(request, (edition,), self._pages.feed(edition), "application/rss+xml")

    async def sitemap(self, edition: str, request: Request) -> Response:
        editions = (edition,) if edition else EDITIONS
        return self._document(request, editions, self._pages.sitemap(edition), "application/xml")

    async def robots(self, request: Request) -> Response:
        return PlainTextResponse(self._pages.robots(), headers={"Cache-Control": REVALIDATE})

    def _document(self, request: Request, editions: Sequence[str], text: str, media_type: str) -> Response:
        """With its validators, or 304 to who has it."""
        body = text.encode()
        newest = max(map(self._newsroom.changed, editions))
        headers = {
            "ETag": f'"{blake2b(body, digest_size=12).hexdigest()}"',
            "Last-Modified": format_datetime(newest, usegmt=True),
            "Cache-Control": REVALIDATE,
        }
        if _has_it(request.headers, headers):
            return Response(status_code=304, headers=headers)
        return Response(body, media_type=media_type, headers=headers)

    async def missing(self, request: Request) -> Response:
        first = request.path_params["rest"].partition("/")[0]
        return self._nothing(first if first in EDITIONS else "ru")

    def _nothing(self, edition: str) -> Response:
        return _page(self._pages.missing(edition), 404)


def _page(body: str, status: int = 200) -> Response:
    return HTMLResponse(body, status, headers={"Cache-Control": REVALIDATE})


def _has_it(asked: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Whether the asker has this very version (RFC 9110 §13.2.2: an entity tag speaks before a date)."""
    tags = asked.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or now["ETag"] in (tag.strip().removeprefix("W/") for tag in tags.split(","))
    try:
        return parsedate_to_datetime(asked["if-modified-since"]) >= parsedate_to_datetime(now["Last-Modified"])
    except (KeyError, ValueError, TypeError):  # none, not a date, or one without a zone
        return False
