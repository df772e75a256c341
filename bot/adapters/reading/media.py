"""Whether a page is about a video, a sound or a gallery, rather than an article that shows one.

Told by JSON-LD whose *main* entity is one (a VideoObject beside a NewsArticle is an illustration), by og:type, or by a
player or a row of pictures above all text where nothing says "article".
"""

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from bot.adapters.reading.jsonld import Node, strings

_KINDS = {
    "VideoObject": "video",
    "Clip": "video",
    "Movie": "video",
    "TVEpisode": "video",
    "AudioObject": "audio",
    "PodcastEpisode": "audio",
    "RadioEpisode": "audio",
    "ImageGallery": "gallery",
    "MediaGallery": "gallery",
    "VideoGallery": "video",
}
_TYPES = re.compile(r"(?P<video>video)|(?P<audio>music|audio|podcast)|(?P<gallery>gallery|album|photo)", re.IGNORECASE)
_PLAYERS = re.compile(
    r"(?:youtube(?:-nocookie)?\.com/embed|player\.vimeo\.com|dailymotion\.com/embed|rutube\.ru/play|vk\.com/video_ext)",
    re.IGNORECASE,
)
_TRIED = 50
_GALLERY = 5  # pictures with captions
_PROSE = 600  # characters: a page that says more is an article


def main(nodes: Sequence[Node]) -> Node | None:
    """The node of a video, a sound or a gallery."""
    return next((node for node in nodes if _kind(node)), None)


def mark(root: Any, nodes: Sequence[Node], meta: Mapping[str, str], *, is_article: bool) -> str:
    """ "video", "audio", "gallery" or ""."""
    told = meta.get("og:type", "").lower()
    typed = _TYPES.match(told)
    if typed:
        return str(typed.lastgroup)
    if is_article or told == "article":
        node = main(nodes) if not is_article else None
        return _kind(node) if node is not None and _kind(node) == "gallery" else ""
    node = main(nodes)
    return _kind(node) if node is not None else _shown(root)


def _kind(node: Node) -> str:
    return next((_KINDS[kind] for kind in strings(node.get("@type")) if kind in _KINDS), "")


def _shown(root: Any) -> str:
    if sum(len(paragraph.text_content()) for paragraph in root.iter("p")) > _PROSE:
        return ""
    frames = [frame.get("src") or frame.get("data-src") or "" for frame in islice(root.iter("iframe"), _TRIED)]
    if next(root.iter("video"), None) is not None or any(map(_PLAYERS.search, frames)):
        return "video"
    return "audio" if next(root.iter("audio"), None) is not None else ""
