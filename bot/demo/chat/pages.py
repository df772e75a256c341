"""The demo's chat page: the page itself, its live events, and what its reader does.

GET / (leads to /chat) · /chat · /chat/static/… · /chat/photos/… · /chat/events
POST /chat/say · /chat/press · /chat/comment · /chat/offer · /chat/choose · /chat/publish
"""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.demo.botapi import BotApi
from bot.demo.chat.asked import Bucket, Gate, own
from bot.demo.chat.events import Streams
from bot.demo.chat.outlet import Outlet
from bot.demo.chat.reader import PATIENCE, Reader
from bot.demo.chat.scene import Scene
from bot.demo.chat.view import View
from bot.ports import Wording
from bot.web import languages
from bot.web.files import REVALIDATE, Files

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "ru", "az")  # the page's; the first where nothing else fits
_PICTURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG": "image/png",
    b"GIF8": "image/gif",
    b"BM": "image/bmp",
    b"RIFF": "image/webp",
}


def routes(
    api: BotApi,
    newsroom: Outlet,
    wording: Wording,
    scene: Scene,
    *,
    streams: Streams | None = None,
    bucket: Bucket | None = None,
    patience: float = PATIENCE,
) -> list[BaseRoute]:
    """All of the chat page. `wording` has a catalogue for each of `LANGUAGES`; `patience`: seconds a press may wait."""
    acts = Reader(api, scene, newsroom, patience)
    gate, live = Gate(wording, bucket or Bucket()), streams or Streams()

    async def start(request: Request) -> Response:
        return RedirectResponse("/chat", 307)

    async def events(request: Request) -> Response:
        if not own(request):
            return PlainTextResponse("Only this site's own pages may listen.\n", 403)
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        return live.answer(View(api, scene, newsroom, wording.words(language(request))))

    async def photo(request: Request) -> Response:
        return _photo(api.uploads.get(request.path_params["photo"]))

    post = partial(Route, methods=["POST"])
    return [
        Route("/", start),
        Route("/chat", _page(wording)),
        Route("/chat/events", events),
        Route("/chat/photos/{photo}", photo),
        post("/chat/say", gate.route(acts.say)),
        post("/chat/press", gate.route(acts.press)),
        post("/chat/comment", gate.route(acts.comment)),
        post("/chat/offer", gate.route(acts.offer)),
        post("/chat/choose", gate.route(acts.choose)),
        post("/chat/publish", gate.route(acts.publish)),
        Mount("/chat/static", Files(FOLDER / "static", REVALIDATE)),
    ]


def _page(wording: Wording) -> Callable[[Request], Awaitable[Response]]:
    pages = Environment(
        loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, extensions=["jinja2.ext.i18n"], cache_size=4
    )

    async def page(request: Request) -> Response:
        words = wording.words(language(request))
        html = pages.get_template("chat.html").render(
            language=words.language, gettext=words.gettext, ngettext=words.ngettext
        )
        return HTMLResponse(html, headers={"Vary": "Accept-Language", "Cache-Control": REVALIDATE})

    return page


def language(request: Request) -> str:
    """The page's language."""
    return languages.language(request, LANGUAGES, LANGUAGES[0])


def _photo(content: bytes | None) -> Response:
    if content is None:
        return PlainTextResponse("This picture is no longer kept.\n", 404)
    kind = next((kind for start, kind in _PICTURES.items() if content.startswith(start)), "application/octet-stream")
    return Response(content, media_type=kind, headers={"Cache-Control": "max-age=3600"})
