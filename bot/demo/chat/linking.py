"""What Telegram finds in a text by itself: addresses, mentions, hashtags and commands. Pure.

The server adds these to the entities that a sender gave (core.telegram.org/api/entities), never inside links and code.
Here addresses must name their protocol: a bare `example.org` stays text.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.demo.botapi.markup import units

Entity = Mapping[str, Any]

_FOUND = {
    "url": re.compile(r"https?://[^\s<>\"«»“”]+[^\s<>\"«»“”.,:;!?'’)\]}]"),
    "mention": re.compile(r"(?<![\w/@])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)"),
    "hashtag": re.compile(r"(?<![\w&/#])#(?=\w*[^\W\d_])\w{1,256}"),
    "bot_command": re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@])"),
}
_SEALED = {"text_link", "url", "code", "pre", "text_mention", *_FOUND}  # nothing is found inside these


def entities(text: str, given: Iterable[Entity]) -> list[Entity]:
    """The `given` entities and those found besides, in order; offsets and lengths in UTF-16 units."""
    known: list[Entity] = list(given)
    taken = [(each["offset"], each["offset"] + each["length"]) for each in known if each["type"] in _SEALED]
    for kind, pattern in _FOUND.items():
        for match in pattern.finditer(text):
            start = units(text[: match.start()])
            end = start + units(match[0])
            if all(end <= first or last <= start for first, last in taken):
                taken.append((start, end))
                known.append({"type": kind, "offset": start, "length": end - start})
    return sorted(known, key=lambda each: (each["offset"], -each["length"]))


def shown(text: str, entity: Entity) -> str:
    """The part of `text` that an entity covers."""
    code = text.encode("utf-16-le", "surrogatepass")
    start = 2 * entity["offset"]
    return code[start : start + 2 * entity["length"]].decode("utf-16-le", "replace")


def previewed(text: str, found: Iterable[Entity], options: Mapping[str, Any]) -> str:
    """The address whose card is shown with a text: the one the sender chose, else the first in the text; "" for none.

    `options`: core.telegram.org/bots/api#linkpreviewoptions
    """
    if options.get("is_disabled"):
        return ""
    if options.get("url"):
        return str(options["url"])
    for entity in found:
        if entity["type"] == "text_link":
            return str(entity["url"])
        if entity["type"] == "url":
            return shown(text, entity)
    return ""
