"""One request of the bot, and its body: JSON, or multipart with `payload_json` and `files[n]` ("Reference")."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.discordapi.errors import Form, refusal
from tests.discordapi.records import Upload

Reply = tuple[int, Any]  # status and JSON; None: no content
NOTHING: Reply = (204, None)


@dataclass(slots=True)
class Call:
    """A request: `ids` are the variable parts of its path."""

    method: str
    path: str
    ids: dict[str, str]
    query: dict[str, str]
    body: Any = None
    files: dict[str, Upload] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, Any]:
        """The body as an object. Raises `ApiError` 50035."""
        if self.body is None:
            return {}
        form = Form()
        document = form.model((), self.body)
        form.check()
        return document

    def id(self, name: str) -> int:
        return int(self.ids[name])

    def flag(self, name: str) -> bool:
        return self.query.get(name, "").lower() in {"true", "1"}


async def read(request: web.BaseRequest, ids: dict[str, str], path: str) -> Call:
    """Read a request. Raises `ApiError` (40005, 50109, 50035)."""
    call = Call(request.method, path, ids, dict(request.query))
    if not request.body_exists:
        return call
    try:
        if request.content_type == "multipart/form-data":
            await _multipart(request, call)
        else:
            call.body = _json(await request.read())
    except web.HTTPRequestEntityTooLarge:
        raise refusal(40005) from None
    return call


def _json(content: bytes) -> Any:
    if not content:
        return None
    try:
        return json.loads(content)
    except ValueError:
        raise refusal(50109) from None


async def _multipart(request: web.BaseRequest, call: Call) -> None:
    try:
        form = await request.post()
    except ValueError:  # a broken boundary
        raise refusal(50109) from None
    call.body = {}
    for name, value in form.items():
        if isinstance(value, web.FileField):
            call.files[name] = Upload(value.filename, value.file.read(), value.content_type)
        elif name == "payload_json":
            call.body = _json(value.encode() if isinstance(value, str) else bytes(value))
        else:
            call.body[name] = value
