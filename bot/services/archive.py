"""The archive as people ask for it: what they type means the same in every chat and in the terminal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.model import Query, Results
from bot.domain.query import parse
from bot.domain.sections import Sections, all_sections
from bot.domain.style import Gettext
from bot.domain.written import as_written
from bot.ports import Articles, Sources
from bot.services.mending import Mending


@dataclass(frozen=True, slots=True)
class Archive:
    """`spellings`: the operator's of sections, folded → key; `languages`: those that the bot itself speaks."""

    articles: Articles
    sources: Sources
    spellings: Mapping[str, str]
    languages: tuple[str, ...]

    async def sections(self, gettext: Gettext) -> Sections:
        """The archive's sections and the operator's, also by their names in this language."""
        return all_sections(await self.articles.sections(), self.spellings, gettext)

    async def understood(self, text: str, now: datetime, gettext: Gettext) -> Query:
        """What a person typed to search for. Its days are those of `now`'s zone; its words are met by their forms in
        the languages of the sources, and the bot's."""
        return (await self._reader(now, gettext))(text)

    async def search(
        self, text: str, now: datetime, gettext: Gettext, *, limit: int, offset: int = 0, languages: Sequence[str] = ()
    ) -> Results:
        """The best matches, of those that match as well rather in the first of these languages; what holds no word
        finds nothing. Where nothing is found, what was probably meant is looked for: `Results.showing`."""
        read = await self._reader(now, gettext)
        query = read(text)
        if query == Query():
            return Results((), 0)
        found = await self.articles.find(query, limit=limit, offset=offset, languages=languages)
        meant = "" if found.total or not query.words else await Mending(self.articles, read).mended(text)
        if meant:
            found = await self.articles.find(read(meant), limit=limit, offset=offset, languages=languages)
            shown = as_written(meant, text, found)
            found = replace(found, showing=shown if read(shown) == found.query else meant)
        return found

    async def _reader(self, now: datetime, gettext: Gettext) -> Callable[[str], Query]:
        spellings = (await self.sections(gettext)).spellings
        known = tuple(sorted({*await self.sources.languages(), *self.languages}))
        return lambda text: parse(text, now, spellings, known)
