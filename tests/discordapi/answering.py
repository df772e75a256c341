"""What goes back to a client: an answer, half of one, or the end of its connection."""

import json
import math
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.discordapi.errors import ApiError, TooMany

VIA = {"Via": "1.1 google", "Server": "cloudflare"}  # what comes without it is not from Discord but from its edge
_PROXY_PAGE = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>502 Bad Gateway</body>\r\n</html>\r\n"
_BAN_PAGE = b"<!doctype html><title>Access denied | discord.com used Cloudflare to restrict access</title>error 1015"
_encode = json.JSONEncoder(separators=(",", ":")).encode


def answer(status: int, body: Any, headers: Mapping[str, str] | None = None) -> web.Response:
    """An answer of the API: JSON with exactly `application/json`, or nothing at all."""
    if body is None:
        return web.Response(status=status, headers={**VIA, **(headers or {})})
    head = {"Content-Type": "application/json", **VIA, **(headers or {})}
    return web.Response(body=_encode(body).encode(), status=status, headers=head)


def refuse(error: ApiError) -> web.Response:
    """The answer to what is refused."""
    headers: dict[str, str] = {}
    if isinstance(error, TooMany):
        retry = {"Retry-After": str(math.ceil(error.retry_after)), "X-RateLimit-Scope": error.scope}
        headers = retry | error.headers
    return answer(error.status, error.body(), headers)


def bad_gateway() -> web.Response:
    return web.Response(body=_PROXY_PAGE, status=502, content_type="text/html", headers=VIA)


def cloudflare(retry_after: float) -> web.Response:
    """The ban of an address: no `Via`, and no JSON."""
    headers = {"Retry-After": str(math.ceil(retry_after)), "Server": "cloudflare"}
    return web.Response(body=_BAN_PAGE, status=429, content_type="text/html", headers=headers)


def half(request: web.BaseRequest, response: web.Response) -> None:
    """Send the head of an answer and the first half of its body."""
    if request.transport is not None:
        body = response.body if isinstance(response.body, bytes) else b"{}"
        head = f"HTTP/1.1 {response.status} OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        request.transport.write(head.encode() + body[: len(body) // 2])
