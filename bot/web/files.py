"""Folders of files on the web, each with one rule for caches."""

from os import PathLike, stat_result
from pathlib import Path
from typing import Final

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

REVALIDATE: Final = "no-cache"  # RFC 9111 §5.2.2.4: keep it, but ask before using it
FOR_EVER: Final = "public, max-age=31536000, immutable"  # RFC 8246


class Files(StaticFiles):
    """A folder, with one rule for caches."""

    def __init__(self, directory: Path, caching: str) -> None:
        super().__init__(directory=directory)
        self._caching = caching

    def file_response(
        self, full_path: "PathLike[str] | str", stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Starlette's own (whole, partial, or 304), and how long it may be kept."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = self._caching
        return response
