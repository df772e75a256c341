"""Bodies of requests: query, urlencoded, JSON and multipart, as the Bot API takes them."""

import json
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_plus

from aiohttp import web

from bot.demo.botapi.errors import ApiError, bad_request
from bot.demo.botapi.params import Params, Upload


async def read(request: web.BaseRequest) -> Params:
    """The parameters of `request`; those of the body win. Raises `ApiError`."""
    query = request.raw_path.partition("?")[2]
    values = _pairs(query) if query else {}
    if not request.body_exists:
        return Params(values)
    kind = request.content_type
    if kind == "multipart/form-data":
        return await _multipart(request, values)
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    if kind == "application/json":
        return Params(values | _json(body))
    if kind == "application/x-www-form-urlencoded":
        return Params(values | _pairs(_decode(body)))
    return Params(values)


def _decode(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _pairs(text: str) -> dict[str, Any]:
    try:
        return {_unquote(name): _unquote(value) for name, _, value in (pair.partition("=") for pair in text.split("&"))}
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


@lru_cache(maxsize=2048)
def _unquote(text: str) -> str:
    """Percent-decoding costs more than all else in a request, and a post is the same in every chat."""
    return unquote_plus(text, errors="strict")


def _json(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    try:
        document = json.loads(_decode(body))
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise bad_request("can't parse JSON encoded parameters")
    return document


async def _multipart(request: web.BaseRequest, values: dict[str, Any]) -> Params:
    try:
        form = await request.post()
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    except ValueError:  # a broken boundary, or text that is not UTF-8
        raise bad_request("can't parse multipart form data") from None
    files: dict[str, Upload] = {}
    for name, value in form.items():
        if isinstance(value, web.FileField):
            files[name] = Upload(value.filename, value.file.read())
        else:
            values[name] = value if isinstance(value, str) else value.decode("utf-8", "replace")
    return Params(values, files)
