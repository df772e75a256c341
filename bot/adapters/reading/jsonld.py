"""JSON-LD of a page's head (schema.org): its nodes, found however they are nested, and read though slightly broken.

Templates write comments, trailing commas and raw line breaks into it; these three are mended, each only outside of
strings. What is still no JSON is left alone.
"""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.text import clean

LONGEST = 300_000  # characters of one script
_MOST_NODES = 500
_MOST_SCRIPTS = 20
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage")
_BROKEN = re.compile(
    r'"(?:[^"\\]|\\.)*+"|(?P<comment>/\*.*?\*/|(?<![:\w])//[^\n]*|<!--|-->|<!\[CDATA\[|\]\]>)|(?P<comma>,(?=\s*[}\]]))',
    re.DOTALL,
)

Node = Mapping[str, Any]


def nodes(root: Any) -> list[Node]:
    """The objects of all JSON-LD on a page: outermost, those of lists, and of "@graph"; at most 500."""
    found: list[Node] = []
    scripts = (each for each in root.iter("script") if "ld+json" in (each.get("type") or "").lower())
    for _, script in zip(range(_MOST_SCRIPTS), scripts, strict=False):
        found += _nodes(_document(script.text or ""))
    return found[:_MOST_NODES]


def strings(value: object) -> list[str]:
    """A text, or the texts of a list."""
    values = value if isinstance(value, list) else [value]
    return [clean(each) for each in values[:20] if isinstance(each, str)]


def named(value: object) -> list[str]:
    """Names of persons and organisations, however they are nested."""
    values = value if isinstance(value, list) else [value]
    found = [each.get("name") if isinstance(each, dict) else each for each in values[:20]]
    return [name for each in found for name in strings(each)]


def _document(text: str) -> object:
    if len(text) > LONGEST:
        return None
    for attempt in (str, _mended):
        try:
            return json.loads(attempt(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _mended(text: str) -> str:
    text = _BROKEN.sub(lambda found: "" if found["comment"] else found[0], text)
    return _BROKEN.sub(lambda found: "" if found["comma"] else found[0], text).strip().rstrip(";")


def _nodes(document: object) -> Iterator[Node]:
    waiting = deque([document])
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.popleft()
        if isinstance(node, list):
            waiting.extend(node[:_MOST_NODES])
        elif isinstance(node, dict):
            yield node
            waiting.extend(node.get(name) for name in _NESTED)
