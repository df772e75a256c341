"""The catalogues: gettext over the `.po` files themselves, so that there is no compiled copy to forget."""

from collections.abc import Callable
from datetime import UTC, datetime
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent.parent / "locales"
DOMAIN = "crier"
FALLBACK = "en"
DATES = {"en": "en_GB"}  # "21 November", as the site writes it; other languages have one order of a date


class Catalogue(GNUTranslations):
    """One language (port `Words`)."""

    def __init__(self, language: str, file: Path) -> None:
        with file.open("rb") as po:
            catalog = read_po(po, locale=language, domain=DOMAIN)
        compiled = BytesIO()
        write_mo(compiled, catalog)
        compiled.seek(0)
        super().__init__(compiled)
        self.language = language


def _utc_now() -> datetime:
    return datetime.now(UTC)


class GettextWording:
    """All languages with a catalogue (port `Wording`), each loaded when it is first wanted."""

    def __init__(self, folder: Path = LOCALES, now: Callable[[], datetime] = _utc_now) -> None:
        self._files = {file.parent.parent.name: file for file in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))}
        self._loaded: dict[str, Catalogue] = {}
        self._now = now
        self.languages = tuple(self._files)

    def words(self, language: str) -> Catalogue:
        """The words of a language; the nearest there is ("ru-RU" → "ru"), English at last."""
        near = self._nearest(language)
        if near not in self._loaded:
            self._loaded[near] = Catalogue(near, self._files[near])
        return self._loaded[near]

    def day(self, language: str, moment: datetime) -> str:
        """A date in `moment`'s own zone: "21 November"; "21 November 2024" for another year than this one."""
        near = self._nearest(language)
        locale = DATES.get(near, near)
        if moment.year == self._now().astimezone(moment.tzinfo).year:
            return format_skeleton("MMMMd", moment, locale=locale)
        return format_date(moment, "long", locale=locale)

    def _nearest(self, language: str) -> str:
        primary = language.replace("_", "-").split("-")[0].lower()  # RFC 5646: the primary subtag stands first
        return primary if primary in self._files else FALLBACK
