"""In which language a page is asked for."""

from collections.abc import Sequence
from typing import Final

from starlette.requests import Request

_PREFERENCES: Final = 20  # of an Accept-Language header that are looked at


def language(request: Request, languages: Sequence[str], usual: str) -> str:
    """That of a page: asked for by `?lang=`, else the browser's first that we have, else the `usual` one."""
    asked = request.query_params.get("lang", "")
    wanted = [asked, *_accepted(request.headers.get("accept-language", ""))]
    primaries = (tag.partition("-")[0].lower() for tag in wanted)  # RFC 5646: the primary subtag stands first
    return next((tag for tag in primaries if tag in languages), usual)


def _accepted(header: str) -> Sequence[str]:
    """Language tags by preference (RFC 9110 §12.5.4)."""
    found: list[tuple[float, str]] = []
    for part in header.split(",")[:_PREFERENCES]:
        tag, _, weight = part.partition(";")
        try:
            found.append((float(weight.strip().lower().removeprefix("q=") or 1), tag.strip()))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(found, key=lambda each: -each[0]) if weight > 0]
