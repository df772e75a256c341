"""What a message says: its text, entities and link preview, as a request gives them."""

import re
from typing import Any

from bot.demo.botapi.errors import bad_request
from bot.demo.botapi.links import BadLink, check_link
from bot.demo.botapi.markup import TYPES, Formatted, parse_html, tidy, units
from bot.demo.botapi.params import Params

_PREVIEW_FLAGS = ("is_disabled", "prefer_small_media", "prefer_large_media", "show_above_text")
_ENTITY_TYPES = frozenset(TYPES.values()) | {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "text_mention",
    "expandable_blockquote",
}  # fmt: skip
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_text(params: Params, name: str, entities: str, limit: int) -> Formatted:
    """The text of parameter `name` with its entities. Raises `ApiError`.

    `limit` is in UTF-16 units after parsing and trimming. Of the parse modes only HTML is known here.
    """
    formatted = _parsed(params, name, entities)
    if len(formatted.text) * 2 > limit and units(formatted.text) > limit:
        raise bad_request("message is too long" if name == "text" else f"message {name} is too long")
    return formatted


def _parsed(params: Params, name: str, entities: str) -> Formatted:
    text = params.text(name)
    if not text.isascii() and _SURROGATE.search(text):
        raise bad_request("strings must be encoded in UTF-8")
    mode = params.text("parse_mode")
    if not mode:
        return tidy(text, _entities(text, params.document(entities)))
    if mode.lower() != "html":
        raise bad_request("unsupported parse_mode")
    return parse_html(text)


def _entities(text: str, given: object) -> list[dict[str, Any]]:
    if not given:
        return []
    if not isinstance(given, list) or not all(isinstance(entity, dict) for entity in given):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    for entity in given:
        _check_entity(entity, units(text))
    return [dict(entity) for entity in given]


def _check_entity(entity: dict[str, Any], end: int) -> None:
    offset, length = entity.get("offset"), entity.get("length")
    if entity.get("type") not in _ENTITY_TYPES:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    if not isinstance(offset, int) or not isinstance(length, int):
        raise bad_request("can't parse MessageEntity: Can't find field \"offset\"")
    _check_span(offset, length, end)
    if entity["type"] == "text_link":
        try:
            entity["url"] = check_link(str(entity.get("url", "")))
        except BadLink as error:
            raise bad_request(f"entity URL '{entity.get('url', '')}' is invalid: {error}") from None


def _check_span(offset: int, length: int, end: int) -> None:
    if offset < 0:
        raise bad_request(f"receive an entity with incorrect offset {offset}")
    if length < 0:
        raise bad_request(f"receive an entity with incorrect length {length}")
    if offset > end:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset + length > end:
        where = f"beginning at UTF-16 offset {offset} ends after the end of the text"
        raise bad_request(f"entity {where} at UTF-16 offset {offset + length}")


def read_preview(params: Params) -> dict[str, Any]:
    """`link_preview_options`, or the older flag. Raises `ApiError`."""
    options = params.object("link_preview_options")
    if not options and params.flag("disable_web_page_preview"):
        options = {"is_disabled": True}
    for flag in _PREVIEW_FLAGS:
        if not isinstance(options.get(flag, False), bool):
            raise bad_request(f'field "{flag}" must be of type Boolean')
    url = options.get("url")
    if url and not options.get("is_disabled"):
        try:
            check_link(str(url))
        except BadLink:
            raise bad_request("WEBPAGE_URL_INVALID") from None
    return options
