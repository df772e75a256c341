"""What goes back to a client: an answer, half of one, or the end of its connection."""

import json
import socket
import struct
from typing import Any

from aiohttp import web

CUT = 499  # never seen by a client: the connection is gone
_encode = json.JSONEncoder(separators=(",", ":")).encode


def answer(body: dict[str, Any], status: int) -> web.Response:
    """An answer of the API in JSON."""
    return web.Response(body=_encode(body).encode(), status=status, content_type="application/json")


def half(request: web.BaseRequest, body: dict[str, Any], status: int) -> None:
    """Send the head of an answer and the first half of its body."""
    if request.transport is not None:
        text = _encode(body).encode()
        head = f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n"
        request.transport.write(head.encode() + text[: len(text) // 2])


def cut(request: web.BaseRequest, *, reset: bool = False) -> web.Response:
    """Cut the connection without a word; `reset`: by a TCP reset, where it would be closed in order."""
    if request.transport is not None:
        if reset:  # socket(7): a close that lingers for no time at all resets
            linger = struct.pack("ii", 1, 0)
            request.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        request.transport.abort()
    return web.Response(status=CUT)
