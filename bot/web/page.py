"""One page of the reader's, in one language: what all of them share."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from starlette.requests import Request

from bot.domain.text import filled
from bot.ports import Wording, Words
from bot.services.desk import SiteFacts
from bot.web.languages import language

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER: Final = Path(__file__).parent
AT_ONCE: Final = 2  # pages of a kind that are drawn up: long texts take some tenths of a second


class Page:
    """Draws templates, in the language in which they are asked for."""

    def __init__(self, request: Request, wording: Wording, site: SiteFacts) -> None:
        self.words: Words = wording.words(language(request, wording.languages, site.language))
        self.zone = ZoneInfo(site.timezone)
        self._wording = wording
        self._site = site

    def drawn(self, template: str, **values: Any) -> str:
        """The page, which knows the site and the language besides these values."""
        words = self.words
        known = {"site": self._site, "language": words.language, "when": self._when, "iso": _iso, "filled": filled}
        page = _templates().get_template(template)
        return page.render(known | values, gettext=words.gettext, ngettext=words.ngettext)

    def _when(self, moment: datetime) -> str:
        local = moment.astimezone(self.zone)
        return f"{self._wording.day(self.words.language, local)}, {local:%H:%M}"


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@cache
def _templates() -> "Environment":
    """Loaded with the first page: who is asked for none need not have them in memory."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        cache_size=8,
    )
