"""The web application: health for monitors, what other parts bring as pages, and what holds for every answer.

Every answer forbids the browser what our pages do not need. A page that needs more says so in a header of its own,
which is kept. https://infosec.mozilla.org/guidelines/web_security, https://www.w3.org/TR/CSP3/
"""

from collections.abc import Sequence
from typing import Final, cast

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.services.readiness import Readiness

MAX_BODY: Final = 64 << 10  # bytes of a request
CONTENT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NOT_KEPT: Final = {"Cache-Control": "no-store"}
_WORDS: Final = {
    404: "There is nothing at this address.",
    405: "This address does not take such requests.",
}


def application(readiness: Readiness, pages: Sequence[BaseRoute] = ()) -> Starlette:
    """`/healthz`, `/readyz` and the `pages`."""

    async def ready(request: Request) -> Response:
        report = await readiness.report()
        checks = {name: {"ok": found.ok, "reason": found.reason} for name, found in report.checks.items()}
        status = 200 if report.ready else 503
        return JSONResponse({"ready": report.ready, "checks": checks}, status, NOT_KEPT)

    return Starlette(
        routes=[Route("/healthz", _alive), Route("/readyz", ready), *pages],
        middleware=[Middleware(SecurityHeaders), Middleware(RequestBodyLimitMiddleware, max_body_size=MAX_BODY)],
        exception_handlers={HTTPException: _refused, Exception: _broken},
    )


class SecurityHeaders:
    """Adds `HEADERS` where the answer has none of its own. Plain ASGI: a stream goes through unbuffered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, guarded)


async def _alive(request: Request) -> Response:
    """That this answers is the answer: the event loop turns."""
    return JSONResponse({"status": "ok"}, headers=NOT_KEPT)


async def _refused(request: Request, error: Exception) -> Response:
    """404, 405 and what else a route refuses, in one line of plain text. The address is not repeated."""
    refusal = cast(HTTPException, error)
    words = _WORDS.get(refusal.status_code, refusal.detail)
    return PlainTextResponse(f"{words}\n", refusal.status_code, refusal.headers)


async def _broken(request: Request, error: Exception) -> Response:
    """A bug: the server logs it. This answer is made outside of all middleware."""
    return PlainTextResponse("Something went wrong here; the log says what.\n", 500, HEADERS | NOT_KEPT)
