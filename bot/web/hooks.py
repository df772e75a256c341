"""What others tell us over the web: hubs, of feeds that have changed, publishers, of what is out now, and Telegram.

GET, POST /hooks/websub/<source>.<token>    a hub (W3C WebSub §5.3, §7): asks whether we want it; brings the document
POST      /hooks/publish                    a publisher's own system: {"url": …}, signed (docs/pushes.md)
POST      /hooks/telegram                   Telegram, in webhook mode (core.telegram.org/bots/api#setwebhook)
"""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.domain.model import Push
from bot.ports import Hook, Taken
from bot.services.publishing import Kind, Publishing
from bot.services.pushing import MOST_BYTES, Pushing
from bot.services.websub import PATH, Websub

AT_ONCE: Final = 4  # documents being received, of at most `MOST_BYTES` each
UNBOUNDED: Final = 1 << 62  # here the limit is our own: what goes beyond is answered 202 all the same
MOST_OF_AN_UPDATE: Final = 1 << 20  # bytes: a message of 4,096 characters that answers another, escaped, is 60 KiB
TELEGRAM_PATH: Final = "/hooks/telegram"
TELEGRAM_SECRET: Final = "x-telegram-bot-api-secret-token"  # noqa: S105 - a header's name
TAKEN: Final[dict[Taken, int]] = {"taken": 200, "known": 200, "malformed": 400, "busy": 503}
NOT_KEPT: Final = {"Cache-Control": "no-store"}
CODES: Final[dict[Kind, int]] = {
    "new": 202,
    "known": 202,
    "polled": 202,
    "malformed": 400,
    "unsigned": 401,
    "replayed": 409,
    "foreign": 422,
    "busy": 503,
}


def websub_routes(websub: Websub, pushing: Pushing) -> list[BaseRoute]:
    """Where hubs call back."""
    receiving = 0

    async def found(request: Request) -> Push:
        push = await websub.find(request.path_params["callback"])
        if push is None:
            raise HTTPException(404)
        return push

    async def intent(request: Request) -> Response:
        challenge = await websub.answer(await found(request), request.query_params)
        if challenge is None:
            raise HTTPException(404)
        return PlainTextResponse(challenge, headers=NOT_KEPT)

    async def distribution(request: Request) -> Response:
        nonlocal receiving
        push = await found(request)
        try:
            receiving += 1
            body = await _body(request) if receiving <= AT_ONCE else None
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        finally:
            receiving -= 1
        if body is None:
            await pushing.poll(push)
        else:
            told = request.headers
            await pushing.take(push, body, told.get("content-type", ""), told.get("x-hub-signature", ""))
        return Response(status_code=202, headers=NOT_KEPT)

    path = f"{PATH}{{callback}}"
    return [
        Route(path, intent, methods=["GET"]),
        Route(path, distribution, methods=["POST"], max_body_size=UNBOUNDED),
    ]


def publish_route(publishing: Publishing) -> BaseRoute:
    """Where publishers tell."""

    async def publish(request: Request) -> Response:
        if not _is_json(request):
            return JSONResponse({"error": "send it as Content-Type: application/json"}, 415, NOT_KEPT)
        try:
            body = await request.body()
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        timestamp, signature = (request.headers.get(f"x-crier-{name}", "") for name in ("timestamp", "signature"))
        told = await publishing.take(timestamp, signature, body)
        code = CODES[told.kind]
        said: dict[str, str] = {"status": told.kind} if code == 202 else {"error": told.reason}
        if code == 202 and told.reason:
            said["reason"] = told.reason
        return JSONResponse(said, code, NOT_KEPT | ({"Retry-After": "5"} if code == 503 else {}))

    return Route("/hooks/publish", publish, methods=["POST"])


def telegram_route(hook: Hook) -> BaseRoute:
    """Where Telegram pushes updates. Who does not know the secret is heard no further."""

    async def push(request: Request) -> Response:
        if not hook.knows(request.headers.get(TELEGRAM_SECRET, "")):
            return PlainTextResponse("This is not for you.\n", 403, NOT_KEPT)
        try:
            taken = await hook.take(await request.body()) if _is_json(request) else "malformed"
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        return Response(None, TAKEN[taken], NOT_KEPT | ({"Retry-After": "1"} if taken == "busy" else {}))

    return Route(TELEGRAM_PATH, push, methods=["POST"], max_body_size=MOST_OF_AN_UPDATE)


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


async def _body(request: Request) -> bytes | None:
    """The body; None if it is longer than a pushed document may be. The rest of one is not kept."""
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > MOST_BYTES:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)
