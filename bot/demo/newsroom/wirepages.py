"""The wire on the web: routes to be mounted at the path of its `base_url`. Its pictures are the newsroom's."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.demo.newsroom.pages import Pages
from bot.demo.newsroom.wire import TAGLINE, Note, Wire
from bot.web.files import REVALIDATE


def routes(wire: Wire, pages: Pages) -> list[BaseRoute]:
    """The front page, the feed, and a page for every note."""
    site = _Site(wire, pages)
    return [Route("/", site.home), Route("/feed.atom", site.feed), Route("/{slug}", site.note)]


class _Site:
    def __init__(self, wire: Wire, pages: Pages) -> None:
        self._wire, self._pages = wire, pages

    async def home(self, request: Request) -> Response:
        return self._page(None)

    async def note(self, request: Request) -> Response:
        note = self._wire.find(request.path_params["slug"])
        if note is None:
            return PlainTextResponse("There is no such note.\n", 404)
        return self._page(note)

    async def feed(self, request: Request) -> Response:
        feed = self._rendered("wire.atom", None)
        return Response(feed, media_type="application/atom+xml", headers={"Cache-Control": REVALIDATE})

    def _page(self, note: Note | None) -> Response:
        return HTMLResponse(self._rendered("wire.html", note), headers={"Cache-Control": REVALIDATE})

    def _rendered(self, template: str, note: Note | None) -> str:
        wire = self._wire
        return self._pages.rendered(template, wire=wire, tagline=TAGLINE, notes=wire.latest(), note=note)
